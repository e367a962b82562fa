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
import { type HeatMap, heatLevels } from '../evaluation';
import { galleryCell } from '../views/gallery/cell';
import { GALLERY_LIMITS, GALLERY_START, type Gallery, type GalleryImage } from '../views/gallery/state';
import { encoded, type PixelImage, thumbnail } from '../views/images';
import { counted, exact, named, percent } from '../wording/format';
import type { MimeBundle } from './bridge';
import { mimeBundle } from './bundle';
import { display } from './output';
import { photograph } from './png';

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

const {
  images: MOST,
  pixels: PIXELS,
  mapSide,
  nameLength,
  lines,
  fileCharacters,
  filesCharacters
} = GALLERY_LIMITS;
const USUAL = 12;
/** Of photographs with more pixels than their tile: the longer side of each, and the pixels of all together. */
const FILE_SIDE = 320;
const FILE_PIXELS = 1_200_000;

/**
 * Shows the first images that a training run with these options sees: out of the same pipeline, moved, cropped, mixed
 * and resized as they will be. The same options show the same images.
 *
 * @param network The network, by its input.
 * @throws DataError for options that can't be, and for images that can't be read.
 *
 * @example
 * ```ts
 * const { train } = await enet.loadMnist();
 * await enet.showBatch(enet.firstImages(train, 64), { resolution: 32, inputChannels: 1 }, { augmentation: { shift: 2 }, batchSize: 8, seed: 1 });
 * ```
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
  const shown = await batchImages(batch, input, dataset.classes, count);
  const title =
    `What the network sees: ${count === size ? '' : `${counted(count, 'image')} of `}the first training batch of ` +
    `epoch ${exact(epoch)}, ${network.resolution} × ${network.resolution} pixels.`;
  const note = `${dataset.name}, batches of ${exact(size)}, seed ${exact(seed)}. Augmentation: ${changesOf(augmentation)}.`;
  return galleryBundle({ title, note, images: shown });
}

/** An image, what is known of it, and what a network made of it. */
export interface CaptionedImage {
  /** In grey or colour. */
  image: Pixels;
  /** Words under it; each of a list, of up to 6, on a line of its own. */
  caption?: string | readonly string[];
  /** Heads those words: the name of its file. */
  name?: string;
  /** Its class. */
  truth?: string;
  /** The class that a network named, and how probable that is, 0…1. */
  predicted?: string;
  probability?: number;
  /** Probability of its own class; its cross-entropy follows. */
  truthProbability?: number;
  /** What the answer rests on, `enet.images.heatMap(cam, i)`: the view lays it over the image. */
  map?: HeatMap;
}

const CAPTIONED_IMAGE: OptionNames<CaptionedImage> = {
  image: true,
  caption: true,
  name: true,
  truth: true,
  predicted: true,
  probability: true,
  truthProbability: true,
  map: true
};

/**
 * Shows images side by side, with what is known of them: a view that sorts and enlarges them, and lays heat maps over them.
 * @throws DataError for no images, and for more than 60; SpecError for a probability that is none; EvaluationError for
 *   values that are no heat map.
 *
 * @example
 * ```ts
 * const cat = await enet.loadImage('samples/chelsea.png');
 * enet.showImages('One photograph', [{ image: cat, caption: 'a cat' }]);
 * ```
 */
export function showImages(title: string, images: readonly CaptionedImage[]): void {
  display(imagesBundle(title, images));
}

export function imagesBundle(title: string, images: readonly CaptionedImage[]): MimeBundle {
  if (images.length < 1 || images.length > MOST) {
    const got = `${images.length} images`;
    throw new DataError('bad-option', 'images', got, `1 to ${MOST}`, 'Show them in several parts.');
  }
  images.forEach((image) => requireOptions(image, CAPTIONED_IMAGE));
  return galleryBundle({ title, note: '', images: keptImages(images) });
}

function galleryBundle(gallery: Gallery): MimeBundle {
  return mimeBundle(galleryCell({ ...GALLERY_START, gallery }));
}

/** What a document keeps of images: small ones, and files of those that have more pixels, as far as there is room. */
function keptImages(images: readonly CaptionedImage[]): GalleryImage[] {
  const side = Math.floor(Math.sqrt(PIXELS / images.length));
  const fileSide = Math.min(FILE_SIDE, Math.floor(Math.sqrt(FILE_PIXELS / images.length)));
  let left = filesCharacters;
  return images.map((given) => {
    const { image, caption = [], name = '', truth, predicted, probability, truthProbability, map } = given;
    const isCut =
      Math.max(image.width, image.height) > side && (image.channels === 1 || image.channels === 3);
    const file = isCut ? photograph(image, fileSide) : null;
    const isKept = file !== null && file.length <= Math.min(left, fileCharacters);
    left -= isKept ? file.length : 0;
    const { pixels, ...size } = image;
    return {
      name: shortened(name),
      caption: (typeof caption === 'string' ? [caption] : caption).slice(0, lines).map(shortened),
      truth: truth === undefined ? null : shortened(truth),
      predicted: predicted === undefined ? null : shortened(predicted),
      probability: shareOf(probability),
      truthProbability: shareOf(truthProbability),
      image: encoded(thumbnail({ ...size, values: pixels }, side)),
      file: isKept ? file : null,
      map: map === undefined ? null : encoded(thumbnail(valuesOf(heatLevels(map)), mapSide))
    };
  });
}

function valuesOf({ pixels, ...size }: Pixels): PixelImage {
  return { ...size, values: pixels };
}

function shortened(name: string): string {
  return name.slice(0, nameLength);
}

/** Single precision may round a probability up. */
function shareOf(probability: number | undefined): number | null {
  return probability === undefined ? null : probability > 1 && probability < 1 + 1e-6 ? 1 : probability;
}

/** `shift 2, flip 0.5`. */
function changesOf(augmentation: Augmentation): string {
  const changes = Object.entries(augmentation).flatMap(([name, value]) =>
    value === undefined || value === false ? [] : [value === true ? name : `${name} ${JSON.stringify(value)}`]
  );
  return changes.join(', ') || 'none';
}

async function batchImages(
  batch: Batch,
  input: InputShape,
  classes: readonly string[],
  count: number
): Promise<GalleryImage[]> {
  const { images, labels, mixing } = batchTensors(batch);
  try {
    const values = await images.data<'float32'>();
    const { resolution, channels } = input;
    return keptImages(
      Array.from({ length: count }, (_, i) => {
        const size = resolution * resolution * channels;
        const whole = { height: resolution, width: resolution, channels };
        const { values: pixels, ...shape } = thumbnail(
          { ...whole, values: values.subarray(i * size, (i + 1) * size) },
          resolution
        );
        return { image: { ...shape, pixels: Uint8Array.from(pixels) }, ...labelsOf(batch, classes, i) };
      })
    );
  } finally {
    for (const tensor of [images, labels, ...Object.values(mixing ?? {})]) {
      tensor.dispose();
    }
  }
}

/** The class of an image, or the shares of both of a mixed one. */
function labelsOf(
  { labels, mixing }: Batch,
  classes: readonly string[],
  i: number
): Pick<CaptionedImage, 'truth' | 'caption'> {
  const own = classes[labels[i]];
  const other = mixing && classes[mixing.labels[i]];
  const share = mixing?.share[i] ?? 1;
  return other !== undefined && other !== own && share < 1
    ? { caption: [`${percent(share, 0)} ${own}`, `${percent(1 - share, 0)} ${other}`] }
    : { truth: own };
}
