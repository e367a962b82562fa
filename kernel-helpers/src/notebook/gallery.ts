import { type ArchitectureSpec, DEFAULT_VIEW, type Pixels } from '../analysis';
import { type OptionNames, requireOptions } from '../analysis/option-names';
import {
  type Augmentation,
  type Batch,
  batchTensors,
  DataError,
  type Dataset,
  type InputShape,
  requireAugmentation,
  trainingBatches
} from '../data';
import { page } from '../chart';
import { imageGrid, type LabelledImage, thumbnail } from '../views/images';
import { counted, exact, named, percent } from '../wording/format';
import type { MimeBundle } from './bridge';
import { mimeBundle } from './bundle';
import { display } from './output';

export interface BatchView {
  /** As the run gets it; default none. */
  augmentation?: Augmentation;
  /** The run's seed; default 0. */
  seed?: number;
  /** From 1; default 1. */
  epoch?: number;
  /** The run's; default 64, or as many as there are. */
  batchSize?: number;
  /** Images shown, from the first of the epoch; 1 to 60; default 12, or as many as the batch has. */
  count?: number;
}

const BATCH_VIEW: OptionNames<BatchView> = {
  augmentation: true,
  seed: true,
  epoch: true,
  batchSize: true,
  count: true
};

/** What of a network decides how it sees images; a whole specification will do, and what is left out is its default. */
type NetworkInput = Pick<ArchitectureSpec, 'resolution' | 'inputChannels'> &
  Partial<Pick<ArchitectureSpec, 'cropFraction' | 'interpolation' | 'preprocessing'>>;

const MOST = 60;
const USUAL = 12;
/** Numbers of one picture: keeps a saved notebook small. */
const PIXELS = 40_000;

/**
 * Shows the first images that a training run with these options sees: out of the same pipeline, moved, cropped, mixed
 * and resized as they will be. The same options show the same images.
 *
 * @param network The network, by its input.
 * @throws DataError for options that can't be, and for images that can't be read.
 */
export async function showBatch(
  dataset: Dataset,
  network: NetworkInput,
  view: BatchView = {}
): Promise<void> {
  display(await batchBundle(dataset, network, view));
}

export async function batchBundle(
  dataset: Dataset,
  network: NetworkInput,
  view: BatchView = {}
): Promise<MimeBundle> {
  requireOptions(view, BATCH_VIEW);
  const { augmentation = {}, seed = 0, epoch = 1, count: wanted, batchSize } = view;
  const [images] = dataset.shape;
  const size = batchSize ?? Math.min(64, images);
  const most = Math.min(MOST, size);
  const count = wanted ?? Math.min(USUAL, most);
  if (!Number.isInteger(count) || count < 1 || count > most) {
    const expected = `a whole number from 1 to ${most}`;
    throw new DataError('bad-option', 'count', named(count), expected, 'Show fewer, or leave it out.');
  }
  requireAugmentation(augmentation);
  const { resolution, inputChannels: channels, preprocessing } = network;
  const { cropFraction = DEFAULT_VIEW.cropFraction, interpolation = DEFAULT_VIEW.interpolation } = network;
  const input = { resolution, channels, view: { cropFraction, interpolation }, preprocessing };
  const order = { batchSize: size, seed, epoch, augmentation };
  const { value: batch } = await trainingBatches(dataset, input, order).next();
  if (!batch) {
    throw new DataError(
      'bad-batch',
      dataset.name,
      'no images',
      'at least one',
      'Give a data set with images.'
    );
  }
  const shown = await labelledImages(batch, input, dataset.classes, count);
  const sentence =
    `What the network sees: ${count === size ? '' : `${counted(count, 'image')} of `}the first training batch of ` +
    `epoch ${exact(epoch)}, ${network.resolution} × ${network.resolution} pixels.`;
  const caption = `${dataset.name}, batches of ${exact(size)}, seed ${exact(seed)}. Augmentation: ${changesOf(augmentation)}.`;
  const lines = shown.map(({ caption: labels }, i) => `${i + 1}: ${labels.join(', ')}`);
  return mimeBundle({
    svg: page({ sentence, caption }, [imageGrid(shown)]),
    text: [sentence, caption, ...lines].join('\n')
  });
}

/** An image and the lines under it. */
export interface CaptionedImage {
  /** In grey or colour. */
  image: Pixels;
  /** Words under it; each of a list on a line of its own. */
  caption: string | readonly string[];
}

/**
 * Shows images side by side, each no larger than its tile.
 * @throws DataError for no images, and for more than 60.
 */
export function showImages(title: string, images: readonly CaptionedImage[]): void {
  display(imagesBundle(title, images));
}

export function imagesBundle(title: string, images: readonly CaptionedImage[]): MimeBundle {
  if (images.length < 1 || images.length > MOST) {
    const got = `${images.length} images`;
    throw new DataError('bad-option', 'images', got, `1 to ${MOST}`, 'Show them in several parts.');
  }
  const side = Math.floor(Math.sqrt(PIXELS / images.length));
  const shown = images.map(({ image: { pixels, ...size }, caption }): LabelledImage => {
    const lines = typeof caption === 'string' ? [caption] : [...caption];
    return { image: thumbnail({ ...size, values: pixels }, side), caption: lines };
  });
  const lines = shown.map(({ caption }, i) => `${i + 1}: ${caption.join(', ')}`);
  return mimeBundle({
    svg: page({ sentence: title, caption: counted(images.length, 'image') + '.' }, [imageGrid(shown)]),
    text: [title, ...lines].join('\n')
  });
}

/** `shift 2, flip 0.5`. */
function changesOf(augmentation: Augmentation): string {
  const changes = Object.entries(augmentation).flatMap(([name, value]) =>
    value === undefined || value === false ? [] : [value === true ? name : `${name} ${JSON.stringify(value)}`]
  );
  return changes.join(', ') || 'none';
}

async function labelledImages(
  batch: Batch,
  input: InputShape,
  classes: readonly string[],
  count: number
): Promise<LabelledImage[]> {
  const { images, labels, mixing } = batchTensors(batch);
  try {
    const values = await images.data<'float32'>();
    const { resolution, channels } = input;
    const side = Math.min(resolution, Math.floor(Math.sqrt(PIXELS / count)));
    return Array.from({ length: count }, (_, i) => {
      const size = resolution * resolution * channels;
      const whole = { height: resolution, width: resolution, channels };
      const image = thumbnail({ ...whole, values: values.subarray(i * size, (i + 1) * size) }, side);
      return { image, caption: captionOf(batch, classes, i) };
    });
  } finally {
    for (const tensor of [images, labels, ...Object.values(mixing ?? {})]) {
      tensor.dispose();
    }
  }
}

function captionOf({ labels, mixing }: Batch, classes: readonly string[], i: number): string[] {
  const own = classes[labels[i]];
  const other = mixing && classes[mixing.labels[i]];
  const share = mixing?.share[i] ?? 1;
  return other !== undefined && other !== own && share < 1
    ? [`${percent(share, 0)} ${own}`, `${percent(1 - share, 0)} ${other}`]
    : [own];
}
