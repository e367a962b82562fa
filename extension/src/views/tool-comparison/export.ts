import type { TermId, ToolCount } from '@efficientnet-lab/kernel-helpers/analysis';
import type { TranslationBundle } from '@jupyterlab/translation';
import { type Annotation, note } from '../../plot/annotation';
import { type PlotColours, readLightColours } from '../../plot/colours';
import { baseLayout } from '../../plot/layout';
import { paperFigure, type StaticFigure } from '../../plot/paper';
import type { Layout } from '../../plot/plotly';
import { type Comparison, differenceRange, partsOf } from './comparison';
import { detail, formatCount, formatRelative, sentence, shortName } from './wording';

type Shape = NonNullable<Layout['shapes']>[number];

const BAR = 0.3;
/** Where the bars begin and end, in shares of the plot; names and totals stand left, percentages right. */
const PLACE = { from: 0.36, to: 0.86 } as const;

/** The tools' differences to our count as bars for paper. */
export function staticFigure(comparison: Comparison, trans: TranslationBundle): StaticFigure {
  const colours = readLightColours();
  const { counts } = comparison;
  const [least, most] = differenceRange(comparison);
  const xOf = (value: number): number =>
    PLACE.from + ((PLACE.to - PLACE.from) * (value - least)) / Math.max(1, most - least);
  const layout: Layout = {
    ...baseLayout(colours, 12),
    xaxis: { range: [0, 1], visible: false, fixedrange: true },
    yaxis: { range: [counts.length - 0.4, -0.6], visible: false, fixedrange: true },
    shapes: [
      ...counts.flatMap((count, i) => barsOf(count, i, comparison, xOf, colours)),
      {
        type: 'line',
        x0: xOf(0),
        x1: xOf(0),
        y0: -0.5,
        y1: counts.length - 0.5,
        line: { width: 1, color: colours.text }
      }
    ],
    annotations: [...counts.flatMap((count, i) => labelsOf(count, i, trans)), legend(colours, trans)]
  };
  return paperFigure(
    { data: [{ type: 'scatter', x: [0], y: [0], mode: 'markers', opacity: 0, hoverinfo: 'skip' }], layout },
    {
      sentence: sentence(comparison, trans),
      numbers: detail(comparison, trans),
      source: trans.__('figures: sources in the view’s explanation')
    },
    colours,
    trans
  );
}

function barsOf(
  count: ToolCount,
  row: number,
  comparison: Comparison,
  xOf: (value: number) => number,
  colours: PlotColours
): Shape[] {
  return partsOf(count, comparison).map(({ id, from, to }) => ({
    type: 'rect',
    x0: xOf(from),
    x1: xOf(to),
    y0: row - BAR,
    y1: row + BAR,
    fillcolor: termColour(id, colours),
    line: { width: 0 }
  }));
}

/** The hues of tool-comparison.css. */
function termColour(id: TermId, { compound, resolution, width, depth, pinA, rule }: PlotColours): string {
  switch (id) {
    case 'normalization':
      return compound;
    case 'headPool':
    case 'squeezePool':
      return resolution;
    case 'activation':
    case 'squeezeExciteActivation':
    case 'gateActivation':
      return width;
    case 'squeezeExcite':
      return pinA;
    case 'stridedConvolution':
      return depth;
    default:
      return rule;
  }
}

/** What the colours stand for. */
function legend(colours: PlotColours, trans: TranslationBundle): Annotation {
  const entries: readonly [TermId, string][] = [
    ['normalization', trans.__('normalisation')],
    ['headPool', trans.__('means')],
    ['activation', trans.__('activations')],
    ['squeezeExcite', trans.__('squeeze-and-excitation')],
    ['stridedConvolution', trans.__('unknown convolutions')],
    ['bias', trans.__('others')]
  ];
  const text = entries
    .map(([id, name]) => `<span style="color:${termColour(id, colours)}">■</span> ${name}`)
    .join('   ');
  return note(text, { x: 0, y: 0, xanchor: 'left', yanchor: 'top', yshift: -14 });
}

function labelsOf({ id, total, percent }: ToolCount, row: number, trans: TranslationBundle): Annotation[] {
  const place = { xref: 'x', yref: 'y', y: row, yanchor: 'middle' } as const;
  return [
    note(shortName(id, trans), { ...place, x: 0, xanchor: 'left' }),
    note(formatCount(total), { ...place, x: PLACE.from - 0.03, xanchor: 'right' }),
    note(formatRelative(percent), { ...place, x: 1, xanchor: 'right' })
  ];
}
