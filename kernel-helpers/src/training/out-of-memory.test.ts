import { describe, expect, it } from 'vitest';
import { type KeptActivations, largestBatch, summarize, trainingPeak, variant } from '../analysis';
import { tensorFlowInfo } from '../tensorflow';
import { fittingBatchSize, memoryError } from './out-of-memory';

const spec = variant('b0');
const OOM = new Error('OOM when allocating tensor with shape[512,112,112,32]');
const step = { spec, batchSize: 512, accumulationSteps: 1, optimizer: 'adam' } as const;
const isStandard = tensorFlowInfo().operations === 'standard';
const bytesOf = (batchSize: number, kept: KeptActivations = isStandard ? 'separate' : 'recomputed'): number =>
  trainingPeak(summarize(spec), { batchSize, kept }).total;

describe('a step without the memory for it', () => {
  it.each([1, 7, 100])('fits %i images into what their steps take', (count) => {
    expect(fittingBatchSize(spec, 'adam', bytesOf(count))).toBe(count);
    expect(fittingBatchSize(spec, 'adam', bytesOf(count) - 1)).toBe(count - 1);
  });

  it('is told with the batch size that fits, and the parts in which the batch would', () => {
    const error = memoryError(OOM, step, () => bytesOf(100));
    expect(error?.message).toBe(
      'batchSize: got 512, for which the device ran out of memory, expected no more than 100 at once, which fit by ' +
        'estimate. Take batchSize: 100, or accumulationSteps: 8 for steps of 512 as before.'
    );
    expect(error?.cause).toBe(OOM);
  });

  it.skipIf(isStandard)('is told how much computing activations again would make of it', () => {
    const bytes = bytesOf(100, 'fused');
    const error = memoryError(OOM, { ...step, recompute: false }, () => bytes);
    const again = largestBatch(summarize(spec), bytes, { optimizer: 'adam', kept: 'recomputed' });
    expect(again).toBeGreaterThan(100);
    expect(error?.remedy).toBe(
      'Take batchSize: 100, or accumulationSteps: 8 for steps of 512 as before. ' +
        `With recompute: true, ${again} would fit by estimate.`
    );
  });

  it('counts the parts that failed', () => {
    const error = memoryError(OOM, { ...step, accumulationSteps: 8 }, () => bytesOf(100));
    expect(error?.expected).toContain('no more than 32 at once');
  });

  it('says half where nothing can be estimated, and where an estimate let it through', () => {
    const own = memoryError(OOM, { ...step, spec: null }, () => NaN);
    expect(own?.expected).toBe('no more than 256 at once, half of what failed');
    expect(memoryError(OOM, step, () => bytesOf(1000))?.expected).toContain('no more than 256');
  });

  it('says that not even one image fits', () => {
    expect(memoryError(OOM, step, () => 1e6)?.remedy).toContain('smaller resolution');
  });

  it.each(['std::bad_alloc', 'CUDA_ERROR_OUT_OF_MEMORY: out of memory', 'Array buffer allocation failed'])(
    'is known by "%s"',
    (message) => expect(memoryError(new Error(message), step, () => 1e9)).not.toBeNull()
  );

  it('leaves other errors alone', () => {
    expect(memoryError(new Error('A shape does not fit.'), step)).toBeNull();
  });
});
