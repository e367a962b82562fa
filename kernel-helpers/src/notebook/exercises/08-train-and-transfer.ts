import { mcNemar, runningStatistics, summarize, variant } from '../../analysis';
import type { Exercise } from './exercise';
import { numberExercise, whole } from './number';

const CLASSES = 12;

/** Trainable parameters of Lite0 with so many classes, less those with none. */
function ofClassifier(classes: number): number {
  const params = (count: number): number => summarize(variant('lite0', { classes: count })).params.trainable;
  return classes * (params(2) - params(1));
}

const newClassifier = numberExercise({
  id: '08.1',
  title: 'All that is left to train',
  prompt:
    `Everything of Lite0 up to its 1,280 features is frozen, and a new classifier tells ${CLASSES} classes apart. How many ` +
    'numbers does training change?',
  expected: 'a whole number of parameters',
  truth: () => ofClassifier(CLASSES),
  mistakes: () => [
    { value: ofClassifier(CLASSES) - CLASSES, says: 'Each class has an offset too.' },
    { value: ofClassifier(1000), says: 'That is the old classifier, of 1,000 classes.' },
    { value: CLASSES, says: 'Each class looks at all features.' }
  ],
  consider: whole,
  why: () => 'a network of millions becomes a linear model on features that somebody else paid for.',
  hints: [
    'What does one class need to turn the features into its logit?',
    'A weight for each feature, and an offset.'
  ]
});

const IMAGES = 500;
const BATCH = 32;
const MOMENTUM = 0.99;
const LEFT = 0.01;

function settledSteps(): number {
  return runningStatistics({ momentum: MOMENTUM, steps: 1, settled: LEFT }).firstSettledStep ?? Infinity;
}

const settledEpochs = numberExercise({
  id: '08.2',
  title: 'Statistics that are the network’s own',
  prompt:
    `You train on ${IMAGES} images in batches of ${BATCH}; the last, incomplete batch of an epoch is left out. Moving statistics ` +
    `have momentum ${MOMENTUM}. After how many whole epochs is at most 1 % of their ImageNet values left for the first time?`,
  expected: 'a whole number of epochs',
  truth: () => Math.ceil(settledSteps() / Math.floor(IMAGES / BATCH)),
  mistakes: () => [
    { value: settledSteps(), says: 'Those are steps.' },
    {
      value: Math.ceil(settledSteps() / Math.ceil(IMAGES / BATCH)),
      says: 'The incomplete batch was counted as a step.'
    },
    {
      value: Math.floor(settledSteps() / Math.floor(IMAGES / BATCH)),
      says: 'There a little more is still left.'
    },
    { value: settledSteps() / IMAGES, says: 'A step takes a batch, not an image.' }
  ],
  consider: whole,
  why: () => 'that is why the preset takes momentum 0.9 for short runs.',
  hints: ['After how many steps is 1 % left? Each step keeps the same share.', 'How many steps has an epoch?']
});

const RATE = 2e-3;
const DECAY = 0.8;
/** Parts of Lite0 between its input and its classifier: stem, seven stages, the head's convolution. */
const BELOW = 9;

const stemRate = numberExercise({
  id: '08.3',
  title: 'The slow end of the network',
  prompt:
    `\`layerRates: { decay: ${DECAY} }\` gives the classifier the whole learning rate, the convolution of the head ${DECAY} of it, ` +
    `the last stage ${DECAY}² of it, and so on to the stem. Lite0 has seven stages, and the learning rate is ${RATE}. What does the ` +
    'stem train with? Two significant digits are enough.',
  expected: 'a learning rate, right to 0.00001',
  truth: () => RATE * DECAY ** BELOW,
  tolerance: 1e-5,
  mistakes: () => [
    { value: RATE * DECAY ** (BELOW - 1), says: 'One part was forgotten: that is the rate of stage 1.' },
    { value: RATE * DECAY ** 7, says: 'Only stages were counted; the head and the stem are parts too.' },
    { value: RATE * DECAY ** (BELOW + 1), says: 'The classifier itself has the whole rate.' },
    { value: (RATE * DECAY) / BELOW, says: 'The decay is a factor for each part, not a share of one.' }
  ],
  why: () => 'edges and colours hold for digits too; the stem needs little of the new task.',
  hints: [
    'Count the parts from the classifier to the stem.',
    'Classifier, head, seven stages, stem: how many steps down?'
  ]
});

const ONLY_FIRST = 3;
const ONLY_SECOND = 9;
const BOTH = 900;

/** Both right on many images, which say nothing, and each alone on some. */
function pValue(): number {
  const rights = (...counts: Array<[boolean, number]>): boolean[] =>
    counts.flatMap(([right, count]) => new Array<boolean>(count).fill(right));
  const first = rights([true, BOTH], [true, ONLY_FIRST], [false, ONLY_SECOND]);
  const second = rights([true, BOTH], [false, ONLY_FIRST], [true, ONLY_SECOND]);
  return mcNemar(first, second).pValue;
}

const twoNetworks = numberExercise({
  id: '08.4',
  title: 'Better, or lucky?',
  prompt:
    `Two networks see the same images. On ${BOTH} both are right, on ${ONLY_FIRST} only the first, on ${ONLY_SECOND} only the ` +
    'second. What is the two-sided exact p-value of McNemar’s test? Three decimals are enough.',
  expected: 'a probability, right to 0.001',
  truth: pValue,
  tolerance: 1e-3,
  mistakes: () => [
    { value: pValue() / 2, says: 'That is one side; the first could have been the lucky one too.' },
    {
      value: ONLY_FIRST / (ONLY_FIRST + ONLY_SECOND),
      says: 'That is a share of the images that differ, no probability of it.'
    },
    { value: (ONLY_SECOND - ONLY_FIRST) / BOTH, says: 'That is the difference of the accuracies.' }
  ],
  why: () => 'three times as many, and still too few coins to tell skill from luck.',
  hints: [
    'Only images count on which exactly one is right. If both are equally good, each of them is a fair coin.',
    'How often do 12 coins show at most 3 heads? And tails?'
  ]
});

/** Exercises of notebook 08, in its order. */
export const TRAIN_AND_TRANSFER: readonly Exercise[] = [newClassifier, settledEpochs, stemRate, twoNetworks];
