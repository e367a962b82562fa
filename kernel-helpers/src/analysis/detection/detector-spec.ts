import { SpecError } from '../errors';
import { featureMaps } from '../feature-maps';
import { type OptionNames, requireOptions } from '../option-names';
import { NETWORK_OPTIONS, type SpecOptions, type TableOptions, variant } from '../scaling';
import type { ArchitectureSpec } from '../spec';
import { LIMITS, requireArray, requireNumber, requireObject, validateSpec } from '../validate';

/** The boxes that a detector starts from, the same at each pixel of a level's map. */
export interface AnchorShapes {
  /** Side of the smallest square anchor in pixels of its map. */
  size: number;
  /** Sizes within one octave, 2^(0/n) … 2^((n−1)/n). */
  scales: number;
  /** Width over height. */
  aspectRatios: readonly number[];
}

/**
 * A one-stage detector: an EfficientNet's maps, a BiFPN neck, and two heads that all levels share (EfficientDet,
 * arXiv 1911.09070). A level l has the stride 2^l.
 */
export interface DetectorSpec {
  name: string;
  backbone: ArchitectureSpec;
  /** Classes without a background class. */
  classes: number;
  minLevel: number;
  maxLevel: number;
  /** Channels of the neck and of both heads. */
  fpnChannels: number;
  /** Cells of the neck. */
  fpnRepeats: number;
  /** Convolutions of each head before its last one. */
  headRepeats: number;
  anchors: AnchorShapes;
}

export interface DetectorOptions extends SpecOptions, TableOptions {
  /** Default 90, as COCO's annotations number them. */
  classes?: number;
  /** Replaces single fields of the published configuration. */
  detector?: Partial<Omit<DetectorSpec, 'backbone' | 'classes'>>;
}

const DETECTOR_FIELDS: OptionNames<NonNullable<DetectorOptions['detector']>> = {
  name: true,
  minLevel: true,
  maxLevel: true,
  fpnChannels: true,
  fpnRepeats: true,
  headRepeats: true,
  anchors: true
};

/** Table 1 of arXiv 1911.09070: backbone, input, channels and cells of the neck, convolutions of a head. */
const PUBLISHED_DETECTORS: Readonly<Record<string, readonly [string, number, number, number, number]>> = {
  d0: ['b0', 512, 64, 3, 3],
  d1: ['b1', 640, 88, 4, 3],
  d2: ['b2', 768, 112, 5, 3],
  d3: ['b3', 896, 160, 6, 4],
  d4: ['b4', 1024, 224, 7, 4],
  d5: ['b5', 1280, 288, 7, 4],
  d6: ['b6', 1280, 384, 8, 5]
};

/** Levels and anchors of the authors' code (google/automl, `hparams_config.py`). */
const DEFAULTS = {
  classes: 90,
  minLevel: 3,
  maxLevel: 7,
  anchors: { size: 4, scales: 3, aspectRatios: [1, 2, 0.5] }
};

/**
 * A published detector, or one of its kind with another backbone's options.
 * @param name `d0` … `d6`.
 * @throws SpecError for an unknown name, or a resolution that the coarsest level's stride does not divide.
 */
export function efficientDet(name: string, options: DetectorOptions = {}): DetectorSpec {
  const row = PUBLISHED_DETECTORS[String(name).toLowerCase()];
  if (row === undefined) {
    const names = Object.keys(PUBLISHED_DETECTORS).join(', ');
    throw new SpecError('detector', name, `one of ${names}`, 'Change one of them by `detector: { … }`.');
  }
  const [backbone, resolution, fpnChannels, fpnRepeats, headRepeats] = row;
  requireOptions(options, { ...NETWORK_OPTIONS, detector: true });
  const { classes = DEFAULTS.classes, detector = {}, ...rest } = options;
  requireOptions(detector, DETECTOR_FIELDS, 'detector.');
  return validateDetector({
    ...DEFAULTS,
    name: name.toLowerCase(),
    fpnChannels,
    fpnRepeats,
    headRepeats,
    ...detector,
    classes,
    backbone: variant(backbone, { resolution, ...rest })
  });
}

const DETECTOR_REMEDY = 'Make one with efficientDet().';

/** @throws SpecError for the first field that can't be built. */
export function validateDetector(spec: DetectorSpec): DetectorSpec {
  const { backbone: given } = requireObject('detector', spec, DETECTOR_REMEDY);
  requireObject('anchors', spec.anchors, DETECTOR_REMEDY);
  requireArray('anchors.aspectRatios', spec.anchors.aspectRatios, DETECTOR_REMEDY);
  if (typeof spec.name !== 'string') {
    throw new SpecError('name', spec.name, 'a text', 'Give the detector a short name.');
  }
  const backbone = validateSpec(given);
  requireNumber('classes', spec.classes, LIMITS.classes);
  requireNumber('fpnChannels', spec.fpnChannels, LIMITS.channels);
  requireNumber('fpnRepeats', spec.fpnRepeats, LIMITS.blocksPerStage);
  requireNumber('headRepeats', spec.headRepeats, LIMITS.blocksPerStage);
  requireNumber('anchors.scales', spec.anchors.scales, LIMITS.stages);
  requireNumber('anchors.size', spec.anchors.size, LIMITS.multiplier);
  requireNumber('anchors.aspectRatios.length', spec.anchors.aspectRatios.length, LIMITS.stages);
  spec.anchors.aspectRatios.forEach((ratio, i) =>
    requireNumber(`anchors.aspectRatios[${i}]`, ratio, LIMITS.multiplier)
  );
  requireLevels(spec, backbone);
  return { ...spec, backbone };
}

/** Strides of the neck's maps that the backbone has, and the levels that pooling adds. */
export function levelsOf({ backbone, minLevel, maxLevel }: DetectorSpec): {
  given: number[];
  added: number[];
} {
  const strides = featureMaps(backbone).map(({ stride }) => stride);
  const levels = Array.from({ length: maxLevel - minLevel + 1 }, (_, i) => minLevel + i);
  const given = levels.filter((level) => strides.includes(2 ** level));
  return { given, added: levels.filter((level) => !given.includes(level)) };
}

function requireLevels(spec: DetectorSpec, backbone: ArchitectureSpec): void {
  const { minLevel, maxLevel } = spec;
  requireNumber('minLevel', minLevel, { min: 1, max: 12, integer: true });
  requireNumber('maxLevel', maxLevel, { min: minLevel + 1, max: 12, integer: true });
  if (backbone.spatialDimensions !== 2) {
    const remedy = 'Boxes need two dimensions.';
    throw new SpecError('spatialDimensions', backbone.spatialDimensions, '2', remedy);
  }
  const coarsest = 2 ** maxLevel;
  if (backbone.resolution % coarsest !== 0) {
    throw new SpecError(
      'resolution',
      backbone.resolution,
      `a multiple of ${coarsest}, the stride of level ${maxLevel}`,
      'Choose such a resolution, or fewer levels.'
    );
  }
  const { given, added } = levelsOf(spec);
  if (given[0] !== minLevel || added.some((level) => level < given[given.length - 1])) {
    const strides = featureMaps(backbone).map(({ stride }) => stride);
    throw new SpecError(
      'minLevel',
      minLevel,
      `log2 of one of the strides ${strides.join(', ')}`,
      'Choose a level from which each stride is twice the previous one.'
    );
  }
}
