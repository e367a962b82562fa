/** Which networks are on the front of accuracy and cost, and how steep it is. */
export {
  accuracyAtCost,
  bestRecordWithin,
  bestWithin,
  cheapestRecordReaching,
  DOCUMENT_RECORDS,
  dominates,
  dominatorsOf,
  frontStatements,
  frontTable,
  hypervolume,
  IDEAL_EXPONENTS,
  initialSlope,
  kneeOf,
  paretoFront,
  slopeBetween,
  slopesAtBaseline,
  thinnedSet
} from '../analysis';
