import {
  chartSection,
  type Column,
  INNER_WIDTH,
  page,
  PAPER_COLOURS,
  paragraph,
  type Section,
  table
} from '../../chart';
import { counted, exact, isoDay, percent, significant } from '../../wording/format';
import { ENGLISH } from '../../wording/words';
import { confusionChart, FEW_IMAGES, reliabilityChart } from './chart';
import { imageGrid, type LabelledImage } from './images';
import type { ClassResult, EvaluationState, Mistake } from './state';
import { classesNamed, evaluationNote, evaluationSentence, shareOf } from './words';

/** Of a row of the confusion matrix, at most and for all rows; and of its axis; pixels. */
const CELL = 40;
const MOST_CELLS = 520;
const AXIS = 66;
const RELIABILITY_HEIGHT = 220;
/** Two rows. */
const MISTAKES_SHOWN = 12;
/** Characters that fit the first column. */
const LONGEST_NAME = 28;

/** Confusion matrix, the most confident mistakes, classes and reliability of one evaluation. */
export function evaluationPicture(evaluation: EvaluationState, today: Date): string {
  const { classes, confusion, mistakes } = evaluation;
  const wrong = evaluation.images - confusion.reduce((sum, row, truth) => sum + row[truth], 0);
  const shown = mistakes.slice(0, MISTAKES_SHOWN).map((mistake) => labelled(mistake, classes));
  const rows = Math.min(CELL * classes.length, MOST_CELLS);
  const sections: Section[] = [chartSection([confusionChart(confusion, classes, ENGLISH)], rows + AXIS)];
  if (shown.length > 0) {
    sections.push(paragraph('The most confident mistakes', { size: 14, weight: 600 }), imageGrid(shown));
  } else if (wrong === 0) {
    sections.push(paragraph('No mistakes.', { size: 14, color: PAPER_COLOURS.textFaint }));
  }
  sections.push(...classTable(evaluation.perClass), ...reliability(evaluation));
  return page(
    {
      sentence: evaluationSentence(evaluation),
      note: `${counted(wrong, 'mistake')}. ${evaluationNote(evaluation)}`,
      caption:
        `Measured on ${isoDay(today)} at ${significant(evaluation.imagesPerSecond)} images per second. ` +
        'Rows are true classes; cells hold numbers of images: blue is right, orange is wrong, by its share of the row.'
    },
    sections
  );
}

function classTable(perClass: readonly ClassResult[]): Section[] {
  const named = classesNamed(perClass);
  const title =
    named.length < perClass.length
      ? `The ${exact(named.length)} classes with the lowest F1`
      : 'Class by class';
  const columns: Column[] = [
    { title: 'class', x: 0, align: 'left' },
    { title: 'images', x: 250, align: 'right' },
    { title: 'recall', x: 350, align: 'right' },
    { title: 'precision', x: 450, align: 'right' },
    { title: 'F1', x: INNER_WIDTH - 20, align: 'right' }
  ];
  const rows = named.map(({ name, images, recall, precision, f1 }) => [
    name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME - 1)}…` : name,
    exact(images),
    shareOf(recall),
    shareOf(precision),
    shareOf(f1)
  ]);
  return [paragraph(title, { size: 14, weight: 600 }), table(columns, rows)];
}

function labelled({ image, truth, predicted, confidence }: Mistake, classes: string[]): LabelledImage {
  return {
    image: { ...image, values: Uint8Array.from(atob(image.base64), (byte) => byte.charCodeAt(0)) },
    caption: [`${classes[truth]}, read as ${classes[predicted]}`, `${percent(confidence)} sure`]
  };
}

function reliability({ calibration }: EvaluationState): Section[] {
  return [
    paragraph('Confidence and accuracy', { size: 14, weight: 600 }),
    chartSection([reliabilityChart(calibration, ENGLISH)], RELIABILITY_HEIGHT),
    paragraph(
      `On the dashed line the network is as often right as it is sure; below it is too sure. Pale bars hold fewer than ${FEW_IMAGES} images.`,
      { size: 12, color: PAPER_COLOURS.textFaint }
    )
  ];
}
