import {
  type ArchitectureSpec,
  type BlockCost,
  PUBLISHED_VARIANTS,
  summarize,
  variant
} from '@efficientnet-lab/kernel-helpers/analysis';
import { type BlockExplorerState, disagreement } from '@efficientnet-lab/kernel-helpers/views/block-explorer';
import type { TranslationBundle } from '@jupyterlab/translation';
import { Choices, switchOf } from '../../controls/choices';
import { handleSliderKey, type SliderRow, sliderRows } from '../../controls/slider';
import { element } from '../../dom/element';
import { networkName } from '@efficientnet-lab/kernel-helpers/views';
import type { BlockExplorerModel } from './model';
import { matchingBlock } from './network-blocks';
import { type Parameter, PARAMETERS } from './parameters';

/** Block of a network, sliders of the place, and what separation is worth. */
export class BlockControls {
  readonly node: HTMLElement;

  constructor(
    private readonly model: BlockExplorerModel,
    private readonly trans: TranslationBundle
  ) {
    this.rows = sliderRows(PARAMETERS, model, trans);
    this.fusedNote.textContent = trans.__(
      'The network has a fused MBConv here; the bars show what MBConv would cost in its place.'
    );
    const rowsOf = (group: Parameter['group']): HTMLElement[] =>
      this.rows.filter(({ parameter }) => parameter.group === group).map(({ node }) => node);
    this.node = element(
      'div',
      { class: 'jp-EnetControls' },
      this.makeSource(),
      this.fusedNote,
      element('div', { class: 'jp-EnetSliders' }, ...rowsOf('place')),
      this.makeCriteria(),
      element('div', { class: 'jp-EnetSliders' }, ...rowsOf('separation')),
      this.note
    );
    this.showNetwork(this.chosen);
  }

  /** The network whose blocks are offered. */
  get network(): ArchitectureSpec {
    return this.chosen;
  }

  /** The block last chosen; empty for a place of one's own. */
  get blockName(): string {
    return this.blocks.value;
  }

  /** Offers another network's blocks. */
  showNetwork(spec: ArchitectureSpec): void {
    this.chosen = spec;
    const isPublished = PUBLISHED_VARIANTS.some(({ name }) => name === spec.name);
    this.otherNetwork.hidden = isPublished;
    this.otherNetwork.textContent = networkName(spec);
    this.networks.value = isPublished ? spec.name : '';
    this.blocks.replaceChildren(
      element('option', { value: '' }, this.trans.__('own place')),
      ...summarize(spec).blocks.map(({ name }) =>
        element('option', { value: name }, name.replace('block', ''))
      )
    );
    this.update();
  }

  update(): void {
    const { state, outcome } = this.model;
    this.choices.update(state);
    for (const row of this.rows) {
      row.show(state[row.parameter.name]);
    }
    const relativeCost = this.rows.find(({ parameter }) => parameter.name === 'relativeCost');
    if (relativeCost) {
      relativeCost.node.hidden = state.criterion !== 'netUtility';
    }
    if (!this.model.isMoving) {
      this.matched = matchingBlock(this.chosen, state, this.wanted);
      this.wanted = this.matched?.name ?? '';
      this.blocks.value = this.wanted;
    }
    this.note.textContent = outcome.ok ? disagreement(outcome.result, this.trans) : '';
    this.fusedNote.hidden = this.matched?.operator !== 'FusedMBConv';
  }

  /** A key pressed on one of the sliders or boxes. */
  handleKey(event: KeyboardEvent): boolean {
    return handleSliderKey(this.rows, event);
  }

  private makeSource(): HTMLElement {
    const { trans, model } = this;
    this.networks.addEventListener('change', () => {
      if (this.networks.value !== '') {
        this.showNetwork(variant(this.networks.value));
        this.chooseBlock(this.blocks.options[1]?.value ?? '');
      }
    });
    this.blocks.addEventListener('change', () => this.chooseBlock(this.blocks.value));
    this.networks.setAttribute('aria-label', trans.__('Network'));
    this.blocks.setAttribute('aria-label', trans.__('Block'));
    this.networks.append(
      ...PUBLISHED_VARIANTS.map(({ name }) => element('option', { value: name }, name.toUpperCase())),
      this.otherNetwork
    );
    const dimension = (label: string, spatialDimensions: 1 | 2, title: string): HTMLButtonElement =>
      this.choices.button(
        label,
        title,
        () => model.choose({ spatialDimensions }),
        (state) => state.spatialDimensions === spatialDimensions
      );
    return element(
      'div',
      { class: 'jp-EnetBlockSource' },
      this.networks,
      this.blocks,
      switchOf(
        trans.__('Dimensions'),
        dimension('2-D', 2, trans.__('Images: maps are S × S, kernels k × k')),
        dimension('1-D', 1, trans.__('Sequences: maps are S long, kernels k long'))
      )
    );
  }

  private makeCriteria(): HTMLElement {
    const { trans, model } = this;
    return element(
      'div',
      { class: 'jp-EnetBlockCriteria' },
      element('span', {}, trans.__('Separation pays')),
      switchOf(
        trans.__('Criterion'),
        this.choices.button(
          trans.__('per MAC'),
          trans.__('Benefit for each MAC rises: α > 1/C′ + 1/kⁿ'),
          () => model.choose({ criterion: 'perMac' }),
          ({ criterion }) => criterion === 'perMac'
        ),
        this.choices.button(
          trans.__('net utility'),
          trans.__('Benefit less its price rises: α > 1 − x·(1 − ρ)'),
          () => model.choose({ criterion: 'netUtility' }),
          ({ criterion }) => criterion === 'netUtility'
        )
      )
    );
  }

  private chooseBlock(name: string): void {
    const block = summarize(this.chosen).blocks.find((candidate) => candidate.name === name);
    if (block) {
      this.wanted = name;
      this.model.chooseBlock(this.chosen, block);
    }
    // Blocks that are alike share their positions: the model does not change between them.
    this.update();
  }

  private readonly rows: SliderRow<Parameter>[];
  private readonly choices = new Choices<BlockExplorerState>();
  private readonly networks = element('select', { class: 'jp-EnetSelect' });
  private readonly blocks = element('select', { class: 'jp-EnetSelect' });
  private readonly otherNetwork = element('option', { value: '' });
  private readonly fusedNote = element('p', { class: 'jp-EnetControls-note' });
  private readonly note = element('p', { class: 'jp-EnetControls-note' });
  private chosen: ArchitectureSpec = variant('b0');
  /** The block that was asked for by name, which may have equals. */
  private wanted = '';
  private matched: BlockCost | null = null;
}
