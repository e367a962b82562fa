/** Charts as data, and what both painters know of them. Arithmetic alone: no DOM, no files, nothing of ours. */
export {
  type Axis,
  type BandMark,
  categories,
  type CellsMark,
  type Chart,
  type Dash,
  each,
  type LineMark,
  type Mark,
  type Place,
  type PointsMark,
  type PointSymbol,
  type Range,
  type Rectangle,
  type RectanglesMark,
  type RuleMark
} from './chart';
export { cellGrid, cellRuns } from './cells';
export {
  colourProperty,
  colourSheet,
  COLOURS,
  type Meaning,
  type Palette,
  PAPER_COLOURS,
  THEME_COLOURS
} from './colours';
export { type Frame, frameOf, type Size, textWidth, TICK_GAP, type Tick } from './frame';
export {
  type Box,
  boxMark,
  highlightOf,
  type Picked,
  pickedAt,
  pickedIn,
  ruleAt,
  type Stop,
  stopAgain,
  stopOf,
  stopsOf,
  valueAt
} from './hit';
export { type Label, labelBox, type LabelBox, type PlacedLabel, placeLabels } from './label-places';
export { type ChartLabel, labelsOf } from './labels';
export { type Child, element, Markup } from './markup';
export { outlined } from './outlined';
export { type Column, INNER_WIDTH, page, PAGE_WIDTH, paragraph, type Section, table } from './page';
export { chartSection, type KeyEntry, keySection, keySvg } from './section';
export { chartSvg, layerSvg } from './svg';
export {
  BAND_OPACITY,
  DASHES,
  intervalPlaces,
  LINE_WIDTH,
  OUTLINE_WIDTH,
  RADIUS,
  RULE_WIDTH
} from './svg-marks';
