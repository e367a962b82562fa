import { randomUUID } from 'node:crypto';
import type { LayersModel } from '@tensorflow/tfjs';
import type { DatasetSplits } from '../data';
import { train as trainModel, type TrainingEvent, type TrainingRun, type TrainingOptions } from '../training';
import { requireObject } from '../views/start';
import { heeding, kernelBridge } from './bridge';
import { LiveMonitor } from './monitor';
import { cellOutput } from './output';
import { withPng } from './png';
import { announceRun, updateRun } from './runs';

/**
 * Trains a network under a live monitor: one output below the cell that keeps its final state in the
 * saved notebook. The monitor's stop button, an interrupt of the kernel and `options.signal` all end the
 * run after its present step, with a checkpoint. Outside a kernel, progress is printed as text.
 *
 * @throws what training itself throws for data, options and networks that don't fit.
 *
 * @example
 * ```ts
 * const { train, test } = await enet.loadMnist({ validation: 0 });
 * const few = enet.splitDataset('300 digits', enet.firstImages(train, 300), test, { validation: 50, seed: 1 });
 * const spec = enet.scale({ width: 0.1, depth: 0.1, resolution: 32, inputChannels: 1, classes: 10, preprocessing: 'unit' });
 * const model = enet.buildEfficientNet(spec, { seed: 1 });
 * const run = await enet.train(model, few, { epochs: 1, batchSize: 50, seed: 1 }); // live monitor, stop button
 * console.log(run.history.length); // 1
 * ```
 */
export async function train(
  model: LayersModel,
  data: DatasetSplits,
  options: TrainingOptions = {}
): Promise<TrainingRun> {
  requireObject(options);
  const button = new AbortController();
  const interrupt = kernelBridge()?.interruptSignal();
  const output = cellOutput();
  const monitor = new LiveMonitor({ output, displayId: `training-${randomUUID()}` });
  const signals = [button.signal, interrupt, options.signal].filter((signal) => signal !== undefined);
  const signal = AbortSignal.any(signals);
  let runId: string | null = null;
  const showStopping = (): void => {
    monitor.stopping();
    if (runId !== null) {
      updateRun(runId, monitor.status);
    }
  };
  signal.addEventListener('abort', showStopping);

  const begun = performance.now();
  const onEvent = (event: TrainingEvent): void => {
    if (event.type === 'start') {
      runId = event.runId;
    }
    monitor.listener(event);
    if (event.type === 'start') {
      announceRun(event.runId, {
        stop: () => button.abort(),
        document: () => monitor.document(),
        output: () => withPng(monitor.bundle()),
        cellId: output?.cellId
      });
    }
    if (runId !== null) {
      updateRun(runId, monitor.status);
    }
    options.onEvent?.(event);
  };
  try {
    return await heeding(trainModel(model, data, { ...options, signal, onEvent }));
  } catch (error) {
    // A run that began must not stand there as running; one that never began has nothing to show.
    if (runId !== null && !monitor.ended) {
      const message = error instanceof Error ? error.message : String(error);
      onEvent({ type: 'end', status: 'failed', message, elapsedSeconds: (performance.now() - begun) / 1000 });
    }
    throw error;
  } finally {
    signal.removeEventListener('abort', showStopping);
  }
}
