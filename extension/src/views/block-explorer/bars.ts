import type { TranslationBundle } from '@jupyterlab/translation';
import { element, setText } from '../../dom/element';
import { exact, si, times } from '@efficientnet-lab/kernel-helpers/wording';
import { type BlockResult, type Candidate, type Measure, type Segment, segmentsOf } from './comparison';
import { candidateName, measureName, termName } from './wording';

/** A segment narrower than this share of the longest bar has no room for its name. */
const ROOM_FOR_NAME = 0.13;
/** A bar whose small parts begin before this share of the axis has room for their names behind it. */
const FREE_END = 0.5;

interface Row {
  readonly name: HTMLElement;
  readonly track: HTMLElement;
  readonly total: HTMLElement;
}

/** One stacked bar for each way to fill the place, on one axis; pointing at a part shows its formula. */
export class CostBars {
  readonly node: HTMLElement;

  constructor(private readonly trans: TranslationBundle) {
    this.list = element('div', { class: 'jp-EnetBars', role: 'group' });
    this.formula = element('p', { class: 'jp-EnetFormula jp-EnetBars-formula' });
    this.node = element('div', {}, this.list, this.formula);
  }

  update(result: BlockResult, measure: Measure): void {
    this.result = result;
    this.measure = measure;
    const longest = Math.max(...result.candidates.map(({ form }) => form[measure]));
    this.list.setAttribute('aria-label', measureName(measure, this.trans));
    for (const candidate of result.candidates) {
      this.updateRow(candidate, longest);
    }
    this.showFormula();
  }

  private updateRow(candidate: Candidate, longest: number): void {
    const { trans, measure, result } = this;
    if (!result) {
      return;
    }
    const row = this.rowOf(candidate);
    const value = candidate.form[measure];
    setText(row.name, candidateName(candidate.name, result.state, trans));
    const factor = candidate.name === 'standard' ? '' : ` · ${times(value / result.standard[measure])}`;
    setText(row.total, `${si(value)}${factor}`);
    row.total.title = trans.__('%1 %2', exact(value), measureName(measure, trans));
    const segments = segmentsOf(candidate, measure);
    const parts = segments.map((segment) => this.partOf(segment));
    // Only when parts come or go: moving nodes would take the focus away from them.
    if (
      parts.length !== row.track.childElementCount ||
      parts.some((part, i) => row.track.children[i] !== part)
    ) {
      row.track.replaceChildren(...parts);
    }
    const labels = labelsOf(segments, longest, trans);
    segments.forEach((segment, i) => {
      parts[i].style.width = `${(100 * segment.value) / longest}%`;
      setText(parts[i], labels[i]);
      parts[i].setAttribute('aria-label', this.formulaOf(segment));
      parts[i].title = termName(segment.term, trans);
    });
  }

  private rowOf({ name }: Candidate): Row {
    const known = this.rows.get(name);
    if (known) {
      return known;
    }
    const row: Row = {
      name: element('span', { class: 'jp-EnetBars-name' }),
      track: element('span', { class: 'jp-EnetBars-track' }),
      total: element('span', { class: 'jp-EnetBars-total' })
    };
    this.rows.set(name, row);
    this.list.append(element('div', { class: 'jp-EnetBars-row' }, row.name, row.total, row.track));
    return row;
  }

  private partOf({ candidate, term }: Segment): HTMLButtonElement {
    const key = `${candidate} ${term}`;
    const known = this.parts.get(key);
    if (known) {
      return known;
    }
    const part = element('button', { type: 'button', class: `jp-EnetBars-part jp-mod-${term}` });
    const point = (): void => {
      this.pointedAt = key;
      this.showFormula();
    };
    part.addEventListener('pointerenter', point);
    part.addEventListener('focus', point);
    part.addEventListener('click', point);
    this.parts.set(key, part);
    return part;
  }

  /** The part last pointed at; the dearest of the last candidate when there is none any more. */
  private pointed(result: BlockResult): Segment | null {
    const all = result.candidates.flatMap((candidate) => segmentsOf(candidate, this.measure));
    const last = result.candidates[result.candidates.length - 1];
    const dearest = segmentsOf(last, this.measure).reduce<Segment | null>(
      (most, segment) => (most && most.value >= segment.value ? most : segment),
      null
    );
    return all.find(({ candidate, term }) => `${candidate} ${term}` === this.pointedAt) ?? dearest;
  }

  private showFormula(): void {
    const segment = this.result && this.pointed(this.result);
    setText(this.formula, segment ? this.formulaOf(segment) : '');
    const key = segment ? `${segment.candidate} ${segment.term}` : '';
    this.parts.forEach((part, name) => part.classList.toggle('jp-mod-pointed', name === key));
  }

  private formulaOf({ candidate, term, formula, filled, value }: Segment): string {
    const { result, trans, measure } = this;
    const owner = result ? candidateName(candidate, result.state, trans) : '';
    const equation = formula === filled ? formula : `${formula} = ${filled}`;
    return `${owner}, ${termName(term, trans)}: ${equation} = ${exact(value)} ${measureName(measure, trans)}`;
  }

  private readonly list: HTMLElement;
  private readonly formula: HTMLElement;
  private readonly rows = new Map<string, Row>();
  private readonly parts = new Map<string, HTMLButtonElement>();
  private result: BlockResult | null = null;
  private measure: Measure = 'macs';
  private pointedAt = '';
}

/** What stands above each part: its name where it has room; small parts at a bar's free end share one label. */
function labelsOf(segments: readonly Segment[], longest: number, trans: TranslationBundle): string[] {
  const names = segments.map(({ term }) => termName(term, trans));
  const hasRoom = segments.map(({ value }) => value / longest > ROOM_FOR_NAME);
  const end = hasRoom.lastIndexOf(true) + 1;
  const start = segments.slice(0, end).reduce((sum, { value }) => sum + value, 0) / longest;
  const labels = names.map((name, i) => (hasRoom[i] ? name : ''));
  if (end < names.length && start < FREE_END) {
    labels[end] = names.slice(end).join(' + ');
  }
  return labels;
}
