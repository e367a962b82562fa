import type { Evaluation } from '../evaluation';
import { exact, percent, significant } from '../contract/format';

/** Mistakes named in the text; the picture shows more. */
const MISTAKES_NAMED = 5;

/** `98.73 % of 10,000 MNIST test images are right.` */
export function evaluationSentence({ top1, images, dataset }: Evaluation): string {
  return `${percent(top1, 2)} of ${exact(images)} ${dataset} images are right.`;
}

export function evaluationText(evaluation: Evaluation): string {
  const { classes, perClass, mistakes } = evaluation;
  const share = (value: number | null): string => (value === null ? '–' : percent(value, 2));
  return [
    evaluationSentence(evaluation),
    `loss ${significant(evaluation.loss)}, ${significant(evaluation.imagesPerSecond)} images per second`,
    ...perClass.map(
      ({ name, images, recall, precision }) =>
        `${name}: ${exact(images)} images, recall ${share(recall)}, precision ${share(precision)}`
    ),
    ...mistakes
      .slice(0, MISTAKES_NAMED)
      .map(
        ({ index, truth, predicted, confidence }) =>
          `mistake: image ${exact(index)} is ${classes[truth]}, read as ${classes[predicted]} (${percent(confidence)} sure)`
      )
  ].join('\n');
}
