import { SpecError } from '../../analysis';
import { requireImages } from '../images';
import { keyOf } from './figures';
import {
  type ClassColumn,
  type ClassResult,
  type ConfusionCell,
  EVALUATION_LIMITS,
  type EvaluationState,
  type KeptEvaluation,
  type Mistake
} from './state';

/** Classes of a matrix whose cells can still be told apart, and their names read. */
export const MATRIX_CLASSES = 30;

/** A class with what the matrix says of it. */
export interface ClassRow extends ClassResult {
  /** Its place among the classes, from 0. */
  place: number;
  /** Images of it that were read as another class. */
  missed: number;
  /** The class that it is most often taken for, and how often; null if for none. */
  mostReadAs: { name: string; images: number } | null;
}

/** The matrix of all classes, or of those that are confused most. */
export interface ShownMatrix {
  /** Places of the classes, rising. */
  places: number[];
  /** Counts; rows are true classes, columns predicted ones. */
  counts: number[][];
  /** Mistakes in it, and all there are. */
  mistakes: number;
  allMistakes: number;
}

export interface EvaluationResult {
  evaluation: KeptEvaluation;
  matrix: ShownMatrix;
  /** In the order of the classes. */
  rows: ClassRow[];
  /** Images in a cell of the whole matrix. */
  imagesIn(cell: ConfusionCell): number;
}

/** What a sound evaluation says; null for none. */
export function evaluationResult(evaluation: KeptEvaluation | null): EvaluationResult | null {
  if (evaluation === null) {
    return null;
  }
  const cells = cellsOf(evaluation);
  const counts = new Map(cells.map((cell) => [keyOf(cell), cell.images]));
  const imagesIn = (cell: ConfusionCell): number => counts.get(keyOf(cell)) ?? 0;
  const wrong = cells.filter(({ truth, predicted }) => truth !== predicted);
  return {
    evaluation,
    matrix: matrixOf(evaluation, wrong, imagesIn),
    rows: rowsOf(evaluation, wrong),
    imagesIn
  };
}

type Cell = ConfusionCell & { images: number };

function cellsOf({ confusion: { truth, predicted, counts } }: KeptEvaluation): Cell[] {
  return counts.map((images, i) => ({ truth: truth[i], predicted: predicted[i], images }));
}

/** Both classes of the pairs that are confused most, until there are enough. */
function matrixOf(
  { classes, omittedMistakes }: KeptEvaluation,
  wrong: readonly Cell[],
  imagesIn: (cell: ConfusionCell) => number
): ShownMatrix {
  const all = classes.map((_, place) => place);
  const chosen = new Set<number>();
  const byImages = [...wrong].sort((a, b) => b.images - a.images);
  for (const place of [...byImages.flatMap(({ truth, predicted }) => [truth, predicted]), ...all]) {
    if (chosen.size < MATRIX_CLASSES) {
      chosen.add(place);
    }
  }
  const places = all.length <= MATRIX_CLASSES ? all : [...chosen].sort((a, b) => a - b);
  const shown = wrong.filter(({ truth, predicted }) => chosen.has(truth) && chosen.has(predicted));
  const sum = (cells: readonly Cell[]): number => cells.reduce((total, { images }) => total + images, 0);
  return {
    places,
    counts: places.map((truth) => places.map((predicted) => imagesIn({ truth, predicted }))),
    mistakes: sum(shown),
    allMistakes: sum(wrong) + omittedMistakes
  };
}

function rowsOf({ classes }: KeptEvaluation, wrong: readonly Cell[]): ClassRow[] {
  const most = new Map<number, Cell>();
  for (const cell of wrong) {
    if (cell.images > (most.get(cell.truth)?.images ?? 0)) {
      most.set(cell.truth, cell);
    }
  }
  return classes.map((each, place) => {
    const cell = most.get(place);
    return {
      ...each,
      place,
      missed: each.recall === null ? 0 : Math.round(each.images * (1 - each.recall)),
      mostReadAs: cell ? { name: classes[cell.predicted].name, images: cell.images } : null
    };
  });
}

const NAMES = new Intl.Collator('en', { numeric: true });

/** Rows by a column; of equal ones, and of those without a value, which come last, by their place. */
export function sortedRows(
  rows: readonly ClassRow[],
  { column, descending }: EvaluationState['sort']
): ClassRow[] {
  const sign = descending ? -1 : 1;
  return [...rows].sort((a, b) => {
    if (column === 'name') {
      return sign * (NAMES.compare(a.name, b.name) || a.place - b.place);
    }
    const [of, other] = [valueOf(a, column), valueOf(b, column)];
    return of === null || other === null
      ? Number(of === null) - Number(other === null) || a.place - b.place
      : sign * (of - other) || a.place - b.place;
  });
}

function valueOf(row: ClassRow, column: Exclude<ClassColumn, 'name'>): number | null {
  return column === 'mostReadAs' ? (row.mostReadAs?.images ?? null) : row[column];
}

/** The mistakes of a cell whose images are kept, the most confident first; of no cell all that are kept. */
export function mistakesIn({ mistakes }: KeptEvaluation, cell: ConfusionCell | null): Mistake[] {
  return cell === null ? mistakes : mistakes.filter((mistake) => keyOf(mistake) === keyOf(cell));
}

/** @throws SpecError where parts of a document don't fit each other; a schema can't say that. */
export function requireEvaluation({ evaluation, selected }: EvaluationState): void {
  if (evaluation === null) {
    return;
  }
  const { classes, confusion, mistakes, images, omittedMistakes } = evaluation;
  const require = (holds: boolean, field: string, got: unknown, expected: string): void => {
    if (!holds) {
      throw new SpecError(field, got, expected, 'Evaluate the network again.');
    }
  };
  const { truth, predicted, counts } = confusion;
  const lengths = [truth, predicted, counts].map(({ length }) => length);
  require(new Set(lengths).size === 1, 'confusion', lengths.join(', '), 'three lists of one length');
  for (const [field, places] of Object.entries({
    'confusion.truth': truth,
    'confusion.predicted': predicted,
    'mistakes.truth': mistakes.map((mistake) => mistake.truth),
    'mistakes.predicted': mistakes.map((mistake) => mistake.predicted),
    selected: selected === null ? [] : [selected.truth, selected.predicted]
  })) {
    const wrong = places.find((place) => place >= classes.length);
    require(wrong === undefined, field, wrong, `a class, from 0 to ${classes.length - 1}`);
  }
  const sum = counts.reduce((total, count) => total + count, omittedMistakes);
  require(sum === images, 'confusion.counts', sum, `${images} images in all`);
  const rest = classes.map((each) => each.images);
  truth.forEach((place, i) => (rest[place] -= counts[i]));
  const short = rest.findIndex((left) => left < 0);
  const row = 'at least the images of its row in the matrix';
  require(short < 0, `classes[${short}].images`, classes[short]?.images, row);
  requireImages(
    'mistakes',
    mistakes.map(({ image }) => image),
    EVALUATION_LIMITS.characters
  );
}
