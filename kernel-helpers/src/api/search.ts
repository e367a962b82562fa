/** The search for α, β and γ. */
export {
  candidatesOf,
  comesBefore,
  continuousOptimum,
  DEFAULT_CANDIDATES,
  FEASIBLE_COLUMNS,
  FeasibleTriplets,
  idealPowers,
  MOST_CANDIDATES,
  predictAccuracy,
  publishedSurrogate,
  scoreTriplet,
  SEARCH_MEASURES,
  searchNetworks,
  searchRecords,
  searchStatements,
  searchSteps,
  searchTable,
  searchTriplets,
  SURROGATE_LIMITS,
  unroundedOptimum
} from '../analysis';
