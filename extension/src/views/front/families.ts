import type { FrontGroup, FrontHue, FrontResult } from '@efficientnet-lab/kernel-helpers/views/front';
import type { TranslationBundle } from '@jupyterlab/translation';
import { element } from '../../dom/element';
import { svgElement } from '../../plot/overlay';
import { exact } from '@efficientnet-lab/kernel-helpers/wording';
import { hueProperty, OUTLINES, type Shape, SHAPES } from './marks';
import type { FrontModel } from './model';
import { groupName, kindName } from './wording';

/** Families that have a button of their own; the rest share one. */
const OWN_BUTTONS = 11;

interface Family {
  /** Names that the button hides and shows. */
  names: readonly string[];
  label: string;
  count: number;
  hue: FrontHue | null;
}

/** What colours and shapes mean, and buttons that hide families. */
export class Families {
  readonly node = element('div', { class: 'jp-EnetFrontFamilies' });

  constructor(
    private readonly model: FrontModel,
    private readonly trans: TranslationBundle
  ) {}

  update(result: FrontResult): void {
    if (result.set !== this.shown) {
      this.shown = result.set;
      this.rebuild(result);
    }
    const { hidden } = result.state;
    this.buttons.forEach(({ node, names }) =>
      node.setAttribute('aria-pressed', String(!names.some((name) => hidden.includes(name))))
    );
  }

  private rebuild(result: FrontResult): void {
    const { trans } = this;
    this.buttons = familiesIn(result, trans).map(({ names, label, count, hue }) => {
      const node = element(
        'button',
        {
          type: 'button',
          class: 'jp-EnetFrontFamily',
          title: trans.__('%1: hide or show %2', label, exact(count))
        },
        hue === null ? null : swatch(SHAPES[hue], hue),
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
    this.node.replaceChildren(group, ...this.legend(result));
  }

  private legend({ grouping, set }: FrontResult): HTMLElement[] {
    const { trans } = this;
    const scalings =
      grouping.by === 'scaling' ? grouping.groups.map((item) => entry(item, groupName(item, trans))) : [];
    const kinds = new Set(set.records.map(({ provenance }) => provenance.kind));
    const marks: HTMLElement[] = [];
    if (kinds.has('measured')) {
      marks.push(element('span', {}, trans.__('• inside: %1', kindName('measured', trans))));
    }
    if (kinds.has('predicted')) {
      marks.push(element('span', {}, swatch('x', 'rest'), kindName('predicted', trans)));
    }
    return [
      element(
        'div',
        { class: 'jp-EnetFrontLegend' },
        ...scalings,
        ...marks,
        element('span', {}, trans.__('filled: on the front, hollow: dominated'))
      )
    ];
  }

  private buttons: { node: HTMLButtonElement; names: readonly string[] }[] = [];
  private shown: object | null = null;
}

function entry({ hue }: FrontGroup, name: string): HTMLElement {
  return element('span', {}, swatch(SHAPES[hue], hue), name);
}

function swatch(shape: Shape, hue: FrontHue): SVGSVGElement {
  const svg = svgElement('svg');
  const path = svgElement('path');
  svg.setAttribute('viewBox', '0 0 12 12');
  svg.setAttribute('aria-hidden', 'true');
  svg.classList.add('jp-EnetFrontSwatch');
  path.setAttribute('d', OUTLINES[shape]);
  path.style.fill = `var(${hueProperty(hue)})`;
  svg.append(path);
  return svg;
}

/** Families with most records first; a few share one button where there are many. */
export function familiesIn({ set, grouping }: FrontResult, trans: TranslationBundle): Family[] {
  const counts = new Map<string, { count: number; hue: FrontHue }>();
  for (const record of set.records) {
    const family = record.family ?? '';
    const { count = 0 } = counts.get(family) ?? {};
    counts.set(family, { count: count + 1, hue: grouping.hueOf(record) });
  }
  const all = [...counts].sort(([, a], [, b]) => b.count - a.count);
  const own = all.length <= OWN_BUTTONS + 1 ? all : all.slice(0, OWN_BUTTONS);
  const rest = all.slice(own.length);
  const families: Family[] = own.map(([name, { count, hue }]) => ({
    names: [name],
    label: name === '' ? trans.__('no family') : name,
    count,
    hue: grouping.by === 'family' ? hue : null
  }));
  if (rest.length > 0) {
    families.push({
      names: rest.map(([name]) => name),
      label: trans.__('%1 other families', exact(rest.length)),
      count: rest.reduce((sum, [, { count }]) => sum + count, 0),
      hue: grouping.by === 'family' ? 'rest' : null
    });
  }
  return families;
}
