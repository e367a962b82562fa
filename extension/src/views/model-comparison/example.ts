import { variant } from '@efficientnet-lab/kernel-helpers/analysis';
import {
  chosenExamples,
  type ComparedAnswers,
  countedAnswers,
  keptExamples,
  type PairedAnswer
} from '@efficientnet-lab/kernel-helpers/views/model-comparison';
import { uniform } from '../../frame/uniform';

const IMAGES = 1000;
const SEED = 11;
const SIDE = 24;
const KEPT = 24;
const CLASSES = ['vertical', 'horizontal', 'falling', 'rising', 'chequered', 'plain'] as const;
/** How often the second network is right where the first is not, and the other way round, class by class. */
const FLIPS = [
  [0.06, 0.03],
  [0.05, 0.04],
  [0.12, 0.03],
  [0.1, 0.04],
  [0.03, 0.05],
  [0.04, 0.04]
] as const;
const BOTH_WRONG = 0.06;

/** A made-up comparison on drawn patterns: the answers are drawn from a generator, the figures follow from them. */
export function exampleComparison(): ComparedAnswers {
  const draw = uniform(SEED);
  const other = (truth: number): number =>
    (truth + 1 + Math.floor(draw() * (CLASSES.length - 1))) % CLASSES.length;
  const answers = Array.from({ length: IMAGES }, (_, index): PairedAnswer & { index: number } => {
    const truth = index % CLASSES.length;
    const [gained, lost] = FLIPS[truth];
    const luck = draw();
    const isWrong = luck > 1 - BOTH_WRONG;
    return {
      index,
      truth,
      first: isWrong || luck < gained ? other(truth) : truth,
      second: isWrong || (luck >= gained && luck < gained + lost) ? other(truth) : truth
    };
  });
  const counted = countedAnswers(answers, {
    dataset: 'made-up',
    classes: CLASSES,
    first: { name: 'B0, made-up', spec: variant('b0') },
    second: { name: 'B2, made-up', spec: variant('b2') },
    level: 0.95
  });
  const examples = chosenExamples(answers, KEPT).map(({ index, truth, first, second }) => ({
    index,
    truth: CLASSES[truth],
    first: CLASSES[first],
    second: CLASSES[second],
    image: { width: SIDE, height: SIDE, channels: 1, values: patternOf(truth, draw) }
  }));
  return { ...counted, examples: keptExamples(examples) };
}

/** Stripes, squares or an even grey, moved by chance and with noise. */
function patternOf(which: number, draw: () => number): number[] {
  const shift = 8 * draw();
  const wave = (length: number): number => Math.sin(((length + shift) * Math.PI) / 4);
  return Array.from({ length: SIDE * SIDE }, (_, i) => {
    const x = i % SIDE;
    const y = Math.floor(i / SIDE);
    const level = [wave(x), wave(y), wave(x - y), wave(x + y), Math.sign(wave(x) * wave(y)), 0][which];
    return Math.round(128 + 80 * level + 60 * (draw() - 0.5));
  });
}
