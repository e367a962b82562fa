import type { GalleryDocument } from '@efficientnet-lab/kernel-helpers/views/gallery';
import type { ViewAdapter } from '../../frame/adapter';
import { CommandIDs } from '../../tokens';
import { galleryIcon } from './icon';

export const gallery: ViewAdapter<GalleryDocument> = {
  view: 'gallery',
  command: CommandIDs.openGallery,
  icon: galleryIcon,
  label: (trans) => trans.__('Images'),
  caption: (trans) =>
    trans.__('Images with their classes, and what a network makes of them; a cell fills it'),
  load: async () => (await import(/* webpackChunkName: "efficientnet-lab-view-gallery" */ './view')).opener
};
