import {
  meanOverSeeds,
  normalizationCounts,
  type NormalizationPlace,
  runningStatistics,
  statisticNoise
} from '../../analysis';
import type { Exercise } from './exercise';
import { functionExercise } from './function';
import { numberExercise, whole } from './number';

/** Of intervals over seeds. */
const CONFIDENCE = 0.95;
/** Half the width of a 95 % interval, in standard errors that are known. */
const NORMAL_95 = 1.96;

const CROSSING = { batchSize: 1, height: 14, width: 14, channels: 240, groups: 20 };

const moreNumbers = numberExercise({
  id: '07.1',
  title: 'Who averages more?',
  prompt:
    'A map of 14 × 14 pixels has 240 channels. From which batch size on does batch normalisation average more numbers for ' +
    'one of its means than group normalisation with 20 groups?',
  expected: 'a whole number of images',
  truth: () => crossing() + 1,
  mistakes: () => [
    {
      value: crossing(),
      says: 'There both average equally many; asked is where batch normalisation has more.'
    },
    { value: CROSSING.groups, says: 'That is the number of groups; a group’s size is what matters.' },
    { value: CROSSING.channels, says: 'A group holds only some of the channels.' },
    {
      value: crossing() * CROSSING.height * CROSSING.width,
      says: 'Those are the numbers of one group; the map cancels.'
    }
  ],
  consider: whole,
  why: () =>
    'C/G images have as many pixels of one channel as a group has in one image, whatever the map. But equal counts are not equal noise.',
  hints: [
    'How many numbers go into one mean, in each case?',
    'Both counts have the pixels of the map as a factor. What is left on either side?'
  ]
});

function crossing(): number {
  return normalizationCounts(CROSSING).crossing;
}

/** What the reader's function is given. */
type Batch = Required<Pick<NormalizationPlace, 'batchSize' | 'height' | 'width' | 'correlation'>>;

const pixelsOf = ({ height, width }: Batch): number => height * width;
const valuesOf = (batch: Batch): number => batch.batchSize * pixelsOf(batch);
const effectOf = (batch: Batch): number => 1 + (pixelsOf(batch) - 1) * batch.correlation;

const errorOfMean = functionExercise<Batch>({
  id: '07.2',
  title: 'The error of a mean, with correlation',
  prompt:
    'Write a function of `{ batchSize, height, width, correlation }` that returns the standard error of batch ' +
    'normalisation’s mean of one channel, in units of σ. Any two pixels of one image have the correlation ρ, and images ' +
    'are independent.',
  expected: 'a function of { batchSize, height, width, correlation } that returns a share of σ',
  result: 'standard errors',
  firstCases: [
    { batchSize: 4, height: 7, width: 7, correlation: 0 },
    { batchSize: 1, height: 7, width: 7, correlation: 1 },
    { batchSize: 8, height: 14, width: 7, correlation: 0.3 }
  ],
  randomCase: (random) => ({
    batchSize: 1 + random.below(64),
    height: 2 + random.below(56),
    width: 2 + random.below(56),
    correlation: random.below(101) / 100
  }),
  truth: (batch) => statisticNoise({ ...batch, channels: 1, groups: 1 }).meanError,
  mistakes: [
    {
      compute: (batch) => 1 / Math.sqrt(valuesOf(batch)),
      says: 'Pixels were taken as independent: ρ was left out.'
    },
    {
      compute: (batch) => effectOf(batch) / valuesOf(batch),
      says: 'That is the variance; an error is its root.'
    },
    {
      compute: (batch) => Math.sqrt((1 + pixelsOf(batch) * batch.correlation) / valuesOf(batch)),
      says: 'Each pixel was paired with itself too: it has one partner less than there are pixels.'
    },
    {
      compute: (batch) => Math.sqrt((1 + (valuesOf(batch) - 1) * batch.correlation) / valuesOf(batch)),
      says: 'Pixels of different images were correlated too; images are independent.'
    },
    {
      compute: (batch) => Math.sqrt((1 + batch.correlation) / valuesOf(batch)),
      says: 'Each pixel was correlated with one partner only.'
    },
    {
      compute: (batch) => Math.sqrt(effectOf(batch) / pixelsOf(batch)),
      says: 'That is the error of one image’s mean; a batch has several.'
    }
  ],
  why: () =>
    'The variance of a sum is the sum of all covariances, and pixels of one image bring many of them.',
  hints: [
    'The variance of a mean is the sum of all pairwise covariances, divided by the square of their number.',
    'A pixel has covariance σ² with itself and ρσ² with the other pixels of its image. How many others are there?',
    'Try ρ = 1 first: then an image is one number, and a batch has as many numbers as images.'
  ]
});

const WORTH: NormalizationPlace = {
  batchSize: 8,
  height: 14,
  width: 14,
  channels: 112,
  groups: 14,
  correlation: 0.1
};

const worth = numberExercise({
  id: '07.3',
  title: 'What are the pixels worth?',
  prompt:
    'A batch of 8 images has maps of 14 × 14 pixels, and any two pixels of one image have correlation 0.1. How many ' +
    'independent numbers would give a mean that is as exact? One decimal is enough.',
  expected: 'a number, right to 0.1',
  truth: () => statisticNoise(WORTH).effectiveValues,
  tolerance: 0.1,
  mistakes: () => {
    const { values, designEffect } = statisticNoise(WORTH);
    const { batchSize } = WORTH;
    return [
      { value: values, says: 'That is how many numbers there are, as if pixels were independent.' },
      { value: batchSize / correlationOf(WORTH), says: 'That is the limit for endlessly large maps.' },
      { value: batchSize, says: 'That would be right if all pixels of an image were equal.' },
      { value: designEffect, says: 'That is the design effect: by how much the variance grows.' },
      { value: Math.sqrt(values / designEffect), says: 'No root is needed: variances, not errors, add up.' },
      { value: correlationOf(WORTH) * values, says: 'ρ is not the share of the pixels that count.' }
    ];
  },
  why: () =>
    'of more than a thousand numbers not even a tenth is left, and larger maps would hardly add any.',
  hints: [
    'By which factor does correlation make the variance of the mean larger?',
    'The factor is 1 plus ρ for each other pixel of the same image. Divide the number of values by it.'
  ]
});

function correlationOf({ correlation = 0 }: NormalizationPlace): number {
  return correlation;
}

const OBSERVED = { batchSize: 16, height: 14, width: 14, channels: 80, groups: 10 };
const OBSERVED_ERROR = 0.1;

const correlationOfScatter = numberExercise({
  id: '07.4',
  title: 'From the scatter to ρ',
  prompt:
    'You record one channel, a map of 14 × 14 pixels, over many batches of 16 images. The batch means scatter with a ' +
    'standard deviation of 0.1 σ. Which correlation ρ of the pixels explains that? Three decimals are enough.',
  expected: 'a correlation, right to 0.002',
  truth: correlationOfOutcome,
  tolerance: 0.002,
  mistakes: () => {
    const { batchSize, height, width } = OBSERVED;
    const pixels = height * width;
    return [
      { value: batchSize * OBSERVED_ERROR ** 2, says: 'That is the limit for endlessly large maps.' },
      { value: OBSERVED_ERROR, says: 'That is the scatter itself.' },
      { value: OBSERVED_ERROR ** 2, says: 'That is the variance of the mean, not the correlation.' },
      {
        value: (pixels * OBSERVED_ERROR ** 2 - 1) / (pixels - 1),
        says: 'The mean was taken over one image; a batch averages over several.'
      },
      {
        value: (batchSize * pixels * OBSERVED_ERROR - 1) / (pixels - 1),
        says: 'The design effect compares variances: square the scatter.'
      }
    ];
  },
  why: () =>
    'pixels that resemble each other only a little make the mean five to six times less exact than 1/√m says.',
  hints: [
    'What would the variance of the mean be if pixels were independent, and how many times larger is the observed one?',
    'That factor is the design effect. Write it with ρ, and solve.'
  ]
});

/** The variance of the mean is linear in ρ. */
function correlationOfOutcome(): number {
  const [independent, equal] = [0, 1].map(
    (correlation) => statisticNoise({ ...OBSERVED, correlation }).meanError ** 2
  );
  return (OBSERVED_ERROR ** 2 - independent) / (equal - independent);
}

const MOMENTUM = 0.95;
const LEFT = 0.01;

const settling = numberExercise({
  id: '07.5',
  title: 'When may you evaluate?',
  prompt:
    'Running statistics start at mean 0 and variance 1 and follow the batches with momentum 0.95. After how many steps is ' +
    'at most 1 % of the start left for the first time?',
  expected: 'a whole number of steps',
  truth: () => firstSettled(MOMENTUM, LEFT),
  mistakes: () => [
    { value: firstSettled(MOMENTUM, LEFT) - 1, says: 'There a little more than that is still left.' },
    {
      value: 1 / (1 - MOMENTUM),
      says: 'After that many steps more than a third of the start is still there.'
    },
    { value: firstSettled(0.99, LEFT), says: 'That is momentum 0.99.' },
    { value: firstSettled(MOMENTUM, 0.05), says: 'That is where 5 % are left.' }
  ],
  consider: whole,
  why: () => 'a run shorter than that evaluates partly with statistics that no batch ever had.',
  hints: [
    'Each step keeps the same share of what is left. What is left after two steps?',
    'p^t ≤ 0.01 is the question. Logarithms solve it; mind that both are negative, and that steps are whole.'
  ]
});

/** NaN, which no answer equals, where the start never fades. */
function firstSettled(momentum: number, settled: number): number {
  return runningStatistics({ momentum, steps: 0, settled }).firstSettledStep ?? NaN;
}

/** Errors under batch normalisation less those under group normalisation, seed by seed, percentage points. */
const DIFFERENCES = [10, 12, 17];

const reach = numberExercise({
  id: '07.6',
  title: 'How far do three seeds reach?',
  prompt:
    'Two normalisations are trained with the same three seeds, and their errors differ by 10, 12 and 17 percentage points. ' +
    'How many points does the 95 % interval of the mean difference reach to either side? Student’s t of two degrees of ' +
    'freedom is 4.303. One decimal is enough.',
  expected: 'a number of percentage points, right to 0.1',
  truth: () => seedReach(),
  tolerance: 0.1,
  mistakes: () => {
    const [seeds, half] = [DIFFERENCES.length, seedReach()];
    const { deviation, student } = spreadOfSeeds();
    return [
      {
        value: (NORMAL_95 * deviation) / Math.sqrt(seeds),
        says: 'The 1.96 of a Gaussian takes the scatter as known; three seeds hardly tell it.'
      },
      {
        value: student * deviation,
        says: 'That is about one further seed; the mean of several is more exact.'
      },
      {
        value: half * Math.sqrt((seeds - 1) / seeds),
        says: 'The squares were divided by the number of seeds; one of them went into the mean.'
      },
      { value: deviation, says: 'That is the standard deviation of one seed.' },
      { value: deviation / Math.sqrt(seeds), says: 'That is the standard error; t is still missing.' },
      { value: 2 * half, says: 'That is the whole width.' }
    ];
  },
  why: () => 'the mean is well above 0 even so: here three seeds are enough to tell which is better.',
  hints: [
    'How far do the three differences scatter about their mean? Divide the squares by the degrees of freedom.',
    'The mean of several seeds scatters less than one of them, by a root. Then comes t.'
  ]
});

function seedReach(): number {
  const { mean, to } = meanOverSeeds(DIFFERENCES, CONFIDENCE);
  return to - mean;
}

/** Deviation of one seed, and Student's t: what the interval's half width is made of. */
function spreadOfSeeds(): { deviation: number; student: number } {
  const { mean } = meanOverSeeds(DIFFERENCES, CONFIDENCE);
  const squares = DIFFERENCES.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const deviation = Math.sqrt(squares / (DIFFERENCES.length - 1));
  return { deviation, student: (seedReach() * Math.sqrt(DIFFERENCES.length)) / deviation };
}

export const BATCH_VS_GROUP_NORM: readonly Exercise[] = [
  moreNumbers,
  errorOfMean,
  worth,
  correlationOfScatter,
  settling,
  reach
];
