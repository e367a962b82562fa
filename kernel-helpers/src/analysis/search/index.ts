export {
  candidatesOf,
  type CandidateSet,
  type CoefficientRange,
  type CoefficientRanges,
  DEFAULT_CANDIDATES,
  MOST_CANDIDATES
} from './candidates';
export { FEASIBLE_COLUMNS, type FeasibleColumn, FeasibleTriplets } from './feasible-triplets';
export { SearchMemory } from './network-costs';
export { continuousOptimum, type Optimum, type OptimumQuestion, unroundedOptimum } from './optimum';
export {
  comesBefore,
  type ScoredMultipliers,
  scoreTriplet,
  type SearchConstraint,
  type SearchRequest,
  type SearchResult,
  searchSteps,
  searchTriplets
} from './search';
export type { FeasibleNetwork, ScoredTriplet, Triplet } from './scored-triplet';
export { searchStatements } from './search-statements';
export { searchNetworks, searchRecords, searchTable } from './search-table';
export {
  predictAccuracy,
  publishedSurrogate,
  type PublishedSurrogate,
  type Shortfall,
  type Surrogate,
  SURROGATE_LIMITS
} from './surrogate';
export { type CostPowers, idealPowers, SEARCH_MEASURES, type SearchMeasure } from './triplet';
