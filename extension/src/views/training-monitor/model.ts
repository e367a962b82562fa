import { type FolderReport, type RunReply, withChange } from '@efficientnet-lab/kernel-helpers/contract';
import {
  epochsDone,
  type RunStatus,
  thinnedHistory,
  type TrainingMonitorDocument,
  type TrainingMonitorState,
  trainingSentence
} from '@efficientnet-lab/kernel-helpers/views/training-monitor';
import { type ISignal, Signal } from '@lumino/signaling';
import type { Silence } from './comm-line';

/**
 * Why it is not known how a run stands that the document calls running: nobody was asked yet, nobody answers, the
 * kernel knows nothing of it (`run-unknown`), or another process has it (`elsewhere`).
 */
export type Doubt = Silence | 'asking' | 'run-unknown' | 'elsewhere';
/** Why a run that did not end by itself can't be going on. */
export type Interruption = 'kernel-dead' | 'kernel-restarted' | 'process-ended';

const LIVE: readonly RunStatus[] = ['running', 'stopping'];
/** A document as young as this is its run's own word. */
const FRESH = 5000;

/** Whether the document says that the run still goes on. */
export function isLive(status: RunStatus): boolean {
  return LIVE.includes(status);
}

/** A run as the document tells it, corrected by what the kernel or the run's folder knows. Knows no DOM. */
export class TrainingMonitorModel {
  constructor(document: TrainingMonitorDocument) {
    this.current = shownPart(document);
    const age = Date.now() - (this.heardAt?.getTime() ?? -Infinity);
    this.doubted = Math.abs(age) < FRESH ? null : 'asking';
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
    if (this.interruption !== null) {
      return 'interrupted';
    }
    return this.stopAsked ? 'stopping' : status;
  }

  get interruption(): Interruption | null {
    const { status } = this.state;
    return isLive(status) || status === 'interrupted' ? this.broken : null;
  }

  /** Whether the graph of a step is being built, as far as is known. */
  get building(): boolean {
    return this.state.building === true && this.status === 'running' && this.doubt === null;
  }

  /** Null when the status is known. */
  get doubt(): Doubt | null {
    return isLive(this.state.status) && this.broken === null ? this.doubted : null;
  }

  /** When the run was last heard of; null when that is not known. */
  get heardAt(): Date | null {
    const { heardAt } = this.state;
    const time = heardAt === undefined ? NaN : Date.parse(heardAt);
    return Number.isNaN(time) ? null : new Date(time);
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
    const { runId, step, status } = document.data;
    const other = runId !== before.runId;
    // An output that is updated seldom, or was saved long ago, knows less than the kernel has told since.
    if (!other && isLive(status) && (step < before.step || !isLive(before.status))) {
      return;
    }
    if (other) {
      this.stopAsked = false;
      this.broken = null;
      this.doubted = 'asking';
    } else if (step > before.step) {
      this.broken = null;
      this.doubted = null;
    }
    this.current = shownPart(document);
    this.changedSignal.emit();
  }

  /** What the kernel says. */
  hear({ status, document, change, folder }: RunReply): void {
    if (status === 'unknown') {
      this.doubted = 'run-unknown';
    } else if (folder) {
      this.hearFolder(folder);
    } else {
      this.broken = null;
      this.doubted = null;
      this.stopAsked ||= status === 'stopping';
      if (document) {
        this.current = shownPart(document);
      } else if (change) {
        this.current = withChange(this.current, change);
      } else if (!isLive(status)) {
        // The rest is on its way.
        this.current = { ...this.current, data: { ...this.state, status } };
      }
    }
    this.changedSignal.emit();
  }

  /** The user pressed stop; the run ends at its next step. */
  askToStop(): void {
    this.stopAsked = true;
    this.changedSignal.emit();
  }

  /** Nobody tells how the run stands; what was known for sure stays. */
  silent(reason: Silence): void {
    if (reason === 'kernel-dead' || reason === 'kernel-restarted') {
      // It was this kernel's only when this kernel has told of it.
      if (this.doubted === null) {
        this.broken = reason;
      }
      this.doubted = reason;
    } else if (reason === 'no-kernel' || this.doubted === null || this.doubted === 'asking') {
      this.doubted = reason;
    }
    this.changedSignal.emit();
  }

  private hearFolder({ status, ...folder }: FolderReport): void {
    const { history, checkpoint, elapsedSeconds, messages, step, heardAt } = folder;
    const before = this.state;
    const data: TrainingMonitorState = {
      ...before,
      status,
      step: Math.max(step, before.step),
      history: epochsDone(history) >= epochsDone(before.history) ? history : before.history,
      checkpoint: checkpoint ?? before.checkpoint,
      elapsedSeconds: Math.max(elapsedSeconds ?? 0, before.elapsedSeconds),
      remainingSeconds: null,
      messages: [...new Set([...before.messages, ...messages])],
      heardAt
    };
    this.current = { ...this.current, sentence: trainingSentence(data), data };
    this.doubted = status === 'running' ? 'elsewhere' : null;
    if (status === 'interrupted') {
      this.broken ??= 'process-ended';
    } else if (!isLive(status)) {
      this.broken = null;
    }
  }

  private readonly changedSignal = new Signal<this, void>(this);
  private current: TrainingMonitorDocument;
  private broken: Interruption | null = null;
  private doubted: Doubt | null;
  private stopAsked = false;
}

/** A document may hold more epochs than are drawn while a run goes on. */
function shownPart(document: TrainingMonitorDocument): TrainingMonitorDocument {
  const { data } = document;
  const history = thinnedHistory(data.history);
  return history === data.history ? document : { ...document, data: { ...data, history } };
}
