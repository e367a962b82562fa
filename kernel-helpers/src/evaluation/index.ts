/** How good a trained network is. */
export { EvaluationError } from './errors';
export { type ClassResult, evaluate, type Evaluation, type EvaluationOptions } from './evaluate';
export { gateValues, type GateValues, type GateValuesOptions } from './gate-values';
export type { EncodedImage, Mistake } from './mistakes';
export { type Classifier, classifierOf, logitsOf } from './network';
