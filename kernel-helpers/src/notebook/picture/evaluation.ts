import { PAPER_COLOURS as COLORS } from '../../chart/colours';
import { type Column, INNER_WIDTH, page, paragraph, type Section, table } from '../../chart/page';
import type { ClassResult, Evaluation, Mistake } from '../../evaluation';
import { counted, exact, isoDay, percent, significant } from '../../wording/format';
import { classesNamed, evaluationNote, evaluationSentence, shareOf } from '../evaluation-text';
import { confusionMatrix, imageGrid, type LabelledImage } from './confusion';
import { reliabilityDiagram } from './reliability';

/** Two rows. */
const MISTAKES_SHOWN = 12;
/** Characters that fit the first column. */
const LONGEST_NAME = 28;

/** Confusion matrix, the most confident mistakes, classes and reliability of one evaluation. */
export function evaluationPicture(evaluation: Evaluation, today: Date): string {
  const { classes, confusion, mistakes } = evaluation;
  const wrong = evaluation.images - confusion.reduce((sum, row, truth) => sum + row[truth], 0);
  const shown = mistakes.slice(0, MISTAKES_SHOWN).map((mistake) => labelled(mistake, classes));
  const sections: Section[] = [confusionMatrix(confusion, classes)];
  if (shown.length > 0) {
    sections.push(paragraph('The most confident mistakes', { size: 14, weight: 600 }), imageGrid(shown));
  } else if (wrong === 0) {
    sections.push(paragraph('No mistakes.', { size: 14, color: COLORS.textFaint }));
  }
  sections.push(...classTable(evaluation.perClass), ...reliabilityDiagram(evaluation.calibration));
  return page(
    {
      sentence: evaluationSentence(evaluation),
      note: `${counted(wrong, 'mistake')}. ${evaluationNote(evaluation)}`,
      caption:
        `Measured on ${isoDay(today)} at ${significant(evaluation.imagesPerSecond)} images per second. ` +
        'Cells hold numbers of images: blue is right, orange is wrong, by its share of the row.'
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
    image: { ...image, values: Buffer.from(image.base64, 'base64') },
    caption: [`${classes[truth]}, read as ${classes[predicted]}`, `${percent(confidence)} sure`]
  };
}
