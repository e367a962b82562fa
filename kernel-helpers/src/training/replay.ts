import { type Batch, type DatasetSplits, trainingBatches, type TrainingOrder } from '../data';
import type { Classifier } from '../evaluation';
import { type ModelRandomState, restoreRandomState } from '../model';
import type { Execution } from './execution';
import { diagnose, type NonFiniteReport } from './non-finite';

/** Longest that a failed run repeats steps in order to tell why it failed. */
const REPLAY_SECONDS = 120;

/** How the steps of a run follow each other. */
export interface Course {
  /** Batches from a number of steps done on. */
  order(steps: number): TrainingOrder;
  /** Of the step after so many. */
  learningRate(steps: number): number;
  /** Whether somebody wants the run to end. */
  stopped(): boolean;
}

export interface Failure {
  step: number;
  loss: number;
  /** Where the masks stood before the step. */
  random: ModelRandomState;
  /** Steps that the model's own weights and the optimiser had made, and where the masks stood then. */
  pulled: { step: number; random: ModelRandomState };
}

/**
 * Tells which layer a loss that is not finite came from. A compiled step has changed the weights by the time its loss
 * is known: the steps since the model last had its weights are repeated, as they are the same to the last bit, up to
 * the one that failed.
 */
export async function reportOf(
  run: { classifier: Classifier; data: DatasetSplits; execution: Execution },
  course: Course,
  { step, loss, random, pulled }: Failure
): Promise<NonFiniteReport> {
  const { classifier, data, execution } = run;
  const reached = execution.inPlace ? step - 1 : await replayed(run, course, { to: step - 1, pulled });
  const order = course.order(step - 1);
  const batch = await first(trainingBatches(data.train, classifier.input, order));
  return diagnose(classifier, batch, { step, loss, weightsAtStep: reached, random });
}

/** @returns Steps that the model's weights have made then. */
async function replayed(
  { classifier, execution }: { classifier: Classifier; execution: Execution },
  course: Course,
  { to, pulled }: { to: number; pulled: Failure['pulled'] }
): Promise<number> {
  const started = performance.now();
  restoreRandomState(classifier.model, pulled.random);
  if (pulled.step === to) {
    return to;
  }
  await execution.push();
  await execution.begin(course.order(pulled.step));
  let done = pulled.step;
  while (done < to && !course.stopped() && performance.now() - started < 1000 * REPLAY_SECONDS) {
    await execution.step(course.learningRate(done));
    done++;
  }
  await execution.pull();
  return done;
}

async function first(batches: AsyncGenerator<Batch, void, void>): Promise<Batch> {
  const { value } = await batches.next();
  if (!value) {
    throw new Error('The batch that failed is not there any more.');
  }
  return value;
}
