import { type ArchitectureSpec, variant } from '@efficientnet-lab/kernel-helpers/analysis';
import {
  type GatesResult,
  type GatesState,
  orderName,
  scoreName
} from '@efficientnet-lab/kernel-helpers/views/gates';
import type { TranslationBundle } from '@jupyterlab/translation';
import { button } from '../../controls/button';
import { NetworkSelect } from '../../controls/network-select';
import { handleSliderKey, type SliderRow, sliderRows } from '../../controls/slider';
import { element } from '../../dom/element';
import type { Part } from '../../frame/parts';
import { exact } from '@efficientnet-lab/kernel-helpers/wording';
import { blocksFor, type GatesModel } from './model';
import { type Parameter, PARAMETERS } from './parameters';

const SCORES: readonly GatesState['score'][] = ['mean', 'maximum', 'contribution'];
const ORDERS: readonly GatesState['order']['column'][] = ['channel', 'mean', 'below', 'score'];

/** Threshold, what channels are judged by, their order, and the block they stand in. */
export class GatesControls implements Part<GatesResult | null> {
  readonly node: HTMLElement;

  constructor(
    private readonly model: GatesModel,
    private readonly trans: TranslationBundle
  ) {
    this.rows = sliderRows(PARAMETERS, model, trans);
    this.networks = new NetworkSelect((spec) => this.chooseNetwork(spec), trans);
    this.node = element(
      'div',
      { class: 'jp-EnetControls' },
      element('div', { class: 'jp-EnetSliders' }, ...this.rows.map(({ node }) => node)),
      element(
        'p',
        { class: 'jp-EnetControls-note' },
        trans.__(
          'τ: threshold. Q: the quantile that must lie below τ for “always low”; 1 is the highest gate.'
        )
      ),
      this.makeScore(),
      this.makeOrder(),
      this.makeBlock()
    );
  }

  update(): void {
    const { state, outcome } = this.model;
    this.rows.forEach((row) => row.show(state[row.parameter.name]));
    this.scores.forEach(({ score, node }) =>
      node.setAttribute('aria-pressed', String(score === state.score))
    );
    this.order.value = state.order.column;
    const { descending } = state.order;
    this.direction.textContent = descending ? this.trans.__('highest first') : this.trans.__('lowest first');
    this.direction.title = descending
      ? this.trans.__('Highest first; press for lowest first')
      : this.trans.__('Lowest first; press for highest first');
    const channels = outcome.ok && outcome.result ? outcome.result.matrix.channels : 0;
    this.showBlocks(state.block?.spec ?? this.network, channels);
    this.blocks.value = state.block?.name ?? '';
  }

  /** A key pressed on one of the sliders or boxes. */
  handleKey(event: KeyboardEvent): boolean {
    return handleSliderKey(this.rows, event);
  }

  private makeScore(): HTMLElement {
    const { trans, model } = this;
    const label = trans.__('Prune by');
    return element(
      'div',
      { class: 'jp-EnetGates-row' },
      element('span', {}, label),
      element(
        'div',
        { class: 'jp-EnetSwitch', role: 'group', 'aria-label': label },
        ...SCORES.map((score) => {
          const node = button(scoreName(score, trans), () => model.choose({ score }), {
            title: scoreTitle(score, trans)
          });
          this.scores.push({ score, node });
          return node;
        })
      )
    );
  }

  private makeOrder(): HTMLElement {
    const { trans, model } = this;
    this.order.append(
      ...ORDERS.map((column) => element('option', { value: column }, orderName(column, trans)))
    );
    const change = (descending: boolean): void => {
      const column = ORDERS.find((name) => name === this.order.value) ?? 'channel';
      model.choose({ order: { column, descending } });
    };
    this.order.addEventListener('change', () => change(model.state.order.descending));
    this.direction.addEventListener('click', () => change(!model.state.order.descending));
    return element(
      'div',
      { class: 'jp-EnetGates-row' },
      element('label', {}, trans.__('Order by') + ' ', this.order),
      this.direction
    );
  }

  private makeBlock(): HTMLElement {
    const { trans } = this;
    this.blocks.setAttribute('aria-label', trans.__('Block'));
    this.blocks.addEventListener('change', () => {
      const name = this.blocks.value;
      this.model.choose({ block: name === '' ? null : { spec: this.network, name } });
    });
    return element(
      'div',
      { class: 'jp-EnetGates-row' },
      element('span', {}, trans.__('Block')),
      this.networks.node,
      this.blocks
    );
  }

  private chooseNetwork(spec: ArchitectureSpec): void {
    this.network = spec;
    const channels = this.model.outcome.ok ? (this.model.outcome.result?.matrix.channels ?? 0) : 0;
    const match = blocksFor(spec, channels).find(({ matches }) => matches);
    this.model.choose({ block: match ? { spec, name: match.name } : null });
    this.update();
  }

  private showBlocks(spec: ArchitectureSpec, channels: number): void {
    this.network = spec;
    this.networks.show(spec);
    const key = JSON.stringify([spec, channels]);
    if (key === this.listed) {
      return;
    }
    this.listed = key;
    this.blocks.replaceChildren(
      element('option', { value: '' }, this.trans.__('block unknown')),
      ...blocksFor(spec, channels).map(({ name, expandedFilters, matches }) =>
        element(
          'option',
          { value: name },
          matches
            ? this.trans.__('%1: %2 channels', name, exact(expandedFilters))
            : this.trans.__('%1: %2 channels, another number', name, exact(expandedFilters))
        )
      )
    );
  }

  private readonly rows: SliderRow<Parameter>[];
  private readonly scores: { score: GatesState['score']; node: HTMLButtonElement }[] = [];
  private readonly order = element('select', { class: 'jp-EnetSelect' });
  private readonly direction = element('button', { type: 'button', class: 'jp-EnetButton' });
  private readonly networks: NetworkSelect;
  private readonly blocks = element('select', { class: 'jp-EnetSelect' });
  private network: ArchitectureSpec = variant('b0');
  private listed = '';
}

function scoreTitle(score: GatesState['score'], trans: TranslationBundle): string {
  switch (score) {
    case 'mean':
      return trans.__('The mean of a channel’s gates');
    case 'maximum':
      return trans.__('The quantile Q of a channel’s gates; 1 is the highest');
    case 'contribution':
      return trans.__('E|g·v|·‖Wp‖ as a share of the largest; magnitudes that aren’t known count as 1');
  }
}
