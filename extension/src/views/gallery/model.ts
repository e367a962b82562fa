import {
  GALLERY_QUANTITIES,
  GALLERY_START,
  type GalleryResult,
  galleryResult,
  type GalleryState
} from '@efficientnet-lab/kernel-helpers/views/gallery';
import { DerivedModel } from '../../frame/quantity-model';

/** Images, and which of them are looked at how; null while there are none. */
export type GalleryModel = DerivedModel<GalleryState, GalleryResult | null>;

export function galleryModel(state: GalleryState, start: GalleryState = GALLERY_START): GalleryModel {
  return new DerivedModel(galleryResult, GALLERY_QUANTITIES, state, start);
}
