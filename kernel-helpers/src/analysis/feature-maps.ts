import { blocksOf } from './blocks';
import { SpecError } from './errors';
import type { ArchitectureSpec } from './spec';
import { requireArray, validateSpec } from './validate';

/** One map of a feature pyramid. */
export interface FeatureMap {
  /** Input pixels from one of its pixels to the next. */
  stride: number;
  /** The block that puts it out, or `stem`. */
  name: string;
  channels: number;
  /** Side in pixels; for sequences the length. */
  size: number;
}

/**
 * The maps that detection and segmentation build on, finest first: for each stride the last one before the next
 * striding block, without the head's convolution. For B0 these are blocks 1a, 2b, 3b, 5c and 7a with 16, 24, 40, 112
 * and 320 channels at strides 2 to 32, which timm's `features_only` gives too.
 * @throws SpecError for a specification that can't be built.
 */
export function featureMaps(input: ArchitectureSpec): FeatureMap[] {
  const spec = validateSpec(input);
  const { stem, resolution } = spec;
  let stride = stem.stride;
  let size = Math.ceil(resolution / stride);
  const maps = [{ stride, name: 'stem', channels: stem.filters, size }];
  for (const block of blocksOf(spec)) {
    if (block.stride > 1) {
      stride *= block.stride;
      size = Math.ceil(size / block.stride);
      maps.push({ stride, name: block.name, channels: block.outputFilters, size });
    } else {
      maps[maps.length - 1] = { stride, name: block.name, channels: block.outputFilters, size };
    }
  }
  return maps;
}

/**
 * The maps at the given strides, in the order of `featureMaps`.
 * @throws SpecError when the list is empty or names a stride that the network does not have.
 */
export function featureMapsAt(spec: ArchitectureSpec, strides: readonly number[]): FeatureMap[] {
  const maps = featureMaps(spec);
  requireArray('strides', strides, 'Give for example [8, 16, 32].');
  const missing = strides.find((stride) => !maps.some((map) => map.stride === stride));
  if (strides.length === 0 || missing !== undefined) {
    throw new SpecError(
      'strides',
      strides.length === 0 ? '[]' : missing,
      `some of ${maps.map(({ stride }) => stride).join(', ')}`,
      'Choose strides at which the network has maps.'
    );
  }
  return maps.filter(({ stride }) => strides.includes(stride));
}
