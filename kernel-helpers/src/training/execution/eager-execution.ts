import {
  type Batch,
  type BatchImages,
  batchImages,
  type DatasetSplits,
  trainingBatches,
  type TrainingOrder
} from '../../data';
import { type Classifier, evaluate } from '../../evaluation';
import { FlatOptimizer } from '../optimizer';
import type { Settings } from '../options';
import { TrainingStep } from '../step';
import type { Execution, StepResult, ValidationResult } from './execution';

/** Each operation at once, on the model's own weights: the reference for the compiled executions. */
export class EagerExecution implements Execution {
  readonly optimizer: FlatOptimizer;
  readonly compiles = false;
  readonly computing = false;
  private readonly trainingStep: TrainingStep;
  private readonly images: BatchImages;
  private batches: AsyncIterator<Batch, void> | null = null;

  constructor(
    private readonly classifier: Classifier,
    private readonly data: DatasetSplits,
    settings: Settings
  ) {
    this.optimizer = new FlatOptimizer(classifier.model, settings);
    this.images = batchImages(data.train, classifier.input, { keep: true });
    this.trainingStep = new TrainingStep(classifier, this.optimizer, settings);
  }

  start(): Promise<void> {
    return Promise.resolve();
  }

  begin(order: TrainingOrder): Promise<void> {
    this.batches = trainingBatches(this.data.train, this.classifier.input, order, this.images);
    return Promise.resolve();
  }

  async step(learningRate: number): Promise<StepResult> {
    const batch = (await this.batches?.next())?.value;
    if (!batch) {
      throw new Error('The epoch has no more batches.');
    }
    const result = this.trainingStep.run(batch, learningRate);
    await new Promise((resolve) => setImmediate(resolve));
    return { ...result, unreadable: batch.unreadable };
  }

  async validate(signal: AbortSignal | undefined): Promise<ValidationResult | null> {
    const { validation } = this.data;
    if (validation === null) {
      return null;
    }
    const { model, outputs } = this.classifier;
    const { average } = this.optimizer;
    const scored = (): ReturnType<typeof evaluate> =>
      evaluate(model, validation, { mistakes: 0, signal, execution: 'eager', outputs });
    const restore = average?.swap();
    try {
      return await scored();
    } catch (error) {
      if (signal?.aborted) {
        return null;
      }
      throw error;
    } finally {
      restore?.();
    }
  }

  pull(): Promise<void> {
    return Promise.resolve();
  }

  dispose(): Promise<void> {
    this.optimizer.dispose();
    return Promise.resolve();
  }
}
