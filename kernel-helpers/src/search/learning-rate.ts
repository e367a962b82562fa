import type { TrainingOptions } from '../training';
import type { SweepTraining } from './definition';
import { SweepError } from './errors';

/** The largest batch that training takes. */
const MOST_IMAGES = 65_536;

/** What `train` is given: with the rate that follows from the batch size, where the sweep has such a rule. */
export function trainingOptions({ learningRatePer, ...training }: SweepTraining): TrainingOptions {
  const { learningRate, batchSize } = training;
  return learningRatePer === undefined || typeof learningRate !== 'number' || batchSize === undefined
    ? training
    : { ...training, learningRate: (learningRate * batchSize) / learningRatePer };
}

/**
 * That a rate which follows from the batch size has both to follow from, said in so many words: a default would make of
 * the rule another rate than the reader thinks.
 * @param training With what a candidate has of its own.
 */
export function requireRateRule(training: SweepTraining): void {
  const { learningRatePer, learningRate, batchSize } = training;
  if (learningRatePer === undefined) {
    return;
  }
  const place = 'training.learningRatePer';
  if (!(Number.isInteger(learningRatePer) && learningRatePer >= 1 && learningRatePer <= MOST_IMAGES)) {
    const expected = `a whole number of images from 1 to ${MOST_IMAGES}`;
    const remedy = 'Give the batch size that learningRate is meant for, 256 for example.';
    throw new SweepError('definition', place, learningRatePer, expected, remedy);
  }
  const missing = learningRate === undefined ? 'learningRate' : batchSize === undefined ? 'batchSize' : null;
  if (missing !== null) {
    const remedy = `Give training.${missing} or values of it in the grid, or leave learningRatePer out.`;
    throw new SweepError(
      'definition',
      place,
      `${learningRatePer} without ${missing}`,
      `a ${missing}`,
      remedy
    );
  }
}
