import { SpecError } from './errors';

/** One row of the base network: [repeats, kernel, stride of the first block, expansion ratio, in, out]. */
export interface BaseStage {
  repeats: number;
  kernelSize: number;
  stride: number;
  expansionRatio: number;
  inputFilters: number;
  outputFilters: number;
}

/** EfficientNet-B0, Table 1 of arXiv 1905.11946; identical in the authors' code, Keras, timm and torchvision. */
export const BASE_STAGES: readonly BaseStage[] = [
  { repeats: 1, kernelSize: 3, stride: 1, expansionRatio: 1, inputFilters: 32, outputFilters: 16 },
  { repeats: 2, kernelSize: 3, stride: 2, expansionRatio: 6, inputFilters: 16, outputFilters: 24 },
  { repeats: 2, kernelSize: 5, stride: 2, expansionRatio: 6, inputFilters: 24, outputFilters: 40 },
  { repeats: 3, kernelSize: 3, stride: 2, expansionRatio: 6, inputFilters: 40, outputFilters: 80 },
  { repeats: 3, kernelSize: 5, stride: 1, expansionRatio: 6, inputFilters: 80, outputFilters: 112 },
  { repeats: 4, kernelSize: 5, stride: 2, expansionRatio: 6, inputFilters: 112, outputFilters: 192 },
  { repeats: 1, kernelSize: 3, stride: 1, expansionRatio: 6, inputFilters: 192, outputFilters: 320 }
];
export const BASE_STEM_FILTERS = 32;
export const BASE_HEAD_FILTERS = 1280;
export const BASE_RESOLUTION = 224;
/** Squeeze-and-excitation width as a share of the block's input channels. */
export const SQUEEZE_EXCITE_RATIO = 0.25;
/** Drop rate that stochastic depth approaches at the last block (the authors' code: survival 0.8). */
export const STOCHASTIC_DEPTH_RATE = 0.2;

/** Coefficients of the grid search on B0 (section 4 of arXiv 1905.11946): depth, width, resolution. */
export const PAPER_COEFFICIENTS = { alpha: 1.2, beta: 1.1, gamma: 1.15 } as const;

export interface PublishedVariant {
  name: string;
  widthCoefficient: number;
  depthCoefficient: number;
  resolution: number;
  dropout: number;
}

/** The published family as its authors' code defines it. Its multipliers don't follow any single φ. */
export const PUBLISHED_VARIANTS: readonly PublishedVariant[] = [
  { name: 'b0', widthCoefficient: 1.0, depthCoefficient: 1.0, resolution: 224, dropout: 0.2 },
  { name: 'b1', widthCoefficient: 1.0, depthCoefficient: 1.1, resolution: 240, dropout: 0.2 },
  { name: 'b2', widthCoefficient: 1.1, depthCoefficient: 1.2, resolution: 260, dropout: 0.3 },
  { name: 'b3', widthCoefficient: 1.2, depthCoefficient: 1.4, resolution: 300, dropout: 0.3 },
  { name: 'b4', widthCoefficient: 1.4, depthCoefficient: 1.8, resolution: 380, dropout: 0.4 },
  { name: 'b5', widthCoefficient: 1.6, depthCoefficient: 2.2, resolution: 456, dropout: 0.4 },
  { name: 'b6', widthCoefficient: 1.8, depthCoefficient: 2.6, resolution: 528, dropout: 0.5 },
  { name: 'b7', widthCoefficient: 2.0, depthCoefficient: 3.1, resolution: 600, dropout: 0.5 }
];

/**
 * The published row of a name such as `b3`, `B3` or `efficientnet-b3`.
 * @throws SpecError for a name outside B0…B7.
 */
export function publishedVariant(name: string): PublishedVariant {
  const short = String(name)
    .toLowerCase()
    .replace(/^efficientnet[-_]?/, '');
  const found = PUBLISHED_VARIANTS.find((row) => row.name === short);
  if (!found) {
    const names = PUBLISHED_VARIANTS.map((row) => row.name).join(', ');
    throw new SpecError(
      'variant',
      name,
      `one of ${names}`,
      'Use compoundScale({ phi }) or scale({ width, depth, resolution }) for other networks.'
    );
  }
  return found;
}
