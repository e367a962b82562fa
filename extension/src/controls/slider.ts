import { element } from '../dom/element';
import { setting } from '@efficientnet-lab/kernel-helpers/wording';
import type { TranslationBundle } from '@jupyterlab/translation';
import { clamp, type SliderParameter } from './parameter';

const PAGE_STEPS = 10;

export interface SliderActions {
  move(value: number): void;
  settle(value: number): void;
  reset(): void;
}

/** What rows of sliders change. */
export interface SliderModel<Name extends string> {
  set(name: Name, value: number, change?: 'moving' | 'settled'): void;
  resetParameter(name: Name): void;
}

/** One row for each parameter of a table, tied to a model. */
export function sliderRows<P extends SliderParameter>(
  parameters: readonly P[],
  model: SliderModel<P['name']>,
  trans: TranslationBundle
): SliderRow<P>[] {
  return parameters.map((parameter) => {
    const name: P['name'] = parameter.name;
    return new SliderRow(
      parameter,
      {
        move: (value) => model.set(name, value, 'moving'),
        settle: (value) => model.set(name, value),
        reset: () => model.resetParameter(name)
      },
      trans
    );
  });
}

/** A key pressed on one of the rows' sliders or boxes; true when it was one of their own. */
export function handleSliderKey(rows: readonly SliderRow[], event: KeyboardEvent): boolean {
  const row = rows.find(({ node }) => event.target instanceof Node && node.contains(event.target));
  return row?.handleKey(event) ?? false;
}

/** Slider, number box and unit of one parameter in one row; both inputs are the browser's own. */
export class SliderRow<P extends SliderParameter = SliderParameter> {
  readonly node: HTMLElement;

  constructor(
    readonly parameter: P,
    private readonly actions: SliderActions,
    trans: TranslationBundle
  ) {
    const { symbol, word, label, min, max, step, unit } = parameter;
    this.ends = { min, max };
    this.current = min;
    const name = `${symbol}, ${trans.__(label)}`;
    const limits = { min, max, step, 'aria-label': name };
    this.range = element('input', {
      type: 'range',
      class: 'jp-EnetSlider-range',
      'data-parameter': parameter.name,
      ...limits
    });
    this.box = element('input', {
      type: 'number',
      class: 'jp-EnetSlider-box',
      'data-parameter': parameter.name,
      ...limits
    });
    this.node = element(
      'div',
      {
        class: `jp-EnetSlider jp-mod-${parameter.colour}${word === undefined ? '' : ' jp-mod-worded'}`,
        title: trans.__('%1: double-click or press Delete to reset it', name)
      },
      element(
        'span',
        { class: 'jp-EnetSlider-name', 'aria-hidden': 'true' },
        word === undefined ? '' : `${trans.__(word)} `,
        element('span', { class: 'jp-EnetSlider-symbol' }, symbol)
      ),
      this.range,
      this.box,
      element('span', { class: 'jp-EnetSlider-unit', 'aria-hidden': 'true' }, unit)
    );
    this.range.addEventListener('input', () => actions.move(this.range.valueAsNumber));
    this.range.addEventListener('change', () => actions.settle(this.range.valueAsNumber));
    // Not only keys change a box: pasting, dropping and dictation do too, and a frame that is due must not undo them.
    this.box.addEventListener('input', () => {
      this.typing = true;
    });
    this.box.addEventListener('change', () => this.commitBox());
    this.node.addEventListener('dblclick', (event) => {
      if (event.target !== this.box) {
        actions.reset();
      }
    });
  }

  /** Moves the slider's ends, where they depend on other parameters; the box keeps the parameter's own limits. */
  limit(ends: { min: number; max: number }): void {
    if (ends.min !== this.ends.min || ends.max !== this.ends.max) {
      this.ends = ends;
      this.range.min = String(ends.min);
      this.range.max = String(ends.max);
    }
  }

  /** Shows a value; a box that is being typed in is left alone. */
  show(value: number): void {
    this.current = value;
    const text = value.toFixed(this.parameter.decimals);
    if (this.range.valueAsNumber !== value) {
      this.range.value = String(value);
    }
    const { unit } = this.parameter;
    const { min, max } = this.ends;
    const shown = Math.min(max, Math.max(min, value));
    this.range.style.setProperty('--jp-enet-fill', `${(100 * (shown - min)) / (max - min)}%`);
    this.range.setAttribute('aria-valuetext', `${setting(value)} ${unit}`.trim());
    if (document.activeElement !== this.box || !this.typing) {
      this.box.value = text;
    }
  }

  /** Handles a key that was pressed in this row; true when it was one of its own. */
  handleKey(event: KeyboardEvent): boolean {
    const inBox = event.target === this.box;
    if (event.ctrlKey || event.metaKey || event.altKey) {
      return false;
    }
    const { min, max } = this.ends;
    switch (event.key) {
      case 'PageUp':
        return this.jump(event, this.value + PAGE_STEPS * this.parameter.step);
      case 'PageDown':
        return this.jump(event, this.value - PAGE_STEPS * this.parameter.step);
      case 'Home':
        return inBox || this.jump(event, min);
      case 'End':
        return inBox || this.jump(event, max);
      case 'Delete':
        if (!inBox) {
          event.preventDefault();
          this.actions.reset();
        }
        return true;
      case 'Enter':
        // Untouched, the box holds the value rounded.
        if (this.typing) {
          this.commitBox();
        }
        return true;
      case 'Tab':
      case 'Escape':
        return false;
      default:
        // Arrows step natively; digits belong to the box; letters must not reach the notebook's shortcuts.
        return true;
    }
  }

  get value(): number {
    return this.range.valueAsNumber;
  }

  private jump(event: KeyboardEvent, value: number): boolean {
    event.preventDefault();
    this.typing = false;
    this.actions.settle(clamp({ ...this.parameter, ...this.ends }, value));
    return true;
  }

  private commitBox(): void {
    this.typing = false;
    const value = this.box.valueAsNumber;
    if (Number.isFinite(value)) {
      this.actions.settle(value);
    }
    this.show(Number.isFinite(value) ? clamp(this.parameter, value) : this.current);
  }

  private ends: { min: number; max: number };
  private readonly range: HTMLInputElement;
  private readonly box: HTMLInputElement;
  private typing = false;
  private current: number;
}
