import { accuracyAt, efficiencyAt, marginalGain } from '@efficientnet-lab/kernel-helpers/analysis';
import {
  costUnitName,
  stoppingBand,
  type StoppingPointResult,
  type StoppingPointState
} from '@efficientnet-lab/kernel-helpers/contract';
import type { TranslationBundle } from '@jupyterlab/translation';
import { note } from '../plot/annotation';
import type { PlotColours } from '../plot/colours';
import { baseLayout, horizontalAxis } from '../plot/layout';
import type { Figure, Layout, Trace } from '../plot/plotly';
import { formatDigits } from '../wording/numbers';
import { abscissa, type Axes, phiAt, phisAlong } from './axes';

/** Pixels around the axes; the marks over the plots use them too. */
export const MARGIN = { l: 52, r: 24, t: 34, b: 44 } as const;

export interface PictureOptions {
  colours: PlotColours;
  trans: TranslationBundle;
  fontSize: number;
}

/** What the second plot shows. */
export type Detail = 'marginal' | 'efficiency';

/** Accuracy against φ or cost: networks, the curve through them, and the band of its resamples. */
export function accuracyFigure(
  state: StoppingPointState,
  result: StoppingPointResult,
  axes: Axes,
  options: PictureOptions
): Figure {
  const { colours, trans } = options;
  return {
    data: [
      ...band(state, result, axes, options),
      ...curves(state, result, axes, options),
      ...networks(state, result, options)
    ],
    layout: {
      ...frame(state, result, axes, options, trans.__('top-1 accuracy, %')),
      yaxis: {
        range: [axes.accuracy.from, axes.accuracy.to],
        gridcolor: colours.grid,
        zeroline: false,
        fixedrange: true
      }
    }
  };
}

/** Marginal gain, or accuracy for each unit of cost, on a logarithmic axis. */
export function detailFigure(
  detail: Detail,
  state: StoppingPointState,
  result: StoppingPointResult,
  axes: Axes,
  options: PictureOptions
): Figure {
  const { colours, trans } = options;
  const unit = costUnitName(result.unit);
  const title =
    detail === 'marginal'
      ? trans.__('gain in points for %1 (log scale)', unit)
      : trans.__('accuracy, % for %1 (log scale)', unit);
  return {
    data:
      detail === 'marginal'
        ? marginals(state, result, axes, options)
        : efficiencies(state, result, axes, options),
    layout: {
      ...frame(state, result, axes, options, title),
      yaxis: {
        type: 'log',
        gridcolor: colours.grid,
        zeroline: false,
        fixedrange: true,
        dtick: 1,
        ...rangeOf(detail, result, axes)
      }
    }
  };
}

/** Logarithms of the ends of the second plot's axis. */
export function rangeOf(
  detail: Detail,
  { law, steps }: StoppingPointResult,
  axes: Axes
): { range?: [number, number] } {
  const values = steps.flatMap(({ perCost, step }) =>
    detail === 'efficiency' ? [perCost] : step?.marginal && step.marginal > 0 ? [step.marginal] : []
  );
  if (law) {
    const at = detail === 'efficiency' ? efficiencyAt : marginalGain;
    values.push(at(law.curve, law.cost, 0), at(law.curve, law.cost, axes.phi.to));
  }
  const positive = values.filter((value) => value > 0);
  return positive.length === 0
    ? {}
    : { range: [Math.log10(Math.min(...positive) / 1.5), Math.log10(Math.max(...positive) * 1.5)] };
}

function band(
  state: StoppingPointState,
  result: StoppingPointResult,
  axes: Axes,
  { colours, trans }: PictureOptions
): Trace[] {
  const rows = stoppingBand(
    result,
    phisAlong(axes).filter((_, i) => i % 4 === 0)
  );
  if (rows.length === 0) {
    return [];
  }
  const x = rows.map(({ phi }) => abscissa(state, result)(phi));
  return [
    {
      type: 'scatter',
      mode: 'lines',
      name: trans.__('interval of the curve'),
      x: [...x, ...[...x].reverse()],
      y: [...rows.map(({ from }) => from), ...rows.map(({ to }) => to).reverse()],
      fill: 'toself',
      fillcolor: colours.compound,
      opacity: 0.18,
      line: { width: 0 },
      hoverinfo: 'skip'
    }
  ];
}

/** Solid as far as the networks go, dashed beyond. */
function curves(
  state: StoppingPointState,
  result: StoppingPointResult,
  axes: Axes,
  { colours }: PictureOptions
): Trace[] {
  const { law, phis } = result;
  if (!law) {
    return [];
  }
  const last = phis.length === 0 ? Infinity : Math.max(...phis);
  const part = (keep: (phi: number) => boolean, dash: 'solid' | 'dash'): Trace => {
    const along = phisAlong(axes).filter(keep);
    const y = along.map((phi) => accuracyAt(law.curve, phi));
    return {
      type: 'scatter',
      mode: 'lines',
      x: along.map(abscissa(state, result)),
      y,
      line: { color: colours.compound, width: 2, dash },
      text: along.map((phi, i) => `φ = ${formatDigits(phi)}: ${y[i].toFixed(2)} %`),
      hovertemplate: '%{text}<extra></extra>'
    };
  };
  return [part((phi) => phi <= last, 'solid'), part((phi) => phi > last, 'dash')];
}

function networks(
  state: StoppingPointState,
  result: StoppingPointResult,
  { colours }: PictureOptions
): Trace[] {
  const { points } = result;
  if (!points) {
    return [];
  }
  const few = points.records.length <= 16;
  return [
    {
      type: 'scatter',
      mode: few ? 'text+markers' : 'markers',
      x: Array.from(points.costs, (cost) => abscissa(state, result)(phiAt(result, cost))),
      y: Array.from(points.accuracies),
      text: points.records.map(({ name }) => name),
      textposition: 'bottom right',
      textfont: { color: colours.text, size: 11 },
      marker: { size: 9, color: colours.depth, line: { color: colours.background, width: 1 } },
      customdata: points.records.map(
        ({ provenance }, i) => `${points.accuracies[i]} %, ${provenance.kind}: ${provenance.source}`
      ),
      hovertemplate: '%{text}: %{customdata}<extra></extra>',
      cliponaxis: false
    }
  ];
}

function marginals(
  state: StoppingPointState,
  result: StoppingPointResult,
  axes: Axes,
  { colours, trans }: PictureOptions
): Trace[] {
  const { law, steps, points } = result;
  const at = abscissa(state, result);
  const neighbours = steps.flatMap(({ point, cost, step }, i) =>
    step?.marginal && step.marginal > 0
      ? [
          {
            from: at(phiAt(result, steps[i - 1].cost)),
            to: at(phiAt(result, cost)),
            marginal: step.marginal,
            name: `${points?.records[steps[i - 1].point].name ?? ''} → ${points?.records[point].name ?? ''}`
          }
        ]
      : []
  );
  return [
    {
      type: 'scatter',
      mode: 'lines',
      name: trans.__('between neighbours'),
      x: neighbours.flatMap(({ from, to }) => [from, to, null]),
      y: neighbours.flatMap(({ marginal }) => [marginal, marginal, null]),
      text: neighbours.flatMap(({ name, marginal }) => {
        const text = `${name}: ${formatDigits(marginal)}`;
        return [text, text, ''];
      }),
      hovertemplate: '%{text}<extra></extra>',
      line: { color: colours.depth, width: 3 }
    },
    ...(law ? [lawCurve(state, result, axes, (phi) => marginalGain(law.curve, law.cost, phi), colours)] : [])
  ];
}

function efficiencies(
  state: StoppingPointState,
  result: StoppingPointResult,
  axes: Axes,
  { colours }: PictureOptions
): Trace[] {
  const { law, steps, points } = result;
  const at = abscissa(state, result);
  return [
    {
      type: 'scatter',
      mode: 'markers',
      x: steps.map(({ cost }) => at(phiAt(result, cost))),
      y: steps.map(({ perCost }) => perCost),
      text: steps.map(
        ({ point, perCost }) => `${points?.records[point].name ?? ''}: ${formatDigits(perCost)}`
      ),
      hovertemplate: '%{text}<extra></extra>',
      marker: { size: 9, color: colours.depth, line: { color: colours.background, width: 1 } },
      cliponaxis: false
    },
    ...(law ? [lawCurve(state, result, axes, (phi) => efficiencyAt(law.curve, law.cost, phi), colours)] : [])
  ];
}

function lawCurve(
  state: StoppingPointState,
  result: StoppingPointResult,
  axes: Axes,
  of: (phi: number) => number,
  colours: PlotColours
): Trace {
  const along = phisAlong(axes);
  return {
    type: 'scatter',
    mode: 'lines',
    x: along.map(abscissa(state, result)),
    y: along.map(of),
    line: { color: colours.compound, width: 2 },
    text: along.map((phi) => `φ = ${formatDigits(phi)}: ${formatDigits(of(phi))}`),
    hovertemplate: '%{text}<extra></extra>'
  };
}

function frame(
  state: StoppingPointState,
  result: StoppingPointResult,
  axes: Axes,
  { colours, trans, fontSize }: PictureOptions,
  title: string
): Layout {
  const at = abscissa(state, result);
  const [from, to] = [at(axes.phi.from), at(axes.phi.to)];
  const isCost = state.axis === 'cost';
  return {
    ...baseLayout(colours, fontSize),
    margin: { ...MARGIN },
    xaxis: {
      ...horizontalAxis(colours),
      ...(isCost
        ? { type: 'log', range: [Math.log10(from), Math.log10(to)], nticks: 6 }
        : { range: [from, to], dtick: to - from > 12 ? 2 : 1 })
    },
    annotations: [
      note('↑ ' + title, { x: 0, xanchor: 'left', y: 1, yanchor: 'bottom', xshift: -44, yshift: 6 }),
      note(
        (isCost
          ? trans.__('cost in %1 (log scale)', costUnitName(result.unit))
          : trans.__('compound coefficient φ')) + ' →',
        { x: 1, xanchor: 'right', y: 0, yanchor: 'top', yshift: -24 }
      )
    ]
  };
}
