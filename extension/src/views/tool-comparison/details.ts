import { columnMeaning, rowMeaning } from '@efficientnet-lab/kernel-helpers/analysis';
import type { ToolCount, ToolTerm } from '@efficientnet-lab/kernel-helpers/analysis';
import {
  agreementText,
  formatSignedExact,
  formatTimes,
  inclusionText,
  isForeign,
  shortName,
  sourceText,
  termsOf,
  type ToolComparison
} from '@efficientnet-lab/kernel-helpers/views/tool-comparison';
import { exact, si } from '@efficientnet-lab/kernel-helpers/wording';
import type { TranslationBundle } from '@jupyterlab/translation';
import { table } from '../../controls/table';
import { element, setText } from '../../dom/element';

/** One tool: what it counts, why, what was printed, and its terms. */
export class ToolDetails {
  readonly node: HTMLElement;

  constructor(private readonly trans: TranslationBundle) {
    this.node = element(
      'section',
      { class: 'jp-EnetToolDetails', 'aria-label': trans.__('The chosen tool'), 'aria-live': 'polite' },
      this.title,
      this.words,
      this.terms,
      this.source
    );
  }

  update(count: ToolCount): void {
    const { trans } = this;
    setText(this.title, count.tool);
    setText(this.words, trans.__('Counts %1. %2', count.counts, count.why));
    const source = count.figure ? ` ${sourceText(count.figure, trans)}.` : '';
    setText(this.source, agreementText(count, trans) + source);
    this.terms.replaceChildren(includedTable(count, trans));
  }

  private readonly title = element('h3', {});
  private readonly words = element('p', {});
  private readonly terms = element('div', {});
  private readonly source = element('p', { class: 'jp-EnetSource' });
}

function includedTable({ tool, terms, total }: ToolCount, trans: TranslationBundle): HTMLTableElement {
  const rows = terms
    .filter(({ included, value }) => included && value !== 0)
    .map(({ name, factor, id, value, operator }) => [
      { text: name, title: termTitle(id, operator, trans) },
      isForeign(id) || factor === 1 ? '' : formatTimes(factor),
      isForeign(id) ? formatSignedExact(value) : exact(value)
    ]);
  return table(
    trans.__('Terms of %1', tool),
    [
      { label: trans.__('term'), title: columnMeaning('toolTerm', trans) },
      { label: trans.__('each'), numeric: true, title: columnMeaning('toolTermFactor', trans) },
      { label: trans.__('operations'), numeric: true, title: columnMeaning('toolTermValue', trans) }
    ],
    [...rows, [{ text: trans.__('together'), title: rowMeaning('toolTogether', trans) }, '', exact(total)]],
    'jp-EnetToolTerms'
  );
}

/** What the term is, and where the tool lists it. */
function termTitle(id: ToolTerm['id'], operator: string | null, trans: TranslationBundle): string {
  const listed = operator === null ? [] : [trans.__('listed under %1', operator)];
  return [rowMeaning(`tool.${id}`, trans), ...listed].join('\n');
}

/** Every term against every tool: counted once, several times or not at all. */
export function termMatrix(comparison: ToolComparison, trans: TranslationBundle): HTMLTableElement {
  const { counts } = comparison;
  const rows = termsOf(comparison).map(({ id, name, count }) => [
    { text: name, title: rowMeaning(`tool.${id}`, trans) },
    isForeign(id) ? '' : { text: si(count), title: exact(count) },
    ...counts.map(({ terms }) => {
      const term = terms.find((candidate) => candidate.id === id);
      return term ? { text: inclusionText(term), title: exact(term.value) } : '';
    })
  ]);
  return table(
    trans.__('Which tool counts which term'),
    [
      { label: trans.__('term'), title: columnMeaning('toolTerm', trans) },
      { label: trans.__('how many'), numeric: true, title: columnMeaning('toolTermCount', trans) },
      ...counts.map(({ id }) => ({
        label: shortName(id, trans),
        numeric: true,
        title: trans.__('Operations that the tool counts for each')
      }))
    ],
    rows,
    'jp-EnetToolMatrix'
  );
}
