export {
  channelsOf,
  gateProfileChart,
  gateSavingsChart,
  gatesMapChart,
  MAP,
  takenBy,
  THRESHOLD,
  VERDICTS
} from './chart';
export { type DrawnGates, drawnGates, type GatesRoom, shownOrder } from './drawn';
export { gatesKey, gatesPicture } from './picture';
export * from './result';
export * from './state';
export * from './words';
