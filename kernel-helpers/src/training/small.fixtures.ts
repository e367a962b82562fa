import type { LayersModel } from '@tensorflow/tfjs';
import { type ArchitectureSpec, scale } from '../analysis';
import { type DatasetSplits, imageDataset, type ImageDataset, SeededOrder, splitDataset } from '../data';
import { buildEfficientNet } from '../model';

/** Images whose brighter half tells the class, with noise: easy, but not solved at the start. */
export function halves(count: number, seed: number): ImageDataset {
  const random = new SeededOrder(seed, 'halves');
  const labels = Uint8Array.from({ length: count }, () => random.below(2));
  const values = Uint8Array.from({ length: count * 64 }, (_, i) => {
    const right = i % 8 >= 4;
    return (right === (labels[i >> 6] === 1) ? 120 : 20) + random.below(100);
  });
  const names = ['left', 'right'];
  return imageDataset('halves', { shape: [count, 8, 8], values }, { shape: [count], values: labels }, names);
}

export function smallData(): DatasetSplits {
  return splitDataset('halves', halves(96, 1), halves(40, 2), { validation: 32, seed: 1 });
}

export function smallSpec(): ArchitectureSpec {
  const options = { inputChannels: 1, classes: 2, preprocessing: 'unit', batchNormMomentum: 0.9 } as const;
  const spec = scale({ width: 0.25, depth: 0.25, resolution: 32, name: 'small', ...options });
  return { ...spec, stages: spec.stages.slice(0, 1) };
}

export function smallModel(): LayersModel {
  const spec = smallSpec();
  return buildEfficientNet({ ...spec, head: { filters: 16 } }, { seed: 1 });
}
