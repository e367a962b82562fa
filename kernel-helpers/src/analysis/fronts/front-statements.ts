import { SpecError } from '../errors';
import { type Estimate, overCorners, ROUNDING } from '../estimate';
import { SCALING_DIMENSIONS, type ScalingDimension } from '../growth';
import { familiesOf, HALF_PERCENT, type PrintedRow, publishedRecords, type RecordSet } from '../records';
import { type Statement, statement } from '../statement';
import { computedBy, countOn, eachAbove, equal, type StatementRule } from '../statement-rule';
import { accuracyAtCost, type CostAndAccuracy, IDEAL_EXPONENTS, initialSlope } from './slopes';

/** Tables 3 and 7 print billions with one decimal. */
const HALF_COST = 0.05e9;

interface Row extends PrintedRow {
  scaling: string;
}

interface Family {
  name: string;
  baseline: Row;
  compound: Row;
  /** Rows that are scaled in one dimension. */
  singles: Row[];
}

const SINGLE: readonly string[] = SCALING_DIMENSIONS;

/**
 * Statements on fronts, computed from the published single-dimension and compound networks at the call.
 * @param set - rows with costs in MACs as tables 3 and 7 of the paper print them
 * @throws SpecError for a set without such rows
 */
export function frontStatements(set: RecordSet = publishedRecords('paper-dimensions')): Statement[] {
  const section = 'Scaling efficiency';
  const families = readFamilies(set);
  if (families.length === 0) {
    const expected = 'rows with scaling baseline, compound and single dimensions, their accuracy and MACs';
    throw new SpecError('set.records', set.title, expected, "Take publishedRecords('paper-dimensions').");
  }
  const rows = families.flatMap((family) => family.singles.map((single) => ({ family, single })));
  const leads = families.map((family) => ({ name: family.name, computed: leadInAccuracy(family) }));
  const envelope = eachAbove(
    0,
    'the lead in per cent',
    rows.map(({ family, single }) => ({ name: single.name, computed: leadAtEqualCost(family, single) }))
  );
  const steepest = eachAbove(
    1,
    'the slope over that of the next dimension',
    families
      .filter(({ singles }) => singles.some(({ scaling }) => scaling === 'depth'))
      .map((family) => ({ name: family.name, computed: slopeOfDepth(family) }))
  );
  return [
    statement({
      id: 'compound-most-accurate',
      section,
      claim: 'Compound scaling is more accurate than any single dimension.',
      quantity: 'of the published networks with all rows, those where compound scaling is the most accurate',
      rule: eachAbove(0, 'the lead in per cent', leads),
      why:
        'At about four times the cost, and not at exactly the same one: see the next statement for that. The least lead is ' +
        `${Math.min(...leads.map(({ computed }) => computed.value)).toFixed(1)} points; what another seed would change ` +
        'is not printed.'
    }),
    statement({
      id: 'compound-envelope',
      section,
      claim: 'Compound scaling traces the upper envelope of the single dimensions.',
      quantity:
        'published single-dimension networks that compound scaling beats at their own cost, on the line in log MACs from baseline to compound network',
      rule: envelope,
      why:
        'The line lies below any curve whose gains for a doubling fall, and all that is uncertain are the digits that ' +
        `were rounded away. ${certainOf(envelope)} A network that costs less than the compound one, and so isn’t ` +
        'dominated by it, is no point above the envelope.'
    }),
    statement({
      id: 'single-dimension-on-front',
      section,
      claim: 'No network that is scaled in one dimension is on the front.',
      quantity: 'published single-dimension networks on the fronts of the printed rows of their families',
      rule: equal(
        0,
        countOn(
          { side: 'above', bound: 0 },
          rows.map(({ family, single }) => shortOf(family, single))
        )
      ),
      why:
        'They are cheaper than the compound network, and more accurate than everything cheaper that was printed. No ' +
        'compound network of their cost was: a front of five points says nothing of the envelope.'
    }),
    statement({
      id: 'depth-steepest',
      section,
      claim: 'Depth gains most for each additional operation, where scaling begins.',
      quantity:
        'published networks in which the slope at the baseline’s cost is highest along depth, of curves A₀ + a·(1 − F^(−q)) with one q for all costs or one for all multipliers',
      rule: steepest,
      why:
        `Rows at four times the cost fix no slope at F = 1: q is unknown from 0 up, and one for all multipliers doubles depth’s. ${certainOf(steepest)} That cost ` +
        'grows with d but with w² and r² says nothing of the gain.'
    })
  ];
}

/** How many members are certain, and which are not. */
function certainOf(rule: StatementRule): string {
  if (rule.kind !== 'each') {
    return '';
  }
  const open = rule.members.filter(
    ({ computed }) => computed.low <= rule.bound && computed.high > rule.bound
  );
  const names = open.length === 0 ? 'none' : open.map(({ name }) => name).join(', ');
  return `Certain of ${computedBy(rule).low} of ${rule.members.length}; open: ${names}.`;
}

function readFamilies(set: RecordSet): Family[] {
  return familiesOf(set).flatMap((name) => {
    const rows = set.records.flatMap(({ name: row, family, scaling, accuracy, costs }): Row[] =>
      family === name && scaling !== undefined && accuracy !== null && costs.macs !== undefined
        ? [
            {
              name: row,
              scaling,
              cost: { value: costs.macs, half: HALF_COST },
              accuracy: { value: accuracy, half: HALF_PERCENT }
            }
          ]
        : []
    );
    const [baseline, compound] = ['baseline', 'compound'].map((scaling) =>
      rows.find((row) => row.scaling === scaling)
    );
    const singles = rows.filter(({ scaling }) => SINGLE.includes(scaling));
    return baseline && compound && singles.length > 0 ? [{ name, baseline, compound, singles }] : [];
  });
}

/** Of the compound network over the most accurate single dimension, per cent. */
function leadInAccuracy({ compound, singles }: Family): Estimate {
  return overCorners(
    [compound, ...singles].map(({ accuracy }) => accuracy),
    ([lead, ...others]) => lead - Math.max(...others)
  );
}

/** The results of some networks over all that rounding leaves open of each one's cost and accuracy. */
function overNetworks(
  rows: readonly Row[],
  result: (networks: readonly CostAndAccuracy[]) => number
): Estimate {
  return overCorners(
    rows.flatMap(({ cost, accuracy }) => [cost, accuracy]),
    (values) => result(rows.map((_, i) => ({ cost: values[2 * i], accuracy: values[2 * i + 1] })))
  );
}

/** Of compound scaling over a single dimension at the latter's cost, per cent. */
function leadAtEqualCost({ baseline, compound }: Family, single: Row): Estimate {
  return overNetworks(
    [baseline, compound, single],
    ([from, to, other]) => accuracyAtCost(from, to, other.cost) - other.accuracy
  );
}

/** What the nearest network of the family lacks to dominate one: billions of MACs or per cent; 0 or less: it does. */
function shortOf({ baseline, compound, singles }: Family, single: Row): Estimate {
  const others = [baseline, compound, ...singles].filter((row) => row !== single);
  return overNetworks([single, ...others], ([one, ...rivals]) =>
    Math.min(
      ...rivals.map(({ cost, accuracy }) => Math.max((cost - one.cost) / 1e9, one.accuracy - accuracy))
    )
  );
}

/**
 * Slope along depth at the baseline over that of the steepest other dimension. Curvature is taken as equal, in one of
 * two ways: A₀ + a·(1 − F^(−q)) with one q for all costs, or A₀ + a·(1 − x^(−p)) with one p for all multipliers, where
 * F = x^e, so that q = p/e. Both start as logarithms (q = 0). The further q rises, the more the slopes compare as the
 * gains do, or as the gains over e; in between the ratio rises or falls with q.
 */
function slopeOfDepth({ baseline, singles }: Family): Estimate {
  const [depth] = singles.filter(({ scaling }) => scaling === 'depth');
  const ratios = singles
    .filter((single) => single !== depth)
    .map((single) => {
      const ratio = (slope: typeof startOfLogarithm): Estimate =>
        overNetworks(
          [baseline, depth, single],
          ([base, deep, other]) => slope(base, deep) / slope(base, other)
        );
      const slow = ratio(startOfLogarithm);
      const sudden = ratio((base, scaled) => scaled.accuracy - base.accuracy);
      const cheaper = IDEAL_EXPONENTS[single.scaling as ScalingDimension] / IDEAL_EXPONENTS.depth;
      return {
        ...slow,
        low: Math.min(slow.low, sudden.low, cheaper * sudden.low),
        high: Math.max(slow.high, sudden.high, cheaper * sudden.high)
      };
    });
  const least = (key: 'value' | 'low' | 'high'): number => Math.min(...ratios.map((ratio) => ratio[key]));
  return {
    value: least('value'),
    low: least('low'),
    high: least('high'),
    from: `${ROUNDING} or the unknown curvature`
  };
}

const startOfLogarithm = (base: CostAndAccuracy, scaled: CostAndAccuracy): number =>
  initialSlope(base, scaled, 0);
