import { standardConvolution } from '../../analysis';
import { NEW_VIEW_QUANTITIES } from './quantities';
import type { NewViewState } from './state';

/** Side of the map, pixels. */
const SIZE = 56;
/** Steps of the curve. */
const STEPS = 64;

/** Everything that is shown of a state. */
export interface NewViewResult {
  state: NewViewState;
  /** MACs of a convolution that keeps its channels, for one image. */
  macs: number;
  /** The same with other channels, along the slider. */
  curve: readonly { channels: number; macs: number }[];
}

/**
 * What follows from a state.
 * @throws SpecError for a state that stands for nothing.
 */
export function newViewResult(state: NewViewState): NewViewResult {
  const { max } = NEW_VIEW_QUANTITIES.channels;
  return {
    state,
    macs: macsWith(state.channels, state),
    curve: Array.from({ length: STEPS }, (_, i) => {
      const channels = Math.round(((i + 1) * max) / STEPS);
      return { channels, macs: macsWith(channels, state) };
    })
  };
}

function macsWith(channels: number, { kernelSize }: NewViewState): number {
  return standardConvolution({
    spatialDimensions: 2,
    size: SIZE,
    inputFilters: channels,
    outputFilters: channels,
    kernelSize,
    stride: 1
  }).macs;
}
