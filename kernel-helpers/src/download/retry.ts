import { setTimeout as wait } from 'node:timers/promises';
import { DownloadError, type DownloadErrorKind } from './errors';
import { cancelled } from './request';

/** What another attempt may cure. */
const PASSING: readonly DownloadErrorKind[] = ['interrupted', 'timed-out', 'server'];

/** How long to bear with a server. */
export interface Patience {
  /** Attempts in a row that may fail for a passing reason; default 5. */
  attempts?: number;
  /** Milliseconds before the second attempt, doubled before each further one; default 1,000. */
  waitMs?: number;
  /** Milliseconds without a byte after which the line counts as broken; default 30,000. */
  stallMs?: number;
  /** Cancels. */
  signal?: AbortSignal;
}

const ATTEMPTS = 5;
const WAIT_MS = 1_000;
export const STALL_MS = 30_000;

/**
 * Tries again, later and later, what fails for a passing reason.
 * @param advanced Whether the last attempt brought enough to count from the start again.
 */
export async function retried<T>(
  address: URL,
  { attempts = ATTEMPTS, waitMs = WAIT_MS, signal }: Patience,
  attempt: () => Promise<T>,
  advanced: () => boolean = () => false
): Promise<T> {
  for (let failed = 0; ;) {
    if (signal?.aborted) {
      throw cancelled(address, signal);
    }
    try {
      return await attempt();
    } catch (error) {
      failed = advanced() ? 1 : failed + 1;
      if (!(error instanceof DownloadError) || !PASSING.includes(error.kind) || failed >= attempts) {
        throw error;
      }
      // Up to half as long again, so that many who were cut off together don't come back together.
      const backOff = waitMs * 2 ** (failed - 1) * (1 + Math.random() / 2);
      await wait(Math.max(error.waitMs ?? 0, backOff), undefined, { signal }).catch(() => undefined);
    }
  }
}
