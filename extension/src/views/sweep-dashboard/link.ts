import {
  FOLLOW_SECONDS,
  SWEEP_COMM_TARGET,
  type SweepReply,
  type SweepRequest,
  type SweepsReply,
  type SweepSummary
} from '@efficientnet-lab/kernel-helpers/contract';
import type { JSONObject } from '@lumino/coreutils';
import type { IDisposable } from '@lumino/disposable';
import { CommLine, type RunSession, type Silence } from '../training-monitor/comm-line';

/** How often the kernel is asked to go on telling. */
const FOLLOW_INTERVAL = (1000 * FOLLOW_SECONDS) / 3;
/** After this long without a word it is not known any more whether the sweep goes on. */
const SILENCE_TIMEOUT = 1000 * FOLLOW_SECONDS;

/** A sweep as a kernel finds it. */
export interface AskedSweep {
  sweepId: string;
  folder: string | null;
}

export interface SweepLinkActions {
  onReply(reply: SweepReply): void;
  onSilence(reason: Silence): void;
}

/** The wire between a view and its sweep: what the kernel knows of it, and what it is asked to do. */
export class SweepLink implements IDisposable {
  constructor(
    session: RunSession,
    readonly asked: AskedSweep,
    private readonly actions: SweepLinkActions
  ) {
    const { sweepId, folder } = asked;
    const question = { sweepId, ...(folder === null ? {} : { folder }) };
    this.line = new CommLine(session, SWEEP_COMM_TARGET, question, {
      onMessage: (data) => this.onReply(data as unknown as SweepReply),
      onSilence: actions.onSilence
    });
    this.follower = setInterval(() => this.follow(), FOLLOW_INTERVAL);
  }

  get isDisposed(): boolean {
    return this.line.isDisposed;
  }

  request(action: SweepRequest['action']): void {
    this.line.send({ action } satisfies SweepRequest as unknown as JSONObject);
  }

  dispose(): void {
    clearInterval(this.follower);
    this.line.dispose();
  }

  private follow(): void {
    if (this.origin === 'folder') {
      return;
    }
    if (Date.now() - this.heardAt > SILENCE_TIMEOUT) {
      this.actions.onSilence(this.line.hasKernel ? 'no-answer' : 'no-kernel');
    }
    this.request('follow');
  }

  private onReply(reply: SweepReply): void {
    this.heardAt = Date.now();
    this.origin = reply.origin;
    const { number } = reply;
    const isMissed = number !== undefined && !reply.sweep && number !== this.number + 1;
    this.number = number ?? this.number;
    if (isMissed) {
      // A server drops messages when much comes at once: a change against one that is missing means nothing.
      this.request('whole');
      return;
    }
    this.actions.onReply(reply);
  }

  private readonly line: CommLine;
  private readonly follower: ReturnType<typeof setInterval>;
  private heardAt = Date.now();
  private origin: SweepReply['origin'] = 'kernel';
  private number = 0;
}

/** The sweeps that a notebook's kernel holds, oldest first. */
export function sweepsOf(
  session: RunSession,
  onSweeps: (sweeps: readonly SweepSummary[]) => void
): IDisposable {
  return new CommLine(
    session,
    SWEEP_COMM_TARGET,
    { sweeps: 'all' },
    {
      onMessage: (data) => onSweeps((data as unknown as Partial<SweepsReply>).sweeps ?? []),
      onSilence: () => onSweeps([])
    }
  );
}
