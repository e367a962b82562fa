import { csvLine } from '../dom/download';
import { readLightColours } from '../plot/colours';
import { type Figure, loadPlotly } from '../plot/plotly';
import { formatDigits, formatSi } from '../wording/numbers';
import type { TranslationBundle } from '@jupyterlab/translation';
import { phiCurve, PUBLISHED_POINTS } from './curve';
import { macsRange, scalingFigure } from './picture';
import type { ScalingResult } from './scaling';
import { sentence } from './wording';

const WIDTH = 720;
const HEIGHT = 470;
const FILE = 'efficientnet-scaling';

export const FILE_NAMES = { csv: `${FILE}.csv`, svg: `${FILE}.svg`, png: `${FILE}.png` } as const;

/** The whole curve and the published networks, one line each. */
export function toCsv(result: ScalingResult): string {
  const curve = phiCurve(result.state, 0.02);
  const lines = curve.phi.map((phi, i) =>
    csvLine(['rule', phi, curve.built[i], Math.round(curve.rule[i]), curve.blocks[i], curve.resolution[i]])
  );
  const published = PUBLISHED_POINTS.map((point) =>
    csvLine([point.name, point.phi, point.macs, null, point.blocks, point.resolution])
  );
  return [
    csvLine(['network', 'phi', 'macs_built', 'macs_rule', 'blocks', 'resolution_px']),
    ...lines,
    ...published,
    ''
  ].join('\n');
}

/** The picture for paper: light theme, sentence as title, the numbers that matter, source and date. */
function staticFigure(result: ScalingResult, trans: TranslationBundle): Figure {
  const colours = readLightColours();
  const figure = scalingFigure(result, {
    colours,
    trans,
    moving: false,
    range: macsRange(result),
    fontSize: 12,
    narrow: false,
    marker: 'visible'
  });
  const { report, built, ideal } = result;
  const numbers = trans.__(
    '%1 MACs (%2 built, %3 by the rule) · %4 parameters · %5 blocks · %6 px',
    formatSi(report.macs.total),
    `${formatDigits(built)} ×`,
    `${formatDigits(ideal)} ×`,
    formatSi(report.params.trainable),
    report.depth,
    report.spec.resolution
  );
  const caption = trans.__(
    'Costs computed by EfficientNet Lab, %1; rule and variants: arXiv 1905.11946',
    new Date().toISOString().slice(0, 10)
  );
  return {
    data: figure.data,
    layout: {
      ...figure.layout,
      width: WIDTH,
      height: HEIGHT,
      paper_bgcolor: colours.background,
      margin: { l: 60, r: 34, t: 104, b: 74 },
      title: {
        text: `<b>${sentence(result, trans)}</b>`,
        font: { size: 16, color: colours.text },
        x: 0.022,
        xanchor: 'left',
        y: 0.95,
        yanchor: 'top',
        subtitle: { text: numbers, font: { size: 12, color: colours.text } }
      },
      annotations: [
        ...(figure.layout.annotations ?? []),
        {
          text: caption,
          x: 1,
          y: 0,
          xref: 'paper',
          yref: 'paper',
          xanchor: 'right',
          yanchor: 'top',
          yshift: -50,
          showarrow: false,
          font: { size: 11, color: colours.faint }
        }
      ]
    }
  };
}

/** The picture as SVG source. */
export async function toSvg(result: ScalingResult, trans: TranslationBundle): Promise<string> {
  const url = await toImage(result, trans, 'svg');
  return decodeURIComponent(url.slice(url.indexOf(',') + 1));
}

/** The picture as a PNG data URL at twice its size. */
export function toPng(result: ScalingResult, trans: TranslationBundle): Promise<string> {
  return toImage(result, trans, 'png');
}

async function toImage(
  result: ScalingResult,
  trans: TranslationBundle,
  format: 'svg' | 'png'
): Promise<string> {
  const plotly = await loadPlotly();
  return plotly.toImage(staticFigure(result, trans), {
    format,
    width: WIDTH,
    height: HEIGHT,
    scale: format === 'png' ? 2 : 1
  });
}
