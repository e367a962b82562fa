import type { Calibration } from '../../analysis';
import { categories, type Chart, type Mark, type Rectangle } from '../../chart';
import { counted, exact, percent } from '../../wording/format';
import type { Phrases } from '../../wording/words';
import type { EvaluationResult } from './result';
import type { ConfusionCell, EvaluationState } from './state';
import { cellWords, FEW_IMAGES } from './words';

const OPACITY = { few: 0.25, enough: 0.75 } as const;
/** Half the side of a cell, and more classes than that have cells too small for their counts. */
const HALF = 0.47;
const MOST_COUNTED = 24;

/** Of a cell of the live matrix that holds no image, and of all: what is pointed at, not seen. */
const UNSEEN = 0;
/** Around the chosen cell. */
const CHOSEN = 0.25;

interface Cell extends ConfusionCell {
  count: number;
  /** Of the images of the true class. */
  share: number;
}

/** What of a matrix is shown. */
export interface ConfusionView {
  /** Counts, `classes × classes`; rows are true classes. */
  matrix: readonly (readonly number[])[];
  names: readonly string[];
  /** Images of each class, also those that were read as a class that is not shown. */
  images: readonly number[];
  cells: EvaluationState['cells'];
}

/** The part of an evaluation's matrix that is shown. */
export function confusionView(
  { evaluation: { classes }, matrix }: EvaluationResult,
  cells: EvaluationState['cells']
): ConfusionView {
  const shown = matrix.places.map((place) => classes[place]);
  return {
    matrix: matrix.counts,
    names: shown.map(({ name }) => name),
    images: shown.map(({ images }) => images),
    cells
  };
}

/**
 * Rows are true classes, columns predicted ones: right answers and wrong ones, each by its share of the row.
 */
export function confusionChart({ matrix, names, images, cells: kind }: ConfusionView, trans: Phrases): Chart {
  const cells = matrix.flatMap((row, truth) =>
    row.flatMap((count, predicted): Cell[] =>
      count === 0 ? [] : [{ truth, predicted, count, share: count / images[truth] }]
    )
  );
  const mark = (meaning: 'right' | 'wrong', of: Cell[], opacity: (share: number) => number) =>
    ({
      kind: 'rectangles',
      meaning,
      opacity: of.map(({ share }) => opacity(share)),
      rectangles: of.map((cell) => rectangleOf(cell, HALF)),
      names:
        names.length > MOST_COUNTED
          ? []
          : of.map(({ count, share }) => (kind === 'counts' ? exact(count) : shortShare(share)))
    }) as const;
  return {
    description:
      kind === 'counts'
        ? trans.__('True classes against predicted ones, in numbers of images')
        : trans.__('True classes against predicted ones, in shares of the true class'),
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

/**
 * The same for pointer and keys: every cell tells what it holds, a row is a mark, and the chosen one stands out.
 * @param chosen by places in the matrix
 */
export function liveConfusionChart(view: ConfusionView, chosen: ConfusionCell | null, trans: Phrases): Chart {
  const { matrix, names, images } = view;
  const chart = confusionChart(view, trans);
  const rows = matrix.map((row, truth): Mark => ({
    kind: 'rectangles',
    meaning: 'text',
    id: `${truth}`,
    moving: true,
    opacity: UNSEEN,
    rectangles: row.map((_, predicted) => rectangleOf({ truth, predicted }, 0.5)),
    hover: row.map((count, predicted) => {
      const words = cellWords({ truth: names[truth], predicted: names[predicted] }, count, trans);
      return count === 0 ? words : trans.__('%1, %2 of the class', words, percent(count / images[truth], 2));
    })
  }));
  return {
    ...chart,
    marks: [
      ...(chosen
        ? [
            {
              kind: 'rectangles',
              meaning: 'accent',
              moving: true,
              opacity: CHOSEN,
              rectangles: [
                { x0: chosen.predicted - 0.5, x1: chosen.predicted + 0.5 },
                { y0: chosen.truth - 0.5, y1: chosen.truth + 0.5 }
              ]
            } as const
          ]
        : []),
      ...chart.marks.map(unpointed),
      // Upwards leads to the mark that comes next.
      ...rows.reverse()
    ]
  };
}

/** Its names are seen, but pointer and keys pass it by; hundreds of cells are drawn faster as what moves. */
function unpointed(mark: Mark): Mark {
  return mark.kind === 'rectangles' ? { ...mark, moving: true, hover: mark.rectangles.map(() => '') } : mark;
}

/** The cell of a matrix that was picked in its live chart. */
export function pickedCell({ id, index }: { id: string; index: number }): ConfusionCell {
  return { truth: Number(id), predicted: index };
}

function rectangleOf({ truth, predicted }: ConfusionCell, half: number): Rectangle {
  return { x0: predicted - half, x1: predicted + half, y0: truth - half, y1: truth + half };
}

/** `97 %`, `3.2 %`: what a cell has room for. */
function shortShare(share: number): string {
  return percent(share, share < 0.0995 ? 1 : 0);
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
