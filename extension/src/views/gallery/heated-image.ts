import { heatPixels } from '@efficientnet-lab/kernel-helpers/analysis';
import { decoded, type EncodedImage, type PixelImage } from '@efficientnet-lab/kernel-helpers/views';
import { HEAT_OPACITY, pixelsOf } from '@efficientnet-lab/kernel-helpers/views/gallery';
import { pixelImage } from '../../controls/pixel-image';
import { element } from '../../dom/element';

/** Longer side of a map's colours, pixels: smooth where an image is large. */
const HEAT_SIDE = 160;

/**
 * An image, and what an answer rests on over it.
 * @param file - the same with more pixels, a data address that the document's check has let pass
 */
export function heatedImage(
  image: PixelImage,
  file: string | null,
  map: EncodedImage | null,
  words: string
): HTMLElement {
  const plain =
    file === null
      ? pixelImage(image, words)
      : element('img', {
          src: file,
          alt: words,
          width: image.width,
          height: image.height,
          draggable: 'false'
        });
  const heat = map && pixelImage(heatOf(map, image), '');
  heat?.setAttribute('aria-hidden', 'true');
  heat?.style.setProperty('opacity', String(HEAT_OPACITY));
  const place = element('div', { class: 'jp-EnetHeated' }, plain, heat);
  place.style.aspectRatio = `${image.width} / ${image.height}`;
  return place;
}

function heatOf(map: EncodedImage, { width, height }: PixelImage): PixelImage {
  const scale = HEAT_SIDE / Math.max(width, height);
  const side = (length: number): number => Math.max(1, Math.round(length * scale));
  const { pixels, ...size } = heatPixels(pixelsOf(decoded(map)), {
    width: side(width),
    height: side(height)
  });
  return { ...size, values: pixels };
}
