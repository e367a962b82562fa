/** What kernel and page share of each view: its charts and its picture for paper. */
export {
  type StoppingAxes,
  stoppingAxes,
  stoppingChart,
  type StoppingDetail,
  stoppingDetailChart
} from './stopping-point/chart';
export { stoppingLawText, stoppingPicture } from './stopping-point/picture';
