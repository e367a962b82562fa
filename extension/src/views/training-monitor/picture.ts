import type { TrainingMonitorState } from '@efficientnet-lab/kernel-helpers/views/training-monitor';
import type { TranslationBundle } from '@jupyterlab/translation';
import { type Annotation, note } from '../../plot/annotation';
import type { PlotColours } from '../../plot/colours';
import { baseLayout, horizontalAxis } from '../../plot/layout';
import type { Figure, Layout, Trace } from '../../plot/plotly';
import { percent, significant } from '@efficientnet-lab/kernel-helpers/wording';

/** Pixels between the end of a line and its name. */
const LABEL_SHIFT = 8;

export type Quantity = 'loss' | 'accuracy';

export interface CurveOptions {
  colours: PlotColours;
  trans: TranslationBundle;
  fontSize: number;
  /** Loss on a log axis. */
  logarithmic: boolean;
}

/** Loss or accuracy against epochs: training as a line, validation as points at the ends of epochs. */
export function curveFigure(state: TrainingMonitorState, quantity: Quantity, options: CurveOptions): Figure {
  const training = trainingPoints(state, quantity);
  const validation = validationPoints(state, quantity);
  return {
    data: [trainingLine(training, quantity, options), validationLine(validation, quantity, options)],
    layout: layoutOf(state, quantity, training, validation, options)
  };
}

interface Points {
  x: number[];
  y: number[];
}

/** Accuracies are plotted in percent. */
function scaleOf(quantity: Quantity): number {
  return quantity === 'accuracy' ? 100 : 1;
}

function trainingPoints(state: TrainingMonitorState, quantity: Quantity): Points {
  const steps = Math.max(1, state.stepsPerEpoch);
  return {
    x: state.curve.step.map((step) => step / steps),
    y: state.curve[quantity].map((value) => value * scaleOf(quantity))
  };
}

function validationPoints(state: TrainingMonitorState, quantity: Quantity): Points {
  const key = quantity === 'loss' ? 'validationLoss' : 'validationAccuracy';
  const measured = state.history.filter((epoch) => epoch[key] !== null);
  return {
    x: measured.map((epoch) => epoch.epoch),
    y: measured.map((epoch) => (epoch[key] as number) * scaleOf(quantity))
  };
}

function hover(quantity: Quantity, name: string, values: number[]): string[] {
  return values.map(
    (value) => `${name} ${quantity === 'loss' ? significant(value) : percent(value / 100, 2)}`
  );
}

function trainingLine(points: Points, quantity: Quantity, { colours, trans }: CurveOptions): Trace {
  return {
    type: 'scatter',
    mode: points.x.length === 1 ? 'markers' : 'lines',
    name: trans.__('training'),
    ...points,
    line: { color: colours.train, width: 2 },
    marker: { color: colours.train, size: 5 },
    text: hover(quantity, trans.__('training'), points.y),
    hovertemplate: trans.__('epoch') + ' %{x:.2f}<br>%{text}<extra></extra>'
  };
}

function validationLine(points: Points, quantity: Quantity, { colours, trans }: CurveOptions): Trace {
  return {
    type: 'scatter',
    mode: 'lines+markers',
    name: trans.__('validation'),
    ...points,
    line: { color: colours.validation, width: 2, dash: 'dot' },
    marker: { color: colours.background, size: 9, line: { color: colours.validation, width: 2 } },
    cliponaxis: false,
    text: hover(quantity, trans.__('validation'), points.y),
    hovertemplate: trans.__('end of epoch') + ' %{x}<br>%{text}<extra></extra>'
  };
}

function layoutOf(
  state: TrainingMonitorState,
  quantity: Quantity,
  training: Points,
  validation: Points,
  options: CurveOptions
): Layout {
  const { colours, trans, fontSize, logarithmic } = options;
  const log = quantity === 'loss' && logarithmic;
  const title = quantity === 'loss' ? trans.__('cross-entropy loss') : trans.__('accuracy, %');
  const epochs = Math.max(1, state.epochs);
  const empty = training.x.length === 0 && validation.x.length === 0;
  return {
    ...baseLayout(colours, fontSize),
    margin: { l: 46, r: labelRoom([trans.__('training'), trans.__('validation')], fontSize), t: 28, b: 42 },
    xaxis: {
      ...horizontalAxis(colours),
      range: [0, epochs],
      tickformat: 'd',
      nticks: Math.min(10, epochs + 1)
    },
    yaxis: {
      type: log ? 'log' : 'linear',
      range: log ? logRange(training, validation) : linearRange(quantity, training, validation),
      gridcolor: colours.grid,
      zeroline: false,
      fixedrange: true,
      nticks: 6,
      ...(log ? { dtick: 'D2', exponentformat: 'none' } : {})
    },
    annotations: [
      note(`↑ ${title}${log ? ` (${trans.__('log scale')})` : ''}`, {
        x: 0,
        xanchor: 'left',
        y: 1,
        yanchor: 'bottom',
        xshift: -40,
        yshift: 5
      }),
      note(`${trans.__('epoch')} →`, { x: 1, xanchor: 'right', y: 0, yanchor: 'top', yshift: -22 }),
      ...(empty
        ? [
            note(trans.__('waiting for the first step'), {
              x: 0.5,
              y: 0.5,
              font: { color: colours.textFaint }
            })
          ]
        : []),
      ...endLabels(training, validation, log, options)
    ]
  };
}

/** Pixels beside the lines for their names in bold type, which takes up to 0.65 em a letter in wide fonts. */
function labelRoom(names: string[], fontSize: number): number {
  return Math.ceil(Math.max(...names.map((name) => name.length)) * fontSize * 0.65) + LABEL_SHIFT + 4;
}

/** Names at the right ends of the lines; the one with the larger last value stands higher. */
function endLabels(
  training: Points,
  validation: Points,
  log: boolean,
  { colours, trans }: CurveOptions
): Annotation[] {
  const last = (points: Points): number | undefined => points.y[points.y.length - 1];
  const [t, v] = [last(training), last(validation)];
  const label = (text: string, points: Points, value: number, shift: number, color: string): Annotation =>
    note(`<b>${text}</b>`, {
      xref: 'x',
      yref: 'y',
      x: points.x[points.x.length - 1],
      y: log ? Math.log10(Math.max(value, 1e-12)) : value,
      xanchor: 'left',
      xshift: LABEL_SHIFT,
      yshift: shift,
      font: { color }
    });
  const up = t !== undefined && v !== undefined ? (t >= v ? 9 : -9) : 0;
  return [
    ...(t === undefined ? [] : [label(trans.__('training'), training, t, up, colours.train)]),
    ...(v === undefined ? [] : [label(trans.__('validation'), validation, v, -up, colours.validation)])
  ];
}

function linearRange(quantity: Quantity, training: Points, validation: Points): [number, number] {
  const values = [...training.y, ...validation.y];
  if (quantity === 'loss') {
    return [0, values.length === 0 ? 1 : 1.05 * Math.max(...values)];
  }
  // A whole number of ten percents below the worst value, so that the axis moves rarely.
  const low = values.length === 0 ? 0 : Math.floor(Math.min(...values) / 10) * 10;
  return [Math.min(low, 90), 100.8];
}

function logRange(training: Points, validation: Points): [number, number] {
  const values = [...training.y, ...validation.y].filter((value) => value > 0);
  return values.length === 0
    ? [-2, 1]
    : [Math.log10(Math.min(...values)) - 0.1, Math.log10(Math.max(...values)) + 0.1];
}
