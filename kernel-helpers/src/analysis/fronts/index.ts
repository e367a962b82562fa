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
export {
  bestRecordWithin,
  cheapestRecordReaching,
  type RecordsReaching,
  type RecordsWithin
} from './record-answers';
export {
  accuracyAtCost,
  type CostAndAccuracy,
  IDEAL_EXPONENTS,
  initialSlope,
  type MeasuredSlope,
  slopeBetween,
  slopesAtBaseline
} from './slopes';
export { DOCUMENT_RECORDS, thinnedSet, type ThinnedSet } from './thin';
