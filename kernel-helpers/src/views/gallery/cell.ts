import { ENGLISH, sentenceOf } from '../../wording/words';
import { type ViewCell, viewCell } from '../cell';
import { galleryPicture } from './picture';
import { galleryResult, requireGallery } from './result';
import type { GalleryDocument, GalleryState } from './state';
import { galleryWords, imageLines } from './words';

/**
 * What a cell shows of images: all of them in its text, those that are looked at in its picture.
 * @throws SpecError where parts of the state don't fit each other.
 */
export function galleryCell(state: GalleryState): ViewCell<GalleryDocument> {
  requireGallery(state);
  const words = galleryWords(galleryResult(state), ENGLISH);
  const lines = (state.gallery?.images ?? []).map(
    (image, i) => `${i + 1}: ${imageLines(image, ENGLISH).join(', ')}`
  );
  return viewCell('gallery', {
    sentence: sentenceOf(words),
    data: state,
    details: [words.detail, ...lines].filter((line) => line !== '').join('\n'),
    svg: galleryPicture(state)
  });
}
