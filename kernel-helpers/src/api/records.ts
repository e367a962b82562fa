/** Results of networks: published ones and files of them. */
export {
  COST_QUANTITIES,
  familiesOf,
  INTERVAL_CAUSES,
  MACS_MEASURE,
  measuredRuns,
  PARAMS_MEASURE,
  pointsOf,
  PUBLISHED_SETS,
  publishedRecords,
  RECORD_FORMAT,
  RECORD_FORMAT_VERSION,
  RECORD_KINDS,
  RECORD_LIMITS,
  RECORD_SCALINGS,
  recordsCsv,
  readRecordsCsv,
  readRecordsCsvSteps,
  recordsFromDocument,
  readRecordsJson,
  readRecordsJsonSteps,
  recordsJson
} from '../analysis';
