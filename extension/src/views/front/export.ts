import {
  csvOf,
  frontTable,
  jsonOf,
  markdownOf,
  recordsJson,
  type Table
} from '@efficientnet-lab/kernel-helpers/analysis';
import type { LabelBox } from '@efficientnet-lab/kernel-helpers/chart';
import {
  costWithUnit,
  FRONT_START,
  type FrontResult,
  type FrontState,
  frontWords
} from '@efficientnet-lab/kernel-helpers/views/front';
import { sentenceOf } from '@efficientnet-lab/kernel-helpers/wording';
import type { TranslationBundle } from '@jupyterlab/translation';
import { cellCode } from '../../frame/cell-code';
import { note } from '../../plot/annotation';
import { type PlotColours, readLightColours } from '../../plot/colours';
import { PAPER, paperFigure, type StaticFigure } from '../../plot/paper';
import type { Layout } from '../../plot/plotly';
import { shareOfCost } from './axes';
import { GLYPHS, hueColours, SHAPES } from './marks';
import { frontFigure, plainText, type Scene, sceneOf } from './picture';
import { groupName, paperCaption } from './wording';

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

/**
 * TypeScript that shows this front in a cell, with records that don't ship with the product; only what differs from
 * where it starts is written.
 */
export function toTypeScript(state: FrontState): string {
  const { source } = state;
  const start = { ...startOf(state), source: isStartSet(source) ? source : null };
  const named = 'published' in source && !isStartSet(source) ? { ...state, source: source.published } : state;
  return cellCode<object>('front', named, start);
}

const isStartSet = (source: FrontState['source']): boolean =>
  'published' in source &&
  'published' in FRONT_START.source &&
  source.published === FRONT_START.source.published;

/** What a cell shows unless told otherwise: other records and costs have no budget. */
function startOf({ source, cost }: FrontState): Record<string, unknown> {
  const isSame = isStartSet(source) && cost === FRONT_START.cost;
  return { ...FRONT_START, budget: isSame ? FRONT_START.budget : null };
}

/** Legend in the lower right corner, where few networks are: pixels. */
const LEGEND = { line: 16, character: 7, mark: 20 } as const;
const PAPER_FONT = 12;
/** Below the subtitle, of up to two lines. */
const PAPER_NAME_SHIFT = 4;

/** The front for paper: light theme, sentence as title, legend, source and date. */
export function staticFrontFigure(result: FrontResult, trans: TranslationBundle): StaticFigure {
  const colours = readLightColours();
  const scene = sceneOf(result);
  const figure = frontFigure(result, scene, {
    colours,
    trans,
    fontSize: PAPER_FONT,
    ...PAPER,
    nameShift: PAPER_NAME_SHIFT,
    reserved: [legendBox(result, trans)]
  });
  const { shapes, annotations } = budgetMarks(result, scene, colours.accent, trans);
  const words = frontWords(result.state, result, trans);
  return paperFigure(
    {
      data: figure.data,
      layout: {
        ...figure.layout,
        shapes,
        annotations: [
          ...(figure.layout.annotations ?? []),
          legendNote(result, colours, trans),
          ...annotations
        ]
      }
    },
    {
      sentence: sentenceOf(words),
      numbers: words.detail,
      source: { caption: paperCaption(result, trans) }
    },
    colours,
    trans
  );
}

function legendBox({ grouping }: FrontResult, trans: TranslationBundle): LabelBox {
  const { width, height, margin } = PAPER;
  const longest = Math.max(0, ...grouping.groups.map((group) => groupName(group, trans).length));
  const right = width - margin.l - margin.r;
  const bottom = height - margin.t - margin.b;
  return {
    left: right - LEGEND.mark - LEGEND.character * longest,
    right,
    top: bottom - LEGEND.line * grouping.groups.length,
    bottom
  };
}

function legendNote(
  { grouping }: FrontResult,
  colours: PlotColours,
  trans: TranslationBundle
): ReturnType<typeof note> {
  const hues = hueColours(colours);
  const lines = grouping.groups.map(
    (group) =>
      `<span style="color:${hues[group.hue]}">${GLYPHS[SHAPES[group.hue]]}</span> ${plainText(groupName(group, trans))}`
  );
  return note(lines.join('<br>'), {
    x: 1,
    y: 0,
    xanchor: 'right',
    yanchor: 'bottom',
    align: 'left',
    font: { size: PAPER_FONT, color: colours.text }
  });
}

function budgetMarks(
  { state, points }: FrontResult,
  { cost }: Scene,
  color: string,
  trans: TranslationBundle
): Required<Pick<Layout, 'shapes' | 'annotations'>> {
  if (state.budget === null) {
    return { shapes: [], annotations: [] };
  }
  const share = Math.min(1, Math.max(0, shareOfCost(cost, state.budget)));
  return {
    shapes: [
      {
        type: 'line',
        xref: 'paper',
        yref: 'paper',
        x0: share,
        x1: share,
        y0: 0,
        y1: 1,
        line: { color, width: 2, dash: 'dash' }
      }
    ],
    annotations: [
      note(plainText(trans.__('budget %1', costWithUnit(state.budget, points.measure))), {
        x: share,
        y: 0,
        xanchor: share < 0.5 ? 'left' : 'right',
        yanchor: 'bottom',
        xshift: share < 0.5 ? 3 : -3,
        font: { color }
      })
    ]
  };
}
