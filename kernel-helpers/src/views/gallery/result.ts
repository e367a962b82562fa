import { SpecError } from '../../analysis';
import { requireImageFile } from '../image-file';
import { requireImages } from '../images';
import { type Gallery, GALLERY_LIMITS, type GalleryImage, type GalleryState } from './state';

/** An image with what follows from what is known of it. */
export interface GalleryItem extends GalleryImage {
  /** Among all images of the gallery, from 0. */
  place: number;
  /** Whether another class than its own was named; null where one of both isn't known. */
  isMistake: boolean | null;
  /** Cross-entropy in nats, −ln p of its own class; null where that isn't known, infinite for p = 0. */
  loss: number | null;
}

export interface GalleryResult {
  gallery: Gallery;
  items: GalleryItem[];
  /** Those that are looked at, in the order in which they are. */
  shown: GalleryItem[];
  /** The one that is shown large; null for none. */
  enlarged: GalleryItem | null;
  /** Images of which own and named class are known, and those among them where both differ. */
  answers: number;
  mistakes: number;
  /** Names of all classes that occur, sorted. */
  classes: string[];
  hasLoss: boolean;
  hasProbability: boolean;
  hasMaps: boolean;
}

const NAMES = new Intl.Collator('en', { numeric: true });

/** What a sound state shows; null while there are no images. */
export function galleryResult(state: Readonly<GalleryState>): GalleryResult | null {
  const { gallery, enlarged } = state;
  if (gallery === null) {
    return null;
  }
  const items = gallery.images.map(itemOf);
  const known = items.filter(({ isMistake }) => isMistake !== null);
  const classes = new Set(items.flatMap(({ truth, predicted }) => [truth, predicted]));
  classes.delete(null);
  return {
    gallery,
    items,
    shown: shownOf(items, state),
    enlarged: enlarged === null ? null : items[enlarged],
    answers: known.length,
    mistakes: known.filter(({ isMistake }) => isMistake).length,
    classes: ([...classes] as string[]).sort(NAMES.compare),
    hasLoss: items.some(({ loss }) => loss !== null),
    hasProbability: items.some(({ probability }) => probability !== null),
    hasMaps: items.some(({ map }) => map !== null)
  };
}

function itemOf(image: GalleryImage, place: number): GalleryItem {
  const { truth, predicted, truthProbability, probability } = image;
  const isMistake = truth === null || predicted === null ? null : truth !== predicted;
  // Where the answer is right, its probability is that of the image's own class.
  const own = truthProbability ?? (isMistake === false ? probability : null);
  return { ...image, place, isMistake, loss: own === null ? null : -Math.log(own) || 0 };
}

function shownOf(
  items: readonly GalleryItem[],
  { shown, order, ofClass }: Readonly<GalleryState>
): GalleryItem[] {
  const kept = items.filter(
    ({ isMistake, truth, predicted }) =>
      (shown === 'all' || isMistake === (shown === 'mistakes')) &&
      (ofClass === null || truth === ofClass || predicted === ofClass)
  );
  const valueOf = ({ probability, loss }: GalleryItem): number =>
    (order === 'confidence' ? probability : loss) ?? -1;
  // What has no such value comes last; of equal ones the earlier first.
  return order === 'given' ? kept : kept.sort((a, b) => compare(valueOf(b), valueOf(a)) || a.place - b.place);
}

/** Two infinite losses are equal; their difference is no number. */
function compare(a: number, b: number): number {
  return a === b ? 0 : a - b;
}

/** @throws SpecError where parts of a document don't fit each other; a schema can't say that. */
export function requireGallery({ gallery, enlarged }: Readonly<GalleryState>): void {
  if (gallery === null) {
    return;
  }
  const { images } = gallery;
  const { characters, mapCharacters, fileCharacters, filesCharacters } = GALLERY_LIMITS;
  if (images.length === 0) {
    throw new SpecError('gallery.images', 'none', 'at least one', 'Leave out the gallery.');
  }
  if (enlarged !== null && enlarged >= images.length) {
    const expected = `a place from 0 to ${images.length - 1}`;
    throw new SpecError('enlarged', enlarged, expected, 'Enlarge one of the images, or none.');
  }
  requireImages(
    'gallery.images',
    images.map(({ image }) => image),
    characters
  );
  const maps = images.flatMap(({ map }) => map ?? []);
  requireImages('gallery maps', maps, mapCharacters);
  if (maps.some(({ channels }) => channels !== 1)) {
    throw new SpecError('gallery maps', '3 channels', '1', 'Give levels, not colours.');
  }
  images.forEach(({ file }, i) => {
    if (file !== null) {
      requireImageFile(`gallery.images[${i}].file`, file, fileCharacters);
    }
  });
  const all = images.reduce((sum, { file }) => sum + (file?.length ?? 0), 0);
  if (all > filesCharacters) {
    const expected = `files of ${filesCharacters} characters at most`;
    throw new SpecError('gallery.images', all, expected, 'Leave out some, or make them smaller.');
  }
}
