import { evaluationCropWords } from '../analysis';
import { type Augmentation, cropOf } from './augmentation';
import { type Dataset, inMemory } from './dataset';
import { type InputShape, WHOLE_VIEW } from './prepare';

/** In words, how a run prepares its training images: as the network's specification says, unless parts are drawn. */
export function preparationWords(
  dataset: Dataset,
  { resolution, view = WHOLE_VIEW }: InputShape,
  augmentation: Augmentation
): string {
  const side = `${resolution} × ${resolution} px`;
  if (cropOf(augmentation) !== null) {
    return `random parts resized to ${side} (bilinear, antialiased), otherwise than in evaluation`;
  }
  if (inMemory(dataset)) {
    const [, height, width] = dataset.shape;
    return height === resolution && width === resolution
      ? `as they are, ${side}`
      : evaluationCropWords({ resolution, ...view });
  }
  return `${evaluationCropWords({ resolution, ...view })}; those of ${side} as they are`;
}
