import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type RunReply, RUN_COMM_TARGET, withChange } from '../contract';
import type { TrainingMonitorDocument } from '../views/training-monitor';
import { trainingDocument } from '../views/training-monitor/cell';
import type { Comm, KernelBridge } from './bridge';
import { TrainingFold } from './fold';
import { announceRun, listenForViews, updateRun } from './runs';

class TestComm implements Comm {
  readonly id = 'comm';
  readonly sent: unknown[] = [];
  onMessage: ((data: unknown) => void) | null = null;
  onClose: (() => void) | null = null;
  constructor(readonly data: unknown) {}
  send(data: unknown): void {
    this.sent.push(data);
  }
  close(): void {}
}

const targets: string[] = [];
let open: (comm: Comm) => void = () => undefined;
const bridge: KernelBridge = {
  version: 1,
  registerCommTarget(target, handler) {
    targets.push(target);
    open = handler;
    return () => undefined;
  },
  cellOutput: () => ({ display: () => undefined }),
  interruptSignal: () => new AbortController().signal
};

function connect(data: unknown): TestComm {
  const comm = new TestComm(data);
  open(comm);
  return comm;
}

/** A run whose steps the test takes. */
function begin(runId: string): { step(): void; end(): void; stops: () => number } {
  const fold = new TrainingFold();
  const length = { epochs: 2, stepsPerEpoch: 5000 };
  fold.add({ type: 'start', runId, model: 'a network', dataset: 'images', ...length, record: {} });
  let stops = 0;
  let steps = 0;
  const document = (): TrainingMonitorDocument => trainingDocument(fold.snapshot());
  announceRun(runId, {
    stop: () => stops++,
    document,
    output: () => ({ data: { 'text/plain': document().sentence }, metadata: {} })
  });
  return {
    step() {
      steps++;
      const rest = { epoch: 1, loss: 1 / steps, accuracy: 0.5, learningRate: 0.1, batchSize: 8 };
      fold.add({ type: 'step', step: steps, ...rest, elapsedSeconds: steps });
      updateRun(runId, fold.status);
    },
    end() {
      fold.add({ type: 'end', status: 'finished', elapsedSeconds: steps });
      updateRun(runId, fold.status);
    },
    stops: () => stops
  };
}

/** What a view knows that heard all of it. */
function heard({ sent }: TestComm): TrainingMonitorDocument | null {
  return (sent as RunReply[]).reduce<TrainingMonitorDocument | null>(
    (held, { document, change }) => document ?? (held && change ? withChange(held, change) : held),
    null
  );
}
const statuses = ({ sent }: TestComm): unknown[] => sent.map((reply) => (reply as RunReply).status);

describe('the run comm', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('is registered once', () => {
    listenForViews(bridge);
    listenForViews(bridge);
    expect(targets).toEqual([RUN_COMM_TARGET]);
  });

  it('answers with the whole document and streams from there, the last change too', () => {
    const run = begin('a');
    run.step();
    const early = connect({ runId: 'a' });
    expect(heard(early)?.data.step).toBe(1);
    for (let i = 0; i < 10_000; i++) {
      vi.advanceTimersByTime(i % 10 === 0 ? 3 : 0);
      run.step();
    }
    const late = connect({ runId: 'a' });
    vi.advanceTimersByTime(1000);
    for (const comm of [early, late]) {
      expect(heard(comm)?.data).toMatchObject({ step: 10_001, status: 'running' });
    }
    expect(early.sent.length).toBeLessThan(20);
    run.end();
    for (const comm of [early, late, connect({ runId: 'a' })]) {
      expect(heard(comm)?.data.status).toBe('finished');
      expect(statuses(comm).at(-1)).toBe('finished');
    }
  });

  it('sends next to nothing to a page that is gone, but how it ended', () => {
    const run = begin('gone');
    const comm = connect({ runId: 'gone' });
    const seconds = (count: number): void => {
      for (let i = 0; i < 20 * count; i++) {
        vi.advanceTimersByTime(50);
        run.step();
      }
    };
    seconds(20);
    const before = comm.sent.length;
    seconds(600);
    expect(comm.sent.length).toBe(before);
    run.end();
    expect(comm.sent.slice(before)).toEqual([{ runId: 'gone', status: 'finished' }]);
    comm.onMessage?.({ action: 'follow' });
    expect(heard(comm)?.data).toMatchObject({ step: 12_400, status: 'finished' });
  });

  it('passes a stop on, once it has ended no more, and tells every view', () => {
    const run = begin('b');
    const [one, other] = [connect({ runId: 'b' }), connect({ runId: 'b' })];
    one.onMessage?.({ action: 'stop' });
    expect(run.stops()).toBe(1);
    expect(statuses(other)).toEqual(['running', 'stopping']);
    run.end();
    other.onMessage?.({ action: 'stop' });
    expect(run.stops()).toBe(1);
    expect(statuses(one)).toEqual(['running', 'stopping', 'finished']);
  });

  it('stops the run that was asked for and no other', () => {
    const [one, other] = [begin('c'), begin('d')];
    connect({ runId: 'd' }).onMessage?.({ action: 'stop' });
    expect([one.stops(), other.stops()]).toEqual([0, 1]);
  });

  it('lists the runs of the kernel, and tells of new ones and of ends', () => {
    const comm = connect({ runs: 'all' });
    const run = begin('listed');
    const last = (): unknown => (comm.sent.at(-1) as { runs: unknown[] }).runs.at(-1);
    const summary = { runId: 'listed', model: 'a network', dataset: 'images' };
    expect(last()).toEqual({ ...summary, status: 'running' });
    run.end();
    expect(last()).toEqual({ ...summary, status: 'finished' });
  });

  it('gives what a notebook keeps when the run has ended, and again the whole document', () => {
    const run = begin('kept');
    run.step();
    const comm = connect({ runId: 'kept' });
    comm.onMessage?.({ action: 'output' });
    expect(comm.sent.at(-1)).toEqual({ runId: 'kept', status: 'running' });
    run.end();
    comm.onMessage?.({ action: 'output' });
    expect((comm.sent.at(-1) as RunReply).output?.data['text/plain']).toMatch(/^Trained/);
    comm.onMessage?.({ action: 'whole' });
    expect((comm.sent.at(-1) as RunReply).document?.data.status).toBe('finished');
  });

  it('draws what a notebook keeps of a run that only its folder knows', async () => {
    vi.useRealTimers();
    const comm = connect({ runId: 'elsewhere' });
    const fold = new TrainingFold('elsewhere');
    fold.add({ type: 'end', status: 'stopped', elapsedSeconds: 3 });
    comm.onMessage?.({ action: 'output', document: trainingDocument(fold.snapshot()) });
    comm.onMessage?.({ action: 'output', document: { view: 'none' } });
    await vi.waitFor(() => expect(comm.sent).toHaveLength(3), 50_000);
    const outputs = (comm.sent as RunReply[]).map(({ output }) => output);
    expect(outputs[1] ?? outputs[2]).toMatchObject({
      data: { 'text/plain': expect.stringMatching(/^Stopped/) }
    });
    expect(outputs.filter(Boolean)).toHaveLength(1);
  });

  it.each([[{ runId: 'nobody' }], [null], [{}], [{ runId: 7 }], ['run']])(
    'answers %j with unknown',
    async (data) => {
      const comm = connect(data);
      comm.onMessage?.({ action: 'stop' });
      await vi.advanceTimersByTimeAsync(0);
      expect(statuses(comm)).toEqual(['unknown', 'unknown']);
    }
  );

  it('ignores what is no request', () => {
    const run = begin('e');
    const comm = connect({ runId: 'e' });
    [null, 'stop', { action: 'go' }].forEach((data) => comm.onMessage?.(data));
    expect(run.stops()).toBe(0);
    comm.onClose?.();
    run.end();
    expect(statuses(comm).at(-1)).toBe('running');
  });
});
