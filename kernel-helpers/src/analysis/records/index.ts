export { requireSet } from './check';
export { intervalColumns } from './interval-columns';
export { familiesOf, pointsOf, type RecordPoints } from './points';
export { HALF_PERCENT, type PrintedRow } from './printed-row';
export {
  measuredRuns,
  type MeasuredRunsName,
  pruningRuns,
  PUBLISHED_SETS,
  publishedRecords,
  type PublishedSetName
} from './published';
export {
  type AccuracyInterval,
  COST_QUANTITIES,
  type CostMeasure,
  type CostQuantity,
  INTERVAL_CAUSES,
  type IntervalCause,
  MACS_MEASURE,
  PARAMS_MEASURE,
  type Provenance,
  RECORD_KINDS,
  RECORD_LIMITS,
  RECORD_SCALINGS,
  type RecordKind,
  type RecordScaling,
  type RecordSet,
  type ResultRecord
} from './record';
export { type CsvOptions, recordsCsv, readRecordsCsv, readRecordsCsvSteps } from './records-csv';
export {
  RECORD_FORMAT,
  RECORD_FORMAT_VERSION,
  recordsFromDocument,
  readRecordsJson,
  readRecordsJsonSteps,
  recordsJson
} from './records-json';
