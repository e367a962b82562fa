import { publishedBatchSizeErrors } from '@efficientnet-lab/kernel-helpers/analysis';
import {
  type NormalizationNoiseResult,
  RUNNING_STEPS
} from '@efficientnet-lab/kernel-helpers/views/normalization-noise';
import type { TranslationBundle } from '@jupyterlab/translation';
import { note } from '../../plot/annotation';
import type { PlotColours } from '../../plot/colours';
import { baseLayout, horizontalAxis } from '../../plot/layout';
import type { Figure, Layout, Trace } from '../../plot/plotly';
import { exact, percent, setting } from '@efficientnet-lab/kernel-helpers/wording';

export interface SidePictureOptions {
  colours: PlotColours;
  trans: TranslationBundle;
  fontSize: number;
}

const MARGIN = { l: 46, r: 92, t: 36, b: 46 } as const;
const PLACES = 100;
/** The decay is shown until so little is left. */
const SHOWN_UNTIL = 0.005;
const MOST_STEPS = 20_000;

/** Error of ResNet-50 against the batch size with either normalisation. */
export function publishedFigure({ colours, trans, fontSize }: SidePictureOptions): Figure {
  const errors = publishedBatchSizeErrors();
  const last = errors[errors.length - 1];
  const line = (
    name: string,
    color: string,
    symbol: 'circle' | 'square',
    valueOf: (row: (typeof errors)[number]) => number
  ): Trace => ({
    type: 'scatter',
    mode: 'lines+markers',
    name,
    x: errors.map(({ batchSize }) => batchSize),
    y: errors.map(valueOf),
    line: { color, width: 2.5, dash: symbol === 'circle' ? 'solid' : 'dot' },
    marker: { color, size: 8, symbol },
    text: errors.map((row) =>
      trans.__('%1, %2 images: %3 % error', name, row.batchSize, valueOf(row).toFixed(1))
    ),
    hovertemplate: '%{text}<extra></extra>'
  });
  const batch = trans.__('batch norm');
  const group = trans.__('group norm');
  return {
    data: [
      line(batch, colours.batchNorm, 'circle', (row) => row.batch),
      line(group, colours.groupNorm, 'square', (row) => row.group)
    ],
    layout: {
      ...baseLayout(colours, fontSize),
      margin: { ...MARGIN },
      xaxis: {
        ...horizontalAxis(colours),
        type: 'log',
        range: [Math.log10(errors[0].batchSize) - 0.04, Math.log10(last.batchSize) + 0.02],
        tickvals: errors.map(({ batchSize }) => batchSize),
        ticktext: errors.map(({ batchSize }) => String(batchSize))
      },
      yaxis: { ...verticalAxis(colours), range: [22, 36.5], dtick: 4, ticksuffix: ' %' },
      annotations: [
        ...titles(trans.__('validation error, ImageNet'), trans.__('images per worker (log)')),
        // The two lines end at almost one height.
        note(`<b>${batch}</b>`, {
          xref: 'x',
          yref: 'y',
          x: Math.log10(errors[0].batchSize),
          y: errors[0].batch,
          xanchor: 'left',
          xshift: 10,
          yanchor: 'middle',
          font: { color: colours.batchNorm }
        }),
        note(`<b>${group}</b>`, {
          x: 1,
          xanchor: 'left',
          xshift: 8,
          yref: 'y',
          y: last.group,
          yanchor: 'middle',
          font: { color: colours.groupNorm }
        })
      ]
    }
  };
}

/** What is left of the start value in the running statistics, step by step. */
export function runningFigure(
  { state, running }: NormalizationNoiseResult,
  { colours, trans, fontSize }: SidePictureOptions
): Figure {
  const p = state.momentum;
  const wanted = p === 0 ? 1 : p === 1 ? Infinity : Math.log(SHOWN_UNTIL) / Math.log(p);
  const end = Math.min(MOST_STEPS, Math.max(1.5 * RUNNING_STEPS, wanted));
  const steps = Array.from({ length: PLACES + 1 }, (_, i) => Math.round((i * end) / PLACES));
  return {
    data: [
      {
        type: 'scatter',
        mode: 'lines',
        x: steps,
        y: steps.map((step) => p ** step),
        line: { color: colours.batchNorm, width: 2.5 },
        text: steps.map((step) => trans.__('step %1: %2 left', exact(step), percent(p ** step))),
        hovertemplate: '%{text}<extra></extra>'
      },
      {
        type: 'scatter',
        mode: 'markers',
        x: [RUNNING_STEPS],
        y: [running.leftover],
        marker: { color: colours.accent, size: 10 },
        hoverinfo: 'skip'
      }
    ],
    layout: {
      ...baseLayout(colours, fontSize),
      margin: { ...MARGIN, r: 24 },
      xaxis: { ...horizontalAxis(colours), range: [0, end], nticks: 6, rangemode: 'tozero' },
      yaxis: { ...verticalAxis(colours), range: [0, 1.04], ...quarters() },
      annotations: [
        ...titles(trans.__('start value left, p = %1', setting(p)), trans.__('training steps')),
        note(`<b>${trans.__('%1 after %2 steps', percent(running.leftover), String(RUNNING_STEPS))}</b>`, {
          xref: 'x',
          yref: 'y',
          x: RUNNING_STEPS,
          y: running.leftover,
          xanchor: 'left',
          xshift: 9,
          yanchor: 'bottom',
          yshift: 2
        }),
        note(trans.__('1 %: settled'), {
          x: 1,
          xanchor: 'right',
          yref: 'y',
          y: 0.01,
          yanchor: 'bottom',
          font: { color: colours.textFaint }
        })
      ],
      shapes: [
        {
          type: 'line',
          xref: 'paper',
          yref: 'y',
          x0: 0,
          x1: 1,
          y0: 0.01,
          y1: 0.01,
          line: { color: colours.rule, width: 1.5, dash: 'dash' }
        }
      ]
    }
  };
}

/** Ticks at quarters, written as the product writes percentages. */
function quarters(): { tickvals: number[]; ticktext: string[] } {
  const tickvals = [0, 0.25, 0.5, 0.75, 1];
  return { tickvals, ticktext: tickvals.map((share) => percent(share, 0)) };
}

/** A vertical axis: level grid lines, no dragging. */
export function verticalAxis(colours: PlotColours): NonNullable<Layout['yaxis']> {
  return { gridcolor: colours.grid, zeroline: false, fixedrange: true };
}

function titles(vertical: string, horizontal: string): NonNullable<Layout['annotations']> {
  return [
    note(`↑ ${vertical}`, {
      x: 0,
      xanchor: 'left',
      xshift: 6 - MARGIN.l,
      y: 1,
      yanchor: 'bottom',
      yshift: 12
    }),
    note(`${horizontal} →`, { x: 1, xanchor: 'right', y: 0, yanchor: 'top', yshift: -24 })
  ];
}
