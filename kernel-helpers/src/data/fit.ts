import { cropImage, type ImagePart, type Pixels, resizeImage, type Size } from '../analysis';

/** The largest centred square of an image. */
export function centredSquare({ width, height }: Size): ImagePart {
  const side = Math.min(width, height);
  return { left: (width - side) >> 1, top: (height - side) >> 1, width: side, height: side };
}

/** Part of an image, resized bilinearly with antialiasing. */
export function resized(image: Pixels, box: ImagePart, size: Size): Pixels {
  const whole = box.width === image.width && box.height === image.height;
  if (whole && size.width === image.width && size.height === image.height) {
    return image;
  }
  return resizeImage(whole ? image : cropImage(image, box), size, 'bilinear');
}
