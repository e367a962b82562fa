/** Image data sets: reading, splitting, batching. */
export {
  atResolution,
  type Augmentation,
  type Batch,
  batchShape,
  batchTensors,
  evaluationBatches,
  type InputShape,
  stepsPerEpoch,
  trainingBatches,
  type TrainingOrder
} from './batches';
export { BatchPipeline, BatchSource, shared } from './pipeline';
export {
  type DatasetSplits,
  fingerprint,
  firstImages,
  type ImageDataset,
  imageDataset,
  select,
  splitDataset
} from './dataset';
export { DataError, type DataErrorKind } from './errors';
export { type IdxArray, parseIdx, readIdx } from './idx';
export { loadMnist, type MnistOptions } from './mnist';
export { SeededOrder } from './order';
