import type { ArchitectureSpec } from '../analysis';
import { requireKnown, TrainingError } from './errors';
import type { PresetName, TrainingOptions } from './options';

/** A recipe as plain objects: spread `options` into those of a run, and `network` into a specification. */
export interface TrainingPreset {
  name: PresetName;
  options: TrainingOptions;
  /** What of the recipe belongs to the network. */
  network: Partial<Pick<ArchitectureSpec, 'batchNormMomentum' | 'dropout' | 'stochasticDepth'>>;
  /** Where the numbers come from. */
  source: string;
  /** What of the source's recipe this one does otherwise, or leaves to the user. */
  differences: string[];
}

export interface PresetContext {
  /** Training images; presets for little data take their number of epochs from it. */
  images: number;
  /** Images in one step. */
  batchSize: number;
}

/** Steps that a schedule from random weights gets at the least. */
const FEW_STEPS = 2_000;

/** Images that the paper's learning rate of 0.016 belongs to. */
const PAPER_BATCH = 256;

const RECIPES: Readonly<Record<PresetName, (context: PresetContext) => Omit<TrainingPreset, 'name'>>> = {
  paper: ({ batchSize }) => ({
    options: {
      epochs: 350,
      batchSize,
      optimizer: { kind: 'rmsprop', decay: 0.9, momentum: 0.9, epsilon: 1e-3, weightDecay: 1e-5 },
      learningRate: (0.016 * batchSize) / PAPER_BATCH,
      schedule: { kind: 'exponential', rate: 0.97, epochs: 2.4 },
      warmupEpochs: 5,
      labelSmoothing: 0.1,
      emaDecay: 0.9999,
      augmentation: { randomResizedCrop: true, flip: 0.5, randAugment: true }
    },
    network: { batchNormMomentum: 0.99, stochasticDepth: 0.2 },
    source:
      "Tan and Le 2019 (arXiv 1905.11946, section 5.2), with ε and the rate's scale from the authors' code.",
    differences: [
      'RandAugment replaces AutoAugment, which is not available.',
      "Dropout is the specification's: 0.2 for B0, rising to 0.5 for B7.",
      'Mirroring suits photographs, not digits, letters or sides of a body: set augmentation yourself for these.'
    ]
  }),
  'small-data': ({ images, batchSize }) => ({
    options: {
      epochs: epochsFor(FEW_STEPS, images, batchSize),
      batchSize,
      optimizer: { kind: 'adamw', weightDecay: 0.01 },
      learningRate: 1e-3 * Math.min(4, batchSize / 64),
      schedule: 'cosine',
      warmupEpochs: 1,
      clipNorm: 1,
      labelSmoothing: 0.1,
      augmentation: { shift: 2 }
    },
    network: { batchNormMomentum: 0.9, stochasticDepth: 0.1 },
    source: 'Own choice for a few thousand images from random weights: not from a publication, not tuned.',
    differences: [
      'At least as many epochs as make 2,000 steps, so that statistics and schedule have time.',
      'Shifts alone suit every kind of image; add mirroring or RandAugment where they make sense.'
    ]
  }),
  transfer: ({ images, batchSize }) => ({
    options: {
      epochs: epochsFor(FEW_STEPS / 4, images, batchSize),
      batchSize,
      optimizer: { kind: 'adamw', weightDecay: 0.01 },
      learningRate: 1e-3 * Math.min(4, batchSize / 64),
      layerRates: { decay: 0.8 },
      schedule: 'cosine',
      warmupEpochs: 0.5,
      clipNorm: 1,
      labelSmoothing: 0.1
    },
    network: { batchNormMomentum: 0.9 },
    source:
      'Own choice after Howard and Ruder 2018 (arXiv 1801.06146): rates that fall towards the input, and unfreezing ' +
      'by stage. Not tuned.',
    differences: [
      'It freezes nothing by itself: call freeze(), or trainInStages() to train more and more of the network.'
    ]
  })
};

export const PRESET_NAMES = Object.keys(RECIPES) as PresetName[];

/**
 * A named recipe for so many images. Every field may be overridden: `{ ...trainingPreset(…).options, epochs: 20 }`, or
 * `train(model, data, { preset: 'paper', epochs: 20 })`.
 *
 * @throws TrainingError for unknown names and for counts that can't be.
 *
 * @example
 * ```ts
 * const { options } = enet.trainingPreset('transfer', { images: 500, batchSize: 32 });
 * console.log(options.epochs, options.learningRate);
 * ```
 */
export function trainingPreset(name: PresetName, context: PresetContext): TrainingPreset {
  if (!PRESET_NAMES.includes(name)) {
    throw new TrainingError('preset', name, PRESET_NAMES.join(', '), 'Choose one of them.');
  }
  requireKnown(context, { images: true, batchSize: true });
  for (const key of ['images', 'batchSize'] as const) {
    if (!Number.isInteger(context[key]) || context[key] < 1) {
      throw new TrainingError(key, context[key], 'a whole number from 1', 'Give such a number.');
    }
  }
  return { name, ...RECIPES[name](context) };
}

/** Options with what a preset they name adds; what is given counts. */
export function withPreset(options: TrainingOptions, images: number): TrainingOptions {
  const { preset, ...own } = options;
  if (preset === undefined) {
    return options;
  }
  const recipe = trainingPreset(preset, { images, batchSize: own.batchSize ?? 64 }).options;
  const given = Object.entries(own).filter(([, value]) => value !== undefined);
  return { ...recipe, ...Object.fromEntries(given) };
}

/** Whole epochs that hold so many steps, at least 2. */
function epochsFor(steps: number, images: number, batchSize: number): number {
  return Math.max(2, Math.ceil(steps / Math.max(1, Math.floor(images / batchSize))));
}
