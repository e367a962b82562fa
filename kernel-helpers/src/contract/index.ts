/** What kernel and extension agree on: documents, their schema, the comm they talk over. */
export { BLOCK_EXPLORER_START, blockOf, convolutionOf } from './block-state';
export * from './document';
export * from './run-protocol';
export { epochsDone, HISTORY_ROWS, thinnedHistory } from './epoch-history';
export { runBeforeItsFirstStep } from './run-start';
export { trainingSentence } from './training-words';
export {
  costWithUnit,
  FRONT_HUES,
  type FrontGroup,
  type FrontGrouping,
  type FrontHue,
  groupingOf,
  shortNames
} from './front-groups';
export { frontResult, type FrontResult, type ScalingStep, type SelectedPoint } from './front-result';
export { FRONT_START, type FrontState } from './front-state';
export { frontWords, percentText, pointText, selectedText } from './front-words';
export {
  type GatesBasis,
  gatesBasis,
  gatesBasisOf,
  type GatesResult,
  gatesResult,
  gatesResultOn
} from './gates-result';
export { GATES_START, type GatesState, MOST_GATES } from './gates-state';
export { gatesWords, scoreName } from './gates-words';
export {
  groupCountsOf,
  type NoiseCurvePoint,
  noisePlaceOf,
  type NoiseQuantity,
  type NoiseValues,
  normalizationNoiseResult,
  type NormalizationNoiseResult,
  RUNNING_STEPS
} from './noise-result';
export {
  type NoiseSimulation,
  noiseSimulations,
  type SimulatedNoise,
  simulatedNoise
} from './noise-simulation';
export { NORMALIZATION_NOISE_START, type NormalizationNoiseState } from './noise-state';
export { normalizationNoiseWords } from './noise-words';
export { type RecordDocumentSource, recordSetOf, type RecordSource } from './record-source';
export {
  baseOf,
  explorerState,
  type ExplorerStart,
  multipliersOf,
  phiPosition,
  specOf,
  stateOfSpec
} from './scaling-state';
export { type SearchExplorerResult, searchExplorerResult, searchExplorerSteps } from './search-result';
export { constraintText, predictedText, searchExplorerWords, tripletText } from './search-words';
export {
  SEARCH_BASES,
  SEARCH_EXPLORER_START,
  type SearchBase,
  type SearchBrush,
  type SearchExplorerState,
  searchRequestOf
} from './search-state';
export {
  type CostUnit,
  costUnitOf,
  stoppingBand,
  type StoppingBasis,
  stoppingBasis,
  type StoppingLaw,
  stoppingPointOn,
  stoppingPointResult,
  type StoppingPointResult
} from './stopping-result';
export { STOPPING_POINT_START, type StoppingPointState, type StoppingSource } from './stopping-state';
export {
  accuracyText,
  costText,
  costUnitName,
  gainText,
  peakText,
  stoppingPointWords
} from './stopping-words';
export { ENGLISH, type Phrases, type ResultText, sentenceOf } from './words';
export { DOCUMENT_SCHEMA, VIEW_SCHEMAS } from './schema';
export { validateDocument, type Validation } from './validate';
