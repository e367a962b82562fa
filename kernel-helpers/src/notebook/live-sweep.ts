import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { EnetError } from '../analysis';
import type { Sweep, SweepEvent, SweepStatus } from '../search';
import type { KeptSweep, SweepRunStatus } from '../views/sweep-dashboard';
import { SweepFold } from './kept-sweep';
import { type Clock, SYSTEM_CLOCK } from './paced-output';

const STATUS: Readonly<Record<SweepStatus, SweepRunStatus>> = {
  finished: 'finished',
  cancelled: 'stopped',
  failed: 'failed'
};

/** A sweep of this kernel, to those who show it. */
export class LiveSweep {
  readonly id: string = randomUUID();
  private readonly fold: SweepFold;
  private readonly startedAt: number;
  private readonly listeners = new Set<(event: SweepEvent | null) => void>();
  private current: SweepRunStatus;
  private message: string | null = null;
  private endedAt: number | null = null;
  private last: KeptSweep | null = null;

  constructor(
    readonly sweep: Sweep,
    private readonly clock: Clock = SYSTEM_CLOCK
  ) {
    this.startedAt = clock.now();
    this.current = sweep.paused ? 'paused' : 'running';
    this.fold = new SweepFold(
      sweep.state,
      (rung) => sweep.entered(rung),
      () => clock.now() / 1000
    );
    void this.follow();
  }

  get status(): SweepRunStatus {
    return this.current;
  }

  get hasEnded(): boolean {
    return this.endedAt !== null;
  }

  get folder(): string {
    return this.sweep.folder;
  }

  /** Whether its runs lie there. */
  isIn(folder: string): boolean {
    return resolve(folder) === resolve(this.sweep.folder);
  }

  /** Calls back when something is new; with null for what no event of the sweep tells. Returns what ends that. */
  listen(listener: (event: SweepEvent | null) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  stop(): void {
    if (!this.hasEnded) {
      this.current = 'stopping';
      this.tell(null);
      // How it ended is told by `done`.
      this.sweep.cancel().catch(() => undefined);
    }
  }

  pause(): void {
    if (this.current === 'running') {
      this.sweep.pause();
    }
  }

  resume(): void {
    if (this.current === 'paused') {
      this.sweep.resume();
    }
  }

  /** The sweep as it stands; the same as long as nothing is new after its end. */
  snapshot(): KeptSweep {
    if (this.hasEnded && this.last) {
      return this.last;
    }
    const { id, message, current: status } = this;
    const elapsedSeconds = ((this.endedAt ?? this.clock.now()) - this.startedAt) / 1000;
    const facts = { id, folder: this.folder, status, message, elapsedSeconds };
    this.last = this.fold.snapshot(facts, this.clock.today());
    return this.last;
  }

  private async follow(): Promise<void> {
    for await (const event of this.sweep) {
      if (event.type !== 'end') {
        this.take(event);
      }
    }
    try {
      this.current = STATUS[await this.sweep.done];
    } catch (error) {
      this.current = 'failed';
      this.message = error instanceof EnetError ? error.message : String(error);
    }
    this.fold.add({ type: 'end', status: 'finished', counts: this.sweep.counts });
    this.endedAt = this.clock.now();
    this.last = null;
    this.tell(null);
  }

  private take(event: SweepEvent): void {
    this.fold.add(event);
    if (event.type === 'paused' || event.type === 'resumed') {
      this.current =
        this.current === 'stopping' ? 'stopping' : event.type === 'paused' ? 'paused' : 'running';
    }
    this.tell(event);
  }

  private tell(event: SweepEvent | null): void {
    this.listeners.forEach((listener) => listener(event));
  }
}
