import type { CostReport } from '@efficientnet-lab/kernel-helpers/analysis';
import type { TranslationBundle } from '@jupyterlab/translation';
import { note } from '../../plot/annotation';
import { type PlotColours, readLightColours } from '../../plot/colours';
import { baseLayout } from '../../plot/layout';
import { paperFigure, type StaticFigure } from '../../plot/paper';
import type { Layout } from '../../plot/plotly';
import { exact, percent } from '@efficientnet-lab/kernel-helpers/wording';
import { inputText, sentence, stageName } from './wording';

const BAR = 0.32;
/** Where the bars' places begin and how long they are, in shares of the plot. */
const PLACES = { macs: { x: 0.22, width: 0.27 }, params: { x: 0.64, width: 0.27 } } as const;
type Quantity = keyof typeof PLACES;

/** MACs and parameters by stage as bars for paper: light theme, sentence as title, source and date. */
export function staticStageFigure(report: CostReport, trans: TranslationBundle): StaticFigure {
  const colours = readLightColours();
  const rows = report.stages.length;
  const layout: Layout = {
    ...baseLayout(colours, 12),
    xaxis: { range: [0, 1], visible: false, fixedrange: true },
    yaxis: { range: [-0.6, rows], visible: false, fixedrange: true },
    shapes: report.stages.flatMap((_, i) => [
      barOf(report, i, 'macs', colours.compound),
      barOf(report, i, 'params', colours.depth)
    ]),
    annotations: [
      heading(trans.__('MACs'), 'macs', rows, colours),
      heading(trans.__('parameters'), 'params', rows, colours),
      ...report.stages.flatMap((_, i) => labelsOf(report, i, trans))
    ]
  };
  return paperFigure(
    { data: [{ type: 'scatter', x: [0], y: [0], mode: 'markers', opacity: 0, hoverinfo: 'skip' }], layout },
    {
      sentence: sentence(report, trans),
      numbers: trans.__(
        '%1 trainable parameters, %2 MACs for one %3',
        exact(report.params.trainable),
        exact(report.macs.total),
        inputText(report.spec, trans)
      ),
      source: trans.__('networks: arXiv 1905.11946 and 2104.00298')
    },
    colours,
    trans
  );
}

/** Rows stand in the order of execution, the stem on top. */
const rowOf = (report: CostReport, i: number): number => report.stages.length - 1 - i;

/** A stage's share of the network. */
function shareOf({ stages, macs, params }: CostReport, i: number, quantity: Quantity): number {
  return stages[i][quantity] / (quantity === 'macs' ? macs.total : params.trainable);
}

/** Where a stage's bar ends; the longest of the quantity fills its place. */
function endOf(report: CostReport, i: number, quantity: Quantity): number {
  const largest = Math.max(...report.stages.map((_, j) => shareOf(report, j, quantity)));
  const { x, width } = PLACES[quantity];
  return x + (width * shareOf(report, i, quantity)) / largest;
}

function barOf(
  report: CostReport,
  i: number,
  quantity: Quantity,
  colour: string
): NonNullable<Layout['shapes']>[number] {
  const row = rowOf(report, i);
  return {
    type: 'rect',
    x0: PLACES[quantity].x,
    x1: endOf(report, i, quantity),
    y0: row - BAR,
    y1: row + BAR,
    fillcolor: colour,
    line: { width: 0 }
  };
}

type Annotations = NonNullable<Layout['annotations']>;

function heading(
  text: string,
  quantity: Quantity,
  rows: number,
  { textFaint }: PlotColours
): Annotations[number] {
  return note(text, {
    xref: 'x',
    yref: 'y',
    x: PLACES[quantity].x,
    y: rows - 0.4,
    xanchor: 'left',
    yanchor: 'bottom',
    font: { color: textFaint }
  });
}

function labelsOf(report: CostReport, i: number, trans: TranslationBundle): Annotations {
  const place = { xref: 'x', yref: 'y', y: rowOf(report, i), xanchor: 'left', yanchor: 'middle' } as const;
  const { name, operator, kernelSize } = report.stages[i];
  const value = (quantity: Quantity): Annotations[number] =>
    note(percent(shareOf(report, i, quantity)), {
      ...place,
      x: endOf(report, i, quantity),
      xshift: 4
    });
  return [
    note(`<b>${stageName(name, trans)}</b>  ${operator}, k ${kernelSize}`, {
      ...place,
      x: PLACES.macs.x,
      xanchor: 'right',
      xshift: -8
    }),
    value('macs'),
    value('params')
  ];
}
