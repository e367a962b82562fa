import { heatOverlay, type Pixels } from '../../analysis';
import { page } from '../../chart';
import { counted } from '../../wording/format';
import { ENGLISH, type Phrases, sentenceOf } from '../../wording/words';
import { decoded, imageGrid, type PixelImage } from '../images';
import { galleryResult } from './result';
import type { GalleryImage, GalleryState } from './state';
import { galleryWords, imageLines } from './words';

/** Share of the map's colour in each pixel. */
export const HEAT_OPACITY = 0.5;

/** The images that are looked at, in rows of six. */
export function galleryPicture(state: Readonly<GalleryState>, trans: Phrases = ENGLISH): string {
  const result = galleryResult(state);
  const words = galleryWords(result, trans);
  if (result === null) {
    return page({ sentence: sentenceOf(words), caption: words.detail }, []);
  }
  const { shown } = result;
  const drawn = shown.map((item) => ({ image: drawnImage(item, state), caption: imageLines(item, trans) }));
  const caption = words.detail || `${counted(shown.length, trans.__('image'))}.`;
  return page({ sentence: sentenceOf(words), caption }, [imageGrid(drawn)]);
}

function drawnImage({ image, map }: GalleryImage, { heat }: Readonly<GalleryState>): PixelImage {
  const plain = decoded(image);
  if (map === null || heat === 'image') {
    return plain;
  }
  const { pixels, ...size } = heatOverlay(pixelsOf(plain), pixelsOf(decoded(map)), HEAT_OPACITY);
  return { ...size, values: pixels };
}

/** The same as bytes that are resized and mixed. */
export function pixelsOf({ values, ...size }: PixelImage): Pixels {
  return { ...size, pixels: Uint8Array.from(values) };
}
