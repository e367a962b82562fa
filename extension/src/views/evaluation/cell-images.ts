import { decoded } from '@efficientnet-lab/kernel-helpers/views';
import {
  cellWords,
  type ConfusionCell,
  type EvaluationResult,
  type Mistake,
  mistakesIn,
  noImagesWords
} from '@efficientnet-lab/kernel-helpers/views/evaluation';
import { exact, percent } from '@efficientnet-lab/kernel-helpers/wording';
import type { TranslationBundle } from '@jupyterlab/translation';
import { button } from '../../controls/button';
import { pixelImage } from '../../controls/pixel-image';
import { element, setText } from '../../dom/element';

/** The kept images of a cell of the matrix with what the network said of them, or why there is none. */
export class CellImages {
  readonly node: HTMLElement;

  constructor(
    showAll: () => void,
    private readonly trans: TranslationBundle
  ) {
    this.back = button(trans.__('all mistakes'), showAll, {
      title: trans.__('The mistakes of all classes whose image is kept')
    });
    this.list.setAttribute('aria-label', trans.__('Images'));
    this.node = element(
      'section',
      { class: 'jp-EnetCellImages', 'aria-label': trans.__('Images of the chosen cell') },
      element('div', { class: 'jp-EnetCellImages-head' }, this.title, this.back),
      this.note,
      this.list
    );
  }

  update(result: EvaluationResult, cell: ConfusionCell | null): void {
    if (result === this.result && cell === this.cell) {
      return;
    }
    this.result = result;
    this.cell = cell;
    const { trans } = this;
    const { evaluation, imagesIn } = result;
    const names = (place: number): string => evaluation.classes[place].name;
    const shown = mistakesIn(evaluation, cell);
    this.back.hidden = cell === null;
    setText(
      this.title,
      cell === null
        ? trans.__('Mistakes, the most confident first')
        : cellWords({ truth: names(cell.truth), predicted: names(cell.predicted) }, imagesIn(cell), trans)
    );
    const all = cell === null ? result.matrix.allMistakes : imagesIn(cell);
    setText(
      this.note,
      shown.length === 0
        ? noImagesWords(result, cell, trans)
        : shown.length < all
          ? trans.__('%1 of %2 have their image here.', exact(shown.length), exact(all))
          : ''
    );
    this.list.replaceChildren(...shown.map((mistake) => this.figureOf(mistake, names)));
    this.list.hidden = shown.length === 0;
  }

  private figureOf(mistake: Mistake, nameOf: (place: number) => string): HTMLElement {
    const { trans } = this;
    const { index, truth, predicted, confidence, truthProbability, image } = mistake;
    const labels = trans.__('%1, read as %2', nameOf(truth), nameOf(predicted));
    const told = trans.__(
      'Image %1 of the data set: %2 with probability %3; that of %4 is %5',
      exact(index),
      nameOf(predicted),
      String(confidence),
      nameOf(truth),
      String(truthProbability)
    );
    return element(
      'li',
      { title: told },
      pixelImage(decoded(image), trans.__('Image %1', exact(index))),
      element('span', {}, labels),
      element('span', {}, trans.__('%1 sure', percent(confidence))),
      element('span', { class: 'jp-EnetSource' }, trans.__('true class %1', percent(truthProbability)))
    );
  }

  private readonly title = element('h3', {});
  private readonly note = element('p', { class: 'jp-EnetSource', role: 'status' });
  private readonly back: HTMLButtonElement;
  private readonly list = element('ul', { tabindex: 0 });
  private result: EvaluationResult | null = null;
  private cell: ConfusionCell | null = null;
}
