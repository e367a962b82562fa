import { encoded } from '../images';
import { RINGS } from '../evaluation/evaluation.fixtures';
import { GALLERY_START, type GalleryImage, type GalleryState } from './state';

/** A ring on black, of which nothing is known. */
export const PLAIN: GalleryImage = {
  name: '',
  caption: [],
  truth: null,
  predicted: null,
  probability: null,
  truthProbability: null,
  image: encoded(RINGS),
  file: null,
  map: null
};

/** Two wrong answers, two right ones, and an image without an answer. */
export const IMAGES: readonly GalleryImage[] = [
  { ...PLAIN, name: 'a.png', truth: 'ring', predicted: 'ring', probability: 0.9 },
  { ...PLAIN, name: 'b.png', truth: 'ring', predicted: 'disc', probability: 0.6, truthProbability: 0.3 },
  { ...PLAIN, name: 'c.png', truth: 'disc', predicted: 'ring', probability: 0.95, truthProbability: 0.05 },
  {
    ...PLAIN,
    name: 'd <d>.png',
    truth: 'disc',
    predicted: 'disc',
    probability: 0.5,
    map: encoded({ width: 2, height: 1, channels: 1, values: [0, 255] })
  },
  { ...PLAIN, caption: ['nobody', 'knows'] }
];

export function galleryState(state: Partial<GalleryState> = {}): GalleryState {
  return {
    ...GALLERY_START,
    gallery: { title: 'Five & more', note: 'Typed.', images: [...IMAGES] },
    ...state
  };
}
