import type { StoredTensor } from '../formats';

/** How the kernels of the first convolution were made from the file's. */
export interface StemConversion {
  /** Channels of the file's kernels, and of the network's. */
  from: number;
  to: number;
  rule: 'sum' | 'repeat';
}

/** Channels that published networks see. */
const COLOURS = 3;

/** The rule that makes kernels for so many channels; null where there is none. */
export function stemConversion(from: number, to: number): StemConversion | null {
  if (to === 1) {
    return { from, to, rule: 'sum' };
  }
  return from === COLOURS ? { from, to, rule: 'repeat' } : null;
}

/**
 * Kernels for other channels as timm's `adapt_input_conv` makes them (`timm/models/_manipulate.py`), in floats of 32
 * bits: for one channel the sum over the file's, so that a grey image gives what it would give repeated; for others the
 * file's three in turn, multiplied by 3/channels, so that equal channels give the same sum.
 * @param kernel [k, k, from, filters]
 * @returns [k, k, to, filters]
 */
export function convertedStem(
  { shape, values }: StoredTensor,
  { from, to, rule }: StemConversion
): StoredTensor {
  const filters = shape[3];
  const places = shape[0] * shape[1];
  const converted = new Float32Array(places * to * filters);
  const share = Math.fround(from / to);
  for (let place = 0; place < places; place++) {
    for (let filter = 0; filter < filters; filter++) {
      const at = (channel: number): number => values[(place * from + channel) * filters + filter];
      for (let channel = 0; channel < to; channel++) {
        converted[(place * to + channel) * filters + filter] =
          rule === 'sum' ? sum(from, at) : share * at(channel % from);
      }
    }
  }
  return { shape: [shape[0], shape[1], to, filters], values: converted };
}

function sum(count: number, at: (index: number) => number): number {
  let total = 0;
  for (let index = 0; index < count; index++) {
    total = Math.fround(total + at(index));
  }
  return total;
}
