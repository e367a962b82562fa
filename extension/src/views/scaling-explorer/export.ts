import { csvLine } from '@efficientnet-lab/kernel-helpers/analysis';
import type { TranslationBundle } from '@jupyterlab/translation';
import { readLightColours } from '../../plot/colours';
import { paperFigure, type StaticFigure } from '../../plot/paper';
import { si, significant } from '@efficientnet-lab/kernel-helpers/wording';
import { phiCurve, PUBLISHED_MARKS } from './curve';
import type { Subject } from './picture';
import { pictureOf } from './pictures';
import { dimensionsCsv } from './same-cost';
import type { ScalingResult } from './scaling';
import { sentence } from './wording';

/** The whole curve and the published networks, one line each. */
export function toCsv(result: ScalingResult): string {
  if (result.state.picture === 'dimensions') {
    return dimensionsCsv(result);
  }
  const curve = phiCurve(result.state, 0.02);
  const lines = curve.phi.map((phi, i) =>
    csvLine(['rule', phi, curve.built[i], Math.round(curve.rule[i]), curve.blocks[i], curve.resolution[i]])
  );
  const published = PUBLISHED_MARKS.map((point) =>
    csvLine([point.name, point.position, point.macs, null, point.blocks, point.resolution])
  );
  return [
    csvLine(['network', 'phi', 'macs_built', 'macs_rule', 'blocks', 'resolution_px']),
    ...lines,
    ...published
  ].join('');
}

/** The picture for paper: light theme, sentence as title, the numbers that matter, source and date. */
export function staticScalingFigure(subject: Subject, trans: TranslationBundle): StaticFigure {
  const { result } = subject;
  const colours = readLightColours();
  const picture = pictureOf(result);
  const figure = picture.figure(subject, {
    colours,
    trans,
    moving: false,
    axes: picture.axes(subject),
    fontSize: 12,
    narrow: false,
    marker: 'visible'
  });
  const { report, built, ideal } = result;
  const growth = result.isFamilyBase
    ? ''
    : ` (${trans.__('%1 × built, %2 × by the rule', significant(built), significant(ideal))})`;
  const numbers = trans.__(
    '%1 MACs%2 · %3 parameters · %4 blocks · %5 px',
    si(report.macs.total),
    growth,
    si(report.params.trainable),
    report.depth,
    report.spec.resolution
  );
  const source = trans.__('rule and variants: arXiv 1905.11946');
  return paperFigure(figure, { sentence: sentence(result, trans), numbers, source }, colours, trans);
}
