import type { LayersModel } from '@tensorflow/tfjs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { MIME_TYPE } from '../contract';
import type { DatasetSplits } from '../data';
import { train as trainModel, type TrainingEvent, type TrainingOptions } from '../training';
import type { TrainingMonitorDocument } from '../views/training-monitor';
import { KERNEL_BRIDGE, type KernelBridge, type MimeBundle } from './bridge';
import { train } from './train';

vi.mock('../training', () => ({ train: vi.fn() }));

const START: TrainingEvent = {
  type: 'start',
  runId: 'run-1',
  model: 'a network',
  dataset: 'images',
  epochs: 1,
  stepsPerEpoch: 10,
  record: {}
};
const model = {} as LayersModel;
const data = {} as DatasetSplits;

describe('training in a cell', () => {
  const global = globalThis as { [KERNEL_BRIDGE]?: KernelBridge };
  let sent: MimeBundle[];
  let interrupt: AbortController;
  const lastStatus = (): string => (sent.at(-1)?.[MIME_TYPE] as TrainingMonitorDocument).data.status;
  /** What stands in for the training loop. */
  const training = (run: (options: TrainingOptions) => Promise<void>): void => {
    vi.mocked(trainModel).mockImplementation(async (_model, _data, options = {}) => {
      await run(options);
      return {} as Awaited<ReturnType<typeof trainModel>>;
    });
  };

  beforeEach(() => {
    sent = [];
    interrupt = new AbortController();
    global[KERNEL_BRIDGE] = {
      version: 1,
      registerCommTarget: () => () => undefined,
      cellOutput: () => ({ display: (bundle) => sent.push(bundle) }),
      interruptSignal: () => interrupt.signal
    };
  });
  afterEach(() => {
    delete global[KERNEL_BRIDGE];
  });

  it('shows a run that threw as failed, and passes the error on', async () => {
    training(async ({ onEvent }) => {
      onEvent?.(START);
      throw new Error('The disk is gone.');
    });
    await expect(train(model, data)).rejects.toThrow('The disk is gone.');
    expect(lastStatus()).toBe('failed');
    expect(sent.at(-1)?.['text/plain']).toContain('The disk is gone.');
  });

  it('shows nothing for a run that never began', async () => {
    training(() => Promise.reject(new Error('batchSize: got 0')));
    await expect(train(model, data)).rejects.toThrow('batchSize');
    expect(sent).toEqual([]);
  });

  it.each(['interrupt', 'own signal'])('passes a stop by %s on', async (way) => {
    const own = new AbortController();
    training(async ({ onEvent, signal }) => {
      onEvent?.(START);
      expect(signal?.aborted).toBe(false);
      (way === 'interrupt' ? interrupt : own).abort();
      expect(signal?.aborted).toBe(true);
      onEvent?.({ type: 'end', status: 'stopped', elapsedSeconds: 1 });
    });
    await train(model, data, { signal: own.signal });
    expect(lastStatus()).toBe('stopped');
  });

  it("tells the caller's own listener everything", async () => {
    const heard: string[] = [];
    training(async ({ onEvent }) => {
      onEvent?.(START);
      onEvent?.({ type: 'end', status: 'finished', elapsedSeconds: 1 });
    });
    await train(model, data, { onEvent: (event) => heard.push(event.type) });
    expect(heard).toEqual(['start', 'end']);
  });
});
