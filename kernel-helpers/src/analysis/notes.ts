import type { CostNote, LayerCost } from './report';
import type { ArchitectureSpec, Padding, SpatialDimensions } from './spec';

/** What a convolution does in vain, along one axis. */
interface Waste {
  /** Taps that meet data in no window. */
  paddingTaps: number;
  /** Pixels that no window reads. */
  unreadPixels: number;
}

/**
 * Notes on convolutions that work in vain: taps that meet nothing but padding, because small images make kernels reach
 * beyond the map, and pixels that nothing reads, because a stride passes over them. One note for each shape of
 * convolution, in the order of execution. No published network has any at its own resolution.
 */
export function notesOf(
  layers: readonly LayerCost[],
  { padding, spatialDimensions }: Pick<ArchitectureSpec, 'padding' | 'spatialDimensions'>
): CostNote[] {
  const alike = new Map<string, { waste: Waste; group: LayerCost[] }>();
  for (const layer of layers) {
    const { kernelSize, stride, inputSize } = layer;
    const waste = kernelSize > 1 || stride > 1 ? wasteOf(layer, padding) : null;
    if (waste) {
      const shape = [kernelSize, stride, inputSize].join();
      const group = alike.get(shape)?.group ?? [];
      alike.set(shape, { waste, group: [...group, layer] });
    }
  }
  return [...alike.values()].map(({ waste, group }) => ({
    layers: group.map(({ name }) => name),
    text: noteText(group, waste, spatialDimensions)
  }));
}

/** Null where every tap meets data and every pixel is read. */
function wasteOf({ kernelSize, stride, inputSize, outputSize }: LayerCost, padding: Padding): Waste | null {
  const lastWindow = (outputSize - 1) * stride;
  const before =
    padding === 'symmetric'
      ? (kernelSize - 1) / 2
      : Math.floor(Math.max(lastWindow + kernelSize - inputSize, 0) / 2);
  // Every tap has a window of its own inside the map, and each window begins where the one before ends, or earlier.
  if (
    lastWindow >= before &&
    inputSize >= kernelSize - before &&
    stride <= kernelSize &&
    lastWindow - before + kernelSize >= inputSize
  ) {
    return null;
  }
  const seen = new Set<number>();
  let readPixels = 0;
  let end = 0;
  for (let start = -before; start <= lastWindow - before; start += stride) {
    const from = Math.max(start, 0);
    const to = Math.min(start + kernelSize, inputSize);
    for (let pixel = from; pixel < to; pixel++) {
      seen.add(pixel - start);
    }
    readPixels += Math.max(0, to - Math.max(from, end));
    end = to;
  }
  const waste = { paddingTaps: kernelSize - seen.size, unreadPixels: inputSize - readPixels };
  return waste.paddingTaps > 0 || waste.unreadPixels > 0 ? waste : null;
}

function noteText(
  [{ name, kernelSize, stride, inputSize }, ...others]: LayerCost[],
  { paddingTaps, unreadPixels }: Waste,
  dimensions: SpatialDimensions
): string {
  const seen = kernelSize - paddingTaps;
  const parts = [
    paddingTaps > 0
      ? `only ${seen ** dimensions} of the kernel’s ${kernelSize ** dimensions} taps ever meet data on a map of ` +
        `${inputSize} px, the others multiply padding`
      : '',
    unreadPixels > 0
      ? `stride ${stride} with a kernel of ${kernelSize} never reads ${unreadPixels} of ${inputSize} pixels along a side`
      : ''
  ];
  const more = others.length > 0 ? ` and ${others.length} more` : '';
  return `${name}${more}: ${parts.filter((part) => part !== '').join('; ')}.`;
}
