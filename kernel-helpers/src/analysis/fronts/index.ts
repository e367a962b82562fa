export {
  bestWithin,
  type BudgetAnswer,
  type CostScale,
  hypervolume,
  type Knee,
  kneeOf,
  type ReferencePoint
} from './front-measures';
export { frontStatements } from './front-statements';
export { frontTable } from './front-table';
export { dominates, dominatorsOf, type FrontPoints, paretoFront, type ParetoFront } from './pareto';
export { IDEAL_EXPONENTS, type MeasuredSlope, slopeBetween, slopesAtBaseline } from './slopes';
export { DOCUMENT_RECORDS, thinnedSet, type ThinnedSet } from './thin';
