/** How the learning rate goes over a run, after the warm-up. */
export type Schedule =
  | { kind: 'constant' }
  /** Half a cosine from the learning rate to `end` times it (Loshchilov and Hutter 2017); default 0. */
  | { kind: 'cosine'; end?: number }
  /** Times `rate` every `epochs`, in steps; EfficientNet's own: 0.97 every 2.4 epochs. */
  | { kind: 'exponential'; rate?: number; epochs?: number };

export const SCHEDULES: ReadonlyArray<Schedule['kind']> = ['constant', 'cosine', 'exponential'];

export interface ScheduleContext {
  learningRate: number;
  schedule: Schedule;
  /** Steps over which the rate rises linearly to `learningRate`. */
  warmupSteps: number;
  /** Rate that the warm-up rises from; default 0. */
  warmupFrom?: number;
  /** Step that warm-up and schedule begin at, for runs resumed with another schedule; default 0. */
  firstStep?: number;
  /** Steps of the whole run. */
  totalSteps: number;
  stepsPerEpoch: number;
}

/**
 * Learning rate of a step, 0-based; a function of the step alone, so a resumed run continues it. Beyond the last step
 * the rate stays what a cosine ends at.
 */
export function learningRateAt(step: number, context: ScheduleContext): number {
  const { learningRate, schedule, warmupSteps, warmupFrom = 0, firstStep = 0, stepsPerEpoch } = context;
  const [since, length] = [step - firstStep, context.totalSteps - firstStep];
  if (since < warmupSteps) {
    return warmupFrom + ((learningRate - warmupFrom) * (since + 1)) / warmupSteps;
  }
  switch (schedule.kind) {
    case 'constant':
      return learningRate;
    case 'cosine': {
      const end = schedule.end ?? 0;
      const done = Math.min(1, (since - warmupSteps) / Math.max(1, length - warmupSteps));
      return learningRate * (end + ((1 - end) * (1 + Math.cos(Math.PI * done))) / 2);
    }
    case 'exponential': {
      const { rate = 0.97, epochs = 2.4 } = schedule;
      return learningRate * rate ** Math.floor(since / (epochs * stepsPerEpoch));
    }
  }
}
