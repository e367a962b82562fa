import {
  type ArchitectureSpec,
  type BlockCost,
  PUBLISHED_VARIANTS,
  summarize,
  variant
} from '@efficientnet-lab/kernel-helpers/analysis';
import { type BlockExplorerState, disagreement } from '@efficientnet-lab/kernel-helpers/views/block-explorer';
import type { TranslationBundle } from '@jupyterlab/translation';
import { labelled, QuantityControls } from '../../controls/quantity-controls';
import { element } from '../../dom/element';
import { networkName } from '@efficientnet-lab/kernel-helpers/views';
import type { BlockExplorerModel } from './model';
import { matchingBlock, stateOfBlock } from './network-blocks';

/** Block of a network, sliders of the place, and what separation is worth. */
export class BlockControls {
  readonly node: HTMLElement;

  constructor(
    private readonly model: BlockExplorerModel,
    private readonly trans: TranslationBundle
  ) {
    this.quantities = new QuantityControls(model, trans);
    this.fusedNote.textContent = trans.__(
      'The network has a fused MBConv here; the bars show what MBConv would cost in its place.'
    );
    this.node = element(
      'div',
      { class: 'jp-EnetControls' },
      this.makeSource(),
      this.fusedNote,
      this.quantities.sliders('place'),
      labelled(trans.__('Separation pays'), this.quantities.buttons('criterion')),
      this.quantities.sliders('separation'),
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
    this.quantities.update();
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
    return this.quantities.handleKey(event);
  }

  private makeSource(): HTMLElement {
    const { trans } = this;
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
    return element(
      'div',
      { class: 'jp-EnetControls-row' },
      this.networks,
      this.blocks,
      this.quantities.buttons('spatialDimensions')
    );
  }

  private chooseBlock(name: string): void {
    const block = summarize(this.chosen).blocks.find((candidate) => candidate.name === name);
    if (block) {
      this.wanted = name;
      this.model.move(stateOfBlock(this.chosen, block, this.model.state));
    }
    // Blocks that are alike share their positions: the model does not change between them.
    this.update();
  }

  private readonly quantities: QuantityControls<BlockExplorerState>;
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
