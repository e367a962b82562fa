import type { PixelImage } from '@efficientnet-lab/kernel-helpers/views';
import { element } from '../dom/element';

/** Pixels as they are, drawn larger by CSS; `words` say what is seen. */
export function pixelImage(image: PixelImage, words: string): HTMLCanvasElement {
  const { width, height, channels, values } = image;
  const canvas = element('canvas', {
    class: 'jp-EnetPixels',
    width,
    height,
    role: 'img',
    'aria-label': words
  });
  const context = canvas.getContext('2d');
  if (context) {
    const drawn = context.createImageData(width, height);
    for (let pixel = 0; pixel < width * height; pixel++) {
      const at = (channel: number): number => values[pixel * channels + (channels >= 3 ? channel : 0)];
      drawn.data.set([at(0), at(1), at(2), 255], 4 * pixel);
    }
    context.putImageData(drawn, 0, 0);
  }
  return canvas;
}
