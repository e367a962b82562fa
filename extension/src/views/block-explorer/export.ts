import { closedFormTable, csvOf, type Table } from '@efficientnet-lab/kernel-helpers/analysis';
import {
  BLOCK_EXPLORER_START,
  type BlockExplorerState
} from '@efficientnet-lab/kernel-helpers/views/block-explorer';
import type { TranslationBundle } from '@jupyterlab/translation';
import { cellCode } from '../../frame/cell-code';
import { note } from '../../plot/annotation';
import { type PlotColours, readLightColours } from '../../plot/colours';
import { baseLayout } from '../../plot/layout';
import { paperFigure, type StaticFigure } from '../../plot/paper';
import type { Layout } from '../../plot/plotly';
import { exact, si, times } from '@efficientnet-lab/kernel-helpers/wording';
import { type BlockResult, type Measure, segmentsOf } from './comparison';
import { termColours, type TermColours } from './term-colours';
import { candidateName, detail, sentence, termName } from './wording';

/** All terms of the three candidates in one table. */
function termsTable(result: BlockResult, trans: TranslationBundle): Table {
  const tables = result.candidates.map(({ name, form }) => ({
    name: candidateName(name, result.state, trans),
    table: closedFormTable('', form)
  }));
  const [{ table }] = tables;
  return {
    title: trans.__('Terms of the costs'),
    columns: [{ key: 'candidate', name: trans.__('block'), align: 'left', kind: 'text' }, ...table.columns],
    rows: tables.flatMap(({ name, table: { rows } }) => rows.map((row) => [name, ...row]))
  };
}

export function toCsv(result: BlockResult, trans: TranslationBundle): string {
  return csvOf(termsTable(result, trans));
}

/** TypeScript that shows this explorer in a cell. */
export function toTypeScript(state: BlockExplorerState): string {
  return cellCode('blockExplorer', state, BLOCK_EXPLORER_START);
}

const BAR = 0.42;

/** The bars for paper: light theme, sentence as title, the numbers that matter, source and date. */
export function staticBlockFigure(
  result: BlockResult,
  measure: Measure,
  trans: TranslationBundle
): StaticFigure {
  const colours = readLightColours();
  const terms = termColours(colours);
  const longest = Math.max(...result.candidates.map(({ form }) => form[measure]));
  const rows = result.candidates.length;
  const layout: Layout = {
    ...baseLayout(colours, 12),
    xaxis: { range: [0, 1], visible: false, fixedrange: true },
    yaxis: { range: [-0.75, rows - 0.25], visible: false, fixedrange: true },
    shapes: result.candidates.flatMap((candidate, i) =>
      shapesOf(candidate, rows - 1 - i, longest, measure, terms)
    ),
    annotations: result.candidates.flatMap((candidate, i) =>
      labelsOf(result, candidate, rows - 1 - i, longest, measure, colours, trans)
    )
  };
  return paperFigure(
    { data: [{ type: 'scatter', x: [0], y: [0], mode: 'markers', opacity: 0, hoverinfo: 'skip' }], layout },
    {
      sentence: sentence(result, trans),
      numbers: detail(result, trans),
      source: trans.__('block: arXiv 1801.04381 and 1905.11946')
    },
    colours,
    trans
  );
}

type Candidate = BlockResult['candidates'][number];

function shapesOf(
  candidate: Candidate,
  row: number,
  longest: number,
  measure: Measure,
  terms: TermColours
): NonNullable<Layout['shapes']> {
  let start = 0;
  return segmentsOf(candidate, measure).map(({ term, value }) => {
    const from = start;
    start += value / longest;
    return {
      type: 'rect',
      x0: from,
      x1: start,
      y0: row - BAR / 2,
      y1: row + BAR / 2,
      fillcolor: terms[term],
      line: { width: 0 }
    };
  });
}

function labelsOf(
  { state, standard }: BlockResult,
  candidate: Candidate,
  row: number,
  longest: number,
  measure: Measure,
  colours: PlotColours,
  trans: TranslationBundle
): NonNullable<Layout['annotations']> {
  const value = candidate.form[measure];
  const unit = measure === 'macs' ? trans.__('MACs') : trans.__('parameters');
  const head = `<b>${candidateName(candidate.name, state, trans)}</b>  ${si(value)} ${unit} (${exact(value)}), ${times(value / standard[measure])}`;
  const place = { xref: 'x', yref: 'y', xanchor: 'left' } as const;
  const parts = segmentsOf(candidate, measure)
    .filter((segment) => segment.value / longest > 0.02)
    .map((segment) => `${termName(segment.term, trans)} ${si(segment.value)}`)
    .join(' + ');
  return [
    note(head, { ...place, x: 0, y: row + BAR / 2, yanchor: 'bottom', font: { color: colours.text } }),
    note(parts, {
      ...place,
      x: 0,
      y: row - BAR / 2,
      yanchor: 'top',
      font: { color: colours.textFaint, size: 11 }
    })
  ];
}
