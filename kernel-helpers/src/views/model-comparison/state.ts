import type { ArchitectureSpec } from '../../analysis';
import type { ViewDocument } from '../document';
import { EVALUATION_LIMITS } from '../evaluation/state';
import { type EncodedImage, imageSchema } from '../images';
import { architectureSpec, count, list, maybe, record, share } from '../schema-parts';

/** One of two networks that answered for the same images. */
export interface ComparedModel {
  name: string;
  /** What it is built by; null where that isn't known. */
  spec: ArchitectureSpec | null;
}

/** Numbers of images by which of two networks names them right. */
export interface PairedAnswers {
  bothRight: number;
  onlyFirst: number;
  onlySecond: number;
  bothWrong: number;
}

export interface ComparedClass extends PairedAnswers {
  name: string;
}

/** An image that two networks classify differently; its class and their answers by name. */
export interface ComparedExample {
  /** Place in the data set, from 0. */
  index: number;
  truth: string;
  first: string;
  second: string;
  image: EncodedImage;
}

/** Two networks' answers for the same images, counted; plain JSON. */
export interface ComparedAnswers {
  dataset: string;
  first: ComparedModel;
  second: ComparedModel;
  /** Share of intervals that hold the true value. */
  level: number;
  answers: PairedAnswers;
  /** Images that they classify differently, right or wrong. */
  differingImages: number;
  /** All classes with images, or those in which the networks differ most. */
  classes: ComparedClass[];
  /** How many classes have images. */
  classCount: number;
  examples: ComparedExample[];
}

export const CLASS_ORDERS = ['difference', 'images', 'name'] as const;
export type ClassOrder = (typeof CLASS_ORDERS)[number];
export const EXAMPLE_KINDS = ['all', 'onlyFirst', 'onlySecond', 'bothWrong'] as const;
export type ExampleKind = (typeof EXAMPLE_KINDS)[number];

export interface ModelComparisonState {
  /** Null as long as nothing is compared. */
  comparison: ComparedAnswers | null;
  /** In which classes are drawn and listed. */
  order: ClassOrder;
  /** Which of the differing images are shown. */
  shown: ExampleKind;
}

export type ModelComparisonDocument = ViewDocument<'model-comparison', ModelComparisonState>;

export const MODEL_COMPARISON_START: Readonly<ModelComparisonState> = {
  comparison: null,
  order: 'difference',
  shown: 'all'
};

/** Bounds of a document: what a saved notebook can carry, and a page shows without delay. */
export const COMPARISON_LIMITS = {
  classes: 1000,
  examples: 64,
  /** Longer side of an image, pixels. */
  side: EVALUATION_LIMITS.side,
  /** Of all images together, in base64. */
  characters: EVALUATION_LIMITS.characters,
  nameLength: 200
} as const;

const name = { type: 'string', maxLength: COMPARISON_LIMITS.nameLength } as const;
const answers = { bothRight: count, onlyFirst: count, onlySecond: count, bothWrong: count };
const model = record({ name, spec: maybe(architectureSpec) });

const answersSchema = record({
  dataset: name,
  first: model,
  second: model,
  level: share,
  answers: record(answers),
  differingImages: count,
  classes: list(record({ name, ...answers }), COMPARISON_LIMITS.classes),
  classCount: count,
  examples: list(
    record({
      index: count,
      truth: name,
      first: name,
      second: name,
      image: imageSchema(COMPARISON_LIMITS.side, COMPARISON_LIMITS.characters)
    }),
    COMPARISON_LIMITS.examples
  )
});

export const modelComparisonSchema = record({
  // The last of these is the one that an error tells of.
  comparison: { anyOf: [{ type: 'null' }, answersSchema] },
  order: { enum: [...CLASS_ORDERS] },
  shown: { enum: [...EXAMPLE_KINDS] }
});
