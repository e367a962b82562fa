import type { Calibration, ProportionInterval } from '../../analysis';
import type { ViewDocument } from '../document';
import { type EncodedImage, imageSchema } from '../images';
import { count, list, maybe, nonNegative, positiveCount, record, share, text } from '../schema-parts';

/** One wrong answer with its image; plain JSON. */
export interface Mistake {
  /** Place of the image in its data set, from 0. */
  index: number;
  /** True class. */
  truth: number;
  predicted: number;
  /** Probability of the predicted class. */
  confidence: number;
  /** Probability of the true class. */
  truthProbability: number;
  image: EncodedImage;
}

export interface ClassResult {
  name: string;
  images: number;
  /** Share of the class's images that were recognised; null without images. */
  recall: number | null;
  /** Share of right answers among those that name the class; null if none does. */
  precision: number | null;
  /** Harmonic mean of both. */
  f1: number | null;
}

/** What an evaluation says of all classes together; plain JSON. */
interface EvaluationFigures {
  dataset: string;
  images: number;
  /** Share of images whose most likely class is the true one, 0…1. */
  top1: number;
  /** Wilson's 95 % interval of `top1`: what another draw of as many images leaves open. */
  top1Interval: ProportionInterval;
  /**
   * Share of images whose true class is among the five most likely ones; of equally likely classes the first comes
   * first. Null for fewer than six classes.
   */
  top5: number | null;
  /** Mean cross-entropy in nats. */
  loss: number;
  /** Whether answers given with 80 % are right in 80 % of the cases, in 15 bins of equal width. */
  calibration: Calibration;
  /** Mean F1 of the classes that occur as truth or answer. */
  macroF1: number | null;
}

/** What an evaluation found out; plain JSON. */
export interface MeasuredEvaluation extends EvaluationFigures {
  classes: string[];
  /** Counts; rows are true classes, columns predicted ones. */
  confusion: number[][];
  perClass: ClassResult[];
  /** Wrong answers, the most confident first. */
  mistakes: Mistake[];
  /** Further ones, from each pair of classes in turn; none unless given. */
  examples?: Mistake[];
  /** Wall time. */
  seconds: number;
  imagesPerSecond: number;
}

/** Cells of a confusion matrix that hold images, as three lists of one length. */
export interface SparseConfusion {
  truth: number[];
  predicted: number[];
  counts: number[];
}

/** What a document keeps of an evaluation: all its numbers, and some of its images, small. */
export interface KeptEvaluation extends EvaluationFigures {
  /** When it was measured: `2026-11-22`. */
  date: string;
  /** Null for an example, which is not measured. */
  imagesPerSecond: number | null;
  classes: ClassResult[];
  confusion: SparseConfusion;
  /** Mistakes in cells of the matrix that were too many to keep. */
  omittedMistakes: number;
  /** Some wrong answers, the most confident first, then further ones from each pair of classes in turn. */
  mistakes: Mistake[];
  /** How many of the first of them are the most confident of all. */
  mostConfident: number;
}

/** Columns of the table of classes. */
export const CLASS_COLUMNS = ['name', 'images', 'recall', 'precision', 'f1', 'missed', 'mostReadAs'] as const;
export type ClassColumn = (typeof CLASS_COLUMNS)[number];

/** A cell of the matrix, by its classes. */
export interface ConfusionCell {
  truth: number;
  predicted: number;
}

export interface EvaluationState {
  /** Null as long as there is none. */
  evaluation: KeptEvaluation | null;
  /** What stands in the matrix: numbers of images, or shares of their true class. */
  cells: 'counts' | 'shares';
  sort: { column: ClassColumn; descending: boolean };
  /** The cell whose images are shown; null for those of all cells. */
  selected: ConfusionCell | null;
}

export type EvaluationDocument = ViewDocument<'evaluation', EvaluationState>;

/** Nothing evaluated; the class that is recognised worst comes first. */
export const EVALUATION_START: Readonly<EvaluationState> = {
  evaluation: null,
  cells: 'counts',
  sort: { column: 'f1', descending: false },
  selected: null
};

/** Bounds of a document: what a saved notebook can carry, and a page shows without delay. */
export const EVALUATION_LIMITS = {
  classes: 5000,
  /** Of the matrix, that hold images. */
  cells: 20_000,
  mistakes: 64,
  /** Longer side of an image, pixels. */
  side: 64,
  /** Of all images together, in base64. */
  characters: 200_000,
  bins: 1000
} as const;

const { classes, cells, mistakes, side, characters, bins } = EVALUATION_LIMITS;
const index = { type: 'integer', minimum: 0, maximum: classes - 1 } as const;
const name = { type: 'string', maxLength: 200 } as const;

const calibrationSchema = record({
  ece: share,
  mce: share,
  brier: nonNegative,
  bins: list(record({ images: count, confidence: maybe(share), accuracy: maybe(share) }), bins)
});

const keptSchema = record({
  dataset: text,
  date: { type: 'string', maxLength: 10 },
  images: positiveCount,
  top1: share,
  top1Interval: record({ from: share, to: share }),
  top5: maybe(share),
  loss: nonNegative,
  calibration: calibrationSchema,
  macroF1: maybe(share),
  imagesPerSecond: maybe(nonNegative),
  classes: list(
    record({
      name,
      images: count,
      recall: maybe(share),
      precision: maybe(share),
      f1: maybe(share)
    }),
    classes
  ),
  confusion: record({
    truth: list(index, cells),
    predicted: list(index, cells),
    counts: list(positiveCount, cells)
  }),
  omittedMistakes: count,
  mostConfident: count,
  mistakes: list(
    record({
      index: count,
      truth: index,
      predicted: index,
      confidence: share,
      truthProbability: share,
      image: imageSchema(side, characters)
    }),
    mistakes
  )
});

export const evaluationSchema = record({
  // The last of these is the one that an error tells of.
  evaluation: { anyOf: [{ type: 'null' }, keptSchema] },
  cells: { enum: ['counts', 'shares'] },
  sort: record({ column: { enum: [...CLASS_COLUMNS] }, descending: { type: 'boolean' } }),
  selected: maybe(record({ truth: index, predicted: index }))
});
