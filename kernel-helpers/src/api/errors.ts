/** What functions throw, for `instanceof`. */
export { NoSolutionError, SpecError } from '../analysis';
export { DataError } from '../data';
export { DownloadError } from '../download';
export { EvaluationError } from '../evaluation';
export { HubError, WeightError, WeightFileError } from '../model';
export { ExerciseError, ShowError } from '../notebook';
export { TensorFlowError } from '../tensorflow';
export { CheckpointError, TrainingError } from '../training';
