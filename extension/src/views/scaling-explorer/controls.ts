import {
  B0,
  BASE_RESOLUTION,
  PAPER_VARIANTS,
  PUBLISHED_VARIANTS,
  publishedVariant
} from '@efficientnet-lab/kernel-helpers/analysis';
import {
  growthPerStep,
  type ScalingExplorerState
} from '@efficientnet-lab/kernel-helpers/views/scaling-explorer';
import type { TranslationBundle } from '@jupyterlab/translation';
import { button } from '../../controls/button';
import { QuantityControls } from '../../controls/quantity-controls';
import { element } from '../../dom/element';
import { percentChange, setting, significant } from '@efficientnet-lab/kernel-helpers/wording';
import type { ScalingExplorerModel } from './model';

/** α·β²·γ² that the rule aims at: twice the cost for each step of φ. */
const TARGET_GROWTH = 2;

/** Published networks without a button of their own. */
const OTHER_VARIANTS = PUBLISHED_VARIANTS.filter((row) => !PAPER_VARIANTS.includes(row)).map(
  ({ name }) => name
);

/** Mode buttons and sliders; made once, shown and hidden by mode. */
export class ScalingControls {
  readonly node: HTMLElement;
  /** Which picture is drawn. */
  readonly picture: HTMLElement;

  constructor(
    private readonly model: ScalingExplorerModel,
    private readonly trans: TranslationBundle
  ) {
    this.quantities = new QuantityControls(model, trans);
    this.picture = this.quantities.buttons('picture');
    this.modes = [
      ...PAPER_VARIANTS.map(({ name }) => ({
        isPressed: () => model.state.mode === 'published' && model.state.variant === name,
        node: button(name.toUpperCase(), () => model.choosePublished(name), {
          title: trans.__('%1 as published', name.toUpperCase())
        })
      })),
      {
        isPressed: () => model.state.mode === 'rule',
        node: button(trans.__('rule'), () => model.choose({ mode: 'rule' }), {
          title: trans.__('d = α^φ, w = β^φ, r = γ^φ')
        })
      },
      {
        isPressed: () => model.state.mode === 'manual',
        node: button(trans.__('manual'), () => model.chooseManual(), {
          title: trans.__('Set depth, width and image side one by one')
        })
      }
    ];
    this.more = element(
      'select',
      { class: 'jp-EnetSelect', 'aria-label': trans.__('More published networks') },
      element('option', { value: '' }, trans.__('more')),
      ...OTHER_VARIANTS.map((name) => element('option', { value: name }, name.toUpperCase()))
    );
    this.more.addEventListener('change', () => {
      if (this.more.value !== '') {
        model.choosePublished(this.more.value);
      }
    });
    this.note = element('p', { class: 'jp-EnetControls-note' });
    const sliders = this.quantities.sliders('rule', 'manual');
    sliders.append(this.note);
    this.node = element(
      'div',
      { class: 'jp-EnetControls' },
      element(
        'div',
        { class: 'jp-EnetModes', role: 'group', 'aria-label': trans.__('How the network is chosen') },
        ...this.modes.map((mode) => mode.node),
        this.more
      ),
      sliders
    );
  }

  update(): void {
    const { state } = this.model;
    this.modes.forEach((mode) => mode.node.setAttribute('aria-pressed', String(mode.isPressed())));
    this.more.value =
      state.mode === 'published' && OTHER_VARIANTS.includes(state.variant) ? state.variant : '';
    this.quantities.update();
    this.note.replaceChildren(...this.noteContent());
  }

  /** A key pressed on one of the sliders or boxes. */
  handleKey(event: KeyboardEvent): boolean {
    return this.quantities.handleKey(event);
  }

  private noteContent(): (string | Node)[] {
    const { state } = this.model;
    switch (state.mode) {
      case 'rule': {
        const growth = growthPerStep(state);
        return [
          'α·β²·γ² = ',
          element('strong', {}, growth.toFixed(3)),
          this.trans.__(', target %1 (%2)', TARGET_GROWTH, percentChange(growth / TARGET_GROWTH - 1))
        ];
      }
      case 'published':
        return [
          publishedVariant(state.variant).base === B0
            ? this.trans.__('As published; moving a slider switches to manual mode.')
            : this.trans.__('As published; moving a slider scales B0 by these numbers instead.')
        ];
      case 'manual': {
        const resolution = state.resolution / BASE_RESOLUTION;
        return [
          `d·w²·r² = ${setting(state.depth)} · ${setting(state.width)}² · ${significant(resolution)}² = `,
          element('strong', {}, significant(state.depth * state.width ** 2 * resolution ** 2))
        ];
      }
    }
  }

  private readonly quantities: QuantityControls<ScalingExplorerState>;
  private readonly modes: { isPressed(): boolean; node: HTMLButtonElement }[];
  private readonly more: HTMLSelectElement;
  private readonly note: HTMLElement;
}
