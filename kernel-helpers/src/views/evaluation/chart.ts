import type { Calibration } from '../../analysis';
import { categories, type Chart, type Rectangle } from '../../chart';
import { counted, exact, percent } from '../../wording/format';
import type { Phrases } from '../../wording/words';

/** Bars of bins with fewer images are pale: their height is mostly chance. */
export const FEW_IMAGES = 10;
const OPACITY = { few: 0.25, enough: 0.75 } as const;
/** Half the side of a cell, and more classes than that have cells too small for their counts. */
const HALF = 0.47;
const MOST_COUNTED = 24;

interface Cell {
  truth: number;
  predicted: number;
  count: number;
  /** Of the images of the true class. */
  share: number;
}

/**
 * Rows are true classes, columns predicted ones: right answers and wrong ones, each by its share of the row.
 * @param matrix counts, `classes × classes`
 */
export function confusionChart(
  matrix: readonly (readonly number[])[],
  names: readonly string[],
  trans: Phrases
): Chart {
  const cells = matrix.flatMap((row, truth) => {
    const total = row.reduce((sum, count) => sum + count, 0);
    return row.flatMap((count, predicted): Cell[] =>
      count === 0 ? [] : [{ truth, predicted, count, share: count / total }]
    );
  });
  const mark = (meaning: 'right' | 'wrong', of: Cell[], opacity: (share: number) => number) =>
    ({
      kind: 'rectangles',
      meaning,
      opacity: of.map(({ share }) => opacity(share)),
      rectangles: of.map(({ truth, predicted }): Rectangle => ({
        x0: predicted - HALF,
        x1: predicted + HALF,
        y0: truth - HALF,
        y1: truth + HALF
      })),
      names: names.length > MOST_COUNTED ? [] : of.map(({ count }) => exact(count)),
      hover: of.map(({ truth, predicted, count }) =>
        trans.__('%1, read as %2: %3', names[truth], names[predicted], counted(count, 'image'))
      )
    }) as const;
  return {
    description: trans.__('True classes against predicted ones, in numbers of images'),
    x: { ...categories(names, 'right'), title: trans.__('predicted class') },
    y: categories(names, 'down'),
    marks: [
      mark(
        'right',
        cells.filter(({ truth, predicted }) => truth === predicted),
        (share) => 0.15 + 0.75 * share ** 4
      ),
      // Errors of a good network are a few in a thousand: the root makes one of them visible.
      mark(
        'wrong',
        cells.filter(({ truth, predicted }) => truth !== predicted),
        (share) => Math.min(0.85, 0.12 + 2 * Math.sqrt(share))
      )
    ]
  };
}

/** Accuracy of the answers over the confidence they were given with; the diagonal is honesty. */
export function reliabilityChart({ bins }: Calibration, trans: Phrases): Chart {
  const width = 1 / bins.length;
  const filled = bins.flatMap(({ images, accuracy }, i) =>
    accuracy === null ? [] : [{ from: i * width, to: (i + 1) * width, accuracy, images }]
  );
  const axis = { kind: 'linear', from: 0, to: 1, text: (share: number) => percent(share, 0) } as const;
  return {
    description: trans.__('Share of right answers against the confidence they were given with'),
    x: { ...axis, title: trans.__('confidence of the answer') },
    y: { ...axis, title: trans.__('share that is right') },
    marks: [
      {
        kind: 'rectangles',
        meaning: 'right',
        opacity: filled.map(({ images }) => (images < FEW_IMAGES ? OPACITY.few : OPACITY.enough)),
        rectangles: filled.map(({ from, to, accuracy }) => ({
          x0: from,
          x1: to - 0.1 * width,
          y0: 0,
          y1: accuracy
        })),
        hover: filled.map(({ from, to, accuracy, images }) =>
          trans.__(
            '%1 to %2 sure: %3 of %4 right',
            percent(from, 0),
            percent(to, 0),
            percent(accuracy),
            counted(images, 'image')
          )
        )
      },
      {
        kind: 'line',
        meaning: 'wrong',
        dash: 'dashed',
        width: 1.5,
        places: [
          { x: 0, y: 0 },
          { x: 1, y: 1 }
        ]
      }
    ]
  };
}
