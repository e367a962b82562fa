import type { Pixels } from '../analysis';
import { type Dataset, type FileDataset, type ImageDataset, inMemory } from './dataset';
import { fitted, type InputShape, withChannels, workingChannels } from './prepare';

/** Most bytes of prepared images that are kept. */
const KEPT_BYTES = 2 ** 28;

/** Images of a set in memory as a network takes them. Grey stays one channel. */
export class PreparedImages {
  private readonly channels: number;
  private readonly size: number;
  /** Those that were made, one behind the other. */
  private readonly kept: { pixels: Uint8Array; made: Uint8Array } | null;

  /**
   * @param keep Whether images are kept, within 256 MiB, because they come again each epoch.
   * @throws DataError when the channels don't fit the network.
   */
  constructor(
    readonly dataset: ImageDataset,
    readonly input: InputShape,
    { keep }: { keep: boolean }
  ) {
    const [count, height, width, channels] = dataset.shape;
    this.channels = workingChannels(dataset.name, dataset.shape, input);
    this.size = input.resolution ** 2 * this.channels;
    const changed = [height, width].some((side) => side !== input.resolution) || channels !== this.channels;
    this.kept =
      keep && changed && count * this.size <= KEPT_BYTES
        ? { pixels: new Uint8Array(count * this.size), made: new Uint8Array(count) }
        : null;
  }

  /** As it is in memory. */
  whole(place: number): Pixels {
    const [, height, width, channels] = this.dataset.shape;
    const size = height * width * channels;
    const pixels = this.dataset.images.subarray(place * size, (place + 1) * size);
    return withChannels({ width, height, channels, pixels }, this.channels);
  }

  prepared(place: number): Pixels {
    const { kept, size, channels, input } = this;
    if (kept === null) {
      return fitted(this.whole(place), input);
    }
    const pixels = kept.pixels.subarray(place * size, (place + 1) * size);
    if (kept.made[place] === 0) {
      pixels.set(fitted(this.whole(place), input).pixels);
      kept.made[place] = 1;
    }
    return { width: input.resolution, height: input.resolution, channels, pixels };
  }
}

/** Where the images of batches come from: memory, or files that are read anew. */
export type BatchImages = PreparedImages | FileDataset;

/** @param keep As for `PreparedImages`; files are read each time. */
export function batchImages(dataset: Dataset, input: InputShape, options: { keep: boolean }): BatchImages {
  return inMemory(dataset) ? new PreparedImages(dataset, input, options) : dataset;
}
