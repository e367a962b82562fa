/** Image data sets: reading, splitting, batching. */
export type { Batch, TrainingOrder } from './batch';
export { batchShape, batchTensors, evaluationBatches, stepsPerEpoch, trainingBatches } from './batches';
export {
  type Augmentation,
  mixes,
  type RandAugment,
  type RandomResizedCrop,
  requireAugmentation
} from './augmentation';
export { type ArrayImages, imagesFromArrays } from './arrays';
export { type ChannelOrder } from './channel-order';
export { CIFAR_100_OPTIONS, type Cifar100Options, loadCifar10, loadCifar100 } from './cifar';
export { classCounts, type ClassWeightOptions, classWeights } from './class-weights';
export { BatchPipeline, BatchSource, shared } from './pipeline';
export {
  type Dataset,
  type FileDataset,
  firstImages,
  type ImageDataset,
  imageDataset,
  inMemory,
  type UnreadableImage
} from './dataset';
export { DECODE_OPTIONS, type DecodeOptions, decodeOptionsOf } from './decoding/options';
export { type ValueRange } from './decoding/values';
export { DataError, type DataFault } from './errors';
export { loadFashionMnist } from './fashion-mnist';
export { otherThan, requireDataset } from './given-dataset';
export { readIdx } from './idx';
export { IMAGENET_LABELS, type ImageSource, loadImage, prepareImages, sourceBatches } from './images';
export { FOLDER_OPTIONS, type ImageFolderOptions, loadImageFolder } from './image-folder';
export { levelsChecked, requireLevels, valuesOf } from './levels';
export { loadMedMnist, MED_MNIST_OPTIONS, type MedMnistOptions } from './med-mnist';
export { type MedMnistName } from './med-mnist-sets';
export { loadMnist, MNIST_OPTIONS, type MnistOptions } from './mnist';
export { loadNpz, NPZ_OPTIONS, type NpzOptions } from './npz';
export { SeededOrder } from './order';
export { preparationWords } from './preparation-words';
export { type InputShape, WHOLE_VIEW } from './prepare';
export { type BatchImages, batchImages } from './prepared-images';
export { publicSet, type PublicSetName, type PublicSetOptions } from './public-sets';
export { imageAt, type Pixels } from './read-image';
export { type DatasetSplits, datasetSplits, splitDataset, type SplitOptions } from './splits';
export { STORED_SET_OPTIONS, type StoredSetOptions } from './stored-set';
export { tensorBatches } from './tensor-batches';
export { UnreadableReport } from './unreadable';
