import { type Dataset, type InputShape, imageAt } from '../data';
import { type Answer, byConfidence, type Mistake, spreadOverCells } from '../views/evaluation';
import { encoded } from '../views';

/** All wrong answers, and the images of some of them. */
export class MistakeList {
  private readonly all: Answer[] = [];

  constructor(
    private readonly dataset: Dataset,
    private readonly input: InputShape
  ) {}

  add(answer: Answer): void {
    if (answer.truth !== answer.predicted) {
      this.all.push(answer);
    }
  }

  /**
   * @param confident How many of the most confident ones.
   * @param others How many of the others, spread over the cells of the confusion matrix.
   */
  async result(confident: number, others: number): Promise<{ mistakes: Mistake[]; examples: Mistake[] }> {
    const sorted = [...this.all].sort(byConfidence);
    return {
      mistakes: await this.withImages(sorted.slice(0, confident)),
      examples: await this.withImages(spreadOverCells(sorted.slice(confident), others))
    };
  }

  private withImages(answers: readonly Answer[]): Promise<Mistake[]> {
    const { dataset, input } = this;
    return Promise.all(
      answers.map(async (answer) => {
        const { pixels, ...size } = await imageAt(dataset, answer.index, input);
        return { ...answer, image: encoded({ ...size, values: pixels }) };
      })
    );
  }
}
