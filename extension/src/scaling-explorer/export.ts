import { csvLine } from '../dom/download';
import { readLightColours } from '../plot/colours';
import { paperFigure, type StaticFigure } from '../plot/paper';
import { formatDigits, formatSi } from '../wording/numbers';
import type { TranslationBundle } from '@jupyterlab/translation';
import { phiCurve, PUBLISHED_POINTS } from './curve';
import { macsRange, scalingFigure } from './picture';
import type { ScalingResult } from './scaling';
import { sentence } from './wording';

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
export function staticScalingFigure(result: ScalingResult, trans: TranslationBundle): StaticFigure {
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
  const source = trans.__('rule and variants: arXiv 1905.11946');
  return paperFigure(figure, { sentence: sentence(result, trans), numbers, source }, colours, trans);
}
