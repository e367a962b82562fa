import type {
  CostTermName,
  SeparationAnswer,
  SeparationCriterion
} from '@efficientnet-lab/kernel-helpers/analysis';
import type { BlockExplorerState } from '@efficientnet-lab/kernel-helpers/views/block-explorer';
import type { TranslationBundle } from '@jupyterlab/translation';
import { exact, setting, si, significant, times } from '@efficientnet-lab/kernel-helpers/wording';
import { type BlockResult, type CandidateName, type Measure, otherCriterion } from './comparison';

/** `MBConv6`, with the present expansion. */
function blockName({ expansionRatio }: BlockExplorerState): string {
  return `MBConv${setting(expansionRatio)}`;
}

export function candidateName(
  name: CandidateName,
  state: BlockExplorerState,
  trans: TranslationBundle
): string {
  const names: Record<CandidateName, string> = {
    standard: trans.__('standard convolution'),
    separable: trans.__('depthwise separable'),
    mbconv: blockName(state)
  };
  return names[name];
}

export function termName(name: CostTermName, trans: TranslationBundle): string {
  const names: Record<CostTermName, string> = {
    standard: trans.__('standard'),
    expand: trans.__('expand'),
    depthwise: trans.__('depthwise'),
    pointwise: trans.__('pointwise'),
    squeeze: trans.__('squeeze'),
    excite: trans.__('excite'),
    bias: trans.__('biases'),
    project: trans.__('project'),
    normalization: trans.__('normalisation')
  };
  return names[name];
}

export function measureName(measure: Measure, trans: TranslationBundle): string {
  return measure === 'macs' ? trans.__('MACs') : trans.__('parameters');
}

/** The result in three parts, of which the middle one stands out. */
export function sentenceParts(
  { state, standard, mbconv }: BlockResult,
  trans: TranslationBundle
): [string, string, string] {
  const place =
    state.spatialDimensions === 2
      ? trans.__('%1 px', exact(state.size))
      : trans.__('length %1', exact(state.size));
  return [
    trans.__(
      'At %1, %2 → %3 channels, %4 costs %5 MACs: ',
      place,
      exact(state.inputFilters),
      exact(state.outputFilters),
      blockName(state),
      si(mbconv.macs)
    ),
    times(mbconv.macs / standard.macs),
    trans.__(' the standard convolution')
  ];
}

export function sentence(result: BlockResult, trans: TranslationBundle): string {
  return sentenceParts(result, trans).join('');
}

/** What separation saves here, beside the limit that wide layers approach. */
export function detail({ state, separation }: BlockResult, trans: TranslationBundle): string {
  const limit = state.kernelSize ** state.spatialDimensions;
  return [
    separation.ratio < 1
      ? trans.__(
          'Depthwise separation alone is %1 cheaper; wide layers approach %2 ×.',
          times(1 / separation.ratio),
          setting(limit)
        )
      : trans.__(
          'Depthwise separation saves nothing here: 1/C′ + 1/kⁿ is %1.',
          significant(separation.ratio)
        ),
    verdict(separation, state.criterion, state, trans)
  ].join(' ');
}

/** Whether separation is worth its loss by one criterion, and from which width on. */
function verdict(
  { alphaStar, pays, firstPayingFilters }: SeparationAnswer,
  criterion: SeparationCriterion,
  { alpha }: BlockExplorerState,
  trans: TranslationBundle
): string {
  const here = pays
    ? trans.__('With %1 of the benefit it pays %2', setting(alpha, 2), criterionName(criterion, trans))
    : trans.__(
        'With %1 of the benefit it does not pay %2',
        setting(alpha, 2),
        criterionName(criterion, trans)
      );
  return trans.__(
    '%1 (α* = %2; %3).',
    here,
    significant(alphaStar),
    widthOf(pays, firstPayingFilters, trans)
  );
}

function widthOf(pays: boolean, from: number | null, trans: TranslationBundle): string {
  if (from === null) {
    return trans.__('at no width');
  }
  return pays ? trans.__('from C′ = %1 on', exact(from)) : trans.__('from C′ = %1 on it does', exact(from));
}

export function criterionName(criterion: SeparationCriterion, trans: TranslationBundle): string {
  return criterion === 'perMac' ? trans.__('per MAC') : trans.__('by net utility');
}

/** Said when both criteria are asked and answer differently. */
export function disagreement(result: BlockResult, trans: TranslationBundle): string {
  const { state, separation, otherSeparation } = result;
  const other = criterionName(otherCriterion(state.criterion), trans);
  return separation.pays === otherSeparation.pays
    ? trans.__('Here both criteria agree; %1, α* is %2.', other, significant(otherSeparation.alphaStar))
    : trans.__(
        'The other criterion says the opposite: %1, α* is %2.',
        other,
        significant(otherSeparation.alphaStar)
      );
}
