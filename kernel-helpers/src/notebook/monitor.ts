import type { TrainingEvent } from '../training/events';
import { type TrainingMonitorDocument, trainingSentence } from '../views/training-monitor';
import { trainingPicture } from '../views/training-monitor/picture';
import { epochLine, trainingDocument, trainingText } from '../views/training-monitor/cell';
import type { CellOutput, MimeBundle } from './bridge';
import { mimeBundle } from './bundle';
import { TrainingFold } from './fold';
import { withPng } from './png';

/** At most five updates a second. */
const UPDATE_INTERVAL_MS = 200;
/**
 * Bytes a second that updates may take at the start of a run, and the seconds after which it is half of that, a third
 * after twice as many and so on. A server keeps every update of a notebook whose page is closed: by this rule 8 MB after
 * ten minutes and 18 MB after a day. Views that are open hear more, and by their own wire.
 */
const FIRST_BYTES_PER_SECOND = 200_000;
const HALVED_AFTER_SECONDS = 10;
/** A reader without our views, in another editor, hears at least this often. */
const LONGEST_INTERVAL_MS = 300_000;
/** Share of the time that drawing the static picture may take while training. */
const DRAWING_SHARE = 0.02;

/** What the monitor needs of its surroundings, so that tests can turn the clock. */
export interface MonitorClock {
  /** Milliseconds. */
  now(): number;
  /** Calls back once; returns what cancels it. */
  after(milliseconds: number, callback: () => void): () => void;
  today(): Date;
}

const SYSTEM_CLOCK: MonitorClock = {
  now: () => performance.now(),
  after: (milliseconds, callback) => {
    const timer = setTimeout(callback, milliseconds);
    timer.unref();
    return () => clearTimeout(timer);
  },
  today: () => new Date()
};

export interface MonitorOptions {
  /** Output of the cell that started the run; null prints lines of text instead. */
  output: CellOutput | null;
  displayId: string;
  clock?: MonitorClock;
  print?: (line: string) => void;
}

/**
 * Shows one training run as one output that is updated in place, ever more seldom as the run goes on. Each update
 * carries everything: whoever opens the saved notebook sees the whole run. The last update is always sent.
 */
export class LiveMonitor {
  private readonly fold = new TrainingFold();
  private readonly clock: MonitorClock;
  private readonly print: (line: string) => void;
  private shown = false;
  private sentAt = -Infinity;
  /** When the next update is due, whether or not there is anything new. */
  private dueAt = -Infinity;
  private startedAt: number | null = null;
  private cancelPending: (() => void) | null = null;
  private picture = '';
  private pictureDueAt = -Infinity;

  constructor(private readonly options: MonitorOptions) {
    this.clock = options.clock ?? SYSTEM_CLOCK;
    this.print = options.print ?? ((line) => console.log(line));
  }

  get ended(): boolean {
    return this.fold.ended;
  }

  get status(): TrainingFold['status'] {
    return this.fold.status;
  }

  readonly listener = (event: TrainingEvent): void => {
    this.fold.add(event);
    if (this.options.output === null) {
      this.printEvent(event);
    } else if (event.type === 'end') {
      this.send();
    } else {
      this.sendSoon();
    }
  };

  /** Shows that a stop was asked for. */
  stopping(): void {
    this.fold.stopping();
    if (this.options.output && !this.ended) {
      this.dueAt = Math.min(this.dueAt, this.sentAt + UPDATE_INTERVAL_MS);
      this.cancelPending?.();
      this.cancelPending = null;
      this.sendSoon();
    }
  }

  /** The run as it stands. */
  document(): TrainingMonitorDocument {
    return trainingDocument(this.fold.snapshot(this.clock.today()));
  }

  /** Document, picture and text of the run as it stands. */
  bundle(): MimeBundle {
    const document = this.document();
    return mimeBundle({ document, svg: this.draw(document.data), text: trainingText(document.data) });
  }

  private sendSoon(): void {
    const wait = this.dueAt - this.clock.now();
    if (wait <= 0) {
      this.send();
    } else {
      this.cancelPending ??= this.clock.after(wait, () => this.send());
    }
  }

  private send(): void {
    this.cancelPending?.();
    this.cancelPending = null;
    const bundle = this.bundle();
    const { displayId, output } = this.options;
    // Pixels take time from a training that goes on, and would be replaced soon.
    const { data, metadata } = this.ended ? withPng(bundle) : { data: bundle, metadata: {} };
    output?.display(data, { displayId, update: this.shown, metadata });
    this.shown = true;
    this.sentAt = this.clock.now();
    this.dueAt = this.sentAt + this.interval(bundle);
  }

  /** Milliseconds until a bundle of this size may be followed by another. */
  private interval(bundle: MimeBundle): number {
    this.startedAt ??= this.clock.now();
    const seconds = (this.clock.now() - this.startedAt) / 1000;
    const allowed = FIRST_BYTES_PER_SECOND / (1 + seconds / HALVED_AFTER_SECONDS);
    const wait = (1000 * JSON.stringify(bundle).length) / allowed;
    return Math.min(LONGEST_INTERVAL_MS, Math.max(UPDATE_INTERVAL_MS, wait));
  }

  /** While training, the picture may be some updates old: drawing takes time from the training itself. */
  private draw(state: ReturnType<TrainingFold['snapshot']>): string {
    const start = this.clock.now();
    if (this.ended || start >= this.pictureDueAt) {
      this.picture = trainingPicture(state, trainingSentence(state), this.clock.today());
      const end = this.clock.now();
      this.pictureDueAt = end + (end - start) / DRAWING_SHARE;
    }
    return this.picture;
  }

  private printEvent(event: TrainingEvent): void {
    switch (event.type) {
      case 'start':
        this.print(
          `Training ${event.model} on ${event.dataset}: ${event.epochs} × ${event.stepsPerEpoch} steps.`
        );
        break;
      case 'step':
        this.printStep();
        break;
      case 'epoch':
        this.print(epochLine(event.record));
        break;
      case 'checkpoint':
        this.print(`checkpoint: ${event.path}`);
        break;
      case 'warning':
        this.print(`note: ${event.message}`);
        break;
      case 'end':
        this.print(trainingSentence(this.fold.snapshot()));
        break;
    }
  }

  /** Text can't be updated in place everywhere: a line each ten seconds. */
  private printStep(): void {
    if (this.clock.now() >= this.sentAt + 50 * UPDATE_INTERVAL_MS) {
      this.print(trainingSentence(this.fold.snapshot()));
      this.sentAt = this.clock.now();
    }
  }
}
