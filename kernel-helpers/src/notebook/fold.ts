import type { TrainingEvent } from '../training/events';
import {
  epochsDone,
  runBeforeItsFirstStep,
  thinnedHistory,
  type TrainingMonitorState
} from '../views/training-monitor';

/** Closed points of the curve; the open one and a rest make it at most 400. Even, because pairs are merged. */
const CLOSED_POINTS = 398;
/** Throughput is that of the last seconds, so that it follows the machine's load. */
const RATE_WINDOW_SECONDS = 10;
/** Before this many timed steps a remaining time would be a guess. */
const STEPS_BEFORE_ESTIMATE = 5;
const LONGEST_MESSAGE = 1000;
const MESSAGES_KEPT = 50;

interface Sample {
  elapsed: number;
  step: number;
  images: number;
}

interface OpenPoint {
  steps: number;
  step: number;
  loss: number;
  accuracy: number;
  learningRate: number;
}

/**
 * Folds the events of one run into what the monitor shows. The curve is thinned on the way: when it is
 * full, neighbours are merged to their mean and each further point covers twice as many steps.
 */
export class TrainingFold {
  private readonly state: TrainingMonitorState;
  private stepsPerPoint = 1;
  private open: OpenPoint | null = null;
  private samples: Sample[] = [];
  private imagesDone = 0;
  /** Epochs that have ended here: a resumed run hears nothing of those before. */
  private epochsHeard = 0;
  /** Time beside the steps: validation and checkpoints, seconds over those epochs. */
  private betweenEpochs = 0;
  private lastStepElapsed = 0;
  /** Steps whose time is known, all but the first, which builds the graph; and that time. */
  private timedSteps = 0;
  private timedSeconds = 0;

  constructor(runId = 'not started') {
    this.state = runBeforeItsFirstStep(runId);
  }

  get runId(): string {
    return this.state.runId;
  }

  get status(): TrainingMonitorState['status'] {
    return this.state.status;
  }

  get ended(): boolean {
    return this.state.status !== 'running' && this.state.status !== 'stopping';
  }

  /** A stop was asked for; the run ends after its present step. */
  stopping(): void {
    if (this.state.status === 'running') {
      this.state.status = 'stopping';
    }
  }

  add(event: TrainingEvent): void {
    const { state } = this;
    switch (event.type) {
      case 'start': {
        const { type: _, ...facts } = event;
        Object.assign(state, facts);
        state.history = thinnedHistory(state.history);
        break;
      }
      case 'building':
        state.elapsedSeconds = event.elapsedSeconds;
        break;
      case 'step':
        this.addStep(event);
        break;
      case 'epoch':
        state.history = thinnedHistory([...state.history, finiteRecord(event.record)]);
        state.elapsedSeconds = event.elapsedSeconds;
        this.epochsHeard++;
        // A resumed run may begin with an epoch that lacked its validation alone: no step of it is heard.
        state.step ||= event.record.epoch * state.stepsPerEpoch;
        this.betweenEpochs += Math.max(
          0,
          Math.min(event.record.seconds, event.elapsedSeconds - this.lastStepElapsed)
        );
        // The pause for validation is no part of the training throughput.
        this.samples = [{ elapsed: event.elapsedSeconds, step: state.step, images: this.imagesDone }];
        break;
      case 'checkpoint':
        state.checkpoint = event.path;
        break;
      case 'warning':
        this.message(event.message);
        break;
      case 'built':
        state.building = false;
        state.elapsedSeconds = event.elapsedSeconds;
        break;
      case 'end':
        state.building &&= false;
        state.status = event.status;
        state.elapsedSeconds = event.elapsedSeconds;
        if (event.message) {
          this.message(event.message);
        }
        break;
    }
    state.remainingSeconds = this.remaining();
  }

  /**
   * The state now, free to keep: later events do not change it. Numbers carry five significant digits.
   * @param now Written into it where given.
   */
  snapshot(now?: Date): TrainingMonitorState {
    const { curve } = this.state;
    const all = (key: 'step' | 'loss' | 'accuracy' | 'learningRate'): number[] => {
      const last = this.open && (key === 'step' ? this.open.step : this.open[key] / this.open.steps);
      const values = last === null ? curve[key] : [...curve[key], last];
      return key === 'step' ? [...values] : values.map((value) => Number(value.toPrecision(5)));
    };
    return {
      ...structuredClone(this.state),
      ...(now === undefined ? {} : { heardAt: now.toISOString() }),
      curve: {
        step: all('step'),
        loss: all('loss'),
        accuracy: all('accuracy'),
        learningRate: all('learningRate')
      }
    };
  }

  private addStep(event: Extract<TrainingEvent, { type: 'step' }>): void {
    const { state } = this;
    state.step = event.step;
    state.learningRate = event.learningRate;
    state.elapsedSeconds = event.elapsedSeconds;
    this.lastStepElapsed = event.elapsedSeconds;
    const before = this.samples.at(-1);
    if (before) {
      this.timedSteps += event.step - before.step;
      this.timedSeconds += event.elapsedSeconds - before.elapsed;
    }
    this.imagesDone += event.batchSize;
    this.samples.push({ elapsed: event.elapsedSeconds, step: event.step, images: this.imagesDone });
    while (this.samples.length > 2 && event.elapsedSeconds - this.samples[1].elapsed > RATE_WINDOW_SECONDS) {
      this.samples.shift();
    }
    const first = this.samples[0];
    const seconds = event.elapsedSeconds - first.elapsed;
    if (seconds > 0) {
      state.imagesPerSecond = Number(((this.imagesDone - first.images) / seconds).toPrecision(5));
    }
    this.addToCurve(event);
  }

  private addToCurve({ step, loss, accuracy, learningRate }: Extract<TrainingEvent, { type: 'step' }>): void {
    if (!Number.isFinite(loss) || !Number.isFinite(accuracy)) {
      // JSON has no NaN, and a mean with it would hide the steps around it.
      this.message(`The loss is not a number at step ${step}: lower the learning rate.`);
      return;
    }
    const open = (this.open ??= { steps: 0, step: 0, loss: 0, accuracy: 0, learningRate: 0 });
    open.steps += 1;
    open.step = step;
    open.loss += loss;
    open.accuracy += accuracy;
    open.learningRate += learningRate;
    if (open.steps < this.stepsPerPoint) {
      return;
    }
    const { curve } = this.state;
    curve.step.push(open.step);
    curve.loss.push(open.loss / open.steps);
    curve.accuracy.push(open.accuracy / open.steps);
    curve.learningRate.push(open.learningRate / open.steps);
    this.open = null;
    if (curve.step.length >= CLOSED_POINTS) {
      this.mergePairs();
    }
  }

  private mergePairs(): void {
    const { curve } = this.state;
    const second = (_: number, i: number): boolean => i % 2 === 1;
    const mean = (values: number[]): number[] =>
      values.map((value, i) => (value + values[i - 1]) / 2).filter(second);
    this.state.curve = {
      step: curve.step.filter(second),
      loss: mean(curve.loss),
      accuracy: mean(curve.accuracy),
      learningRate: mean(curve.learningRate)
    };
    this.stepsPerPoint *= 2;
  }

  private remaining(): number | null {
    const { state } = this;
    if (this.ended || this.samples.length === 0) {
      return null;
    }
    const first = this.samples[0];
    const last = this.samples[this.samples.length - 1];
    const timed = last.step - first.step;
    // Right after an epoch the window is empty; the mean of all steps so far stands in.
    const perStep =
      timed >= STEPS_BEFORE_ESTIMATE
        ? (last.elapsed - first.elapsed) / timed
        : this.epochsHeard > 0 && this.timedSteps > 0
          ? this.timedSeconds / this.timedSteps
          : null;
    if (perStep === null) {
      return null;
    }
    const perEpoch = this.epochsHeard > 0 ? this.betweenEpochs / this.epochsHeard : 0;
    const steps = Math.max(0, state.epochs * state.stepsPerEpoch - state.step);
    const epochs = Math.max(0, state.epochs - epochsDone(state.history));
    return Number((steps * perStep + epochs * perEpoch).toPrecision(3));
  }

  private message(text: string): void {
    const { messages } = this.state;
    const short = text.length > LONGEST_MESSAGE ? `${text.slice(0, LONGEST_MESSAGE)}…` : text;
    if (messages.length < MESSAGES_KEPT && !messages.includes(short)) {
      messages.push(short);
    }
  }
}

/** JSON has no NaN or Infinity; a diverged loss is written as the largest number. */
function finiteRecord(
  record: TrainingMonitorState['history'][number]
): TrainingMonitorState['history'][number] {
  const finite = (value: number): number => (Number.isFinite(value) ? value : Number.MAX_VALUE);
  return {
    ...record,
    loss: finite(record.loss),
    validationLoss: record.validationLoss === null ? null : finite(record.validationLoss)
  };
}
