import type { TrainingEvent } from '../training/events';
import { type TrainingMonitorDocument, trainingSentence } from '../views/training-monitor';
import { trainingPicture } from '../views/training-monitor/picture';
import { epochLine, trainingDocument, trainingText } from '../views/training-monitor/cell';
import type { CellOutput, MimeBundle } from './bridge';
import { mimeBundle } from './bundle';
import { TrainingFold } from './fold';
import { type Clock, PacedOutput, PacedPicture, SYSTEM_CLOCK, UPDATE_INTERVAL_MS } from './paced-output';

export interface MonitorOptions {
  /** Output of the cell that started the run; null prints lines of text instead. */
  output: CellOutput | null;
  displayId: string;
  clock?: Clock;
  print?: (line: string) => void;
}

/**
 * Shows one training run as one output that is updated in place, ever more seldom as the run goes on. Each update
 * carries everything: whoever opens the saved notebook sees the whole run. The last update is always sent.
 */
export class LiveMonitor {
  private readonly fold = new TrainingFold();
  private readonly clock: Clock;
  private readonly print: (line: string) => void;
  private readonly paced: PacedOutput | null;
  private readonly picture: PacedPicture;
  private printedAt = -Infinity;

  constructor(options: MonitorOptions) {
    this.clock = options.clock ?? SYSTEM_CLOCK;
    this.print = options.print ?? ((line) => console.log(line));
    this.picture = new PacedPicture(this.clock);
    const { displayId, output } = options;
    this.paced = output && new PacedOutput(output, displayId, () => this.bundle(), this.clock);
  }

  get ended(): boolean {
    return this.fold.ended;
  }

  get status(): TrainingFold['status'] {
    return this.fold.status;
  }

  readonly listener = (event: TrainingEvent): void => {
    this.fold.add(event);
    if (this.paced === null) {
      this.printEvent(event);
    } else if (event.type === 'end') {
      this.paced.finish();
    } else {
      this.paced.sendSoon();
    }
  };

  /** Shows that a stop was asked for. */
  stopping(): void {
    this.fold.stopping();
    if (!this.ended) {
      this.paced?.hurry();
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

  private draw(state: ReturnType<TrainingFold['snapshot']>): string {
    const draw = (): string => trainingPicture(state, trainingSentence(state), this.clock.today());
    return this.picture.of(draw, this.ended);
  }

  private printEvent(event: TrainingEvent): void {
    switch (event.type) {
      case 'start':
        this.print(
          `Training ${event.model} on ${event.dataset}: ${event.epochs} × ${event.stepsPerEpoch} steps.`
        );
        if (event.building) {
          this.print(trainingSentence(this.fold.snapshot()));
        }
        break;
      case 'step':
        this.printStep();
        break;
      case 'building':
      case 'built':
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
    if (this.clock.now() >= this.printedAt + 50 * UPDATE_INTERVAL_MS) {
      this.print(trainingSentence(this.fold.snapshot()));
      this.printedAt = this.clock.now();
    }
  }
}
