import { RUN_COMM_TARGET, type RunsReply, type RunSummary } from '@efficientnet-lab/kernel-helpers/contract';
import type { IDisposable } from '@lumino/disposable';
import { CommLine, type RunSession } from './comm-line';

/** The runs that a notebook's kernel holds, also those that no output shows. */
export class RunsLink implements IDisposable {
  /** @param onRuns - gets them, oldest first, and again when they change; none without a kernel that knows of runs */
  constructor(session: RunSession, onRuns: (runs: readonly RunSummary[]) => void) {
    this.line = new CommLine(
      session,
      RUN_COMM_TARGET,
      { runs: 'all' },
      {
        onMessage: (data) => onRuns((data as unknown as Partial<RunsReply>).runs ?? []),
        onSilence: () => onRuns([])
      }
    );
  }

  get isDisposed(): boolean {
    return this.line.isDisposed;
  }

  dispose(): void {
    this.line.dispose();
  }

  private readonly line: CommLine;
}
