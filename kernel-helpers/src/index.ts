/**
 * EfficientNet Lab as a notebook author uses it. Loading this module is quick: TensorFlow and the
 * library that draws pictures load when they are first needed.
 */
export {
  type ArchitectureSpec,
  compoundScale,
  type CostReport,
  scale,
  SpecError,
  summarize,
  validateSpec,
  variant
} from './analysis';
export { DataError, type DatasetSplits, type ImageDataset, loadMnist, type MnistOptions } from './data';
export { type Evaluation, EvaluationError, type EvaluationOptions } from './evaluation';
export { buildEfficientNet, type BuildOptions } from './model';
export { evaluate, scalingExplorer, show, ShowError, type Showable } from './notebook';
export { TensorFlowError, tf } from './tensorflow';
