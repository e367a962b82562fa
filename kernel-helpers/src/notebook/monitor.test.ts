import { beforeEach, describe, expect, it } from 'vitest';
import { MIME_TYPE } from '../contract';
import type { TrainingEvent } from '../training/events';
import type { TrainingMonitorDocument } from '../views/training-monitor';
import type { MimeBundle } from './bridge';
import { LiveMonitor } from './monitor';
import type { Clock } from './paced-output';

interface Sent {
  at: number;
  bundle: MimeBundle;
  displayId?: string;
  update?: boolean;
}

/** A clock that moves only when told, and calls back what falls due. */
class TestClock implements Clock {
  time = 0;
  private timers: { due: number; callback: () => void }[] = [];
  now = (): number => this.time;
  today = (): Date => new Date('2026-11-22T12:00:00Z');
  after(milliseconds: number, callback: () => void): () => void {
    const timer = { due: this.time + milliseconds, callback };
    this.timers.push(timer);
    return () => (this.timers = this.timers.filter((other) => other !== timer));
  }
  advance(milliseconds: number): void {
    const end = this.time + milliseconds;
    for (let next = this.next(end); next; next = this.next(end)) {
      this.time = next.due;
      this.timers = this.timers.filter((other) => other !== next);
      next.callback();
    }
    this.time = end;
  }
  private next(end: number): { due: number; callback: () => void } | undefined {
    return this.timers.filter(({ due }) => due <= end).sort((a, b) => a.due - b.due)[0];
  }
}

const START: TrainingEvent = {
  type: 'start',
  runId: 'run-1',
  model: 'EfficientNet custom, 1,000 parameters',
  dataset: 'MNIST, 640 training images',
  epochs: 1,
  stepsPerEpoch: 1000,
  record: {}
};
const END: TrainingEvent = { type: 'end', status: 'finished', elapsedSeconds: 10 };
const step = (number: number): TrainingEvent => ({
  type: 'step',
  step: number,
  epoch: 1,
  loss: 1 / number,
  accuracy: 0.5,
  learningRate: 0.01,
  batchSize: 64,
  elapsedSeconds: number / 100
});
const documentOf = ({ bundle }: Sent): TrainingMonitorDocument =>
  bundle[MIME_TYPE] as TrainingMonitorDocument;

describe('the live monitor', () => {
  let clock: TestClock;
  let sent: Sent[];
  let monitor: LiveMonitor;
  beforeEach(() => {
    clock = new TestClock();
    sent = [];
    monitor = new LiveMonitor({
      output: { display: (bundle, options) => sent.push({ at: clock.now(), bundle, ...options }) },
      displayId: 'run-1',
      clock
    });
  });

  it('sends at most five updates a second however fast the steps come', () => {
    monitor.listener(START);
    for (let i = 1; i <= 500; i++) {
      clock.advance(10);
      monitor.listener(step(i));
    }
    const gaps = sent.slice(1).map(({ at }, i) => at - sent[i].at);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(200);
    expect(sent.length).toBeGreaterThan(15);
    expect(sent.length).toBeLessThanOrEqual(26);
  });

  it('sends what came last even when nothing follows', () => {
    monitor.listener(START);
    monitor.listener(step(1));
    monitor.listener(step(2));
    expect(sent).toHaveLength(1);
    clock.advance(1000);
    expect(sent).toHaveLength(2);
    expect(documentOf(sent[1]).data.step).toBe(2);
  });

  it('sends the end at once, and nothing after it', () => {
    monitor.listener(START);
    monitor.listener(step(1));
    monitor.listener(END);
    expect(sent).toHaveLength(2);
    expect(documentOf(sent[1]).data).toMatchObject({ status: 'finished', step: 1 });
    clock.advance(5000);
    expect(sent).toHaveLength(2);
  });

  it('creates one output, then updates it with the whole bundle', () => {
    monitor.listener(START);
    clock.advance(300);
    monitor.listener(step(1));
    monitor.listener(END);
    expect(sent.map(({ update }) => update)).toEqual([false, true, true]);
    expect(new Set(sent.map(({ displayId }) => displayId))).toEqual(new Set(['run-1']));
    for (const { bundle } of sent) {
      expect(Object.keys(bundle).sort()).toEqual([MIME_TYPE, 'image/svg+xml', 'text/plain'].sort());
    }
    expect(sent[2].bundle['image/svg+xml']).toContain('Trained 1 epoch');
    expect(sent[2].bundle['text/plain']).toMatch(/^Trained 1 epoch in 10 s/);
  });

  it('shows at once that it is stopping', () => {
    monitor.listener(START);
    clock.advance(300);
    monitor.stopping();
    expect(documentOf(sent[1]).data.status).toBe('stopping');
    monitor.listener({ ...END, status: 'stopped' } as TrainingEvent);
    monitor.stopping();
    clock.advance(1000);
    expect(documentOf(sent.at(-1)!).data.status).toBe('stopped');
  });

  it('says that the graph is being built, and for how long, until the first step is done', () => {
    const told = () => {
      const { data, sentence } = monitor.document();
      return [data.building, sentence];
    };
    monitor.listener({ ...START, building: true });
    expect(told()).toEqual([true, 'Building the graph of a training step.']);
    expect(JSON.stringify(sent[0])).toContain('Building the graph of a training step.');
    monitor.listener({ type: 'building', elapsedSeconds: 3 });
    expect(told()).toEqual([true, 'Building the graph of a training step, 3.0 s so far.']);
    monitor.listener({ type: 'built', elapsedSeconds: 3.4 });
    expect(told()).toEqual([false, 'Preparing the first training step.']);
    monitor.listener(step(1));
    expect(told()).toEqual([false, expect.stringContaining('step 1 of')]);
  });

  it('no longer says so of a run that ends meanwhile, nor of one that builds none', () => {
    monitor.listener({ ...START, building: true });
    monitor.listener({ type: 'end', status: 'failed', message: 'No memory.', elapsedSeconds: 2 });
    expect(monitor.document().data.building).toBe(false);
    const eager = new LiveMonitor({ output: null, displayId: 'eager', clock, print: () => undefined });
    eager.listener(START);
    expect(eager.document().sentence).toBe('Preparing the first training step.');
  });

  it('prints lines outside a kernel', () => {
    const lines: string[] = [];
    const text = new LiveMonitor({ output: null, displayId: 'x', clock, print: (line) => lines.push(line) });
    text.listener(START);
    for (let i = 1; i <= 1000; i++) {
      clock.advance(25);
      text.listener(step(i));
    }
    text.listener(END);
    expect(lines[0]).toBe(
      'Training EfficientNet custom, 1,000 parameters on MNIST, 640 training images: 1 × 1000 steps.'
    );
    expect(lines.at(-1)).toMatch(/^Trained 1 epoch/);
    expect(lines.length).toBeLessThan(8);
  });
});
