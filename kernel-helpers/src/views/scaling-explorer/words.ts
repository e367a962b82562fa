import { setting, si, times } from '../../wording/format';
import { ENGLISH, type Phrases, type ResultText } from '../../wording/words';
import type { Path } from './curve';
import { baseline, sameDepthInterval, type ScalingResult } from './result';

/** Short name of the shown network: `φ = 1`, `B3`, `This network`. */
export function nameOf({ state }: ScalingResult, trans: Phrases): string {
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

/** What the network costs and what the rule says, and why the two differ. */
export function scalingWords(result: ScalingResult, trans: Phrases = ENGLISH): ResultText {
  const before = trans.__('%1 costs ', nameOf(result, trans));
  if (result.isFamilyBase) {
    return {
      before,
      factor: times(result.report.macs.total / baseline().macs.total),
      after: trans.__(' B0; it is the base of its own family'),
      detail: trans.__(
        'Its stages come from a table of their own, which no multipliers of B0 produce: %1 MACs, %2 parameters.',
        si(result.report.macs.total),
        si(result.report.params.trainable)
      )
    };
  }
  const promise = times(result.ideal);
  return {
    before,
    factor: times(result.built),
    after:
      result.state.mode === 'rule'
        ? trans.__(' B0; the rule says %1', promise)
        : trans.__(' %1; d·w²·r² says %2', baseName(result), promise),
    detail: [manualText(result, trans), depthText(result, trans), imageText(result, trans)]
      .filter((text) => text !== '')
      .join(' ')
  };
}

/** The positions of a network that has no name. */
function manualText({ state }: ScalingResult, trans: Phrases): string {
  return state.mode === 'manual'
    ? trans.__('Depth %1 ×, width %2 ×, %3 px.', setting(state.depth), setting(state.width), state.resolution)
    : '';
}

function depthText(result: ScalingResult, trans: Phrases): string {
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

function imageText({ report, base }: ScalingResult, trans: Phrases): string {
  const from = base.spec.resolution;
  const to = report.spec.resolution;
  if (from === to) {
    return '';
  }
  return to > from
    ? trans.__('The image grows from %1 to %2 px.', from, to)
    : trans.__('The image shrinks from %1 to %2 px.', from, to);
}

/** Names of the ways to spend a promise. */
export function pathNames(trans: Phrases): Record<Path, string> {
  return {
    depth: trans.__('depth only'),
    width: trans.__('width only'),
    resolution: trans.__('resolution only'),
    compound: trans.__('compound')
  };
}
