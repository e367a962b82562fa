/** What a cell shows. */
export type { BlockStart } from './block';
export { evaluate } from './evaluate';
export { checkAnswer, ExerciseError, exercises, type ExerciseText } from './exercises';
export type { ExplorerStart } from '../contract';
export type { FrontStart } from './front';
export { type BatchView, type CaptionedImage, showBatch, showImages } from './gallery';
export type { GatesStart } from './gates';
export { benchmarkLatency } from './latency';
export type { ModelTableOptions } from './model-table';
export type { NormalizationNoiseStart } from './noise';
export { type Row, showRows } from './rows';
export { listenForViews } from './runs';
export type { SearchExplorerStart } from './search';
export type { StoppingPointStart } from './stopping';
export {
  blockExplorer,
  front,
  gates,
  modelTable,
  normalizationNoise,
  scalingExplorer,
  searchExplorer,
  show,
  ShowError,
  type Showable,
  stoppingPointView,
  toolComparison
} from './show';
export { train } from './train';
