import type { EpochRecord } from './state';

/** Epochs that a document keeps and a view draws: more would make each update long, and no picture any clearer. */
export const HISTORY_ROWS = 1000;

/**
 * The epochs of a long run at equal steps, a power of two, with the first, the best and the last of them; those that are
 * left are at most as many as {@link HISTORY_ROWS}. A short history stays as it is.
 */
export function thinnedHistory(rows: EpochRecord[]): EpochRecord[] {
  if (rows.length <= HISTORY_ROWS) {
    return rows;
  }
  const best = rows.reduce((found, row) => (scoreOf(row) > scoreOf(found) ? row : found));
  const last = rows[rows.length - 1];
  let kept = rows;
  // Some room, so that not every further epoch thins them again.
  for (let step = 2; kept.length > 0.75 * HISTORY_ROWS; step *= 2) {
    kept = kept.filter((row, i) => i === 0 || row.epoch % step === 0 || row === best || row === last);
  }
  return kept;
}

/** Epochs that have ended, whether or not all of them are kept. */
export function epochsDone(rows: readonly EpochRecord[]): number {
  return rows.at(-1)?.epoch ?? 0;
}

function scoreOf({ validationAccuracy, accuracy }: EpochRecord): number {
  return validationAccuracy ?? accuracy;
}
