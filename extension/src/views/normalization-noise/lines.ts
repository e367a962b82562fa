import type { NormalizationNoiseResult } from '@efficientnet-lab/kernel-helpers/views/normalization-noise';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { SharePlace } from '../../plot/overlay';
import { setting } from '@efficientnet-lab/kernel-helpers/wording';
import { isOn, type Scale, shareOf, ZERO_SHARE } from './scale';

/** Lines of the noise plot, in the order they are drawn. */
export const LINES = ['groupCount', 'independent', 'batch'] as const;
export type LineName = (typeof LINES)[number];

/** The words behind the end of a line; the first of them stand out. */
export interface LineLabel {
  line: LineName | 'zero';
  words: readonly [string, string];
  isBold: boolean;
  /** Share of the y axis. */
  y: number;
}

/** A line as far as it lies between the ends of the axes. */
export function placesOf({ curve }: NormalizationNoiseResult, line: LineName, scale: Scale): SharePlace[] {
  return curve
    .filter((point) => isOn(scale.x, point.at) && isOn(scale.y, point[line]))
    .map((point) => ({ x: shareOf(scale.x, point.at), y: shareOf(scale.y, point[line]) }));
}

/**
 * Direct labels behind the ends of the lines, moved apart where the lines end close together.
 * @param gap - share of the y axis that a label takes
 */
export function lineLabels(
  { state, curve }: NormalizationNoiseResult,
  { scale, narrow, gap }: { scale: Scale; narrow: boolean; gap: number },
  trans: TranslationBundle
): LineLabel[] {
  const end = curve[curve.length - 1];
  const rho = state.axis === 'correlation' ? '1' : setting(state.correlation);
  const isFirstOrder = state.quantity === 'outputNoise' && end.report.output.exact === null;
  const words: Record<LineLabel['line'], readonly [string, string]> = {
    batch: [trans.__('batch norm,'), isFirstOrder ? trans.__('ρ = %1, 1st order', rho) : `ρ = ${rho}`],
    independent: narrow
      ? [trans.__('independent'), trans.__('pixels')]
      : [trans.__('if pixels were'), trans.__('independent: 1/√m')],
    groupCount: narrow
      ? [trans.__('count of'), trans.__('a group')]
      : [trans.__('count of one group'), trans.__('(not its noise)')],
    zero: narrow ? [trans.__('group norm'), '0'] : [trans.__('group norm: 0'), trans.__('from other images')]
  };
  const label = (line: LineLabel['line'], y: number): LineLabel => ({
    line,
    words: words[line],
    isBold: line === 'batch' || line === 'zero',
    y
  });
  return apart(
    [label('zero', ZERO_SHARE), ...LINES.map((line) => label(line, endOf(scale, end[line])))],
    gap
  );
}

/** At the end of the axis for what lies beyond; no logarithm has a place for 0. */
function endOf({ y }: Scale, value: number): number {
  return value > 0 ? (Number.isFinite(value) ? shareOf(y, value) : 1) : 0;
}

/** The same labels at least so far apart, the lowest where it wants to be. */
function apart(wanted: readonly LineLabel[], gap: number): LineLabel[] {
  return [...wanted]
    .sort((a, b) => a.y - b.y)
    .reduce<LineLabel[]>((placed, label) => {
      const below = placed[placed.length - 1];
      return [...placed, { ...label, y: below ? Math.max(label.y, below.y + gap) : label.y }];
    }, []);
}
