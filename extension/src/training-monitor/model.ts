import type {
  RunStatus,
  TrainingMonitorDocument,
  TrainingMonitorState
} from '@efficientnet-lab/kernel-helpers/contract';
import { type ISignal, Signal } from '@lumino/signaling';

/** Why a run that the document calls running can't be running. */
export type Interruption = 'no-kernel' | 'kernel-dead' | 'kernel-restarted' | 'run-unknown';

const LIVE: readonly RunStatus[] = ['running', 'stopping'];

/** Whether the document says that the run still goes on. */
export function isLive(status: RunStatus): boolean {
  return LIVE.includes(status);
}

/** A run as the document tells it, corrected by what the kernel knows. Knows no DOM. */
export class TrainingMonitorModel {
  constructor(document: TrainingMonitorDocument) {
    this.current = document;
  }

  get changed(): ISignal<this, void> {
    return this.changedSignal;
  }

  get document(): TrainingMonitorDocument {
    return this.current;
  }

  get state(): TrainingMonitorState {
    return this.current.data;
  }

  /** The document's status, unless the kernel contradicts it or a stop was asked for. */
  get status(): RunStatus {
    const { status } = this.state;
    if (!isLive(status)) {
      return status;
    }
    if (this.found !== null) {
      return 'interrupted';
    }
    return this.stopAsked ? 'stopping' : status;
  }

  get interruption(): Interruption | null {
    return isLive(this.state.status) ? this.found : null;
  }

  /** Share of all steps done, 0…1. */
  get progress(): number {
    const total = this.totalSteps;
    return total === 0 ? 0 : Math.min(1, this.state.step / total);
  }

  get totalSteps(): number {
    return this.state.epochs * this.state.stepsPerEpoch;
  }

  /** A newer document of the same output. Progress is proof of life, whatever was found before. */
  load(document: TrainingMonitorDocument): void {
    const before = this.state;
    const other = document.data.runId !== before.runId;
    if (other || document.data.step > before.step) {
      this.found = null;
    }
    if (other) {
      this.stopAsked = false;
    }
    this.current = document;
    this.changedSignal.emit();
  }

  /** The user pressed stop; the run ends at its next step. */
  askToStop(): void {
    this.stopAsked = true;
    this.changedSignal.emit();
  }

  /** The run can't go on. The first reason stays, but a notebook that has no kernel yet may get one. */
  interrupt(reason: Interruption): void {
    if (this.found === null || this.found === 'no-kernel') {
      this.found = reason;
      this.changedSignal.emit();
    }
  }

  /** The kernel knows the run, whatever was found before. */
  confirm(): void {
    if (this.found !== null) {
      this.found = null;
      this.changedSignal.emit();
    }
  }

  private readonly changedSignal = new Signal<this, void>(this);
  private current: TrainingMonitorDocument;
  private found: Interruption | null = null;
  private stopAsked = false;
}
