import { describe, expect, it } from 'vitest';
import { validateDocument } from '../contract';
import type { TrainingEvent } from '../training/events';
import { trainingSentence } from '../views/training-monitor';
import { trainingDocument } from '../views/training-monitor/cell';
import { TrainingFold } from './fold';

const START: TrainingEvent = {
  type: 'start',
  runId: 'run-1',
  model: 'EfficientNet custom, 1,000 parameters',
  dataset: 'MNIST',
  epochs: 2,
  stepsPerEpoch: 1000,
  record: { seed: 1 }
};

function step(number: number, values: Partial<Extract<TrainingEvent, { type: 'step' }>> = {}): TrainingEvent {
  return {
    type: 'step',
    step: number,
    epoch: 1,
    loss: 1,
    accuracy: 0.5,
    learningRate: 0.01,
    batchSize: 64,
    elapsedSeconds: number * 0.1,
    ...values
  };
}

function epoch(number: number, elapsedSeconds: number, validationLoss: number | null = 0.2): TrainingEvent {
  const record = {
    epoch: number,
    loss: 0.3,
    accuracy: 0.9,
    validationLoss,
    validationAccuracy: 0.95,
    learningRate: 0.01,
    seconds: 103
  };
  return { type: 'epoch', record, elapsedSeconds };
}

function folded(...events: TrainingEvent[]): TrainingFold {
  const fold = new TrainingFold();
  [START, ...events].forEach((event) => fold.add(event));
  return fold;
}

const steps = (count: number, loss: (i: number) => number = () => 1): TrainingEvent[] =>
  Array.from({ length: count }, (_, i) => step(i + 1, { loss: loss(i + 1) }));

describe('the curve', () => {
  it('keeps every step while there is room', () => {
    const { curve } = folded(...steps(300, (i) => i)).snapshot();
    expect(curve.step).toEqual(Array.from({ length: 300 }, (_, i) => i + 1));
    expect(curve.loss).toEqual(curve.step);
  });

  it.each([399, 400, 401, 797, 1593, 20_011])(
    'has at most 400 points after %d steps, the last step among them',
    (count) => {
      const { curve } = folded(...steps(count)).snapshot();
      expect(curve.step.length).toBeLessThanOrEqual(400);
      expect(curve.step.length).toBeGreaterThan(150);
      expect(curve.step.at(-1)).toBe(count);
      expect(new Set(Object.values(curve).map((values) => values.length)).size).toBe(1);
    }
  );

  it('holds means that add up to the mean of all steps', () => {
    const count = 199 * 8;
    const { curve } = folded(...steps(count, (i) => i % 7)).snapshot();
    const before = [0, ...curve.step];
    const sum = curve.loss.reduce((total, loss, i) => total + loss * (curve.step[i] - before[i]), 0);
    const expected = Array.from({ length: count }, (_, i) => (i + 1) % 7).reduce((a, b) => a + b, 0);
    expect(sum / expected).toBeCloseTo(1, 4);
  });

  it('leaves a diverged loss out and says so once', () => {
    const { curve, messages } = folded(step(1), step(2, { loss: NaN }), step(3, { loss: NaN })).snapshot();
    expect(curve.step).toEqual([1]);
    expect(messages[0]).toMatch(/not a number at step 2/);
  });
});

describe('time', () => {
  it('tells the time left from the pace and from the pauses between epochs', () => {
    const fold = folded(...steps(500));
    // 0.1 s a step, 1500 steps left, no epoch finished yet.
    expect(fold.snapshot().remainingSeconds).toBeCloseTo(150, 5);
    steps(1000)
      .slice(500)
      .forEach((event) => fold.add(event));
    fold.add(epoch(1, 103));
    // One epoch more: 1000 steps of 0.1 s and 3 s of validation.
    expect(fold.snapshot().remainingSeconds).toBeCloseTo(103, 5);
  });

  it.each([
    ['from its start', 0],
    ['that was resumed after six epochs', 6]
  ])('tells at each moment what a run %s takes yet', (_, before) => {
    const fold = folded({ ...START, epochs: 10, stepsPerEpoch: 100 });
    let elapsed = 20;
    for (let number = before + 1; number <= 10; number++) {
      for (let i = 1; i <= 100; i++) {
        elapsed += 0.1;
        const at = 100 * (number - 1) + i;
        fold.add(step(at, { elapsedSeconds: elapsed }));
        if (number > before + 1) {
          const left = 0.1 * (1000 - at) + 3 * (11 - number);
          expect(fold.snapshot().remainingSeconds! / left).toBeCloseTo(1, 2);
        }
      }
      elapsed += 3;
      fold.add(epoch(number, elapsed));
      expect(fold.snapshot().remainingSeconds).toBeCloseTo(13 * (10 - number), 5);
    }
  });

  it('knows no pace of steps from an epoch that lacked its validation alone', () => {
    const fold = folded({ ...START, epochs: 10, stepsPerEpoch: 100 });
    const { record, ...ended } = epoch(6, 23) as Extract<TrainingEvent, { type: 'epoch' }>;
    fold.add({ ...ended, record: { ...record, seconds: 3 } });
    expect(fold.snapshot().remainingSeconds).toBeNull();
    for (let i = 1; i <= 10; i++) {
      fold.add(step(600 + i, { elapsedSeconds: 23 + 0.1 * i }));
    }
    // 390 steps and the pauses of four epochs.
    expect(fold.snapshot().remainingSeconds).toBeCloseTo(51, 5);
  });

  it('knows neither pace nor rest before the first steps', () => {
    expect(folded().snapshot()).toMatchObject({ remainingSeconds: null, imagesPerSecond: null });
    expect(folded(step(1)).snapshot().remainingSeconds).toBeNull();
  });

  it('leaves the first step, which builds the graph, and validation out of the throughput', () => {
    const late = (i: number): TrainingEvent => step(i, { elapsedSeconds: 20 + i * 0.1 });
    expect(folded(...[1, 2, 3, 4].map(late)).snapshot().imagesPerSecond).toBeCloseTo(640, 3);
    const fold = folded(...steps(20));
    fold.add(epoch(1, 60));
    fold.add(step(21, { elapsedSeconds: 60.1 }));
    expect(fold.snapshot().imagesPerSecond).toBeCloseTo(640, 1);
  });

  it('follows the recent pace, not the mean since the start', () => {
    const slow = Array.from({ length: 100 }, (_, i) => step(101 + i, { elapsedSeconds: 10 + (i + 1) * 0.4 }));
    expect(folded(...steps(100), ...slow).snapshot().imagesPerSecond).toBeCloseTo(160, 0);
  });
});

describe('the state', () => {
  it('is a valid document at every moment', () => {
    const fold = new TrainingFold();
    const events: TrainingEvent[] = [
      START,
      ...steps(3),
      { type: 'warning', message: 'The disk is nearly full.' },
      epoch(1, 103, Infinity),
      { type: 'checkpoint', path: 'checkpoints/run-1' },
      { type: 'end', status: 'finished', elapsedSeconds: 104 }
    ];
    expect(validateDocument(trainingDocument(fold.snapshot()))).toMatchObject({ ok: true });
    for (const event of events) {
      fold.add(event);
      const document = JSON.parse(JSON.stringify(trainingDocument(fold.snapshot()))) as unknown;
      expect(validateDocument(document)).toMatchObject({ ok: true });
    }
    expect(fold.snapshot()).toMatchObject({
      status: 'finished',
      checkpoint: 'checkpoints/run-1',
      remainingSeconds: null
    });
  });

  it('does not change after it was taken', () => {
    const fold = folded(step(1));
    const before = fold.snapshot();
    const copy = structuredClone(before);
    fold.add(step(2));
    fold.add(epoch(1, 10));
    expect(before).toEqual(copy);
  });

  it('says how right the epoch was, not its last batch', () => {
    const alternating = [0, 1, 0, 0, 1, 1].map((accuracy, i) => step(i + 1, { accuracy }));
    const fold = folded({ ...START, stepsPerEpoch: 4 }, ...alternating.slice(0, 2));
    expect(trainingSentence(fold.snapshot())).toContain('50.0 % training accuracy');
    alternating.slice(2, 4).forEach((event) => fold.add(event));
    const { record, ...end } = epoch(1, 10) as Extract<TrainingEvent, { type: 'epoch' }>;
    const unvalidated = { ...record, accuracy: 0.25, validationLoss: null, validationAccuracy: null };
    fold.add({ ...end, record: unvalidated });
    expect(trainingSentence(fold.snapshot())).toContain('25.0 % training accuracy');
    // Two of two right in the second epoch, up to now.
    alternating.slice(4).forEach((event) => fold.add(event));
    expect(trainingSentence(fold.snapshot())).toContain('100.0 % training accuracy');
    fold.add({ ...end, record: { ...unvalidated, epoch: 2, accuracy: 0.5 } });
    fold.add({ type: 'end', status: 'finished', elapsedSeconds: 12 });
    expect(trainingSentence(fold.snapshot())).toBe('Trained 2 epochs in 12 s: 50.0 % training accuracy.');
  });

  it('says how a run stands, in words', () => {
    const fold = folded(...steps(500));
    expect(trainingSentence(fold.snapshot())).toBe(
      'Epoch 1 of 2, step 500 of 2,000: 50.0 % training accuracy, about 2 min 30 s left.'
    );
    fold.stopping();
    expect(trainingSentence(fold.snapshot())).toBe('Stopping after step 500 of 2,000.');
    fold.add({ type: 'end', status: 'stopped', elapsedSeconds: 51 });
    expect(trainingSentence(fold.snapshot())).toBe(
      'Stopped at step 500 of 2,000 after 51 s: 50.0 % training accuracy.'
    );
    fold.stopping();
    expect(fold.status).toBe('stopped');
  });
});
