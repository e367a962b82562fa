import {
  FOLLOW_SECONDS,
  RUN_COMM_TARGET,
  type RunReply,
  type RunRequest
} from '@efficientnet-lab/kernel-helpers/contract';
import type { JSONObject } from '@lumino/coreutils';
import type { IDisposable } from '@lumino/disposable';
import { CommLine, type RunSession, type Silence } from './comm-line';

/** How long the kernel may take to answer before the stop becomes an interrupt. */
export const ANSWER_TIMEOUT = 2000;
/** How often the kernel is asked to go on telling. */
export const FOLLOW_INTERVAL = (1000 * FOLLOW_SECONDS) / 3;
/** After this long without a word it is not known any more whether the run goes on. */
export const SILENCE_TIMEOUT = 1000 * FOLLOW_SECONDS;

export interface RunLinkActions {
  onReply(reply: RunReply): void;
  onSilence(reason: Silence): void;
  /** The kernel did not answer the stop request and was interrupted instead. */
  onFallback(): void;
}

/** The wire between a monitor and its run: what the kernel knows of it, and the stop request. */
export class RunLink implements IDisposable {
  constructor(
    session: RunSession,
    readonly run: { runId: string; checkpointDir: string | null },
    private readonly actions: RunLinkActions
  ) {
    const { runId, checkpointDir } = run;
    const question = { runId, ...(checkpointDir === null ? {} : { checkpointDir }) };
    this.line = new CommLine(session, RUN_COMM_TARGET, question, {
      onMessage: (data) => this.onReply(data as unknown as RunReply),
      onSilence: (reason) => actions.onSilence(reason)
    });
    this.follower = setInterval(() => this.follow(), FOLLOW_INTERVAL);
  }

  get isDisposed(): boolean {
    return this.line.isDisposed;
  }

  /** Sends the stop request; interrupts the kernel when nothing answers. */
  stop(): void {
    this.request('stop');
    clearTimeout(this.stopTimer);
    this.stopTimer = setTimeout(() => {
      this.actions.onFallback();
      this.line.interrupt();
    }, ANSWER_TIMEOUT);
  }

  request(action: RunRequest['action'], rest: Omit<RunRequest, 'action'> = {}): void {
    this.line.send({ action, ...rest } satisfies RunRequest as unknown as JSONObject);
  }

  dispose(): void {
    clearInterval(this.follower);
    clearTimeout(this.stopTimer);
    this.line.dispose();
  }

  private follow(): void {
    if (Date.now() - this.heardAt > SILENCE_TIMEOUT) {
      this.actions.onSilence(this.line.hasKernel ? 'no-answer' : 'no-kernel');
    }
    this.request('follow');
  }

  private onReply(reply: RunReply): void {
    clearTimeout(this.stopTimer);
    this.heardAt = Date.now();
    this.actions.onReply(reply);
    const { number } = reply;
    if (number === undefined) {
      return;
    }
    // What a server dropped, as they do when much comes at once, would be missing from the curve.
    if (!reply.document && number !== this.number + 1) {
      this.request('whole');
    }
    this.number = number;
  }

  private readonly line: CommLine;
  private readonly follower: ReturnType<typeof setInterval>;
  private stopTimer: ReturnType<typeof setTimeout> | undefined;
  private heardAt = Date.now();
  private number = 0;
}
