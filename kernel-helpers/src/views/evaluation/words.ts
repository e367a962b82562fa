import { exact, percent, significant } from '../../wording/format';
import type { ClassResult, EvaluationState } from './state';

/** Mistakes named in the text; the picture shows more. */
const MISTAKES_NAMED = 5;

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

/** `98.73 % of 10,000 MNIST test images are right.` */
export function evaluationSentence({ top1, images, dataset }: EvaluationState): string {
  return `${percent(top1, 2)} of ${exact(images)} ${dataset} images are right.`;
}

/** Interval, top-5, loss, F1 and calibration in a line. */
export function evaluationNote({ top1Interval, top5, loss, macroF1, calibration }: EvaluationState): string {
  const { from, to } = top1Interval;
  const parts = [
    `95 % interval ${percent(from, 2)} to ${percent(to, 2)}`,
    ...(top5 === null ? [] : [`top-5 ${percent(top5, 2)}`]),
    `loss (cross-entropy) ${significant(loss)}`,
    ...(macroF1 === null ? [] : [`macro F1 ${macroF1.toFixed(4)}`]),
    `expected calibration error ${percent(calibration.ece, 2)}`
  ];
  return `${parts.join(', ')}.`;
}

export function evaluationText(evaluation: EvaluationState): string {
  const { classes, perClass, mistakes } = evaluation;
  return [
    evaluationSentence(evaluation),
    evaluationNote(evaluation),
    `${significant(evaluation.imagesPerSecond)} images per second`,
    ...classesNamed(perClass).map(
      ({ name, images, recall, precision, f1 }) =>
        `${name}: ${exact(images)} images, recall ${shareOf(recall)}, precision ${shareOf(precision)}, F1 ${shareOf(f1)}`
    ),
    ...(perClass.length > CLASSES_NAMED ? [`${exact(perClass.length - CLASSES_NAMED)} classes more`] : []),
    ...mistakes
      .slice(0, MISTAKES_NAMED)
      .map(
        ({ index, truth, predicted, confidence }) =>
          `mistake: image ${exact(index)} is ${classes[truth]}, read as ${classes[predicted]} (${percent(confidence)} sure)`
      )
  ].join('\n');
}
