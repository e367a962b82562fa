import type { SweepAxis } from '@efficientnet-lab/kernel-helpers/views/sweep-dashboard';
import type { TranslationBundle } from '@jupyterlab/translation';
import { button } from '../../controls/button';
import type { Part } from '../../controls/parallel-axes';
import { element } from '../../dom/element';

interface Row {
  node: HTMLElement;
  from: HTMLInputElement | HTMLSelectElement;
  to: HTMLInputElement | HTMLSelectElement;
}

/** Digits of a limit that a brush has left; what a reader types stays. */
const DIGITS = 6;

/** The ends of brushes as numbers that are typed, or words that are chosen. */
export class Limits {
  readonly node = element('div', { class: 'jp-EnetSweep-limits' });

  constructor(
    private readonly brush: (axis: string, part: Part | null) => void,
    private readonly titleOf: (axis: SweepAxis) => string,
    clear: () => void,
    private readonly trans: TranslationBundle
  ) {
    this.clear = button(trans.__('lift all limits'), clear);
  }

  show(axes: readonly SweepAxis[], brushes: ReadonlyMap<string, Part>): void {
    const keys = axes.map(({ key, words }) => `${key} ${words?.join(' ') ?? ''}`).join('\n');
    if (keys !== this.keys) {
      this.keys = keys;
      this.rows = new Map(axes.map(({ key }, i) => [key, this.makeRow(axes[i])]));
      this.node.replaceChildren(...[...this.rows.values()].map(({ node }) => node), this.clear);
    }
    this.brushes = brushes;
    this.axes = new Map(axes.map((axis) => [axis.key, axis]));
    for (const axis of axes) {
      const row = this.rows.get(axis.key);
      const { from, to } = brushes.get(axis.key) ?? axis;
      if (row) {
        write(row.from, axis, Math.ceil(from), from);
        write(row.to, axis, Math.floor(to), to);
        row.node.classList.toggle('jp-mod-brushed', brushes.has(axis.key));
      }
    }
    this.clear.disabled = brushes.size === 0;
  }

  private makeRow(axis: SweepAxis): Row {
    const { trans } = this;
    const title = this.titleOf(axis);
    const from = inputOf(axis, trans.__('%1, from', title));
    const to = inputOf(axis, trans.__('%1, to', title));
    const change = (): void => this.change(axis.key, { from, to });
    from.addEventListener('change', change);
    to.addEventListener('change', change);
    const node = element(
      'div',
      { class: 'jp-EnetSweep-limit' },
      element('span', {}, title),
      from,
      element('span', { 'aria-hidden': 'true' }, '–'),
      to
    );
    return { node, from, to };
  }

  private change(key: string, inputs: Pick<Row, 'from' | 'to'>): void {
    const axis = this.axes.get(key);
    if (axis) {
      const held = this.brushes.get(key) ?? axis;
      const [from, to] = (['from', 'to'] as const).map((end) => {
        const input = inputs[end];
        if (input.value === '') {
          // No limit, and no nought.
          input.value = rounded(axis[end]);
          return axis[end];
        }
        // A box that nobody wrote in stands for more digits than it shows.
        return input.value === rounded(held[end]) ? held[end] : Number(input.value);
      });
      const [low, high] = [Math.min(from, to), Math.max(from, to)];
      const isAll = low <= axis.from && high >= axis.to;
      this.brush(key, isAll ? null : { from: low, to: high });
    }
  }

  private readonly clear: HTMLButtonElement;
  private keys = '';
  private rows = new Map<string, Row>();
  private axes = new Map<string, SweepAxis>();
  private brushes: ReadonlyMap<string, Part> = new Map();
}

function inputOf({ words, from, to }: SweepAxis, label: string): HTMLInputElement | HTMLSelectElement {
  return words
    ? element(
        'select',
        { class: 'jp-EnetSelect', 'aria-label': label },
        ...words.map((word, place) => element('option', { value: place }, word))
      )
    : element('input', {
        class: 'jp-EnetSlider-number',
        type: 'number',
        step: Number(((to - from) / 50).toPrecision(1)) || 'any',
        'aria-label': label
      });
}

function write(
  input: HTMLInputElement | HTMLSelectElement,
  { words }: SweepAxis,
  place: number,
  value: number
): void {
  if (input !== document.activeElement) {
    input.value = words ? String(Math.min(words.length - 1, Math.max(0, place))) : rounded(value);
  }
}

function rounded(value: number): string {
  return String(Number(value.toPrecision(DIGITS)));
}
