import { decoded, encoded, thumbnail } from '../images';
import {
  type ClassResult,
  EVALUATION_LIMITS,
  type KeptEvaluation,
  type MeasuredEvaluation,
  type Mistake,
  type SparseConfusion
} from './state';

/** Longer side of a kept image in colour, which takes three times the room of a grey one; pixels. */
const COLOUR_SIDE = 40;
const LONGEST_NAME = 200;
const LONGEST_DATASET = 1000;

/** Whether a document has room for an evaluation, and the evaluation something to say. */
export function canKeep({ classes, images }: MeasuredEvaluation): boolean {
  return images > 0 && classes.length <= EVALUATION_LIMITS.classes;
}

/** An evaluation within the bounds of a document; what had to be left out is stated in it. */
export function keptEvaluation(evaluation: MeasuredEvaluation, today: Date): KeptEvaluation {
  const { dataset, images, top1, top1Interval, top5, loss, calibration, macroF1, imagesPerSecond } =
    evaluation;
  const bins = calibration.bins.map((bin) => ({
    ...bin,
    confidence: bin.confidence === null ? null : atMostOne(bin.confidence)
  }));
  const mistakes = keptMistakes([...evaluation.mistakes, ...(evaluation.examples ?? [])]);
  return {
    dataset: dataset.slice(0, LONGEST_DATASET),
    date: today.toISOString().slice(0, 10),
    images,
    top1,
    top1Interval,
    top5,
    loss,
    calibration: { ...calibration, bins },
    macroF1,
    imagesPerSecond,
    classes: evaluation.perClass.map((each): ClassResult => ({
      ...each,
      name: each.name.slice(0, LONGEST_NAME)
    })),
    ...keptCells(evaluation.confusion),
    mistakes,
    mostConfident: Math.min(mistakes.length, evaluation.mistakes.length)
  };
}

/** All right answers, and the cells of mistakes with most images; in the order of rows and columns. */
function keptCells(matrix: readonly (readonly number[])[]): {
  confusion: SparseConfusion;
  omittedMistakes: number;
} {
  const filled = matrix.flatMap((row, truth) =>
    row.flatMap((images, predicted) => (images > 0 ? [{ truth, predicted, images }] : []))
  );
  const isRight = ({ truth, predicted }: (typeof filled)[number]): boolean => truth === predicted;
  const right = filled.filter(isRight);
  const wrong = filled.filter((cell) => !isRight(cell)).sort((a, b) => b.images - a.images);
  const room = EVALUATION_LIMITS.cells - right.length;
  const cells = [...right, ...wrong.slice(0, room)].sort(
    (a, b) => a.truth - b.truth || a.predicted - b.predicted
  );
  return {
    confusion: {
      truth: cells.map(({ truth }) => truth),
      predicted: cells.map(({ predicted }) => predicted),
      counts: cells.map(({ images }) => images)
    },
    omittedMistakes: wrong.slice(room).reduce((sum, { images }) => sum + images, 0)
  };
}

/** As many as there is room for, their images small. */
function keptMistakes(mistakes: readonly Mistake[]): Mistake[] {
  const kept: Mistake[] = [];
  let left: number = EVALUATION_LIMITS.characters;
  for (const mistake of mistakes.slice(0, EVALUATION_LIMITS.mistakes)) {
    const image = encoded(
      thumbnail(decoded(mistake.image), mistake.image.channels === 3 ? COLOUR_SIDE : EVALUATION_LIMITS.side)
    );
    left -= image.base64.length;
    if (left < 0) {
      break;
    }
    const { confidence, truthProbability } = mistake;
    kept.push({
      ...mistake,
      confidence: atMostOne(confidence),
      truthProbability: atMostOne(truthProbability),
      image
    });
  }
  return kept;
}

/** Single precision may round a probability up. */
function atMostOne(probability: number): number {
  return Math.min(1, probability);
}
