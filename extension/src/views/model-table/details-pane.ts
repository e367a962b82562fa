import { columnMeaning, type CostReport } from '@efficientnet-lab/kernel-helpers/analysis';
import type { TranslationBundle } from '@jupyterlab/translation';
import { button } from '../../controls/button';
import { element, setText } from '../../dom/element';
import { networkName } from '@efficientnet-lab/kernel-helpers/views';
import { type Attribute, attributesOf, wholeAttributes } from './details';
import { type CostRow, isLayer } from './rows';
import { rowName } from './wording';

export interface DetailsActions {
  /** Shows a layer by its index in the report. */
  goTo(index: number): void;
  /** Shows a block's costs by formula. */
  explore(row: CostRow): void;
}

/** Everything about the selected row, or about the whole network. */
export class DetailsPane {
  readonly node: HTMLElement;

  constructor(
    private readonly actions: DetailsActions,
    private readonly trans: TranslationBundle
  ) {
    this.node = element(
      'section',
      { class: 'jp-EnetDetails', 'aria-label': trans.__('Details') },
      this.title,
      this.list,
      this.links
    );
  }

  update(report: CostReport, row: CostRow | null): void {
    const { trans } = this;
    setText(this.title, row ? rowName(row, trans) : networkName(report.spec));
    const kind: Attribute[] = row
      ? [{ label: trans.__('kind'), why: columnMeaning('layerKind', trans), text: row.kind }]
      : [];
    const attributes = row ? attributesOf(report, row, trans) : wholeAttributes(report, trans);
    this.list.replaceChildren(...[...kind, ...attributes].flatMap(attributeNodes));
    this.links.replaceChildren(...(row ? this.linksOf(report, row) : [this.hint()]));
  }

  private hint(): HTMLElement {
    return element('p', { class: 'jp-EnetSource' }, this.trans.__('Choose a row to see its details.'));
  }

  private linksOf(report: CostReport, row: CostRow): HTMLElement[] {
    const { trans } = this;
    if (!isLayer(row)) {
      const isBlock = report.blocks.some(({ name }) => name === row.key);
      return isBlock ? [button(trans.__('open in the block explorer'), () => this.actions.explore(row))] : [];
    }
    return [
      element('span', {}, trans.__('reads')),
      ...report.layers[row.from].inputs.map((index) =>
        index < 0
          ? element('span', {}, trans.__('the image'))
          : button(report.layers[index].name, () => this.actions.goTo(index), {
              title: trans.__('Go to this layer')
            })
      )
    ];
  }

  private readonly title = element('h3', {});
  private readonly list = element('dl', {});
  private readonly links = element('div', { class: 'jp-EnetDetails-links' });
}

function attributeNodes({ label, why, text, note = '' }: Attribute): HTMLElement[] {
  return [
    element('dt', { title: why }, label),
    element('dd', {}, text, note === '' ? null : element('span', { class: 'jp-EnetDetails-note' }, note))
  ];
}
