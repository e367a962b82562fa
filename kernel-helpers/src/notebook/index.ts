/** What a cell shows. */
export type { BlockStart } from '../views/block-explorer/cell';
export { DocumentError } from './bundle';
export { checkDevice } from './device';
export { evaluate } from './evaluate';
export { checkAnswer, ExerciseError, exercises, type ExerciseText } from './exercises';
export type { ExplorerStart } from '../views/scaling-explorer';
export type { FrontStart } from '../views/front/cell';
export { type BatchView, type CaptionedImage, showBatch, showImages } from './gallery';
export type { GatesStart } from '../views/gates/cell';
export { benchmarkLatency } from './latency';
export type { ModelTableOptions } from '../views/model-table/cell';
export type { NormalizationNoiseStart } from '../views/normalization-noise/cell';
export { showNormalizationComparison } from './normalization-comparison';
export { type Row, showRows } from './rows';
export { listenForViews } from './runs';
export type { SearchExplorerStart } from '../views/search-explorer/cell';
export type { SweepDashboardStart } from '../views/sweep-dashboard/cell';
export type { StoppingPointStart } from '../views/stopping-point/cell';
export {
  showBlockExplorer,
  showFront,
  showGates,
  showModelTable,
  showNormalizationNoise,
  showScalingExplorer,
  showSearchExplorer,
  show,
  ShowError,
  type Showable,
  showStoppingPoint,
  showToolComparison
} from './show';
export { showSweep } from './show-sweep';
export { listenForSweepViews } from './sweeps';
export { train } from './train';
