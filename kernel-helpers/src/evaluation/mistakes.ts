import { type Dataset, type InputShape, imageAt } from '../data';
import type { EncodedImage, Mistake } from '../views/evaluation';

export interface Answer {
  index: number;
  truth: number;
  predicted: number;
  probabilities: Float32Array;
}

/** Keeps the most confident wrong answers; of equal ones the earlier image. */
export class MistakeList {
  private kept: Array<Omit<Mistake, 'image'>> = [];

  constructor(
    private readonly dataset: Dataset,
    private readonly limit: number,
    private readonly input: InputShape
  ) {}

  add({ index, truth, predicted, probabilities }: Answer): void {
    if (truth === predicted) {
      return;
    }
    const confidence = probabilities[predicted];
    this.kept.push({ index, truth, predicted, confidence, truthProbability: probabilities[truth] });
    this.kept.sort((a, b) => b.confidence - a.confidence || a.index - b.index);
    this.kept.length = Math.min(this.kept.length, this.limit);
  }

  result(): Promise<Mistake[]> {
    const { dataset, input } = this;
    const withImage = async (mistake: Omit<Mistake, 'image'>): Promise<Mistake> => ({
      ...mistake,
      image: await encode(dataset, mistake.index, input)
    });
    return Promise.all(this.kept.map(withImage));
  }
}

async function encode(dataset: Dataset, index: number, input: InputShape): Promise<EncodedImage> {
  const { pixels, width, height, channels } = await imageAt(dataset, index, input);
  return { width, height, channels, base64: Buffer.from(pixels).toString('base64') };
}
