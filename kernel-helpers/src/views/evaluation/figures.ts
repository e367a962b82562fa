import { classMetrics, wilsonInterval } from '../../analysis';
import type { ConfusionCell, MeasuredEvaluation, Mistake } from './state';

/**
 * What follows from a confusion matrix alone.
 * @param confusion counts, rows are true classes, columns predicted ones
 */
export function confusionFigures(
  confusion: number[][],
  classes: readonly string[]
): Pick<MeasuredEvaluation, 'images' | 'top1' | 'top1Interval' | 'macroF1' | 'perClass'> {
  const table = classMetrics(confusion);
  const images = table.classes.reduce((sum, { support }) => sum + support, 0);
  const right = confusion.reduce((sum, row, truth) => sum + row[truth], 0);
  return {
    images,
    top1: right / images,
    top1Interval: images > 0 ? wilsonInterval(right, images) : { from: 0, to: 1 },
    macroF1: table.macro.f1,
    perClass: table.classes.map(({ support, ...figures }, i) => ({
      name: classes[i],
      images: support,
      ...figures
    }))
  };
}

/** A wrong answer without its image. */
export type Answer = Omit<Mistake, 'image'>;

/** The more confident first; of equal ones the earlier image. */
export function byConfidence(a: Answer, b: Answer): number {
  return b.confidence - a.confidence || a.index - b.index;
}

/**
 * Mistakes chosen so that many cells of the confusion matrix have one: the cells take turns, the one with most mistakes
 * first, and each gives its most confident one that is left.
 */
export function spreadOverCells<A extends Answer>(mistakes: readonly A[], count: number): A[] {
  const cells = new Map<string, A[]>();
  for (const mistake of [...mistakes].sort(byConfidence)) {
    const cell = cells.get(keyOf(mistake)) ?? [];
    cell.push(mistake);
    cells.set(keyOf(mistake), cell);
  }
  const queues = [...cells.values()].sort((a, b) => b.length - a.length || byConfidence(a[0], b[0]));
  const rounds = Math.max(0, ...queues.map((queue) => queue.length));
  const chosen: A[] = [];
  for (let round = 0; round < rounds && chosen.length < count; round++) {
    chosen.push(...queues.flatMap((queue) => queue.slice(round, round + 1)));
  }
  return chosen.slice(0, count);
}

/** One text for each cell. */
export function keyOf({ truth, predicted }: ConfusionCell): string {
  return `${truth},${predicted}`;
}
