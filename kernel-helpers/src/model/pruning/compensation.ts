import { type ArchitectureSpec, type ChannelMeans, SpecError } from '../../analysis';
import type { NamedWeights } from '../weights';
import type { PlaceLayers } from './channel-axes';

/**
 * What replaces removed channels, as constants.
 *
 * - `squeeze`: what they gave to the squeeze on average, b₁ += Σ W₁[c]·E[s_c], so that the other gates stay where they
 *   were on average. Exact where s_c is constant.
 * - `output`: what they gave to the block's output on average, taken off the moving mean of the projection's
 *   normalisation, μ −= Σ W_p[c]·E[g_c·v_c]; for the head, added to the classifier's bias. Exact where g_c·v_c is
 *   constant. A 1×1 projection has no border; behind one of k×k pixels, it is exact inside and not at the edges, where
 *   its window sees zeros. Group normalisation has no mean that could take it up.
 */
export type Compensation = 'squeeze' | 'output';

const COMPENSATIONS: readonly Compensation[] = ['squeeze', 'output'];

/** Adds the means of removed channels to what stays. `weights` are the network's as it was, and get changed. */
export function compensate(
  weights: NamedWeights,
  removed: readonly number[],
  request: { layers: PlaceLayers; means: ChannelMeans; kinds: readonly Compensation[] }
): void {
  const { layers, means, kinds } = request;
  if (kinds.includes('squeeze') && layers.squeeze !== null) {
    const read = readBy(weights[`${layers.squeeze}/kernel`], removed, means.squeezed);
    add(weights, `${layers.squeeze}/bias`, read);
  }
  if (kinds.includes('output')) {
    const read = readBy(weights[`${layers.reader}/kernel`], removed, means.passed);
    if (layers.shift === layers.reader) {
      add(weights, `${layers.shift}/bias`, read);
    } else {
      add(
        weights,
        `${layers.shift}/moving_mean`,
        read.map((value) => -value)
      );
    }
  }
}

/**
 * What a kernel makes of constants in some channels: Σ over window and channels of W[…, c, o]·value[c], [out].
 * @param kernel [k, k, in, out] or [in, out].
 */
function readBy(
  { shape, values }: NamedWeights[string],
  channels: readonly number[],
  constants: readonly number[]
): Float64Array {
  const [inputs, outputs] = shape.slice(-2);
  const read = new Float64Array(outputs);
  for (let window = 0; window < values.length; window += inputs * outputs) {
    for (const channel of channels) {
      const row = window + channel * outputs;
      for (let o = 0; o < outputs; o++) {
        read[o] += values[row + o] * constants[channel];
      }
    }
  }
  return read;
}

function add(weights: NamedWeights, path: string, change: Float64Array): void {
  const { shape, values } = weights[path];
  weights[path] = { shape, values: values.map((value, i) => value + change[i]) };
}

/** @throws SpecError for what there is no compensation of that kind, or no means for it. */
export function requireCompensable(
  spec: ArchitectureSpec,
  kinds: readonly Compensation[],
  places: ReadonlyArray<{ name: string; shift: string; reader: string }>
): void {
  if (!Array.isArray(kinds) || kinds.some((kind) => !COMPENSATIONS.includes(kind))) {
    const remedy = `Give for example ['squeeze'].`;
    throw new SpecError('compensate', kinds, `a list of ${COMPENSATIONS.join(', ')}`, remedy);
  }
  const unshifted = places.find(({ shift, reader }) => shift !== reader);
  if (spec.normalization === 'group' && kinds.includes('output') && unshifted) {
    throw new SpecError(
      'compensate',
      'output',
      `batch normalisation behind the projection of ${unshifted.name}; group normalisation has no mean to absorb it`,
      "Give compensate: ['squeeze']."
    );
  }
}

/** @throws SpecError where a place has no means, or means of other channels. */
export function requireMeans(
  all: Readonly<Record<string, ChannelMeans>> | undefined,
  name: string,
  channels: number
): ChannelMeans {
  const found = all?.[name];
  const remedy = 'Give what channelStatistics() measured on this network, or leave compensate out.';
  if (!found) {
    throw new SpecError(`statistics.places.${name}`, found, `means of its ${channels} channels`, remedy);
  }
  for (const key of ['squeezed', 'passed'] as const) {
    const means = found[key];
    const field = `statistics.places.${name}.${key}`;
    if (!Array.isArray(means) || means.length !== channels) {
      throw new SpecError(field, means, `${channels} means, one for each channel`, remedy);
    }
    const wrong = means.findIndex((mean) => !Number.isFinite(mean));
    if (wrong >= 0) {
      throw new SpecError(`${field}[${wrong}]`, means[wrong], 'a finite number', remedy);
    }
  }
  return found;
}
