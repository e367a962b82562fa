import type { VerdictStatus } from './exercises/exercise';
import { element, type Markup } from './picture/markup';

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
