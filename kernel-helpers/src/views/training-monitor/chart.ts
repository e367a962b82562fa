import type { Axis, Chart, Mark, Place, Range } from '../../chart';
import { percent, plain, setting, significant } from '../../wording/format';
import type { Phrases } from '../../wording/words';
import type { TrainingMonitorState } from './state';

export type Quantity = 'loss' | 'accuracy';

/** The share of all values that an axis holds at least: those of the first steps would flatten the others. */
const LOSS_SEEN = 0.98;
const ACCURACY_SEEN = 0.95;

/** Loss or accuracy over epochs: training as a line, validation as points at the ends of epochs. */
export function curveChart(
  state: TrainingMonitorState,
  quantity: Quantity,
  trans: Phrases,
  lossAxis: Axis['kind'] = 'linear'
): Chart {
  const training = trainingPlaces(state, quantity);
  const validation = validationPlaces(state, quantity);
  const values = [...training, ...validation].map(({ y }) => y).sort((a, b) => a - b);
  const isLoss = quantity === 'loss';
  const text = (value: number): string => (isLoss ? significant(value) : percent(value / 100));
  return {
    description: isLoss ? trans.__('Loss against epochs') : trans.__('Accuracy against epochs'),
    x: {
      title: trans.__('epoch'),
      kind: 'linear',
      from: 0,
      to: Math.max(1, state.epochs),
      text: (value) => setting(value)
    },
    y: {
      ...(isLoss
        ? {
            title:
              lossAxis === 'log'
                ? trans.__('cross-entropy loss (log scale)')
                : trans.__('cross-entropy loss'),
            kind: lossAxis,
            ...(lossAxis === 'log' ? logRange(values) : lossRange(values))
          }
        : { title: trans.__('accuracy, %'), kind: 'linear', ...accuracyRange(values) }),
      text: plain
    },
    marks: [...trainingMarks(training, text, trans), ...validationMarks(validation, text, trans)],
    ...(values.length === 0 ? { note: trans.__('waiting for the first step') } : {})
  };
}

/** Accuracies in per cent. */
function scaleOf(quantity: Quantity): number {
  return quantity === 'accuracy' ? 100 : 1;
}

function trainingPlaces({ curve, stepsPerEpoch }: TrainingMonitorState, quantity: Quantity): Place[] {
  return curve.step.map((step, i) => ({
    x: step / Math.max(1, stepsPerEpoch),
    y: curve[quantity][i] * scaleOf(quantity)
  }));
}

function validationPlaces({ history }: TrainingMonitorState, quantity: Quantity): Place[] {
  return history.flatMap(({ epoch, validationLoss, validationAccuracy }) => {
    const value = quantity === 'loss' ? validationLoss : validationAccuracy;
    return value === null ? [] : [{ x: epoch, y: value * scaleOf(quantity) }];
  });
}

function trainingMarks(places: readonly Place[], text: (value: number) => string, trans: Phrases): Mark[] {
  const name = trans.__('training');
  const hover = places.map(({ x, y }) => `${trans.__('epoch %1', x.toFixed(2))}\n${name} ${text(y)}`);
  const common = { meaning: 'train', places, hover } as const;
  return places.length === 0
    ? []
    : [
        { ...common, kind: 'line', name: `${name} ${text(places[places.length - 1].y)}`, nameAt: 'end' },
        // One step makes no line.
        ...(places.length === 1 ? [{ ...common, kind: 'points', radius: 2.5 } as const] : [])
      ];
}

function validationMarks(places: readonly Place[], text: (value: number) => string, trans: Phrases): Mark[] {
  const name = trans.__('validation');
  const common = { meaning: 'validation', places } as const;
  return places.length === 0
    ? []
    : [
        {
          ...common,
          kind: 'line',
          dash: 'dotted',
          name: `${name} ${text(places[places.length - 1].y)}`,
          nameAt: 'end'
        },
        {
          ...common,
          kind: 'points',
          hover: places.map(({ x, y }) => `${trans.__('end of epoch %1', x)}\n${name} ${text(y)}`)
        }
      ];
}

/** From 0. @param values - ascending, as in all of these */
function lossRange(values: readonly number[]): Range {
  const high = values[Math.min(values.length - 1, Math.floor(values.length * LOSS_SEEN))] ?? 1;
  return { from: 0, to: high > 0 ? high * 1.05 : 1 };
}

function logRange(values: readonly number[]): Range {
  const positive = values.filter((value) => value > 0);
  return positive.length === 0
    ? { from: 0.01, to: 10 }
    : { from: positive[0] / 1.25, to: positive[positive.length - 1] * 1.25 };
}

/** Whole tens of per cents around what is reached, so that the axis is near the curves and yet moves rarely. */
function accuracyRange(values: readonly number[]): Range {
  const low = values[Math.floor(values.length * (1 - ACCURACY_SEEN))] ?? 0;
  const high = values[values.length - 1] ?? 100;
  const to = Math.max(10, 10 * Math.ceil(high / 10));
  return { from: Math.min(to - 10, 10 * Math.floor(low / 10)), to };
}
