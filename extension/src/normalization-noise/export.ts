import {
  NORMALIZATION_NOISE_START,
  type NormalizationNoiseResult,
  type NormalizationNoiseState,
  normalizationNoiseWords,
  sentenceOf,
  type SimulatedNoise
} from '@efficientnet-lab/kernel-helpers/contract';
import type { TranslationBundle } from '@jupyterlab/translation';
import { note } from '../plot/annotation';
import { type PlotColours, readLightColours } from '../plot/colours';
import { paperFigure, type StaticFigure } from '../plot/paper';
import type { Layout, Trace } from '../plot/plotly';
import { cellCode } from '../view/cell-code';
import { INTERVAL, marksOf } from './marks';
import { noiseFigure } from './picture';
import { type Scale, scaleOf } from './scale';

/** TypeScript that shows this view in a cell. */
export function toTypeScript(state: NormalizationNoiseState): string {
  return cellCode('normalizationNoise', state, NORMALIZATION_NOISE_START);
}

/** Height of the axes' rectangle on paper, pixels. */
const PAPER_HEIGHT = 290;
const PAPER_MARGIN = { l: 60, r: 160, t: 104, b: 74 } as const;

/** The curves with their simulated points for paper. */
export function staticNoiseFigure(
  result: NormalizationNoiseResult,
  points: readonly SimulatedNoise[],
  trans: TranslationBundle
): StaticFigure {
  const colours = readLightColours();
  const scale = scaleOf(result);
  const options = { colours, trans, fontSize: 12, narrow: false, scale, height: PAPER_HEIGHT };
  const figure = noiseFigure(result, options);
  const words = normalizationNoiseWords(result, trans);
  const { seed } = result.state;
  const paper = paperFigure(
    {
      data: [...figure.data, pointTrace(points, colours), hereTrace(result, colours)],
      layout: {
        ...figure.layout,
        annotations: [...(figure.layout.annotations ?? []), ...marks(result, scale, trans)]
      }
    },
    {
      sentence: sentenceOf(words),
      numbers: words.detail,
      source:
        points.length === 0
          ? trans.__('theory alone')
          : trans.__('points simulated, seed %1, bars are 95 % intervals', String(seed))
    },
    colours,
    trans
  );
  return { ...paper, layout: { ...paper.layout, margin: { ...PAPER_MARGIN } } };
}

function pointTrace(points: readonly SimulatedNoise[], colours: PlotColours): Trace {
  return {
    type: 'scatter',
    mode: 'markers',
    x: points.map(({ at }) => at),
    y: points.map(({ value }) => value),
    error_y: {
      type: 'data',
      array: points.map(({ standardError }) => INTERVAL * standardError),
      color: colours.batchNorm,
      thickness: 1.2,
      width: 3
    },
    marker: { color: colours.background, size: 6, line: { color: colours.batchNorm, width: 1.3 } }
  };
}

function hereTrace({ here }: NormalizationNoiseResult, colours: PlotColours): Trace {
  return {
    type: 'scatter',
    mode: 'markers',
    x: [here.at],
    y: [here.batch],
    marker: { color: colours.accent, size: 11 }
  };
}

function marks(
  result: NormalizationNoiseResult,
  scale: Scale,
  trans: TranslationBundle
): NonNullable<Layout['annotations']> {
  const { here, crossing } = marksOf(result, [], scale, trans);
  return [
    note(`<b>${here.label}</b>`, {
      x: here.x,
      y: here.y,
      xanchor: 'left',
      yanchor: 'bottom',
      xshift: 6,
      yshift: 2
    }),
    ...(crossing
      ? [
          note(`◆ ${crossing.label}`, {
            x: crossing.x,
            y: crossing.y,
            xanchor: 'left',
            yanchor: 'middle',
            xshift: -5
          })
        ]
      : [])
  ];
}
