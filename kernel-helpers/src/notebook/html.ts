import type { TableColumn } from '../analysis';
import type { VerdictStatus } from './exercises/exercise';
import { element, type Markup } from '../chart/markup';

/** HTML that is safe anywhere: every text is escaped, and there is no script, no link and no style sheet. */

/** JupyterLab's colour with one that reads on white and on black where there is no JupyterLab. */
const STATUS_COLORS: Readonly<Record<VerdictStatus, string>> = {
  right: 'var(--jp-success-color1, #2e7d32)',
  wrong: 'var(--jp-warn-color1, #c94a00)',
  open: 'var(--jp-border-color1, #9e9e9e)',
  unusable: 'var(--jp-border-color1, #9e9e9e)'
};
const MARKS: Readonly<Record<VerdictStatus, string>> = { right: '✓', wrong: '✗', open: '…', unusable: '?' };

export interface VerdictText {
  status: VerdictStatus;
  headline: string;
  text: string;
  hints: readonly string[];
  more: string;
}

/** The verdict on an answer: what colour says is also said by mark and word. */
export function verdictHtml({ status, headline, text, hints, more }: VerdictText): string {
  const style = `border-left: 4px solid ${STATUS_COLORS[status]}; padding: 2px 0 2px 12px; max-width: 44em`;
  return element(
    'div',
    { style, role: 'status' },
    element('p', {}, element('strong', {}, `${MARKS[status]} ${headline}`), ` ${text}`),
    ...(hints.length > 0 ? [hintList(hints)] : []),
    ...(more ? [element('p', {}, element('em', {}, more))] : [])
  ).text;
}

function hintList(hints: readonly string[]): Markup {
  return element('ul', {}, ...hints.map((hint) => element('li', {}, element('strong', {}, 'Hint: '), hint)));
}

/** Characters above which a column is prose that wraps. */
const LONG_TEXT = 40;
/** Least width of a column of prose, in em, and of all of them together, which a page beside numbers has room for. */
const PROSE = { column: 18, together: 36 };

export interface TableText {
  title: string;
  columns: readonly TableColumn[];
  headings: readonly string[];
  rows: readonly (readonly string[])[];
  /** What each row means, where its first cell names a quantity. */
  rowMeanings?: readonly string[] | undefined;
}

/** A table under its title; a long or wide one scrolls in its own frame and can be reached by keyboard for that. */
export function tableHtml({ title, columns, headings, rows, rowMeanings }: TableText): string {
  const prose = columns.map((_, i) => rows.some((row) => row[i].length > LONG_TEXT));
  const least = Math.min(PROSE.column, PROSE.together / prose.filter(Boolean).length);
  const styles = columns.map(({ align }, i) => {
    const width = prose[i] ? `; min-width: ${least}em` : '';
    return `text-align: ${align}; vertical-align: top; padding: 2px 10px 2px 0${width}`;
  });
  return element(
    'div',
    { style: 'max-height: 32em; overflow: auto', role: 'region', 'aria-label': title, tabindex: 0 },
    element(
      'table',
      { style: 'font-variant-numeric: tabular-nums' },
      element('caption', { style: 'text-align: left; font-weight: 600' }, title),
      element(
        'thead',
        {},
        element(
          'tr',
          {},
          ...headings.map((heading, i) =>
            element('th', { scope: 'col', style: styles[i], title: columns[i].meaning }, filled(heading))
          )
        )
      ),
      element(
        'tbody',
        {},
        ...rows.map((row, at) =>
          element(
            'tr',
            {},
            ...row.map((cell, i) =>
              element(
                'td',
                { style: styles[i], title: i === 0 ? rowMeanings?.[at] : undefined },
                filled(cell)
              )
            )
          )
        )
      )
    )
  ).text;
}

/** HTML has no empty elements of the form `<td/>`. */
function filled(text: string): string {
  return text || '\u00a0';
}
