/** Tables as CSV, JSON and Markdown. */
export {
  csvLine,
  csvOf,
  jsonOf,
  markdownOf,
  REPORT_FORMAT,
  reportCsv,
  reportJson,
  reportMarkdown,
  reportTables,
  tableObject,
  tableOf
} from '../analysis';
