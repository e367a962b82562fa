import { RUN_COMM_TARGET, type RunReply, type RunRequest } from '@efficientnet-lab/kernel-helpers/contract';
import type { ISessionContext } from '@jupyterlab/apputils';
import type { Kernel } from '@jupyterlab/services';
import type { IDisposable } from '@lumino/disposable';
import type { Interruption } from './model';

/** How long the kernel may take to answer before the stop becomes an interrupt. */
export const ANSWER_TIMEOUT = 2000;

export type RunSession = Pick<ISessionContext, 'initialize' | 'session' | 'statusChanged' | 'kernelChanged'>;

export interface RunLinkActions {
  /** The kernel knows the run. */
  onAlive(): void;
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
    // The promise of the start that is already under way; true when the notebook waits for a choice of kernel.
    session.initialize().then(
      (needsSelection) => (needsSelection ? this.report('no-kernel') : this.ask()),
      () => this.report('no-kernel')
    );
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
    if (this.disposed || this.comm) {
      return;
    }
    const kernel = this.session.session?.kernel;
    if (!kernel) {
      this.report('no-kernel');
      return;
    }
    if (kernel.status === 'dead') {
      this.report('kernel-dead');
      return;
    }
    if (!kernel.handleComms) {
      return;
    }
    const comm = kernel.createComm(RUN_COMM_TARGET);
    comm.onMsg = (message) => this.onReply(message.content.data as Partial<RunReply>);
    // A kernel that knows no such target closes the comm: it is not the one that ran the training.
    comm.onClose = () => this.onCommClosed();
    comm.open({ runId: this.runId });
    this.comm = comm;
  }

  private report(reason: Interruption): void {
    if (!this.disposed) {
      this.actions.onInterrupted(reason);
    }
  }

  private onReply(reply: Partial<RunReply>): void {
    clearTimeout(this.timer);
    this.answered = true;
    if (reply.status === 'unknown') {
      this.report('run-unknown');
    } else {
      this.actions.onAlive();
    }
  }

  private onCommClosed(): void {
    if (this.comm && !this.answered) {
      this.report('run-unknown');
    }
  }

  private onStatusChanged(_: unknown, status: Kernel.Status): void {
    if (status === 'restarting' || status === 'autorestarting') {
      this.report('kernel-restarted');
    } else if (status === 'dead') {
      this.report('kernel-dead');
    }
  }

  private onKernelChanged(_: unknown, change: { newValue: unknown }): void {
    this.comm = null;
    this.answered = false;
    if (change.newValue === null) {
      this.report('no-kernel');
    } else {
      this.ask();
    }
  }

  private comm: Kernel.IComm | null = null;
  private answered = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private disposed = false;
}
