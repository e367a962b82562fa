import type { LayersModel } from '@tensorflow/tfjs';
import type { Preprocessing } from '../analysis';
import type { ModelDescription } from '../model';
import { exact } from '../wording/format';

/** What becomes of images on their way into a network, beside how they are cut, and of those of its training. */
export function imageText({ spec, imagesInTraining, valuesInTraining }: ModelDescription): string[] {
  const { resolution, spatialDimensions, preprocessing } = spec;
  const unknown = 'not recorded; not trained, or by an earlier version';
  const range = valuesInTraining && `${valuesInTraining.least} to ${valuesInTraining.most}`;
  const side = `${resolution} × ${resolution} px`;
  return [
    ...(spatialDimensions === 2 ? [`an image of ${side}: taken as it is`] : []),
    `values: ${preprocessingWords(preprocessing)}`,
    `images in training: ${imagesInTraining ?? unknown}`,
    `values in training: ${range ?? unknown}`
  ];
}

/** First of what is told of a model that is none of ours and contains one. */
export function containedSentence(model: LayersModel, { spec }: ModelDescription): string {
  return `${model.name}: ${exact(model.countParams())} parameters with moving statistics. It contains ${spec.name}:`;
}

function preprocessingWords(preprocessing: Preprocessing): string {
  if (typeof preprocessing === 'object') {
    const { factors, offsets } = preprocessing;
    const short = (values: number[]): string =>
      values.map((value) => Number(value.toPrecision(4))).join(', ');
    return `pixels 0…255 times ${short(factors)}, plus ${short(offsets)}, for each channel`;
  }
  return WORDS[preprocessing];
}

const WORDS: Readonly<Record<Exclude<Preprocessing, object>, string>> = {
  none: 'as they are, preprocessing none',
  unit: 'pixels 0…255 divided by 255, preprocessing unit',
  imagenet:
    "pixels 0…255 divided by 255, less ImageNet's means, divided by its deviations, preprocessing imagenet",
  inception: 'pixels 0…255 less 127, divided by 128, preprocessing inception',
  half: 'pixels 0…255 divided by 127.5, less 1, preprocessing half'
};
