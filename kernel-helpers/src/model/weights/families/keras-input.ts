import type { ChannelTransform } from '../../../analysis';
import type { StoredTensor } from '../formats';
import { WeightError } from '../weights';
import type { ConfiguredLayer } from './keras-config';
import { LayerReader } from './keras-config';

/** Layers that leave pixels as they are when a network is used. */
const PASSED_BY =
  /^(InputLayer|Dropout|Identity|Gaussian(Noise|Dropout)|Random\w+|AugMix|CutMix|MixUp|RandAugment|AutoContrast|Solarization)$/;
/** Keras divides by no smaller deviation. */
const SMALLEST_DEVIATION = 1e-7;
const TOLERANCE = 1e-6;

/**
 * What the layers before the first convolution do to a pixel, all together.
 * @param tensors The file's, for the statistics of a `Normalization` that was adapted.
 * @throws WeightError for layers that do something else, and where configuration and tensors disagree.
 */
export function enteringTransform(
  layers: readonly ConfiguredLayer[],
  channels: number,
  tensors: ReadonlyMap<string, StoredTensor>,
  source: string
): ChannelTransform {
  let factors = new Array<number>(channels).fill(1);
  let offsets = new Array<number>(channels).fill(0);
  for (const layer of layers) {
    const reader = new LayerReader(layer, source);
    if (layer.className === 'Rescaling') {
      const scale = reader.perChannel('scale', channels) ?? reader.refuse('scale', 'a number');
      const offset = reader.perChannel('offset', channels) ?? new Array<number>(channels).fill(0);
      factors = factors.map((factor, i) => factor * scale[i]);
      offsets = offsets.map((value, i) => value * scale[i] + offset[i]);
    } else if (layer.className === 'Normalization') {
      const { mean, deviation } = statistics(reader, channels, tensors, source);
      factors = factors.map((factor, i) => factor / deviation[i]);
      offsets = offsets.map((value, i) => (value - mean[i]) / deviation[i]);
    } else if (!PASSED_BY.test(layer.className) && reader.activation() !== 'linear') {
      reader.refuse('activation', 'no activation before the first convolution');
    } else if (!PASSED_BY.test(layer.className) && layer.className !== 'Activation') {
      throw new WeightError(
        'convention',
        source,
        `a configuration with ${layer.className.slice(0, 80)} (${layer.name.slice(0, 80)}) before the first convolution`,
        'Rescaling, Normalization or augmentation',
        'Give preprocessing and spec.'
      );
    }
  }
  return { factors, offsets };
}

function statistics(
  reader: LayerReader,
  channels: number,
  tensors: ReadonlyMap<string, StoredTensor>,
  source: string
): { mean: number[]; deviation: number[] } {
  const { name } = reader.layer;
  reader.require({ axis: [-1, 3, [-1], [3], null, []], invert: [false] });
  const [mean, variance] = (['mean', 'variance'] as const).map((own) => {
    const stored = [`${name}/${own}`, `${name.replace(/_\d+$/, '')}/${own}`]
      .map((path) => tensors.get(path))
      .find((tensor) => tensor !== undefined);
    const inFile = stored ? [...stored.values] : null;
    const told = reader.perChannel(own, channels);
    if (
      told &&
      inFile &&
      (inFile.length !== channels || told.some((value, i) => !isNear(value, inFile[i])))
    ) {
      const got = `a configuration that gives ${name} the ${own} ${told.join(', ')}`;
      throw new WeightError(
        'mismatch',
        source,
        got,
        `${inFile.join(', ')}, as its tensors`,
        'Get the file again.'
      );
    }
    const values = told ?? (inFile?.length === 1 ? new Array<number>(channels).fill(inFile[0]) : inFile);
    return values?.length === channels
      ? values
      : reader.refuse(own, `${channels} numbers, or tensors with them`);
  });
  return { mean, deviation: variance.map((value) => Math.max(Math.sqrt(value), SMALLEST_DEVIATION)) };
}

function isNear(a: number, b: number): boolean {
  return Math.abs(a - b) <= TOLERANCE * Math.max(Math.abs(a), Math.abs(b), SMALLEST_DEVIATION);
}
