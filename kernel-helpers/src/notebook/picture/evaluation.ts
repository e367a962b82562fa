import type { Evaluation, Mistake } from '../../evaluation';
import { evaluationNote, evaluationSentence } from '../evaluation-text';
import { counted, isoDay, percent, significant } from '../../contract/format';
import { confusionMatrix, imageGrid, type LabelledImage } from './confusion';
import { COLORS, page, paragraph, type Section } from './page';
import { reliabilityDiagram } from './reliability';

/** Two rows. */
const MISTAKES_SHOWN = 12;

/** Confusion matrix, the most confident mistakes and the reliability of one evaluation. */
export function evaluationPicture(evaluation: Evaluation, today: Date): string {
  const { classes, confusion, mistakes } = evaluation;
  const wrong = evaluation.images - confusion.reduce((sum, row, truth) => sum + row[truth], 0);
  const shown = mistakes.slice(0, MISTAKES_SHOWN).map((mistake) => labelled(mistake, classes));
  const sections: Section[] = [confusionMatrix(confusion, classes)];
  if (shown.length > 0) {
    sections.push(paragraph('The most confident mistakes', { size: 14, weight: 600 }), imageGrid(shown));
  } else if (wrong === 0) {
    sections.push(paragraph('No mistakes.', { size: 14, color: COLORS.secondary }));
  }
  sections.push(...reliabilityDiagram(evaluation.calibration));
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

function labelled({ image, truth, predicted, confidence }: Mistake, classes: string[]): LabelledImage {
  return {
    image: { ...image, values: Buffer.from(image.base64, 'base64') },
    caption: [`${classes[truth]}, read as ${classes[predicted]}`, `${percent(confidence)} sure`]
  };
}
