import { type KeyEntry, keySvg, THEME_COLOURS } from '@efficientnet-lab/kernel-helpers/chart';
import {
  FRONT_SYMBOLS,
  frontKey,
  type FrontMeaning,
  type FrontResult
} from '@efficientnet-lab/kernel-helpers/views/front';
import type { TranslationBundle } from '@jupyterlab/translation';
import { element } from '../../dom/element';
import type { Part } from '../../frame/parts';
import { exact } from '@efficientnet-lab/kernel-helpers/wording';
import type { FrontModel } from './model';

/** Families that have a button of their own; the rest share one. */
const OWN_BUTTONS = 11;

interface Family {
  /** Names that the button hides and shows. */
  names: readonly string[];
  label: string;
  count: number;
  meaning: FrontMeaning | null;
}

/** What colours and shapes mean, and buttons that hide families. */
export class Families implements Part<FrontResult> {
  readonly node = element('div', { class: 'jp-EnetFrontFamilies' });

  constructor(
    private readonly model: FrontModel,
    private readonly trans: TranslationBundle
  ) {}

  update(): void {
    const { outcome } = this.model;
    if (!outcome.ok) {
      return;
    }
    const { result } = outcome;
    if (result.set !== this.shown) {
      this.shown = result.set;
      this.rebuild(result);
    }
    const { hidden } = result.state;
    this.buttons.forEach(({ node, names }) =>
      node.setAttribute('aria-pressed', String(!names.some((name) => hidden.includes(name))))
    );
    const { groups, shapes } = frontKey(result, this.trans);
    // Families are told by their buttons.
    const entries = result.grouping.by === 'scaling' ? [...groups, ...shapes] : shapes;
    const keyed = JSON.stringify(entries);
    if (keyed !== this.keyed) {
      this.keyed = keyed;
      this.key.replaceChildren(
        ...entries.map(({ name, ...entry }) => element('span', {}, swatch(entry), name))
      );
    }
  }

  private rebuild(result: FrontResult): void {
    const { trans } = this;
    this.buttons = familiesIn(result, trans).map(({ names, label, count, meaning }) => {
      const node = element(
        'button',
        {
          type: 'button',
          class: 'jp-EnetFrontFamily',
          title: trans.__('%1: hide or show %2', label, exact(count))
        },
        meaning === null ? null : swatch({ meaning, symbol: FRONT_SYMBOLS[meaning] }),
        label
      );
      node.addEventListener('click', () =>
        this.model.toggleFamilies(names, node.getAttribute('aria-pressed') !== 'true')
      );
      return { node, names };
    });
    const group = element(
      'div',
      { class: 'jp-EnetFrontFamilies-row', role: 'group', 'aria-label': trans.__('Families that are shown') },
      ...this.buttons.map(({ node }) => node)
    );
    // A button that hides everything helps nobody.
    group.hidden = this.buttons.length < 2 && result.grouping.groups.length === 0;
    this.node.replaceChildren(group, this.key);
  }

  private buttons: { node: HTMLButtonElement; names: readonly string[] }[] = [];
  private shown: object | null = null;
  private readonly key = element('div', { class: 'jp-EnetFrontKey' });
  private keyed = '';
}

/** What the marks of an entry look like. */
function swatch(entry: Omit<KeyEntry, 'name'>): HTMLElement {
  const node = element('span', { class: 'jp-EnetFrontSwatch', 'aria-hidden': 'true' });
  node.innerHTML = `<svg viewBox="0 0 18 18">${keySvg({ ...entry, name: '' }, THEME_COLOURS).text}</svg>`;
  return node;
}

/** Families with most records first; a few share one button where there are many. */
export function familiesIn({ set, grouping }: FrontResult, trans: TranslationBundle): Family[] {
  const counts = new Map<string, { count: number; meaning: FrontMeaning }>();
  for (const record of set.records) {
    const family = record.family ?? '';
    const { count = 0 } = counts.get(family) ?? {};
    counts.set(family, { count: count + 1, meaning: grouping.meaningOf(record) });
  }
  const all = [...counts].sort(([, a], [, b]) => b.count - a.count);
  const own = all.length <= OWN_BUTTONS + 1 ? all : all.slice(0, OWN_BUTTONS);
  const rest = all.slice(own.length);
  const families: Family[] = own.map(([name, { count, meaning }]) => ({
    names: [name],
    label: name === '' ? trans.__('no family') : name,
    count,
    meaning: grouping.by === 'family' ? meaning : null
  }));
  if (rest.length > 0) {
    families.push({
      names: rest.map(([name]) => name),
      label: trans.__('%1 other families', exact(rest.length)),
      count: rest.reduce((sum, [, { count }]) => sum + count, 0),
      meaning: grouping.by === 'family' ? 'otherFamily' : null
    });
  }
  return families;
}
