import { imageGrid, type LabelledImage } from './confusion';
import { page, type PageText } from '../../chart/page';

/** Images of a batch with their labels. */
export function galleryPicture(text: PageText, images: readonly LabelledImage[]): string {
  return page(text, [imageGrid(images)]);
}
