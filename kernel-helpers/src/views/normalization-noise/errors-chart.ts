import { type NormalizationComparison, publishedBatchSizeErrors } from '../../analysis';
import type { Axis, Chart, Mark, Range } from '../../chart';
import { plain } from '../../wording/format';
import type { Phrases } from '../../wording/words';

/** Below the lines of published errors, for the name of the level one; percentage points. */
const ROOM_BELOW = 4;

/** Errors of one normalisation by batch size, with intervals where there are any. */
interface ErrorsLine {
  of: 'batch' | 'group';
  name: string;
  sizes: readonly number[];
  errors: readonly number[];
  hover: readonly string[];
  intervals?: readonly Range[];
}

/** ResNet-50 on ImageNet by images per worker, as the paper on group normalisation prints it. */
export function publishedErrorsChart(trans: Phrases): Chart {
  const errors = publishedBatchSizeErrors();
  const sizes = errors.map(({ batchSize }) => batchSize);
  const all = errors.flatMap(({ batch, group }) => [batch, group]);
  const line = (of: 'batch' | 'group', name: string): Mark[] =>
    errorsMarks({
      of,
      name,
      sizes,
      errors: errors.map((row) => row[of]),
      hover: errors.map((row) =>
        trans.__('%1, %2 images: %3 % error', name, row.batchSize, row[of].toFixed(1))
      )
    });
  return {
    description: trans.__(
      'Published error of ResNet-50 against images per worker, with batch and with group norm'
    ),
    x: sizesAxis(trans.__('images per worker (log scale)'), sizes),
    y: {
      title: trans.__('validation error, ResNet-50, %'),
      kind: 'linear',
      from: Math.min(...all) - ROOM_BELOW,
      to: Math.max(...all) + 1,
      text: plain
    },
    marks: [...line('batch', trans.__('batch norm')), ...line('group', trans.__('group norm'))]
  };
}

/** Measured errors by batch size, means over seeds with their intervals. */
export function measuredErrorsChart({ sizes, images }: NormalizationComparison): Chart {
  const batchSizes = sizes.map(({ batchSize }) => batchSize);
  const ends = sizes.flatMap(({ batch, group }) => [batch.from, batch.to, group.from, group.to]);
  const line = (of: 'batch' | 'group', name: string): Mark[] =>
    errorsMarks({
      of,
      name,
      sizes: batchSizes,
      errors: sizes.map((row) => row[of].mean),
      hover: sizes.map((row) => `${name}, ${row.batchSize} images: ${row[of].mean.toFixed(1)} % error`),
      intervals: sizes.map((row) => row[of])
    });
  return {
    description: `Measured error against images in the batch, with batch and with group norm, on ${images} images`,
    x: sizesAxis('images in the batch (log scale)', batchSizes),
    y: {
      title: `${images} error, measured, %`,
      kind: 'linear',
      from: Math.max(0, Math.min(...ends) - 1),
      to: Math.min(100, Math.max(...ends) + 1),
      text: plain
    },
    marks: [...line('batch', 'batch norm'), ...line('group', 'group norm')]
  };
}

function sizesAxis(title: string, sizes: readonly number[]): Axis {
  return {
    title,
    kind: 'log',
    from: Math.min(...sizes) / 1.1,
    to: Math.max(...sizes) * 1.1,
    ticks: sizes,
    text: String
  };
}

function errorsMarks({ of, name, sizes, errors, hover, intervals }: ErrorsLine): Mark[] {
  const meaning = of === 'batch' ? 'batchNorm' : 'groupNorm';
  const places = errors.map((y, i) => ({ x: sizes[i], y }));
  return [
    { kind: 'line', meaning, places, name, dash: of === 'batch' ? undefined : 'dotted' },
    {
      kind: 'points',
      meaning,
      places,
      hover,
      symbol: of === 'batch' ? 'circle' : 'square',
      radius: 4,
      ...(intervals && { intervals: { axis: 'y' as const, ends: intervals } })
    }
  ];
}
