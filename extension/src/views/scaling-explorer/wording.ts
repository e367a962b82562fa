import type { TranslationBundle } from '@jupyterlab/translation';
import { setting, si, times } from '@efficientnet-lab/kernel-helpers/wording';
import { BASE, sameDepthInterval, type ScalingResult } from './scaling';

/** Short name of the shown network: `φ = 1`, `B3`, `This network`. */
export function nameOf({ state }: ScalingResult, trans: TranslationBundle): string {
  switch (state.mode) {
    case 'rule':
      return `φ = ${setting(state.phi)}`;
    case 'published':
      return state.variant.toUpperCase();
    case 'manual':
      return trans.__('This network');
  }
}

/** Name of the network that factors are factors of. */
export function baseName({ base }: ScalingResult): string {
  return base.spec.name.toUpperCase();
}

/** The sentence in three parts, so that the view can stress the middle one. */
export function sentenceParts(result: ScalingResult, trans: TranslationBundle): [string, string, string] {
  const name = nameOf(result, trans);
  if (result.isFamilyBase) {
    return [
      trans.__('%1 costs ', name),
      times(result.report.macs.total / BASE.macs.total),
      trans.__(' B0; it is the base of its own family')
    ];
  }
  const promise = times(result.ideal);
  return [
    trans.__('%1 costs ', name),
    times(result.built),
    result.state.mode === 'rule'
      ? trans.__(' B0; the rule says %1', promise)
      : trans.__(' %1; d·w²·r² says %2', baseName(result), promise)
  ];
}

/** The result in words: heading, aria-live text and first line of text/plain. */
export function sentence(result: ScalingResult, trans: TranslationBundle): string {
  return sentenceParts(result, trans).join('');
}

/** Why the two numbers differ, in one line. */
export function explanation(result: ScalingResult, trans: TranslationBundle): string {
  if (result.isFamilyBase) {
    return trans.__(
      'Its stages are a table of their own, which no multipliers of B0 make: %1 MACs, %2 parameters.',
      si(result.report.macs.total),
      si(result.report.params.trainable)
    );
  }
  return [depthText(result, trans), imageText(result, trans)].filter((text) => text !== '').join(' ');
}

function depthText(result: ScalingResult, trans: TranslationBundle): string {
  const { multipliers, report, base, baseNetwork } = result;
  const ideal = base.depth * multipliers.depth;
  if (Math.abs(ideal - report.depth) < 1e-9) {
    return trans.__('Depth needs no rounding: %1 blocks.', report.depth);
  }
  const numbers = [report.depth, base.depth, setting(multipliers.depth, 2), setting(ideal, 1)] as const;
  if (baseNetwork.stages.some(({ scaleRepeats }) => scaleRepeats === false)) {
    return trans.__(
      'Layer counts are rounded up, and the first and last stage keep theirs: %1 blocks where %2 × %3 is %4.',
      ...numbers
    );
  }
  const { from, to } = sameDepthInterval(result);
  return trans.__(
    'Rounding layer counts up makes %1 blocks where %2 × %3 is %4: the same for every depth above %5, up to %6.',
    ...numbers,
    setting(from, 2),
    setting(to, 2)
  );
}

function imageText({ report, base }: ScalingResult, trans: TranslationBundle): string {
  const from = base.spec.resolution;
  const to = report.spec.resolution;
  if (from === to) {
    return '';
  }
  return to > from
    ? trans.__('The image grows from %1 to %2 px.', from, to)
    : trans.__('The image shrinks from %1 to %2 px.', from, to);
}
