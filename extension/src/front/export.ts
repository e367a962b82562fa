import {
  csvOf,
  frontTable,
  jsonOf,
  markdownOf,
  recordsJson,
  type Table
} from '@efficientnet-lab/kernel-helpers/analysis';
import {
  FRONT_START,
  type FrontResult,
  type FrontState,
  frontWords,
  sentenceOf
} from '@efficientnet-lab/kernel-helpers/contract';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { Layout } from '../plot/plotly';
import { readLightColours } from '../plot/colours';
import { PAPER, paperFigure, type StaticFigure } from '../plot/paper';
import { frontFigure, type Scene, sceneOf } from './picture';
import { paperCaption } from './wording';

/** All points that are shown, by rising cost, with who dominates them. */
export function pointsTable({ points, front }: FrontResult): Table {
  return frontTable(points, front);
}

/** The front in a format of choice. */
export function tableText(result: FrontResult, format: 'csv' | 'json' | 'markdown'): string {
  const writers = { csv: csvOf, json: jsonOf, markdown: markdownOf };
  return writers[format](pointsTable(result));
}

/** The records that are shown and hidden, as a file that can be opened again. */
export function recordsText({ set }: FrontResult): string {
  return recordsJson(set);
}

/** TypeScript that shows this front in a cell; only what differs from where it starts is written. */
export function toTypeScript(state: FrontState): string {
  const isPublished = 'published' in state.source;
  const fields = [
    sourceCode(state),
    ...Object.entries(state)
      .filter(([name, value]) => name !== 'source' && !isStart(name, value, isPublished))
      .map(([name, value]) => `${name}: ${JSON.stringify(value)}`)
  ].filter((field) => field !== '');
  const argument = fields.length === 0 ? '' : `{ ${fields.join(', ')} }`;
  const call = `enet.front(${argument});\n`;
  const head = `import * as enet from '@efficientnet-lab/kernel-helpers';\n`;
  return isPublished
    ? `${head}\n${call}`
    : `${head}import { readFileSync } from 'node:fs';\n\n` +
        `// “Download records” in the view’s menu writes this file.\n` +
        `const records = JSON.parse(readFileSync('efficientnet-records.json', 'utf8'));\n${call}`;
}

function sourceCode({ source }: FrontState): string {
  if (!('published' in source)) {
    return 'source: { document: records }';
  }
  const isStart = 'published' in FRONT_START.source && source.published === FRONT_START.source.published;
  return isStart ? '' : `source: '${source.published}'`;
}

/** The cost and the budget of another set than the start's have to be said. */
function isStart(name: string, value: unknown, isPublished: boolean): boolean {
  if (!isPublished && (name === 'cost' || name === 'budget')) {
    return false;
  }
  const start: Record<string, unknown> = { ...FRONT_START };
  return Array.isArray(value) ? value.length === 0 : value === start[name];
}

/** The front for paper: light theme, sentence as title, source and date. */
export function staticFrontFigure(result: FrontResult, trans: TranslationBundle): StaticFigure {
  const colours = readLightColours();
  const scene = sceneOf(result);
  const figure = frontFigure(result, scene, { colours, trans, fontSize: 12, ...PAPER });
  const { budget } = result.state;
  const shapes = budget === null ? [] : [budgetLine(budget, scene, colours.accent)];
  const words = frontWords(result.state, result, trans);
  return paperFigure(
    { data: figure.data, layout: { ...figure.layout, shapes } },
    { sentence: sentenceOf(words), numbers: words.detail, source: { caption: paperCaption(result, trans) } },
    colours,
    trans
  );
}

function budgetLine(budget: number, { cost }: Scene, color: string): NonNullable<Layout['shapes']>[number] {
  const x = Math.min(cost.high, Math.max(cost.low, budget));
  return {
    type: 'line',
    xref: 'x',
    yref: 'paper',
    x0: x,
    x1: x,
    y0: 0,
    y1: 1,
    line: { color, width: 2, dash: 'dash' }
  };
}
