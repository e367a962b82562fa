import type { ViewDocument } from '../document';
import { type EncodedImage, imageSchema } from '../images';
import { schemasOf, startOf, type StateOf } from '../quantities';
import { count, list, maybe, record, share, text } from '../schema-parts';
import { GALLERY_QUANTITIES as QUANTITIES } from './quantities';

/** An image with what is known of it; plain JSON. */
export interface GalleryImage {
  /** Heads its lines; empty for images without names. */
  name: string;
  /** Further lines under it. */
  caption: string[];
  /** Its class; null where that isn't known. */
  truth: string | null;
  /** The class that a network named; null where none was asked. */
  predicted: string | null;
  /** Of the named class. */
  probability: number | null;
  /** Of its own class. */
  truthProbability: number | null;
  /** As it is drawn in the grid and on paper. */
  image: EncodedImage;
  /** The same with more pixels, a data address of a PNG or JPEG file; null where `image` has them all. */
  file: string | null;
  /** What the named class rests on, 0…255, one channel; null where that wasn't asked. */
  map: EncodedImage | null;
}

export interface Gallery {
  title: string;
  /** Source, and how to read it; may be empty. */
  note: string;
  images: GalleryImage[];
}

export interface GalleryState extends StateOf<typeof QUANTITIES> {
  /** Null as long as there are no images. */
  gallery: Gallery | null;
  /** Only images that are of this class or were named so; null for all. */
  ofClass: string | null;
  /** Place of the image that is shown large; null for none. */
  enlarged: number | null;
}

export type GalleryDocument = ViewDocument<'gallery', GalleryState>;

export const GALLERY_START: Readonly<GalleryState> = {
  ...startOf(QUANTITIES),
  gallery: null,
  ofClass: null,
  enlarged: null
};

/** Bounds of a document: what a saved notebook can carry, and a page shows without delay. */
export const GALLERY_LIMITS = {
  images: 60,
  /** Longer sides, pixels. */
  side: 200,
  mapSide: 64,
  /** Pixels of all images together: keeps picture and document small. */
  pixels: 40_000,
  /** In base64, of three channels, with the ends that are filled up. */
  characters: 4 * (40_000 + 60),
  mapCharacters: 60 * 4 * Math.ceil((64 * 64) / 3),
  /** Of one file's data address, and of all. */
  fileCharacters: 120_000,
  filesCharacters: 800_000,
  nameLength: 200,
  lines: 6
} as const;

const { images, side, mapSide, characters, mapCharacters, fileCharacters, nameLength, lines } =
  GALLERY_LIMITS;
const name = { type: 'string', maxLength: nameLength } as const;

const gallerySchema = record({
  title: text,
  note: text,
  images: list(
    record({
      name,
      caption: list(name, lines),
      truth: maybe(name),
      predicted: maybe(name),
      probability: maybe(share),
      truthProbability: maybe(share),
      image: imageSchema(side, characters),
      file: maybe({ type: 'string', maxLength: fileCharacters }),
      map: maybe(imageSchema(mapSide, mapCharacters))
    }),
    images
  )
});

export const galleryDataSchema = record({
  ...schemasOf(QUANTITIES),
  // The last of these is the one that an error tells of.
  gallery: { anyOf: [{ type: 'null' }, gallerySchema] },
  ofClass: maybe(name),
  enlarged: maybe(count)
});
