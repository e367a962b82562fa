import {
  chartSection,
  type Child,
  element,
  INNER_WIDTH,
  keySvg,
  type Markup,
  page,
  type Section,
  table
} from '../../chart';
import { exact, isoDay, si } from '../../wording/format';
import { ENGLISH, type Phrases, sentenceOf } from '../../wording/words';
import { blockAxes, blockBars, breakEvenChart, TERM_MEANINGS } from './chart';
import type { BlockResult } from './result';
import { blockWords, candidateName, placeText, termName } from './words';

const BARS_HEIGHT = 168;
const BREAK_EVEN_HEIGHT = 220;

/** The picture that a notebook keeps and that is exported, SVG: stacked costs, each summand's formula, and break-even. */
export function blockPicture(result: BlockResult, today: Date, trans: Phrases = ENGLISH): string {
  const axes = blockAxes(result);
  const words = blockWords(result, trans);
  return page(
    {
      sentence: sentenceOf(words),
      note: `${placeText(result, trans)} ${words.detail}`,
      caption: trans.__(
        'MACs: multiply–accumulates for one input, by closed forms, on %1. Parameters without normalisation. S: side of the map that comes in, Sₒ: that goes out, k: kernel, C: channels in, C′: out, m: expanded, q: hidden width of squeeze-and-excitation. Blue point: here. Blocks: Sandler et al., arXiv 1801.04381; Tan and Le, arXiv 1905.11946.',
        isoDay(today)
      )
    },
    [
      chartSection([blockBars('macs', result, axes, trans)], BARS_HEIGHT),
      chartSection([blockBars('params', result, axes, trans)], BARS_HEIGHT),
      terms(result, trans),
      chartSection([breakEvenChart(result, axes, trans)], BREAK_EVEN_HEIGHT)
    ]
  );
}

function terms({ state, candidates }: BlockResult, trans: Phrases): Section {
  const rows = candidates.flatMap(({ name, form }): Child[][] => [
    [
      strong(candidateName(name, state, trans)),
      '',
      '',
      strong(fitting(form.macs), 'end'),
      strong(fitting(form.params), 'end')
    ],
    ...form.terms.map((term): Child[] => [
      element(
        'g',
        {},
        keySvg({ meaning: TERM_MEANINGS[term.name], name: '', opacity: 1 }),
        element('text', { x: 22, y: 15 }, termName(term.name, trans))
      ),
      term.macs > 0 ? term.formula : '–',
      term.macs > 0 ? term.filled : '–',
      term.macs > 0 ? fitting(term.macs) : '0',
      fitting(term.params)
    ])
  ]);
  return table(
    [
      { title: trans.__('layer'), x: 0, align: 'left' },
      { title: trans.__('MACs by'), x: 112, align: 'left' },
      { title: trans.__('in numbers'), x: 208, align: 'left' },
      { title: trans.__('MACs'), x: 474, align: 'right' },
      { title: trans.__('parameters'), x: INNER_WIDTH, align: 'right' }
    ],
    rows
  );
}

/** Exact where it fits its column. */
function fitting(value: number): string {
  return value < 1e10 ? exact(value) : si(value);
}

function strong(text: string, anchor: 'start' | 'end' = 'start'): Markup {
  return element('text', { y: 15, 'font-weight': 600, 'text-anchor': anchor }, text);
}
