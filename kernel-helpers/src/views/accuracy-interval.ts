import type { AccuracyInterval, RecordPoints } from '../analysis';
import type { PointsMark } from '../chart';
import { plain, significant } from '../wording/format';
import type { Phrases } from '../wording/words';

/** Lines through points whose records tell how sure their accuracy is; none through the others. */
export function accuracyIntervals(
  { records, accuracies }: Pick<RecordPoints, 'records' | 'accuracies'>,
  members: readonly number[] = records.map((_, i) => i)
): PointsMark['intervals'] {
  if (!members.some((point) => records[point].accuracyInterval)) {
    return undefined;
  }
  const ends = members.map((point) => {
    const { from, to } = records[point].accuracyInterval ?? {
      from: accuracies[point],
      to: accuracies[point]
    };
    return { from, to };
  });
  return { axis: 'y', ends };
}

/** Ends of all intervals as far as they are accuracies, for axes with room for them. */
export function intervalEnds({ records }: Pick<RecordPoints, 'records'>): number[] {
  return records.flatMap(({ accuracyInterval }) =>
    accuracyInterval ? [Math.max(0, accuracyInterval.from), Math.min(100, accuracyInterval.to)] : []
  );
}

/** `95 % interval over seeds: 70.1 to 72.3 %`. */
export function intervalText({ from, to, confidence, over }: AccuracyInterval, trans: Phrases): string {
  const values = [`${plain(100 * confidence)} %`, significant(from), significant(to)];
  switch (over) {
    case 'seeds':
      return trans.__('%1 interval over seeds: %2 to %3 %', ...values);
    case 'images':
      return trans.__('%1 interval over images: %2 to %3 %', ...values);
    case 'other':
      return trans.__('%1 interval: %2 to %3 %', ...values);
  }
}
