import { describe, expect, it } from 'vitest';
import type { ResumeSchedule } from './options';
import { type ResumedSchedule, resumedSchedule, scheduleOf } from './resumed-schedule';
import type { RunFacts, TrainingRun } from './record';
import { learningRateAt, type Schedule, type ScheduleContext } from './schedule';

const STEPS = 10;
interface Options {
  learningRate: number;
  epochs: number;
  warmupEpochs: number;
  schedule: Schedule;
}

const first: Options = { learningRate: 0.2, epochs: 2, warmupEpochs: 0, schedule: { kind: 'cosine' } };

/** A run as its checkpoint tells of it after some steps. */
function run(options: Options, steps: number, schedule?: ScheduleContext): TrainingRun {
  const facts: RunFacts = { ...options, schedule: JSON.stringify(options.schedule) };
  return { runId: 'run', steps, facts, schedule } as TrainingRun;
}

function resumed(
  options: Options,
  more: Partial<Options>,
  { steps = 20, option = null as ResumeSchedule | null, earlier = scheduleOf(options, STEPS) } = {}
): ResumedSchedule & { at: (step: number) => number } {
  const now = scheduleOf({ ...options, ...more }, STEPS);
  const result = resumedSchedule(run(options, steps, earlier), now, option);
  return { ...result, at: (step) => learningRateAt(step, result.schedule) };
}

/** Half a cosine from 1 to 0. */
const cosine = (share: number): number => (1 + Math.cos(Math.PI * share)) / 2;

describe('a run that is resumed with more epochs', () => {
  const last = 0.2 * cosine(19 / 20);

  it('is told of the rate that jumps, from which step on and why', () => {
    const { rates, warning, at } = resumed(first, { epochs: 4 });
    expect(rates!.before).toBeCloseTo(last, 12);
    expect(rates!.after).toBeCloseTo(0.2 * cosine(20 / 40), 12);
    expect(at(30)).toBeCloseTo(0.2 * cosine(30 / 40), 12);
    expect(warning).toContain(
      'goes from 0.00123 at step 20 to 0.1 at step 21: the cosine schedule is computed as if these options had been ' +
        'given from the start, over 40 steps and not 20.'
    );
    expect(warning).toMatch(/'continue' \(from 0.00123 on\).*'keep'.*'restart'/);
  });

  it("goes on from the last step's rate", () => {
    const { warning, rates, at } = resumed(first, { epochs: 4 }, { option: 'continue' });
    expect(warning).toBeNull();
    expect(rates!.after).toBe(rates!.before);
    expect([20, 25, 30, 40].map(at)).toEqual(
      [0, 5, 10, 20].map((s) => expect.closeTo(last * cosine(s / 20), 12))
    );
  });

  it('keeps its schedule, then its last rate', () => {
    const half = { ...first, schedule: { kind: 'cosine', end: 0.1 } } as const;
    const { warning, at } = resumed(half, { epochs: 4 }, { option: 'keep', steps: 15 });
    expect(warning).toBeNull();
    expect(at(15)).toBeCloseTo(0.2 * (0.1 + 0.9 * cosine(15 / 20)), 12);
    expect([20, 25, 39].map(at)).toEqual([0, 0, 0].map(() => expect.closeTo(0.02, 12)));
  });

  it('begins it anew, warm-up included', () => {
    const { warning, at } = resumed({ ...first, warmupEpochs: 0.5 }, { epochs: 4 }, { option: 'restart' });
    expect(warning).toBeNull();
    expect([20, 24, 25].map(at)).toEqual([0.2 / 5, 0.2, 0.2].map((rate) => expect.closeTo(rate, 12)));
    expect(at(30)).toBeCloseTo(0.2 * cosine(5 / 15), 12);
  });

  it('says nothing of what it was asked for, or of a run without a step left', () => {
    expect(resumed(first, { epochs: 4 }, { option: 'recompute' }).warning).toBeNull();
    expect(resumed(first, { epochs: 1 })).toMatchObject({ warning: null, rates: { after: null } });
    expect(resumed(first, {})).toMatchObject({ warning: null });
  });

  it('ends a cosine that goes on where it would have ended, also above the rate that is left', () => {
    const half = { ...first, schedule: { kind: 'cosine', end: 0.1 } } as const;
    const { at } = resumed(half, { epochs: 4 }, { option: 'continue', steps: 10 });
    expect(at(10)).toBeCloseTo(0.2 * (0.1 + 0.9 * cosine(9 / 20)), 12);
    expect(at(40)).toBeCloseTo(0.02, 12);
    const low = resumed(first, { epochs: 4, schedule: half.schedule }, { option: 'continue' });
    expect(low.at(39)).toBeCloseTo(last, 12);
  });
});

describe('each schedule', () => {
  const constant: Schedule = { kind: 'constant' };
  const exponential: Schedule = { kind: 'exponential', rate: 0.5, epochs: 0.5 };

  it.each([
    ['constant, more epochs', constant, { epochs: 4 }, null],
    ['exponential, more epochs', exponential, { epochs: 4 }, null],
    ['constant, another rate', constant, { learningRate: 0.1 }, 0.1],
    ['exponential, another rate', exponential, { learningRate: 0.1 }, 0.1 / 2 ** 3],
    [
      'exponential, a slower fall',
      exponential,
      { schedule: { kind: 'exponential', rate: 0.5, epochs: 1 } as Schedule },
      0.1
    ],
    [
      'constant, then a cosine',
      constant,
      { schedule: { kind: 'cosine' } as Schedule },
      0.2 * cosine(15 / 20)
    ],
    ['cosine, then constant', first.schedule, { schedule: constant }, 0.2],
    [
      'cosine, fewer epochs',
      { kind: 'cosine', end: 0.5 } as Schedule,
      { epochs: 1.6 },
      0.2 * (0.5 + 0.5 * cosine(15 / 16))
    ],
    [
      'cosine, another end',
      first.schedule,
      { schedule: { kind: 'cosine', end: 0.5 } as Schedule },
      0.2 * (0.5 + 0.5 * cosine(15 / 20))
    ],
    ['cosine, a longer warm-up', first.schedule, { warmupEpochs: 2 }, (0.2 * 16) / 20]
  ])('%s: jumps or not', (_, schedule, more, after) => {
    const options = { ...first, schedule };
    const told = resumed(options, more, { steps: 15 });
    const expected = after ?? learningRateAt(15, scheduleOf(options, STEPS));
    expect(told.rates!.after).toBeCloseTo(expected, 12);
    expect(told.warning === null).toBe(after === null);
    const smooth = resumed(options, more, { steps: 15, option: 'continue' });
    const { before } = smooth.rates!;
    // A warm-up goes on rising, by a share of what is left of it.
    const rise = 'warmupEpochs' in more ? (0.2 - before) / 5 : 0;
    expect(smooth.rates!.after).toBeCloseTo(before + rise, 12);
  });

  it('within the warm-up has no jump, and meets the new schedule after it', () => {
    const options = { ...first, warmupEpochs: 1 };
    const { warning, rates, at } = resumed(options, { epochs: 4 }, { steps: 5 });
    expect(warning).toBeNull();
    expect(rates).toEqual({ before: expect.closeTo(0.1, 12), after: expect.closeTo(0.12, 12) });
    expect(at(25)).toBeCloseTo(0.2 * cosine(15 / 30), 12);
  });
});

describe('a run that is resumed again', () => {
  it('goes on with the schedule that the resume before gave it, with or without the option', () => {
    const longer = { ...first, epochs: 4 };
    const { schedule } = resumed(first, { epochs: 4 }, { option: 'continue', steps: 12 });
    for (const option of [null, 'continue', 'restart'] as const) {
      const again = resumedSchedule(run(longer, 17, schedule), scheduleOf(longer, STEPS), option);
      expect(again.schedule).toEqual(schedule);
      expect(again.warning).toBeNull();
    }
    const more = { ...first, epochs: 6 };
    const told = resumedSchedule(run(longer, 17, schedule), scheduleOf(more, STEPS), null);
    expect(told.rates!.before).toBe(learningRateAt(16, schedule));
    expect(told.warning).toContain('over 60 steps and not 40');
  });

  it('from a checkpoint of an earlier version goes by the options that it tells', () => {
    const now = scheduleOf({ ...first, epochs: 4 }, STEPS);
    expect(resumedSchedule(run(first, 20), now, null).warning).toContain('from 0.00123 at step 20 to 0.1');
    const garbled = {
      ...run(first, 20),
      facts: { ...first, schedule: '{"kind":' }
    } as unknown as TrainingRun;
    expect(resumedSchedule(garbled, now, null).rates).toBeNull();
    const untold = { ...run(first, 20), facts: { epochs: 2 } } as unknown as TrainingRun;
    expect(resumedSchedule(untold, now, null)).toEqual({ schedule: now, rates: null, warning: null });
  });

  it('can not go on from a rate of 0', () => {
    const flat = { ...scheduleOf(first, STEPS), totalSteps: 10 };
    expect(() => resumed(first, { epochs: 4 }, { option: 'continue', earlier: flat })).toThrow(
      /resumeSchedule: got 'continue' from a rate of 0.*'restart'/
    );
  });
});
