import { RUN_COMM_TARGET, type RunReply, type RunRequest } from '@efficientnet-lab/kernel-helpers/contract';
import type { ISessionContext } from '@jupyterlab/apputils';
import type { Kernel } from '@jupyterlab/services';
import type { IDisposable } from '@lumino/disposable';
import type { Interruption } from './model';

/** How long the kernel may take to answer before the stop becomes an interrupt. */
export const ANSWER_TIMEOUT = 2000;

export type RunSession = Pick<ISessionContext, 'ready' | 'session' | 'statusChanged' | 'kernelChanged'>;

export interface RunLinkActions {
  /** The run can't be running any more. */
  onInterrupted(reason: Interruption): void;
  /** The kernel did not answer the stop request and was interrupted instead. */
  onFallback(): void;
}

/**
 * The wire between a monitor and its run: asks the kernel whether it knows the run, hears of restarts, and
 * carries the stop request.
 */
export class RunLink implements IDisposable {
  constructor(
    private readonly session: RunSession,
    readonly runId: string,
    private readonly actions: RunLinkActions
  ) {
    session.statusChanged.connect(this.onStatusChanged, this);
    session.kernelChanged.connect(this.onKernelChanged, this);
    // Never at once: the owner has to hold this link before the first finding arrives.
    void session.ready.then(() => this.ask());
  }

  get isDisposed(): boolean {
    return this.disposed;
  }

  /** Sends the stop request; interrupts the kernel when nothing answers. */
  stop(): void {
    const request: RunRequest = { action: 'stop' };
    if (this.comm && !this.comm.isDisposed) {
      this.comm.send({ ...request });
    }
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.actions.onFallback();
      void this.session.session?.kernel?.interrupt();
    }, ANSWER_TIMEOUT);
  }

  dispose(): void {
    if (this.disposed) {
      return;
    }
    this.disposed = true;
    clearTimeout(this.timer);
    this.session.statusChanged.disconnect(this.onStatusChanged, this);
    this.session.kernelChanged.disconnect(this.onKernelChanged, this);
    const comm = this.comm;
    this.comm = null;
    if (comm && !comm.isDisposed) {
      comm.onClose = () => undefined;
      comm.close();
    }
  }

  private ask(): void {
    if (this.disposed) {
      return;
    }
    const kernel = this.session.session?.kernel;
    if (!kernel) {
      this.actions.onInterrupted('no-kernel');
      return;
    }
    if (kernel.status === 'dead') {
      this.actions.onInterrupted('kernel-dead');
      return;
    }
    if (!kernel.handleComms) {
      return;
    }
    const comm = kernel.createComm(RUN_COMM_TARGET);
    comm.onMsg = message => this.onReply(message.content.data as Partial<RunReply>);
    // A kernel that knows no such target closes the comm: it is not the one that ran the training.
    comm.onClose = () => this.onCommClosed();
    comm.open({ runId: this.runId });
    this.comm = comm;
  }

  private onReply(reply: Partial<RunReply>): void {
    clearTimeout(this.timer);
    this.answered = true;
    if (reply.status === 'unknown') {
      this.actions.onInterrupted('run-unknown');
    }
  }

  private onCommClosed(): void {
    if (this.comm && !this.answered) {
      this.actions.onInterrupted('run-unknown');
    }
  }

  private onStatusChanged(_: unknown, status: Kernel.Status): void {
    if (status === 'restarting' || status === 'autorestarting') {
      this.actions.onInterrupted('kernel-restarted');
    } else if (status === 'dead') {
      this.actions.onInterrupted('kernel-dead');
    }
  }

  private onKernelChanged(_: unknown, change: { newValue: unknown }): void {
    if (change.newValue === null) {
      this.actions.onInterrupted('no-kernel');
    }
  }

  private comm: Kernel.IComm | null = null;
  private answered = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private disposed = false;
}
