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
export { buildEfficientNet, type BuildOptions } from './model';
export { scalingExplorer, show, ShowError, type Showable } from './notebook';
export { TensorFlowError, tf } from './tensorflow';
