import { anchorBoxes, efficientDet, evaluationCrop, variant } from '../../analysis';
import { channelTransform } from '../../model';
import type { Exercise } from './exercise';
import { numberExercise, whole } from './number';

const PIXEL = 200;

/** What the network's first layer gets for a pixel. */
function entering(preprocessing: 'inception' | 'half' | 'unit' | 'imagenet'): number {
  const { factors, offsets } = channelTransform(preprocessing, 3) ?? { factors: [1], offsets: [0] };
  return PIXEL * factors[0] + offsets[0];
}

const pixel = numberExercise({
  id: '09.1',
  title: 'What the network gets',
  prompt:
    `Lite0 was trained with \`inception\` preprocessing: 127 is taken away from each value, and the rest divided by 128. A pixel’s ` +
    `red is ${PIXEL}. What does the first layer get? Two decimals are enough.`,
  expected: 'a number, right to 0.01',
  truth: () => entering('inception'),
  tolerance: 0.01,
  mistakes: () => [
    { value: entering('unit'), says: 'That is the value divided by 255, as `unit` does.' },
    { value: entering('imagenet'), says: 'That is with the mean and deviation of ImageNet’s red.' },
    { value: PIXEL - 127, says: 'The division is left.' },
    { value: PIXEL / 128, says: 'Nothing was taken away.' }
  ],
  why: () =>
    'the same pixel would be more than twice as bright with ImageNet’s statistics, and no error would say so.',
  hints: ['Values of 0 to 255 are to lie around zero.', 'First the difference, then the quotient.']
});

const PHOTOGRAPH = { width: 451, height: 300 };

/** Share of a photograph's pixels that the network sees. */
function seenShare(cropFraction: number): number {
  const { resolution } = variant('lite0');
  const shorter = Math.floor(resolution / cropFraction);
  const longer = Math.floor((shorter * PHOTOGRAPH.width) / PHOTOGRAPH.height);
  return resolution ** 2 / (shorter * longer);
}

const crop = numberExercise({
  id: '09.2',
  title: 'What is cut away',
  prompt:
    `A photograph has ${PHOTOGRAPH.width} × ${PHOTOGRAPH.height} pixels. For a network of 224 pixels with crop fraction 0.875, its shorter side ` +
    'is resized to 224 ÷ 0.875 pixels, and the square in the middle is cut out. Which share of the photograph’s area does the ' +
    'network see? Two decimals are enough.',
  expected: 'a share, right to 0.01',
  truth: () => seenShare(variant('lite0').cropFraction),
  tolerance: 0.01,
  mistakes: () => [
    { value: seenShare(1), says: 'That is without the crop fraction: the largest square.' },
    { value: 0.875 ** 2, says: 'That would be right for a square photograph.' },
    { value: 0.875, says: 'That is the share of one side.' },
    {
      value: evaluationCropPixels() / (PHOTOGRAPH.width * PHOTOGRAPH.height),
      says: 'Pixels before and after resizing are not the same size.'
    }
  ],
  why: () =>
    'what stands at the edges of a photograph is never seen; some evaluations cut less, and their accuracy is another one.',
  hints: [
    'How large is the whole photograph after resizing?',
    'Compare the square with that, not with the original.'
  ]
});

function evaluationCropPixels(): number {
  const image = { ...PHOTOGRAPH, channels: 1, pixels: new Uint8Array(PHOTOGRAPH.width * PHOTOGRAPH.height) };
  const { width, height } = evaluationCrop(image, variant('lite0'));
  return width * height;
}

const SIDE = 512;

function anchorsOf(levels: readonly number[], perPixel: number): number {
  return levels.reduce((sum, level) => sum + perPixel * (SIDE / 2 ** level) ** 2, 0);
}

const LEVELS = [3, 4, 5, 6, 7];
const ANCHORS_PER_PIXEL = 9;

const anchors = numberExercise({
  id: '09.3',
  title: 'How many boxes?',
  prompt:
    `EfficientDet-D0 looks at an image of ${SIDE} × ${SIDE} pixels on maps of strides 8, 16, 32, 64 and 128. At each pixel of each map it ` +
    'proposes boxes of three sizes in three shapes. How many boxes does it judge for one image?',
  expected: 'a whole number of boxes',
  truth: () => anchorBoxes(efficientDet('d0')).length / 4,
  mistakes: () => [
    { value: anchorsOf(LEVELS, 1), says: 'Those are the pixels; each has several boxes.' },
    { value: anchorsOf([3], ANCHORS_PER_PIXEL), says: 'That is the finest map alone.' },
    { value: anchorsOf(LEVELS, 6), says: 'Each size comes in each shape.' },
    {
      value: anchorsOf(LEVELS.slice(0, 3), ANCHORS_PER_PIXEL),
      says: 'The neck adds two coarser maps to the backbone’s.'
    }
  ],
  consider: whole,
  why: () => 'nearly all of them show background, which is why the loss is a focal one.',
  hints: ['A map of stride 8 has 64 × 64 pixels.', 'Add up the pixels of the five maps first.']
});

const CHANNELS = 96;
const KERNEL = 5;

const sequence = numberExercise({
  id: '09.4',
  title: 'One dimension less',
  prompt:
    `A block of B0 has ${CHANNELS} expanded channels and a depthwise kernel of ${KERNEL} × ${KERNEL}. The same block for signals has a kernel of ` +
    `${KERNEL} along time. How many weights fewer does its depthwise convolution have?`,
  expected: 'a whole number of weights',
  truth: () => CHANNELS * (KERNEL ** 2 - KERNEL),
  mistakes: () => [
    { value: CHANNELS * KERNEL, says: 'That is how many it has, not how many fewer.' },
    { value: CHANNELS * KERNEL ** 2, says: 'That is how many the block for images has.' },
    { value: KERNEL ** 2 - KERNEL, says: 'That is for one channel.' },
    {
      value: CHANNELS ** 2 * (KERNEL ** 2 - KERNEL),
      says: 'Depthwise: each channel has a kernel of its own, and no other.'
    }
  ],
  consider: whole,
  why: () => 'the 1 × 1 convolutions are the same in both, and they hold most of the weights.',
  hints: [
    'A depthwise convolution has one kernel for each channel.',
    'How many numbers has a kernel, in each case?'
  ]
});

/** Exercises of notebook 09, in its order. */
export const APPLICATIONS: readonly Exercise[] = [pixel, crop, anchors, sequence];
