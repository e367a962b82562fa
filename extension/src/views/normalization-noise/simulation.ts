import type { MonteCarloResult } from '@efficientnet-lab/kernel-helpers/analysis';
import type { NoiseSimulation } from '@efficientnet-lab/kernel-helpers/views/normalization-noise';
import type { IDisposable } from '@lumino/disposable';
import { type ISignal, Signal } from '@lumino/signaling';
import type { SimulationNews, SimulationOrder } from './simulation-job';

/** `idle`: nothing asked for. `failed`: there is no worker; theory alone can be shown. */
export type SimulationStatus = 'idle' | 'running' | 'paused' | 'done' | 'failed';

/** What of a worker is used; tests bring their own. */
export interface WorkerLike {
  postMessage(order: SimulationOrder): void;
  terminate(): void;
  onmessage: ((event: MessageEvent<SimulationNews>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
}

function createWorker(): WorkerLike {
  return new Worker(new URL('./simulation.worker.js', import.meta.url), { name: 'efficientnet-lab-noise' });
}

/** A simulation in a worker of its own, which lives from the first start until it is done or stopped. */
export class Simulation implements IDisposable {
  constructor(
    private readonly makeWorker: () => WorkerLike = createWorker,
    private readonly now: () => number = () => performance.now()
  ) {}

  /** Emitted when status, progress or results have changed. */
  get changed(): ISignal<this, void> {
    return this.changedSignal;
  }

  get status(): SimulationStatus {
    return this.currentStatus;
  }

  /** Share of the random numbers that has been drawn, 0…1. */
  get progress(): number {
    return this.currentProgress;
  }

  /** Why there is no simulation; empty unless it failed. */
  get problem(): string {
    return this.currentProblem;
  }

  /** Seconds left at the present speed; null before it can be told. */
  get secondsLeft(): number | null {
    const { currentProgress, spent } = this;
    return currentProgress > 0 && spent > 0 ? (spent / currentProgress / 1000) * (1 - currentProgress) : null;
  }

  /** Results so far, one for each of `simulations`. */
  get results(): readonly MonteCarloResult[] {
    return this.currentResults;
  }

  /** What is or was simulated last. */
  get simulations(): readonly NoiseSimulation[] {
    return this.asked;
  }

  get isDisposed(): boolean {
    return this.disposed;
  }

  /** Starts from the first random number on. */
  start(simulations: readonly NoiseSimulation[]): void {
    if (this.disposed) {
      return;
    }
    this.asked = simulations;
    this.job++;
    this.currentProgress = 0;
    this.currentResults = [];
    this.spent = 0;
    this.currentProblem = '';
    this.mark = this.now();
    this.send({ action: 'start', job: this.job, requests: simulations.map(({ request }) => request) });
    this.turn(this.worker ? 'running' : 'failed');
  }

  pause(): void {
    if (this.currentStatus === 'running') {
      this.send({ action: 'pause' });
      this.count();
      this.turn('paused');
    }
  }

  resume(): void {
    if (this.currentStatus === 'paused') {
      this.mark = this.now();
      this.send({ action: 'resume' });
      this.turn('running');
    }
  }

  /** Forgets the results: they belong to another state. */
  clear(): void {
    if (this.currentStatus !== 'idle') {
      this.close();
      this.currentResults = [];
      this.currentProgress = 0;
      this.turn('idle');
    }
  }

  dispose(): void {
    if (!this.disposed) {
      this.disposed = true;
      this.close();
      Signal.clearData(this);
    }
  }

  private send(order: SimulationOrder): void {
    try {
      this.worker ??= this.open();
      this.worker.postMessage(order);
    } catch (error) {
      this.close();
      this.currentProblem = String(error);
    }
  }

  private open(): WorkerLike {
    const worker = this.makeWorker();
    worker.onmessage = ({ data }) => this.onNews(data);
    worker.onerror = (event) => {
      this.close();
      this.currentProblem = event.message || 'The worker could not be loaded.';
      this.turn('failed');
    };
    return worker;
  }

  private onNews({ job, progress, results }: SimulationNews): void {
    if (job !== this.job) {
      return;
    }
    if (this.currentStatus === 'running') {
      this.count();
    }
    this.currentProgress = progress;
    this.currentResults = results;
    if (progress === 1) {
      this.close();
      this.turn('done');
    } else {
      this.changedSignal.emit();
    }
  }

  /** Adds the time since the last look to the time that was spent. */
  private count(): void {
    const now = this.now();
    this.spent += now - this.mark;
    this.mark = now;
  }

  private close(): void {
    this.job++;
    this.worker?.terminate();
    this.worker = null;
  }

  private turn(status: SimulationStatus): void {
    this.currentStatus = status;
    this.changedSignal.emit();
  }

  private readonly changedSignal = new Signal<this, void>(this);
  private worker: WorkerLike | null = null;
  private asked: readonly NoiseSimulation[] = [];
  private job = 0;
  private currentStatus: SimulationStatus = 'idle';
  private currentProgress = 0;
  private currentProblem = '';
  private currentResults: readonly MonteCarloResult[] = [];
  private spent = 0;
  private mark = 0;
  private disposed = false;
}
