/** What functions throw, for `instanceof`; `EnetError` is the base of all. */
export { EnetError, NoSolutionError, SpecError } from '../analysis';
export { DataError } from '../data';
export { DownloadError } from '../download';
export { EvaluationError } from '../evaluation';
export { HubError, WeightError, WeightFileError } from '../model';
export { DocumentError, ExerciseError, ShowError } from '../notebook';
export { SweepError } from '../search';
export { TensorFlowError } from '../tensorflow';
export { CheckpointError, TrainingError } from '../training';
