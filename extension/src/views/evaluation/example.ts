import { CalibrationTally } from '@efficientnet-lab/kernel-helpers/analysis';
import { encoded, type PixelImage } from '@efficientnet-lab/kernel-helpers/views';
import {
  byConfidence,
  confusionFigures,
  type KeptEvaluation,
  keptEvaluation,
  type Mistake
} from '@efficientnet-lab/kernel-helpers/views/evaluation';
import { uniform } from '../../frame/uniform';

const IMAGES = 600;
const SEED = 7;
const SIDE = 24;
/** What is drawn, and taken for one another. */
export const SHAPES = ['circle', 'square', 'triangle'] as const;
/** How much an answer is moved towards each class: circles and squares look more alike than either and a triangle. */
const ALIKE = [
  [1.7, 0.6, 0],
  [0.6, 1.5, 0.2],
  [0, 0.2, 2]
] as const;

/** A made-up evaluation of drawn shapes: the answers are drawn from a generator, the figures follow from them. */
export function exampleEvaluation(): KeptEvaluation {
  const draw = uniform(SEED);
  const confusion = SHAPES.map(() => SHAPES.map(() => 0));
  const tally = new CalibrationTally();
  const mistakes: Mistake[] = [];
  let loss = 0;
  for (let index = 0; index < IMAGES; index++) {
    const truth = index % SHAPES.length;
    const probabilities = shapeAnswer(truth, draw);
    const predicted = probabilities.indexOf(Math.max(...probabilities));
    confusion[truth][predicted]++;
    tally.add(probabilities, truth);
    loss -= Math.log(probabilities[truth]) / IMAGES;
    const image = shapeImage(truth, draw);
    if (truth !== predicted) {
      const [confidence, truthProbability] = [probabilities[predicted], probabilities[truth]];
      mistakes.push({ index, truth, predicted, confidence, truthProbability, image: encoded(image) });
    }
  }
  const classes = [...SHAPES];
  const measured = {
    dataset: 'made-up example',
    classes,
    ...confusionFigures(confusion, classes),
    top5: null,
    loss,
    calibration: tally.result(),
    confusion,
    mistakes: mistakes.sort(byConfidence),
    seconds: 0,
    imagesPerSecond: 0
  };
  return { ...keptEvaluation(measured, new Date()), imagesPerSecond: null };
}

/** A made-up answer for an image of a shape: a probability for each. */
export function shapeAnswer(truth: number, draw: () => number): number[] {
  return softmax(ALIKE[truth].map((level) => level + 4 * (draw() - 0.5)));
}

function softmax(logits: readonly number[]): number[] {
  const powers = logits.map(Math.exp);
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

/** A filled circle, square or triangle somewhere in the image, in grey. */
export function shapeImage(which: number, draw: () => number): PixelImage {
  const half = 5 + 3 * draw();
  const [middleX, middleY] = [0, 1].map(() => half + 1 + (SIDE - 2 * half - 2) * draw());
  const values = Array.from({ length: SIDE * SIDE }, (_, i) => {
    const x = (i % SIDE) + 0.5 - middleX;
    const y = Math.floor(i / SIDE) + 0.5 - middleY;
    const isInside = [
      Math.hypot(x, y) <= half,
      Math.max(Math.abs(x), Math.abs(y)) <= 0.85 * half,
      Math.abs(y) <= half && Math.abs(x) <= (y + half) / 2
    ][which];
    return isInside ? 210 : 25;
  });
  return { width: SIDE, height: SIDE, channels: 1, values };
}
