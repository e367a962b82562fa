import { PAPER_COLOURS as COLORS } from '../../chart/colours';
import { type Child, element } from '../../chart/markup';
import { beside, INNER_WIDTH, page, paragraph, type Section, table } from '../../chart/page';
import type { EpochRecord, TrainingMonitorState } from '../../views/training-monitor';
import { duration, exact, isoDay, percent, significant } from '../../wording/format';
import { drawPlot } from './plot';

const PANEL_WIDTH = 280;
const PANEL_HEIGHT = 200;
/** Epochs in the table; the curves hold all of them. */
const TABLE_ROWS = 8;

interface Point {
  epoch: number;
  value: number;
}

/** Learning curves and the newest epochs of one run. */
export function trainingPicture(state: TrainingMonitorState, sentence: string, today: Date): string {
  const started = state.curve.step.length > 0;
  return page(
    {
      sentence,
      note: `${state.model}. ${state.dataset}.`,
      caption: captionOf(state, today)
    },
    [
      progressBar(state),
      ...(started
        ? [
            beside([
              { x: 0, section: panel(state, 'loss') },
              { x: INNER_WIDTH - PANEL_WIDTH, section: panel(state, 'accuracy') }
            ])
          ]
        : []),
      ...(state.history.length ? [epochTable(state.history)] : []),
      ...state.messages
        .slice(-3)
        .map((message) => paragraph(`Note: ${message}`, { size: 12.5, color: COLORS.wrong }))
    ]
  );
}

function captionOf(state: TrainingMonitorState, today: Date): string {
  const facts = [
    `Measured on ${isoDay(today)}, run ${state.runId}`,
    `${exact(state.step)} of ${exact(state.epochs * state.stepsPerEpoch)} steps in ${duration(state.elapsedSeconds)}`,
    ...(state.imagesPerSecond === null ? [] : [`${significant(state.imagesPerSecond)} images per second`]),
    ...['seed', 'batchSize', 'device'].flatMap((key) =>
      key in state.record ? [`${key === 'batchSize' ? 'batch size' : key} ${String(state.record[key])}`] : []
    ),
    ...(state.checkpoint ? [`checkpoint ${state.checkpoint}`] : [])
  ];
  return `${facts.join(', ')}.`;
}

function progressBar(state: TrainingMonitorState): Section {
  const share = Math.min(1, state.step / Math.max(1, state.epochs * state.stepsPerEpoch));
  return {
    height: 8,
    markup: element(
      'g',
      {},
      element('rect', { width: INNER_WIDTH, height: 6, rx: 3, fill: COLORS.grid }),
      element('rect', { width: Math.max(6, share * INNER_WIDTH), height: 6, rx: 3, fill: COLORS.train })
    )
  };
}

function panel(state: TrainingMonitorState, quantity: 'loss' | 'accuracy'): Section {
  const { curve, history, stepsPerEpoch, epochs } = state;
  const train = curve.step.map((step, i): Point => ({
    epoch: step / stepsPerEpoch,
    value: curve[quantity][i]
  }));
  const validation = history.flatMap((row): Point[] => {
    const value = quantity === 'loss' ? row.validationLoss : row.validationAccuracy;
    return value === null ? [] : [{ epoch: row.epoch, value }];
  });
  const domain =
    quantity === 'loss' ? lossRange([...train, ...validation]) : accuracyRange([...train, ...validation]);
  const inside = (points: Point[]): Point[] =>
    points.map(({ epoch, value }) => ({ epoch, value: Math.min(domain[1], Math.max(domain[0], value)) }));
  const end = (points: Point[]): Point[] => points.slice(-1);
  const label = (point: Point): string =>
    quantity === 'loss' ? significant(point.value) : percent(point.value);
  // Where the two end labels meet, each moves to its own side of both lines.
  const above = (validation[validation.length - 1]?.value ?? 0) >= (train[train.length - 1]?.value ?? 0);
  const markup = drawPlot((plot) => {
    const labelled = (points: Point[], color: string, up: boolean) =>
      plot.text(end(points), {
        x: 'epoch',
        y: (point: Point) => inside([point])[0].value,
        text: label,
        dx: 6,
        dy: validation.length ? (up ? -7 : 7) : 0,
        textAnchor: 'start',
        fontWeight: 600,
        fill: color
      });
    return {
      width: PANEL_WIDTH,
      height: PANEL_HEIGHT,
      marginTop: 28,
      marginLeft: 44,
      marginRight: 48,
      marginBottom: 36,
      x: {
        label: 'epoch',
        domain: [0, epochs],
        ticks: Math.min(epochs, 5),
        tickFormat: (tick: number) => plainTick(tick)
      },
      y: {
        label: quantity === 'loss' ? 'loss' : 'accuracy',
        domain,
        grid: true,
        ticks: 5,
        tickFormat: quantity === 'loss' ? plainTick : (tick: number) => `${plainTick(100 * tick)} %`
      },
      marks: [
        plot.line(inside(train), { x: 'epoch', y: 'value', stroke: COLORS.train, strokeWidth: 1.5 }),
        plot.line(inside(validation), {
          x: 'epoch',
          y: 'value',
          stroke: COLORS.validation,
          strokeWidth: 2,
          strokeDasharray: '4 3'
        }),
        plot.dot(inside(validation), { x: 'epoch', y: 'value', r: 3.5, fill: COLORS.validation }),
        labelled(train, COLORS.train, !above),
        labelled(validation, COLORS.validation, above)
      ]
    };
  });
  const key = element(
    'text',
    { x: PANEL_WIDTH - 4, y: 12, 'text-anchor': 'end', 'font-size': 12 },
    element('tspan', { fill: COLORS.train }, '— training'),
    ...(validation.length ? [element('tspan', { fill: COLORS.validation, dx: 8 }, '● validation')] : [])
  );
  return { height: PANEL_HEIGHT, markup: element('g', {}, markup, key) };
}

/** The first steps' losses would flatten the rest of the curve: the axis ends at the 98th percentile. */
function lossRange(points: Point[]): [number, number] {
  const values = points.map((point) => point.value).sort((a, b) => a - b);
  const high = values[Math.min(values.length - 1, Math.floor(values.length * 0.98))] ?? 1;
  return [0, high > 0 ? high * 1.05 : 1];
}

/** From the 5th percentile, in tenths, to 100 %. */
function accuracyRange(points: Point[]): [number, number] {
  const values = points.map((point) => point.value).sort((a, b) => a - b);
  return [Math.min(0.9, Math.floor(10 * (values[Math.floor(values.length * 0.05)] ?? 0)) / 10), 1];
}

function plainTick(value: number): string {
  return String(Number(value.toFixed(3)));
}

function epochTable(history: EpochRecord[]): Section {
  const rows = history
    .slice(-TABLE_ROWS)
    .map((row): Child[] => [
      String(row.epoch),
      row.loss.toFixed(4),
      percent(row.accuracy, 2),
      row.validationLoss === null ? '–' : row.validationLoss.toFixed(4),
      row.validationAccuracy === null ? '–' : percent(row.validationAccuracy, 2),
      duration(row.seconds)
    ]);
  return table(
    [
      { title: 'epoch', x: 40, align: 'right' },
      { title: 'loss', x: 120, align: 'right' },
      { title: 'accuracy', x: 215, align: 'right' },
      { title: 'validation loss', x: 335, align: 'right' },
      { title: 'validation accuracy', x: 470, align: 'right', weight: 600 },
      { title: 'time', x: INNER_WIDTH, align: 'right' }
    ],
    rows
  );
}
