import { type ColumnMeaning, COLUMN_MEANINGS, type ColumnOf, type Table, tableOf } from '../../analysis';
import { counted, exact, percent, significant } from '../../wording/format';
import { ENGLISH, type Phrases } from '../../wording/words';
import type { ClassRow, EvaluationResult } from './result';
import {
  type ClassColumn,
  type ClassResult,
  type ConfusionCell,
  EVALUATION_LIMITS,
  type EvaluationState,
  type KeptEvaluation
} from './state';

/** Mistakes named in the text; the picture shows more. */
const MISTAKES_NAMED = 5;

/** Bars of bins with fewer images are pale: their height is mostly chance. */
export const FEW_IMAGES = 10;

/** Classes in tables; a notebook with a thousand rows helps nobody. */
const CLASSES_NAMED = 20;

/** All classes, or of many those with the lowest F1. */
export function classesNamed(perClass: readonly ClassResult[]): readonly ClassResult[] {
  return perClass.length <= CLASSES_NAMED
    ? perClass
    : [...perClass].sort((a, b) => (a.f1 ?? Infinity) - (b.f1 ?? Infinity)).slice(0, CLASSES_NAMED);
}

/** `97.67 %`, or a dash for what is not defined. */
export function shareOf(value: number | null): string {
  return value === null ? '–' : percent(value, 2);
}

/** The result in words, or how to get one. */
export function evaluationWords(
  evaluation: KeptEvaluation | null,
  trans: Phrases = ENGLISH
): { sentence: string; detail: string } {
  return evaluation === null
    ? {
        sentence: trans.__('No evaluation yet.'),
        detail: trans.__(
          'A cell that evaluates a network shows it here: which classes it confuses, and how sure it is.'
        )
      }
    : {
        sentence: evaluationSentence(evaluation, trans),
        detail: evaluationNote(evaluation, trans)
      };
}

/** `98.73 % of 10,000 MNIST test images are right.` */
export function evaluationSentence(
  { top1, images, dataset }: KeptEvaluation,
  trans: Phrases = ENGLISH
): string {
  return trans.__('%1 of %2 %3 images are right.', percent(top1, 2), exact(images), dataset);
}

/** Interval, top-5, loss, F1 and calibration in a line. */
export function evaluationNote(
  { top1Interval, top5, loss, macroF1, calibration }: KeptEvaluation,
  trans: Phrases = ENGLISH
): string {
  const { from, to } = top1Interval;
  const parts = [
    trans.__('95 % interval %1 to %2', percent(from, 2), percent(to, 2)),
    ...(top5 === null ? [] : [trans.__('top-5 %1', percent(top5, 2))]),
    trans.__('loss (cross-entropy) %1', significant(loss)),
    ...(macroF1 === null ? [] : [trans.__('macro F1 %1', macroF1.toFixed(4))]),
    trans.__('expected calibration error %1', percent(calibration.ece, 2))
  ];
  return `${parts.join(', ')}.`;
}

/** All numbers that matter, as text; its first line is the sentence. */
export function evaluationText(evaluation: KeptEvaluation): string {
  const { classes, mistakes, mostConfident } = evaluation;
  return [
    evaluationSentence(evaluation),
    evaluationNote(evaluation),
    rateWords(evaluation, ENGLISH),
    ...classesNamed(classes).map(
      ({ name, images, recall, precision, f1 }) =>
        `${name}: ${counted(images, 'image')}, recall ${shareOf(recall)}, precision ${shareOf(precision)}, F1 ${shareOf(f1)}`
    ),
    ...(classes.length > CLASSES_NAMED
      ? [`${counted(classes.length - CLASSES_NAMED, 'class', 'classes')} more`]
      : []),
    ...mistakes
      .slice(0, Math.min(MISTAKES_NAMED, mostConfident))
      .map(
        ({ index, truth, predicted, confidence }) =>
          `mistake: image ${exact(index)} is ${classes[truth].name}, read as ${classes[predicted].name} (${percent(confidence)} sure)`
      )
  ].join('\n');
}

/** `2,300 images per second`. */
function rateWords({ imagesPerSecond }: KeptEvaluation, trans: Phrases): string {
  return imagesPerSecond === null
    ? trans.__('made up, not measured')
    : trans.__('%1 images per second', significant(imagesPerSecond));
}

/** When it was measured and how to read the picture. */
export function captionWords(
  evaluation: KeptEvaluation,
  cells: EvaluationState['cells'],
  trans: Phrases
): string {
  const { date, imagesPerSecond } = evaluation;
  const origin =
    imagesPerSecond === null
      ? trans.__('A made-up example, not measured.')
      : trans.__('Measured on %1 at %2.', date, rateWords(evaluation, trans));
  const holds =
    cells === 'counts'
      ? trans.__('cells hold numbers of images')
      : trans.__('cells hold shares of the images of their row');
  const reading = trans.__(
    'Rows are true classes; %1: blue is right, orange is wrong, by its share of the row.',
    holds
  );
  return `${origin} ${reading}`;
}

/** Which part of the matrix is shown; nothing where it is all. */
export function matrixNote({ evaluation, matrix }: EvaluationResult, trans: Phrases): string {
  const { places, mistakes, allMistakes } = matrix;
  const all = evaluation.classes.length;
  return places.length === all
    ? ''
    : trans.__(
        '%1 of %2 classes, those that are confused most; %3 of %4 mistakes lie outside.',
        exact(places.length),
        exact(all),
        exact(allMistakes - mistakes),
        exact(allMistakes)
      );
}

/** What a cell of the matrix holds: `ring, read as disc: 2 images`. */
export function cellWords(
  { truth, predicted }: { truth: string; predicted: string },
  images: number,
  trans: Phrases
): string {
  return trans.__('%1, read as %2: %3', truth, predicted, counted(images, 'image'));
}

/** Why there is no image of a cell. */
export function noImagesWords(
  { evaluation, imagesIn }: EvaluationResult,
  cell: ConfusionCell | null,
  trans: Phrases
): string {
  const { mistakes } = evaluation;
  if (cell === null) {
    return evaluation.top1 === 1
      ? trans.__('No mistakes.')
      : trans.__('No image was kept: the evaluation was asked for none.');
  }
  const [truth, predicted] = [cell.truth, cell.predicted].map((place) => evaluation.classes[place].name);
  const images = imagesIn(cell);
  if (images === 0) {
    return trans.__('No image of %1 was read as %2.', truth, predicted);
  }
  return cell.truth === cell.predicted
    ? trans.__('%1 of %2 are right. Images of mistakes alone are kept.', counted(images, 'image'), truth)
    : trans.__(
        '%1 of %2 read as %3, none of them among the %4 whose images are kept: at most %5, and those of the most confident mistakes first.',
        counted(images, 'image'),
        truth,
        predicted,
        exact(mistakes.length),
        exact(EVALUATION_LIMITS.mistakes)
      );
}

/** How a column of the table of classes is called. */
export function columnName(column: ClassColumn, trans: Phrases): string {
  switch (column) {
    case 'name':
      return trans.__('class');
    case 'images':
      return trans.__('images');
    case 'recall':
      return trans.__('recall');
    case 'precision':
      return trans.__('precision');
    case 'f1':
      return trans.__('F1');
    case 'missed':
      return trans.__('missed');
    case 'mostReadAs':
      return trans.__('most often taken for');
  }
}

/** What each of them is, how it is computed and where that comes from. */
export const MEANING_OF: Readonly<Record<ClassColumn, ColumnMeaning>> = {
  name: 'evaluatedClass',
  images: 'support',
  recall: 'recall',
  precision: 'precision',
  f1: 'f1',
  missed: 'missed',
  mostReadAs: 'mostReadAs'
};

/** One line of what matters of all classes, with its meaning and source. */
export interface FigureWords {
  name: string;
  text: string;
  /** All digits. */
  exact: string;
  /** Formula and source. */
  title: string;
}

export function figureWords(evaluation: KeptEvaluation, trans: Phrases): FigureWords[] {
  const { top1, top1Interval, top5, loss, macroF1, calibration, images } = evaluation;
  const { from, to } = top1Interval;
  const share = (name: string, value: number, title: string): FigureWords => ({
    name,
    text: percent(value, 2),
    exact: String(value),
    title
  });
  return [
    share(
      trans.__('accuracy'),
      top1,
      trans.__('Right answers among all: the diagonal over %1 images', exact(images))
    ),
    {
      name: trans.__('95 % interval'),
      text: trans.__('%1 to %2', percent(from, 2), percent(to, 2)),
      exact: `${from} … ${to}`,
      title: trans.__(
        'Of the accuracy, by the score test (Wilson 1927): what another draw of as many images leaves open'
      )
    },
    ...(top5 === null
      ? []
      : [share(trans.__('top-5'), top5, trans.__('The true class is among the five most likely ones'))]),
    {
      name: trans.__('cross-entropy'),
      text: trans.__('%1 nats', significant(loss)),
      exact: String(loss),
      title: trans.__('Mean of −ln p, with p the probability of the true class')
    },
    ...(macroF1 === null
      ? []
      : [
          {
            name: trans.__('macro F1'),
            text: macroF1.toFixed(4),
            exact: String(macroF1),
            title: trans.__('Plain mean of F1 over the classes that occur as truth or answer')
          }
        ]),
    share(
      trans.__('expected calibration error'),
      calibration.ece,
      trans.__('Σ n/N · |accuracy − confidence| over the bins (Guo et al. 2017, arXiv 1706.04599)')
    ),
    share(
      trans.__('largest calibration error'),
      calibration.mce,
      trans.__('Largest |accuracy − confidence| of a bin (Guo et al. 2017, arXiv 1706.04599)')
    ),
    {
      name: trans.__('Brier score'),
      text: significant(calibration.brier),
      exact: String(calibration.brier),
      title: trans.__('Mean of Σ (probability − truth)² over the classes, 0 to 2 (Brier 1950)')
    }
  ];
}

/** How to read the reliability diagram. */
export function reliabilityWords(trans: Phrases): string {
  return trans.__(
    'On the dashed line the network is right as often as it is confident; below it, the network is overconfident. Pale bars hold fewer than %1 images.',
    FEW_IMAGES
  );
}

/** All classes as a table. */
export function classTable(rows: readonly ClassRow[], trans: Phrases): Table {
  const column = (
    of: ClassColumn,
    key: string,
    kind: 'text' | 'integer' | 'number',
    value: ColumnOf<ClassRow>['value']
  ): ColumnOf<ClassRow> => ({
    key,
    name: columnName(of, trans),
    kind,
    meaning: COLUMN_MEANINGS[MEANING_OF[of]],
    value
  });
  return tableOf<ClassRow>(
    trans.__('Classes'),
    [
      column('name', 'class', 'text', ({ name }) => name),
      column('images', 'images', 'integer', ({ images }) => images),
      column('recall', 'recall', 'number', ({ recall }) => recall),
      column('precision', 'precision', 'number', ({ precision }) => precision),
      column('f1', 'f1', 'number', ({ f1 }) => f1),
      column('missed', 'missed', 'integer', ({ missed }) => missed),
      column('mostReadAs', 'most_often_taken_for', 'text', ({ mostReadAs }) => mostReadAs?.name ?? null),
      {
        key: 'times',
        name: trans.__('times'),
        kind: 'integer',
        meaning: COLUMN_MEANINGS.mostReadAsImages,
        value: ({ mostReadAs }) => mostReadAs?.images ?? null
      }
    ],
    rows
  );
}

/** The filled cells of the whole matrix as a table. */
export function confusionTable({ classes, confusion }: KeptEvaluation, trans: Phrases): Table {
  return tableOf<{ truth: number; predicted: number; images: number }>(
    trans.__('Confusion matrix'),
    [
      {
        key: 'true',
        name: trans.__('true class'),
        kind: 'text',
        meaning: COLUMN_MEANINGS.trueClass,
        value: ({ truth }) => classes[truth].name
      },
      {
        key: 'predicted',
        name: trans.__('predicted class'),
        kind: 'text',
        meaning: COLUMN_MEANINGS.predictedClass,
        value: ({ predicted }) => classes[predicted].name
      },
      {
        key: 'images',
        name: trans.__('images'),
        kind: 'integer',
        meaning: COLUMN_MEANINGS.confusedImages,
        value: ({ images }) => images
      }
    ],
    confusion.counts.map((images, i) => ({
      truth: confusion.truth[i],
      predicted: confusion.predicted[i],
      images
    }))
  );
}
