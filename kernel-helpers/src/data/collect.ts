import type { Pixels } from '../analysis';
import type { Batch, Selection } from './batch';
import type { Dataset } from './dataset';
import type { InputShape } from './prepare';
import type { PreparedImages } from './prepared-images';

/** A picture and the square that it is copied into: rows of pixels, channels last. */
interface Placement {
  side: number;
  /** How often a single channel is repeated. */
  repeat: number;
  /** Pixels down and to the right; may be negative. */
  down: number;
  right: number;
}

/** Puts the images of a batch in their places, prepared or augmented, and shifted, on black. */
export class BatchWriter {
  readonly pixels: Float32Array;
  private readonly size: number;

  constructor(
    private readonly input: InputShape,
    private readonly selection: Selection
  ) {
    const { resolution, channels } = input;
    this.size = resolution * resolution * channels;
    this.pixels = new Float32Array(selection.places.length * this.size);
  }

  /** @param image Whole where a random part of it is taken, else prepared; in its working channels. */
  write(i: number, image: Pixels): void {
    const { resolution: side, channels } = this.input;
    const { augmenters, shifts } = this.selection;
    const own = augmenters?.(i)(image, { width: side, height: side }) ?? image;
    const [down, right] = [shifts?.[2 * i] ?? 0, shifts?.[2 * i + 1] ?? 0];
    const target = this.pixels.subarray(i * this.size, (i + 1) * this.size);
    place(own.pixels, target, { side, repeat: channels / own.channels, down, right });
  }

  /** Without the images at places that `slots` leaves out, in its order. */
  batch(dataset: Dataset, slots: readonly number[] = [...this.selection.places.keys()]): Batch {
    const { pixels, size } = this;
    const { resolution, channels } = this.input;
    slots.forEach((from, to) => from !== to && pixels.copyWithin(to * size, from * size, (from + 1) * size));
    const places = Uint32Array.from(slots, (slot) => this.selection.places[slot]);
    return {
      pixels: pixels.subarray(0, slots.length * size),
      shape: [slots.length, resolution, resolution, channels],
      labels: Int32Array.from(places, (at) => dataset.labels[at]),
      places
    };
  }
}

/** Images of a set in memory in a batch. */
export function collect(images: PreparedImages, selection: Selection): Batch {
  const writer = new BatchWriter(images.input, selection);
  selection.places.forEach((place, i) =>
    writer.write(i, selection.crops ? images.whole(place) : images.prepared(place))
  );
  return writer.batch(images.dataset);
}

/** Copies one square picture to its place; what lies outside is cut off. */
function place(image: ArrayLike<number>, target: Float32Array, placement: Placement): void {
  const { side, repeat, down, right } = placement;
  if (repeat === 1 && down === 0 && right === 0) {
    target.set(image);
    return;
  }
  const out = target.length / (side * side);
  const channels = out / repeat;
  for (let y = Math.max(0, -down); y < Math.min(side, side - down); y++) {
    for (let x = Math.max(0, -right); x < Math.min(side, side - right); x++) {
      const from = (y * side + x) * channels;
      const to = ((y + down) * side + x + right) * out;
      for (let channel = 0; channel < out; channel++) {
        target[to + channel] = image[from + (repeat > 1 ? 0 : channel)];
      }
    }
  }
}
