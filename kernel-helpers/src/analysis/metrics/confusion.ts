import { SpecError } from '../errors';

/** How well one class is recognised, or the mean of several; null where a figure would divide by nothing. */
export interface ClassMetrics {
  /** Right answers among the answers of this class. */
  precision: number | null;
  /** Recognised share of the class's images. */
  recall: number | null;
  /** Harmonic mean of both, 2·TP / (2·TP + FP + FN). */
  f1: number | null;
  /** Images of the class. */
  support: number;
}

export interface ClassTable {
  classes: ClassMetrics[];
  /** Plain mean over the classes that occur as truth or answer; a null counts as 0, as in scikit-learn. */
  macro: ClassMetrics;
  /** Mean weighted by support. */
  weighted: ClassMetrics;
}

/**
 * Precision, recall and F1 of each class with their means.
 * @param confusion Counts, rows are truths and columns answers.
 * @throws SpecError for a table that is not square or holds anything but counts.
 */
export function classMetrics(confusion: readonly (readonly number[])[]): ClassTable {
  const { rows, columns } = margins(confusion);
  const classes = rows.map((support, i) => {
    const right = confusion[i][i];
    return {
      precision: ratio(right, columns[i]),
      recall: ratio(right, support),
      f1: ratio(2 * right, support + columns[i]),
      support
    };
  });
  const seen = rows.map((row, i) => (row + columns[i] > 0 ? 1 : 0));
  return { classes, macro: mean(classes, seen), weighted: mean(classes, rows) };
}

/**
 * Agreement beyond chance, κ = (p_o − p_e) / (1 − p_e) (Cohen 1960); null where chance alone agrees always.
 * @throws SpecError as {@link classMetrics}.
 */
export function cohenKappa(confusion: readonly (readonly number[])[]): number | null {
  const { rows, columns, total } = margins(confusion);
  const observed = sum(confusion.map((row, i) => row[i])) * total;
  const chance = sum(rows.map((row, i) => row * columns[i]));
  return ratio(observed - chance, total ** 2 - chance);
}

function margins(confusion: readonly (readonly number[])[]): {
  rows: number[];
  columns: number[];
  total: number;
} {
  const size = confusion.length;
  const counts = confusion.every((row) => row.every((count) => Number.isInteger(count) && count >= 0));
  if (size === 0 || !counts || confusion.some((row) => row.length !== size)) {
    const lengths = `rows of ${confusion.map((row) => row.length).join(', ')} values`;
    throw new SpecError('confusion', lengths, 'a square table of counts', 'Give one row for each class.');
  }
  const rows = confusion.map(sum);
  const columns = confusion.map((_, j) => sum(confusion.map((row) => row[j])));
  return { rows, columns, total: sum(rows) };
}

function mean(classes: readonly ClassMetrics[], weights: readonly number[]): ClassMetrics {
  const total = sum(weights);
  const of = (key: 'precision' | 'recall' | 'f1'): number | null =>
    ratio(sum(classes.map((each, i) => (each[key] ?? 0) * weights[i])), total);
  const support = sum(classes.map((each) => each.support));
  return { precision: of('precision'), recall: of('recall'), f1: of('f1'), support };
}

function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
