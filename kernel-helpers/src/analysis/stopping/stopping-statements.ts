import { type Estimate, overCorners, toFirstOrder, withDigits } from '../estimate';
import { HALF_PERCENT, pointsOf, type PrintedRow, publishedRecords, type RecordSet } from '../records';
import { type Statement, statement } from '../statement';
import { above, countOn, eachAbove } from '../statement-rule';
import { type EfficiencyStep, efficiencySteps } from './efficiency';
import { fitSaturating, type SaturatingFit } from './saturating-fit';
import { efficiencyPeak, stoppingPoint } from './stopping-point';

/** Relative rule for the statement on φ*: a tenth of the first gain. */
const SHARE = 0.1;

/** Table 2 prints costs with two digits. */
const COST_DIGITS = 2;

/**
 * Statements on efficiency and the stopping point, computed from the published B0 to B7 at the call.
 * @param set - one family as table 2 of the paper prints it, with MACs and parameters
 */
export function stoppingStatements(set: RecordSet = publishedRecords('paper-v5')): Statement[] {
  const section = 'Scaling efficiency';
  const rows = rowsOf(set, 'macs');
  const fitted = (result: (fit: SaturatingFit) => number): Estimate =>
    toFirstOrder(
      rows.flatMap(({ cost, accuracy }) => [cost, accuracy]),
      (values) =>
        result(
          fitSaturating({
            costs: rows.map((_, i) => values[2 * i]),
            accuracies: rows.map((_, i) => values[2 * i + 1])
          })
        )
    );
  const source = `${rows[0].name} to ${rows[rows.length - 1].name} of the paper’s fifth version`;
  return [
    statement({
      id: 'efficiency-peak-macs',
      section,
      claim: 'Accuracy per operation rises to a peak for small models, then falls.',
      quantity: `steps of ${source} in which accuracy per MAC rises`,
      rule: above(0, rises(rows)),
      why: 'B0 is the most efficient. A network of chance accuracy and hardly any cost would be more so: the measure rewards doing nothing.'
    }),
    statement({
      id: 'efficiency-peak-params',
      section,
      claim: 'Accuracy per parameter rises to a peak for small models, then falls.',
      quantity: `steps of ${source} in which accuracy per parameter rises`,
      rule: above(0, rises(rowsOf(set, 'params'))),
      why: 'It falls from B0 on.'
    }),
    statement({
      id: 'interior-peak',
      section,
      claim: 'Saturating accuracy over exponential cost has an interior peak of efficiency.',
      quantity: `B·(k + ln g)/(A∞·ln g) of the curve through ${source}, which must exceed 1`,
      rule: above(
        1,
        fitted(({ curve, cost }) => efficiencyPeak(curve, cost).ratio)
      ),
      why: 'B0 already has most of the accuracy that the family reaches: only a baseline far below it can gain faster than its cost doubles.'
    }),
    statement({
      id: 'marginal-gain-falls',
      section,
      claim: 'Each step up the family gains less accuracy for an additional operation than the step before.',
      quantity: `steps of ${source} whose marginal gain is below that of the step before`,
      rule: eachAbove(0, 'the share by which it falls', falls(rows)),
      why: 'From step to step the cost grows faster than the gain.'
    }),
    statement({
      id: 'stopping-point',
      section,
      claim: 'There is a φ* beyond which scaling yields negligible returns.',
      quantity: `φ* in doublings of B0’s MACs, where the marginal gain is ${100 * SHARE} % of B0’s`,
      rule: above(
        0,
        fitted(({ curve, cost }) => stoppingPoint(curve, cost, { kind: 'relative', share: SHARE }).phi)
      ),
      why: 'For any threshold that is chosen. Which gain is negligible, no data say: φ* moves with the logarithm of the threshold.'
    })
  ];
}

/** By rising cost. */
function rowsOf(set: RecordSet, measure: string): PrintedRow[] {
  const points = pointsOf(set, measure);
  return efficiencySteps(points).map(({ point, cost, accuracy }) => ({
    name: points.records[point].name,
    cost: withDigits(cost, COST_DIGITS),
    accuracy: { value: accuracy, half: HALF_PERCENT }
  }));
}

/** Accuracy per cost at each step over that of the step before, less 1. */
function rises(rows: readonly PrintedRow[]): Estimate {
  const growths = rows.slice(1).map((row, i) =>
    overCorners([rows[i].cost, rows[i].accuracy, row.cost, row.accuracy], ([c0, a0, c1, a1]) => {
      const [from, to] = stepsOf([c0, c1], [a0, a1]);
      return to.perCost / from.perCost - 1;
    })
  );
  return countOn({ side: 'above', bound: 0 }, growths);
}

/** By how much the marginal gain falls from one step to the next, as a share of the former. */
function falls(rows: readonly PrintedRow[]): { name: string; computed: Estimate }[] {
  return rows.slice(2).map((row, i) => ({
    name: row.name,
    computed: overCorners(
      [rows[i], rows[i + 1], row].flatMap(({ cost, accuracy }) => [cost, accuracy]),
      ([c0, a0, c1, a1, c2, a2]) => {
        const [, first, second] = stepsOf([c0, c1, c2], [a0, a1, a2]);
        return 1 - (second.step?.marginal ?? NaN) / (first.step?.marginal ?? NaN);
      }
    )
  }));
}

const stepsOf = (costs: number[], accuracies: number[]): EfficiencyStep[] =>
  efficiencySteps({ costs: Float64Array.from(costs), accuracies: Float64Array.from(accuracies) });
