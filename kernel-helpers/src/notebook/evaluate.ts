import { randomUUID } from 'node:crypto';
import type { LayersModel } from '@tensorflow/tfjs';
import type { Dataset } from '../data';
import { evaluate as evaluateModel, type Evaluation, type EvaluationOptions } from '../evaluation';
import { requireObject } from '../views/start';
import { duration, exact, significant } from '../wording/format';
import { cellSignal, heeding } from './bridge';
import { cellOutput } from './output';

const UPDATE_INTERVAL_MS = 200;

/**
 * Evaluates a network under a line of progress. Interrupting the kernel ends it.
 * @throws what evaluation itself throws for networks and data that don't fit.
 *
 * @example
 * ```ts
 * const { test } = await enet.loadMnist();
 * const spec = enet.scale({ width: 0.1, depth: 0.1, resolution: 32, inputChannels: 1, classes: 10, preprocessing: 'unit' });
 * const model = enet.buildEfficientNet(spec, { seed: 1 });
 * const { top1, top1Interval } = await enet.evaluate(model, enet.firstImages(test, 100));
 * console.log(top1, top1Interval.from, top1Interval.to);
 * ```
 */
export async function evaluate(
  model: LayersModel,
  dataset: Dataset,
  options: EvaluationOptions = {}
): Promise<Evaluation> {
  requireObject(options);
  // What is no data set is told by the evaluation itself.
  const line = new ProgressLine((dataset as Partial<Dataset> | null | undefined)?.name ?? 'images');
  const work = evaluateModel(model, dataset, {
    ...options,
    signal: cellSignal(options.signal),
    onProgress: (done, total) => {
      line.progress(done, total);
      options.onProgress?.(done, total);
    }
  });
  const evaluation = await heeding(work);
  line.end(evaluation);
  return evaluation;
}

/** One line that is updated in place; outside a kernel only its last state is printed. */
class ProgressLine {
  private readonly output = cellOutput();
  private readonly displayId = `evaluation-${randomUUID()}`;
  private shown = false;
  private sentAt = -Infinity;

  constructor(private readonly name: string) {}

  progress(done: number, total: number): void {
    if (this.output && performance.now() - this.sentAt >= UPDATE_INTERVAL_MS) {
      this.send(`Evaluating ${this.name}: ${exact(done)} of ${exact(total)} images.`);
    }
  }

  end({ images, unreadable, seconds, imagesPerSecond }: Evaluation): void {
    const rate = `${significant(imagesPerSecond)} images per second`;
    const left = unreadable.length > 0 ? ` ${exact(unreadable.length)} more could not be decoded.` : '';
    this.send(`Evaluated ${exact(images)} ${this.name} images in ${duration(seconds)}, ${rate}.${left}`);
  }

  private send(text: string): void {
    if (this.output) {
      this.output.display({ 'text/plain': text }, { displayId: this.displayId, update: this.shown });
      this.shown = true;
      this.sentAt = performance.now();
    } else {
      console.log(text);
    }
  }
}
