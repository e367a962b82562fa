import { LIMITS, requireNumber, requireObject, requireOneOf } from '../validate';
import { AVERAGING_FILTERS, type AveragingFilter } from './filters';
import { type ImagePart, type Pixels, requirePixels, type Size } from './pixels';
import { averaged } from './resize';

/** How a network wants images to be cut out. */
export interface EvaluationView {
  /** Side of the square that comes out, in pixels. */
  resolution: number;
  /** The part of the shorter side that the square takes, above 0 up to 1. */
  cropFraction: number;
  interpolation: AveragingFilter;
}

/**
 * The image as networks are evaluated on it: the shorter side resized to ⌊resolution / cropFraction⌋, then the square
 * in the middle. The same pixels as from timm's evaluation transform (its `Resize` and `CenterCrop` are torchvision's)
 * on Pillow images.
 *
 * @throws SpecError for a resolution or fraction out of range, another interpolation, and an image whose pixels are
 * others than its sides say.
 */
export function evaluationCrop(image: Pixels, view: EvaluationView): Pixels {
  requirePixels(image);
  const { resolution, cropFraction } = requireView(view);
  const size = shorterSideAt(image, Math.floor(resolution / cropFraction));
  const whole: ImagePart = { left: 0, top: 0, width: image.width, height: image.height };
  return averaged(image, size, view.interpolation, whole, centredSquare(size, resolution));
}

/** In words, what `evaluationCrop` does. @throws SpecError as it does for a view. */
export function evaluationCropWords(view: EvaluationView): string {
  const { resolution, cropFraction, interpolation } = requireView(view);
  const shorter = Math.floor(resolution / cropFraction);
  return (
    `the shorter side resized to ${shorter} px (${interpolation}, antialiased), ` +
    `the middle ${resolution} × ${resolution} px taken`
  );
}

function requireView(view: EvaluationView): EvaluationView {
  requireObject('view', view, 'Give a specification, or resolution, cropFraction and interpolation.');
  requireOneOf('interpolation', view.interpolation, AVERAGING_FILTERS);
  requireNumber('resolution', view.resolution, LIMITS.resolution);
  requireNumber('cropFraction', view.cropFraction, LIMITS.cropFraction);
  return view;
}

/** Sides after resizing the shorter one, as torchvision's `Resize` rounds the longer. */
function shorterSideAt({ width, height }: Size, side: number): Size {
  return width <= height
    ? { width: side, height: Math.floor((side * height) / width) }
    : { width: Math.floor((side * width) / height), height: side };
}

/** The centred square as torchvision's `center_crop` places it. */
function centredSquare({ width, height }: Size, side: number): ImagePart {
  return { left: halfToEven(width - side), top: halfToEven(height - side), width: side, height: side };
}

/** Half of a whole number, rounded as Python does: a half goes to the even neighbour. */
function halfToEven(twice: number): number {
  const below = Math.floor(twice / 2);
  return twice % 2 === 0 ? below : below + (below % 2);
}
