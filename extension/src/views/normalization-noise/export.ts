import {
  NORMALIZATION_NOISE_START,
  type NormalizationNoiseResult,
  type NormalizationNoiseState,
  normalizationNoiseWords,
  type SimulatedNoise
} from '@efficientnet-lab/kernel-helpers/views/normalization-noise';
import { sentenceOf } from '@efficientnet-lab/kernel-helpers/wording';
import type { TranslationBundle } from '@jupyterlab/translation';
import { cellCode } from '../../frame/cell-code';
import { note } from '../../plot/annotation';
import { type PlotColours, readLightColours } from '../../plot/colours';
import { PAPER, paperFigure, type StaticFigure } from '../../plot/paper';
import type { Layout, Trace } from '../../plot/plotly';
import { crossingPlace, INTERVAL, type Mark, marksOf } from './marks';
import { noiseFigure } from './picture';
import { type Scale, scaleOf } from './scale';

/** TypeScript that shows this view in a cell. */
export function toTypeScript(state: NormalizationNoiseState): string {
  return cellCode('normalizationNoise', state, NORMALIZATION_NOISE_START);
}

/** Room for labels behind the lines, and for three lines below the title. */
const MARGIN = { ...PAPER.margin, r: 160, t: 142 } as const;

/** The curves with their simulated points for paper. */
export function staticNoiseFigure(
  result: NormalizationNoiseResult,
  points: readonly SimulatedNoise[],
  trans: TranslationBundle
): StaticFigure {
  const colours = readLightColours();
  const scale = scaleOf(result);
  const height = PAPER.height - MARGIN.t - MARGIN.b;
  const options = { colours, trans, fontSize: 12, narrow: false, scale, height, hasLines: true };
  const figure = noiseFigure(result, options);
  const words = normalizationNoiseWords(result, trans);
  const paper = paperFigure(
    {
      data: [...figure.data, pointTrace(points, colours), ...markTraces(result, colours)],
      layout: {
        ...figure.layout,
        annotations: [...(figure.layout.annotations ?? []), ...marks(result, scale, trans)]
      }
    },
    {
      sentence: sentenceOf(words),
      numbers: words.detail,
      source: { caption: captionOf(result, points, trans) }
    },
    colours,
    trans
  );
  return { ...paper, layout: { ...paper.layout, margin: { ...MARGIN } } };
}

function captionOf(
  { state }: NormalizationNoiseResult,
  points: readonly SimulatedNoise[],
  trans: TranslationBundle
): string {
  const today = new Date().toISOString().slice(0, 10);
  return points.length === 0
    ? trans.__('Theory computed by EfficientNet Lab, %1', today)
    : trans.__(
        'Computed by EfficientNet Lab, %1; points simulated, seed %2, bars are 95 % intervals',
        today,
        String(state.seed)
      );
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
    marker: { color: colours.background, size: 6, line: { color: colours.batchNorm, width: 1.3 } },
    cliponaxis: false
  };
}

function markTraces(result: NormalizationNoiseResult, colours: PlotColours): Trace[] {
  const { here } = result;
  const crossing = crossingPlace(result);
  const mark = (place: { at: number; value: number }, marker: Trace['marker']): Trace => ({
    type: 'scatter',
    mode: 'markers',
    x: [place.at],
    y: [place.value],
    marker,
    cliponaxis: false
  });
  return [
    ...(crossing
      ? [
          mark(crossing, {
            symbol: 'diamond',
            size: 9,
            color: colours.background,
            line: { color: colours.text, width: 1.3 }
          })
        ]
      : []),
    mark({ at: here.at, value: here.batch }, { color: colours.accent, size: 11 })
  ];
}

function marks(
  result: NormalizationNoiseResult,
  scale: Scale,
  trans: TranslationBundle
): NonNullable<Layout['annotations']> {
  const { here, crossing } = marksOf(result, [], scale, trans);
  const beside = ({ x, y, side }: Mark, text: string, below: boolean) =>
    note(text, {
      x,
      y,
      xanchor: side === 'start' ? 'left' : 'right',
      yanchor: below ? 'top' : 'bottom',
      xshift: side === 'start' ? 6 : -6,
      yshift: below ? -4 : 2
    });
  return [
    beside(here, `<b>${here.label}</b>`, false),
    ...(crossing ? [beside(crossing, crossing.label, true)] : [])
  ];
}
