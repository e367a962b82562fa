import type { ISessionContext } from '@jupyterlab/apputils';
import type { Kernel } from '@jupyterlab/services';
import type { JSONObject, JSONValue } from '@lumino/coreutils';
import type { IDisposable } from '@lumino/disposable';

export type RunSession = Pick<ISessionContext, 'session' | 'statusChanged' | 'kernelChanged'>;

/** Why nothing can be asked. */
export type Silence = 'no-kernel' | 'kernel-dead' | 'kernel-restarted' | 'no-answer';

export interface CommLineActions {
  onMessage(data: JSONValue): void;
  /** Nobody answers now. After `kernel-restarted` the new kernel is asked as soon as it is there. */
  onSilence(reason: Silence): void;
}

/** A notebook that has just been opened may need so long to get its kernel. */
export const KERNEL_TIMEOUT = 2000;

/**
 * A comm that is opened as soon as a session has a kernel, and again when it gets another one. It starts none, and does
 * not wait for the session's `initialize` either: before JupyterLab has read which kernel a notebook wants, whoever calls
 * that makes it ask the user.
 */
export class CommLine implements IDisposable {
  constructor(
    private readonly session: RunSession,
    private readonly target: string,
    private readonly question: JSONObject,
    private readonly actions: CommLineActions
  ) {
    session.statusChanged.connect(this.onStatusChanged, this);
    session.kernelChanged.connect(this.onKernelChanged, this);
    // Later, so that who makes this has it when it is told something.
    void Promise.resolve().then(() => (this.hasKernel ? this.ask() : this.awaitKernel()));
  }

  get isDisposed(): boolean {
    return this.disposed;
  }

  get hasKernel(): boolean {
    return !!this.session.session?.kernel;
  }

  /** Sends to a kernel that can be reached; nothing waits for one. */
  send(data: JSONObject): void {
    const { comm } = this;
    if (comm && !comm.isDisposed && this.session.session?.kernel?.connectionStatus !== 'disconnected') {
      comm.send(data);
    }
  }

  interrupt(): void {
    void this.session.session?.kernel?.interrupt();
  }

  dispose(): void {
    if (!this.disposed) {
      this.disposed = true;
      clearTimeout(this.timer);
      this.session.statusChanged.disconnect(this.onStatusChanged, this);
      this.session.kernelChanged.disconnect(this.onKernelChanged, this);
      this.drop();
    }
  }

  private awaitKernel(): void {
    if (!this.disposed) {
      this.timer = setTimeout(() => !this.hasKernel && this.silent('no-kernel'), KERNEL_TIMEOUT);
    }
  }

  private ask(): void {
    if (this.disposed || this.comm) {
      return;
    }
    const kernel = this.session.session?.kernel;
    if (!kernel || kernel.status === 'dead') {
      this.silent(kernel ? 'kernel-dead' : 'no-kernel');
      return;
    }
    if (!kernel.handleComms) {
      this.silent('no-answer');
      return;
    }
    this.restarting = false;
    const comm = kernel.createComm(this.target);
    comm.onMsg = (message) => this.heard(comm, message.content.data);
    // A kernel that knows no such target closes the comm: it knows nothing of runs.
    comm.onClose = () => this.onCommClosed(comm);
    comm.open(this.question);
    this.comm = comm;
  }

  private heard(comm: Kernel.IComm, data: JSONValue): void {
    if (comm === this.comm) {
      this.answered = true;
      this.actions.onMessage(data);
    }
  }

  private onCommClosed(comm: Kernel.IComm): void {
    if (comm === this.comm && !this.answered) {
      this.silent('no-answer');
    }
  }

  private silent(reason: Silence): void {
    if (!this.disposed) {
      this.actions.onSilence(reason);
    }
  }

  private onStatusChanged(_: unknown, status: Kernel.Status): void {
    if (status === 'restarting' || status === 'autorestarting') {
      this.drop();
      this.restarting = true;
      this.silent('kernel-restarted');
    } else if (status === 'dead') {
      this.silent('kernel-dead');
    } else if (this.restarting && (status === 'idle' || status === 'busy')) {
      this.ask();
    }
  }

  private onKernelChanged(_: unknown, change: { newValue: unknown }): void {
    this.drop();
    if (change.newValue === null) {
      this.silent('no-kernel');
    } else {
      this.ask();
    }
  }

  private drop(): void {
    const { comm } = this;
    this.comm = null;
    this.answered = false;
    if (comm && !comm.isDisposed) {
      comm.onClose = () => undefined;
      comm.close();
    }
  }

  private comm: Kernel.IComm | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private answered = false;
  private restarting = false;
  private disposed = false;
}
