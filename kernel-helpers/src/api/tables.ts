/** Tables as CSV, JSON and Markdown, and numbers as their cells write them. */
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
export { plain as numberText } from '../wording/format';
