import type { ProportionInterval } from '../../analysis';
import { type Axis, categories, type Chart, type Mark, type Place, type Range } from '../../chart';
import { counted, percent, pointsText, tickLabel } from '../../wording/format';
import type { Phrases } from '../../wording/words';
import { type ClassDifference, drawnClasses, type ModelComparisonResult, type ModelFigures } from './result';
import type { ClassOrder } from './state';
import { differenceText, intervalText } from './words';

/** Classes that bars have room for. */
export const MOST_BARS = 24;
/** Half the height of a bar, rows. */
const HALF = 0.32;
/** Around what is drawn, a share of the axis. */
const ROOM = 0.08;
const LONGEST_NAME = 20;
const BAR_OPACITY = 0.75;
const BAR_RADIUS = 2;

/** The mark whose places are the rows of {@link differenceChart}. */
export const ROWS = 'rows';

/** What `differenceChart` draws a row of: all images, then classes. */
export interface DifferenceRow {
  name: string;
  images: number;
  difference: number;
  interval: ProportionInterval;
}

export function differenceRows(
  result: ModelComparisonResult,
  order: ClassOrder,
  trans: Phrases
): DifferenceRow[] {
  const { images, test, classes } = result;
  return [
    { name: trans.__('all images'), images, difference: test.difference, interval: test.interval },
    ...drawnClasses(classes, order, MOST_BARS).map((each: ClassDifference) => ({
      ...each,
      name: shortened(each.name)
    }))
  ];
}

/** By how much the first network is better, of all images and class by class, with intervals. */
export function differenceChart(result: ModelComparisonResult, order: ClassOrder, trans: Phrases): Chart {
  const rows = differenceRows(result, order, trans);
  const ends = rows.flatMap(({ interval: { from, to } }) => [from, to]);
  const [least, most] = [Math.min(0, ...ends), Math.max(0, ...ends)];
  const room = ROOM * (most - least || 1);
  const bars = (meaning: 'firstModel' | 'secondModel', isShown: (row: DifferenceRow) => boolean): Mark => ({
    kind: 'rectangles',
    meaning,
    opacity: BAR_OPACITY,
    rectangles: rows.flatMap((row, i) =>
      isShown(row)
        ? [{ x0: Math.min(0, row.difference), x1: Math.max(0, row.difference), y0: i - HALF, y1: i + HALF }]
        : []
    )
  });
  return {
    description: trans.__(
      'By how much %1 is more accurate than %2, of all images and by class',
      result.first.name,
      result.second.name
    ),
    x: {
      title: trans.__(
        'accuracy of %1 − %2, points',
        shortened(result.first.name),
        shortened(result.second.name)
      ),
      kind: 'linear',
      from: least - room,
      to: most + room,
      grid: true,
      text: (value) => `${value > 0 ? '+' : ''}${tickLabel(Number((100 * value).toPrecision(6)))}`
    },
    y: categories(
      rows.map(({ name }) => name),
      'down'
    ),
    marks: [
      bars('firstModel', ({ difference }) => difference > 0),
      bars('secondModel', ({ difference }) => difference < 0),
      { kind: 'rule', meaning: 'text', axis: 'x', at: 0, dash: 'solid', width: 1 },
      {
        kind: 'points',
        meaning: 'text',
        id: ROWS,
        radius: BAR_RADIUS,
        places: rows.map(({ difference }, i) => ({ x: difference, y: i })),
        intervals: { axis: 'x', ends: rows.map(({ interval }) => interval) },
        hover: rows.map(({ name, images, difference, interval }) =>
          trans.__(
            '%1: %2 points (%3) on %4',
            name,
            pointsText(difference),
            differenceText(interval, trans),
            counted(images, 'image')
          )
        )
      }
    ]
  };
}

/** Accuracy of both with intervals: over their cost where both are known and differ, else side by side. */
export function accuracyChart(result: ModelComparisonResult, trans: Phrases): Chart {
  const { first, second } = result;
  const ends = [first, second].flatMap(({ interval: { from, to } }) => [from, to]);
  const room = ROOM * (Math.max(...ends) - Math.min(...ends));
  const cost = costAxis(first, second, trans);
  const place = (model: ModelFigures, row: number): Place => ({
    x: cost && model.report ? model.report.macs.total : row,
    y: model.accuracy
  });
  const point = (meaning: 'firstModel' | 'secondModel', model: ModelFigures, row: number): Mark => ({
    kind: 'points',
    meaning,
    id: meaning,
    places: [place(model, row)],
    symbol: meaning === 'firstModel' ? 'circle' : 'square',
    names: [`${shortened(model.name)}, ${percent(model.accuracy, 2)}`],
    intervals: { axis: 'y', ends: [model.interval satisfies Range] },
    hover: [
      trans.__(
        '%1: %2 right (%3)',
        model.name,
        percent(model.accuracy, 2),
        intervalText(model.interval, trans)
      )
    ]
  });
  return {
    description: cost
      ? trans.__('Accuracy of both networks with intervals, over their MACs')
      : trans.__('Accuracy of both networks with intervals'),
    x: cost ?? {
      ...categories(
        [first, second].map(({ name }) => shortened(name)),
        'right'
      )
    },
    y: {
      title: trans.__('images named right'),
      kind: 'linear',
      from: Math.max(0, Math.min(...ends) - room),
      to: Math.min(1, Math.max(...ends) + room) || 1,
      text: (value) => percent(value, 1)
    },
    marks: [point('firstModel', first, 0), point('secondModel', second, 1)]
  };
}

function costAxis(
  { report: first }: ModelFigures,
  { report: second }: ModelFigures,
  trans: Phrases
): Axis | null {
  if (!first || !second || first.macs.total === second.macs.total) {
    return null;
  }
  const [least, most] = [first.macs.total, second.macs.total].sort((a, b) => a - b);
  // Names have room at both ends.
  const room = Math.max(1.5, Math.sqrt(most / least));
  return {
    title: trans.__('multiply-adds for one image, log scale'),
    kind: 'log',
    from: least / room,
    to: most * room,
    text: tickLabel
  };
}

function shortened(name: string): string {
  return name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME - 1)}…` : name;
}
