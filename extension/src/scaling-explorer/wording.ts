import { formatFactor, formatSetting } from '../wording/numbers';
import { BASE, sameDepthInterval, type ScalingResult } from './scaling';
import type { TranslationBundle } from '@jupyterlab/translation';

/** Short name of the shown network: `φ = 1`, `B3`, `this network`. */
export function nameOf({ state }: ScalingResult, trans: TranslationBundle): string {
  switch (state.mode) {
    case 'rule':
      return `φ = ${formatSetting(state.phi)}`;
    case 'published':
      return state.variant.toUpperCase();
    case 'manual':
      return trans.__('This network');
  }
}

/** The sentence in three parts, so that the view can stress the middle one. */
export function sentenceParts(result: ScalingResult, trans: TranslationBundle): [string, string, string] {
  const name = nameOf(result, trans);
  const promise = formatFactor(result.ideal);
  return [
    trans.__('%1 costs ', name),
    formatFactor(result.built),
    result.state.mode === 'rule'
      ? trans.__(' B0; the rule says %1', promise)
      : trans.__(' B0; d·w²·r² says %1', promise)
  ];
}

/** The result in words: heading, aria-live text and first line of text/plain. */
export function sentence(result: ScalingResult, trans: TranslationBundle): string {
  return sentenceParts(result, trans).join('');
}

/** Why the two numbers differ, in one line. */
export function explanation(result: ScalingResult, trans: TranslationBundle): string {
  const { multipliers, report } = result;
  const ideal = BASE.depth * multipliers.depth;
  const parts: string[] = [];
  if (Math.abs(ideal - report.depth) < 1e-9) {
    parts.push(trans.__('Depth needs no rounding: %1 blocks.', report.depth));
  } else {
    const { from, to } = sameDepthInterval(result);
    parts.push(
      trans.__(
        'Rounding layer counts up makes %1 blocks where %2 × %3 is %4: the same for every depth above %5, up to %6.',
        report.depth,
        BASE.depth,
        formatSetting(multipliers.depth, 2),
        formatSetting(ideal, 1),
        formatSetting(from, 2),
        formatSetting(to, 2)
      )
    );
  }
  const { resolution } = report.spec;
  if (resolution !== BASE.spec.resolution) {
    parts.push(
      resolution > BASE.spec.resolution
        ? trans.__('The image grows from %1 to %2 px.', BASE.spec.resolution, resolution)
        : trans.__('The image shrinks from %1 to %2 px.', BASE.spec.resolution, resolution)
    );
  }
  return parts.join(' ');
}
