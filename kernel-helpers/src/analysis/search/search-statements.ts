import { type Statement, statement } from '../statement';
import { PAPER_COEFFICIENTS } from '../variants';
import { continuousOptimum } from './optimum';
import { searchTriplets } from './search';
import { publishedSurrogate } from './surrogate';

/** Statements on the search for coefficients, computed on the paper's kind of grid at the call. */
export function searchStatements(): Statement[] {
  const section = 'Finding the optimal scaling coefficients';
  const { surrogate, source } = publishedSurrogate();
  const ideal = searchTriplets({ surrogate });
  const { within, tried, networks, published, best, request } = ideal;
  const optimum = continuousOptimum({ surrogate, growth: request.growth });
  const { alpha, beta, gamma } = PAPER_COEFFICIENTS;
  const grid = `${tried} triplets on the 0.05 grid from 1 to 1.5, B0, g = ${request.growth} ± ${request.tolerance}`;
  const model = `the surrogate through B0’s rows of ${source}`;
  const percent = (value: number): string => value.toFixed(2);
  return [
    statement({
      id: 'search-constraint',
      section,
      claim: 'Triplets that satisfy the constraint double the cost.',
      quantity: `triplets within the ideal constraint whose true MACs are within it too; ${grid}`,
      status: 'false',
      claimed: within.ideal,
      computed: within.both,
      why: `${within.ideal} keep α·β²·γ², ${within.built} the cost of the network that is built: layer counts are rounded up.`
    }),
    statement({
      id: 'search-networks',
      section,
      claim: 'Each triplet of the grid is another network to train.',
      quantity: `different networks; ${grid}`,
      status: 'false',
      claimed: tried,
      computed: networks,
      why: 'Many values of α build the same number of layers: train each network once.'
    }),
    statement({
      id: 'search-published-growth',
      section,
      claim: `The published ${alpha}, ${beta}, ${gamma} double the cost.`,
      quantity: 'MACs of the network at φ = 1 over B0’s',
      status: 'approximation',
      claimed: request.growth,
      computed: published.built,
      why: `The product is ${published.ideal.toFixed(5)}, inside the tolerance; the built network costs more.`
    }),
    ...(best === null || published.equalCostAccuracy === null
      ? []
      : [
          statement({
            id: 'search-edge',
            section,
            claim: 'The most accurate triplet of the grid spends what the constraint asks for.',
            quantity: `α·β²·γ² of the winner by ${model}; ${grid}`,
            status: 'approximation',
            claimed: request.growth,
            computed: best.ideal,
            why:
              `The more a triplet spends of the tolerance, the more it gains. ${percent(best.accuracy)} % are predicted ` +
              `for the winner, ${percent(best.equalCostAccuracy ?? NaN)} % at equal cost.`
          }),
          statement({
            id: 'search-published-score',
            section,
            claim: `The published ${alpha}, ${beta}, ${gamma} are near-optimal.`,
            quantity: `their accuracy at equal cost by ${model}, against the continuous optimum, %`,
            status: 'approximation',
            claimed: optimum.accuracy,
            computed: published.equalCostAccuracy,
            why:
              `By this model they lack ${percent(optimum.accuracy - published.equalCostAccuracy)} points of what ` +
              `${percent(optimum.multipliers.depth)}, ${percent(optimum.multipliers.width)}, ${percent(optimum.multipliers.resolution)} would reach. ` +
              'A model through five rows shows how flat the optimum is, not where training would find it.'
          })
        ])
  ];
}
