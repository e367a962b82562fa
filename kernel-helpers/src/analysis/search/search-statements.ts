import { type Estimate, overCorners, type Printed } from '../estimate';
import { publishedRecords, type RecordSet } from '../records';
import { type Statement, statement } from '../statement';
import { ABOUT, atMost, equal } from '../statement-rule';
import { PAPER_COEFFICIENTS } from '../variants';
import { continuousOptimum } from './optimum';
import type { Triplet } from './scored-triplet';
import { type SearchResult, searchTriplets } from './search';
import { predictAccuracy, publishedSurrogate, type Surrogate } from './surrogate';
import { multipliersOf } from './triplet';

/** Table 7 prints per cent with one decimal; less than twice its half unit is no difference of accuracies. */
const HALF_PERCENT = 0.05;

/**
 * Statements on the search for coefficients, computed on the paper's kind of grid at the call.
 * @param set - rows of B0 with accuracies as table 7 of the paper prints them, which the model goes through
 */
export function searchStatements(set: RecordSet = publishedRecords('paper-dimensions')): Statement[] {
  const section = 'Finding the optimal scaling coefficients';
  const { surrogate, source } = publishedSurrogate(set);
  const ideal = searchTriplets({ surrogate });
  const { within, tried, networks, published, best, request } = ideal;
  const { growth, tolerance } = request;
  const optimum = continuousOptimum({ surrogate, growth });
  const { alpha, beta, gamma } = PAPER_COEFFICIENTS;
  const grid = `${tried} triplets on the 0.05 grid from 1 to 1.5, B0, g = ${growth} ± ${tolerance}`;
  const model = `the surrogate through B0’s rows of ${source}`;
  const percent = (value: number): string => value.toFixed(2);
  return [
    statement({
      id: 'search-constraint',
      section,
      claim: 'Triplets that satisfy the constraint double the cost.',
      quantity: `triplets within the ideal constraint whose true MACs are within it too; ${grid}`,
      rule: equal(within.ideal, within.both),
      why: `${within.ideal} keep α·β²·γ², ${within.built} the cost of the network that is built: layer counts are rounded up.`
    }),
    statement({
      id: 'search-networks',
      section,
      claim: 'Each triplet of the grid is another network to train.',
      quantity: `different networks; ${grid}`,
      rule: equal(tried, networks),
      why: 'Many values of α build the same number of layers: train each network once.'
    }),
    statement({
      id: 'search-published-growth',
      section,
      claim: `The published ${alpha}, ${beta}, ${gamma} double the cost.`,
      quantity: 'MACs of the network at φ = 1 over B0’s',
      rule: equal(growth, published.built),
      why: `The product is ${published.ideal.toFixed(5)}, inside the tolerance; the built network costs more.`
    }),
    ...(best === null
      ? []
      : [
          statement({
            id: 'search-edge',
            section,
            claim: 'The most accurate triplet of the grid spends what the constraint asks for.',
            quantity: `of the tolerance, the share by which the winner by ${model} misses g; ${grid}`,
            rule: atMost(
              ABOUT,
              overSurrogates(set, (each) => Math.abs(winnersGrowth(ideal, each) - growth) / tolerance)
            ),
            why:
              `Its α·β²·γ² is ${best.ideal.toFixed(3)}: the more a triplet spends of the tolerance, the more it gains. ` +
              `${percent(best.accuracy)} % are predicted for the winner, ${percent(best.equalCostAccuracy ?? NaN)} % at equal cost.`
          })
        ]),
    statement({
      id: 'search-published-score',
      section,
      claim: `The published ${alpha}, ${beta}, ${gamma} are near-optimal.`,
      quantity: `percentage points that they lack at equal cost of the continuous optimum by ${model}`,
      rule: atMost(
        2 * HALF_PERCENT,
        overSurrogates(
          set,
          (each) =>
            continuousOptimum({ surrogate: each, growth }).accuracy -
            atCost(each, PAPER_COEFFICIENTS, published.ideal, growth)
        )
      ),
      why:
        `${percent(optimum.multipliers.depth)}, ${percent(optimum.multipliers.width)}, ${percent(optimum.multipliers.resolution)} ` +
        `would reach ${percent(optimum.accuracy)} %. By this model: five rows show how flat its optimum is, not where ` +
        'training would find it, and rows rounded otherwise move it.'
    })
  ];
}

/** A result over all surrogates through rows that print the same. */
function overSurrogates(set: RecordSet, result: (surrogate: Surrogate) => number): Estimate {
  const rows = set.records.filter(({ family }) => family === 'EfficientNet-B0');
  const accuracies = rows.flatMap(({ accuracy }): Printed[] =>
    accuracy === null ? [] : [{ value: accuracy, half: HALF_PERCENT }]
  );
  return overCorners(accuracies, (values) =>
    result(
      publishedSurrogate({ ...set, records: rows.map((row, i) => ({ ...row, accuracy: values[i] })) })
        .surrogate
    )
  );
}

/** Predicted accuracy of a triplet's multipliers to the power at which their ideal growth is g. */
function atCost(surrogate: Surrogate, triplet: Triplet, growth: number, wanted: number): number {
  const phi = Math.log(wanted) / Math.log(growth);
  const { depth, width, resolution } = multipliersOf(triplet);
  return predictAccuracy(surrogate, {
    depth: depth ** phi,
    width: width ** phi,
    resolution: resolution ** phi
  });
}

/** α·β²·γ² of the most accurate feasible triplet by another surrogate. */
function winnersGrowth({ feasible }: SearchResult, surrogate: Surrogate): number {
  let [most, growth] = [-Infinity, NaN];
  for (let i = 0; i < feasible.count; i++) {
    const triplet = feasible.at(i);
    const accuracy = predictAccuracy(surrogate, multipliersOf(triplet));
    if (accuracy > most) {
      [most, growth] = [accuracy, triplet.ideal];
    }
  }
  return growth;
}
