import { TrainingError } from './errors';
import type { ResumeSchedule, Settings } from './options';
import type { RunFacts, TrainingRun } from './record';
import { learningRateAt, type Schedule, type ScheduleContext, SCHEDULES } from './schedule';

export const RESUME_SCHEDULES: readonly ResumeSchedule[] = ['recompute', 'continue', 'keep', 'restart'];

/** What the rate of a run follows that begins with these options. */
export function scheduleOf(
  settings: Pick<Settings, 'learningRate' | 'schedule' | 'warmupEpochs' | 'epochs'>,
  stepsPerEpoch: number
): ScheduleContext {
  const { learningRate, schedule, warmupEpochs, epochs } = settings;
  return {
    learningRate,
    schedule,
    warmupSteps: Math.round(warmupEpochs * stepsPerEpoch),
    totalSteps: epochs * stepsPerEpoch,
    stepsPerEpoch
  };
}

export interface ResumedSchedule {
  schedule: ScheduleContext;
  /** Of the last step before the resume, and of the first after it; null when it had no step. */
  rates: { before: number; after: number | null } | null;
  /** What to say of a rate that jumps without having been asked to; null otherwise. */
  warning: string | null;
}

/**
 * The schedule of a run that continues from a checkpoint. With the options that it was written with, it continues with the
 * schedule that it had, whatever an earlier resume made of it.
 *
 * @param option Null when none was given, which is `recompute`.
 * @throws TrainingError for `continue` from a rate of 0.
 */
export function resumedSchedule(
  { steps, facts, schedule: active }: TrainingRun,
  now: ScheduleContext,
  option: ResumeSchedule | null
): ResumedSchedule {
  const written = writtenWith(facts, now.stepsPerEpoch);
  // Checkpoints of earlier versions have the options alone.
  const earlier = active ?? written;
  if (written === null || earlier === null || steps === 0) {
    return { schedule: now, rates: null, warning: null };
  }
  const before = learningRateAt(steps - 1, earlier);
  if (steps >= now.totalSteps) {
    return { schedule: earlier, rates: { before, after: null }, warning: null };
  }
  const same = JSON.stringify(written) === JSON.stringify(now);
  const schedule = same ? earlier : chosen(option ?? 'recompute', { steps, before, earlier, now });
  const [expected, after] = [earlier, schedule].map((context) => learningRateAt(steps, context));
  const jumps = option === null && Math.abs(after - expected) > 1e-6 * expected;
  const warning = jumps ? jump(steps, { before, after }, { written, now }) : null;
  return { schedule, rates: { before, after }, warning };
}

function chosen(
  option: ResumeSchedule,
  {
    steps,
    before,
    earlier,
    now
  }: Record<'earlier' | 'now', ScheduleContext> & { steps: number; before: number }
): ScheduleContext {
  switch (option) {
    case 'recompute':
      return now;
    case 'keep':
      return earlier;
    case 'restart':
      return { ...now, firstStep: steps };
    case 'continue':
      return continued(before, steps, now);
  }
}

/** What is left of the warm-up from the rate there is to the highest, or the schedule from that rate on. */
function continued(before: number, steps: number, now: ScheduleContext): ScheduleContext {
  if (before === 0) {
    const remedy = "Set resumeSchedule: 'restart', or leave it out.";
    throw new TrainingError('resumeSchedule', "'continue' from a rate of 0", 'a rate above 0', remedy);
  }
  const { learningRate, warmupSteps } = now;
  if (steps < warmupSteps) {
    return { ...now, firstStep: steps, warmupSteps: warmupSteps - steps, warmupFrom: before };
  }
  const { schedule } = now;
  // The end is a share of the highest rate, and stays where it was.
  const end = schedule.kind === 'cosine' ? Math.min(1, ((schedule.end ?? 0) * learningRate) / before) : 0;
  const from: Schedule = schedule.kind === 'cosine' ? { kind: 'cosine', end } : schedule;
  return { ...now, learningRate: before, schedule: from, firstStep: steps, warmupSteps: 0 };
}

/** The schedule by the options that a run's facts tell; null when they tell none. */
function writtenWith(facts: RunFacts, stepsPerEpoch: number): ScheduleContext | null {
  const { learningRate, warmupEpochs, epochs, schedule } = facts;
  const numbers = [learningRate, warmupEpochs, epochs].every((each) => typeof each === 'number');
  const parsed = typeof schedule === 'string' ? parsedSchedule(schedule) : null;
  if (!numbers || parsed === null) {
    return null;
  }
  const options = { learningRate, warmupEpochs, epochs, schedule: parsed };
  return scheduleOf(options as Parameters<typeof scheduleOf>[0], stepsPerEpoch);
}

function parsedSchedule(text: string): Schedule | null {
  try {
    const value = JSON.parse(text) as Schedule | null;
    return value && SCHEDULES.includes(value.kind) ? value : null;
  } catch {
    return null;
  }
}

function jump(
  steps: number,
  { before, after }: { before: number; after: number },
  { written, now }: Record<'written' | 'now', ScheduleContext>
): string {
  const shown = (rate: number): string => String(Number(rate.toPrecision(3)));
  const lengths = [written, now].map(({ totalSteps }) => totalSteps);
  const length = lengths[0] === lengths[1] ? '' : `, over ${lengths[1]} steps and not ${lengths[0]}`;
  return (
    `The learning rate goes from ${shown(before)} at step ${steps} to ${shown(after)} at step ${steps + 1}: the ` +
    `${now.schedule.kind} schedule is computed as if these options had been given from the start${length}. To continue ` +
    `smoothly, resume from this checkpoint with resumeSchedule: 'continue' (from ${shown(before)} on) or 'keep' ` +
    "(as before, then its last rate); 'restart' starts it again, and 'recompute' is what happens now."
  );
}
