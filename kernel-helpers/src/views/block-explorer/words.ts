import type { CostTermName, SeparationCriterion } from '../../analysis';
import { counted, exact, setting, si, significant, times } from '../../wording/format';
import { ENGLISH, type Phrases, type ResultText } from '../../wording/words';
import { type BlockResult, type CandidateName, type Measure, otherCriterion, type Segment } from './result';
import type { BlockExplorerState } from './state';

/** What the block costs beside the standard convolution, and whether separation is worth its loss. */
export function blockWords(result: BlockResult, trans: Phrases = ENGLISH): ResultText {
  const { state, standard, mbconv } = result;
  const place =
    state.spatialDimensions === 2
      ? trans.__('%1 px', exact(state.size))
      : trans.__('length %1', exact(state.size));
  return {
    before: trans.__(
      'At %1, %2 → %3 channels, %4 costs %5 MACs: ',
      place,
      exact(state.inputFilters),
      exact(state.outputFilters),
      blockName(state),
      si(mbconv.macs)
    ),
    factor: times(mbconv.macs / standard.macs),
    after: trans.__(' the standard convolution'),
    detail: `${savingText(result, trans)} ${verdict(result, trans)}`
  };
}

/** `MBConv6`, with the present expansion. */
function blockName({ expansionRatio }: BlockExplorerState): string {
  return `MBConv${setting(expansionRatio)}`;
}

export function candidateName(name: CandidateName, state: BlockExplorerState, trans: Phrases): string {
  const names: Record<CandidateName, string> = {
    standard: trans.__('standard convolution'),
    separable: trans.__('depthwise separable'),
    mbconv: blockName(state)
  };
  return names[name];
}

/** The same where there is little room. */
export function shortName(name: CandidateName, state: BlockExplorerState, trans: Phrases): string {
  const names: Record<CandidateName, string> = {
    standard: trans.__('standard'),
    separable: trans.__('separable'),
    mbconv: blockName(state)
  };
  return names[name];
}

export function termName(name: CostTermName, trans: Phrases): string {
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

export function measureName(measure: Measure, trans: Phrases): string {
  return measure === 'macs' ? trans.__('MACs') : trans.__('parameters');
}

/** A part of a bar with its formula: `MBConv6, expand: S²·C·m = 56² · 24 · 144 = 10,838,016 MACs`. */
export function segmentText(
  { candidate, term, formula, filled, value }: Segment,
  measure: Measure,
  { state }: BlockResult,
  trans: Phrases
): string {
  const equation = formula === filled ? formula : `${formula} = ${filled}`;
  return `${candidateName(candidate, state, trans)}, ${termName(term, trans)}: ${equation} = ${exact(value)} ${measureName(measure, trans)}`;
}

/** What comes in, what goes out, and by which kernel. */
export function placeText({ state, mbconv }: BlockResult, trans: Phrases): string {
  const { size, inputFilters, outputFilters, kernelSize, spatialDimensions, stride } = state;
  return trans.__(
    '%1, %2 → %3, %4; kernel %5, stride %6.',
    mapOf(size, state, trans),
    counted(inputFilters, 'channel'),
    mapOf(mbconv.outputSize, state, trans),
    counted(outputFilters, 'channel'),
    spatialDimensions === 2 ? `${kernelSize} × ${kernelSize}` : String(kernelSize),
    stride
  );
}

/** `56 × 56`, or `length 56` of a sequence. */
function mapOf(size: number, { spatialDimensions }: BlockExplorerState, trans: Phrases): string {
  return spatialDimensions === 2 ? `${exact(size)} × ${exact(size)}` : trans.__('length %1', exact(size));
}

/** What separation saves here, beside the limit that wide layers approach. */
function savingText({ state, separation }: BlockResult, trans: Phrases): string {
  return separation.ratio < 1
    ? trans.__(
        'Depthwise separation alone is %1 cheaper, with %2 of the standard cost; wide layers approach %3 ×.',
        times(1 / separation.ratio),
        significant(separation.ratio),
        setting(state.kernelSize ** state.spatialDimensions)
      )
    : trans.__('Depthwise separation saves nothing here: 1/C′ + 1/kⁿ is %1.', significant(separation.ratio));
}

/** Whether separation is worth its loss by the criterion that was chosen, and from which width on. */
function verdict({ state, separation }: BlockResult, trans: Phrases): string {
  const { alphaStar, pays, firstPayingFilters: from } = separation;
  const alpha = setting(state.alpha, 2);
  const criterion =
    state.criterion === 'perMac'
      ? criterionName('perMac', trans)
      : trans.__('by net utility, at a cost of %1 of the benefit', setting(state.relativeCost, 2));
  const here = pays
    ? trans.__('With α = %1 of the benefit it pays %2', alpha, criterion)
    : trans.__('With α = %1 of the benefit it does not pay %2', alpha, criterion);
  const width =
    from === null
      ? trans.__('at no width')
      : pays
        ? trans.__('from C′ = %1 on', exact(from))
        : trans.__('from C′ = %1 on it does', exact(from));
  return trans.__('%1 (α* = %2; %3).', here, significant(alphaStar), width);
}

export function criterionName(criterion: SeparationCriterion, trans: Phrases): string {
  return criterion === 'perMac' ? trans.__('per MAC') : trans.__('by net utility');
}

/** Said when both criteria are asked and answer differently. */
export function disagreement({ state, separation, otherSeparation }: BlockResult, trans: Phrases): string {
  const other = criterionName(otherCriterion(state.criterion), trans);
  return separation.pays === otherSeparation.pays
    ? trans.__('Here both criteria agree; %1, α* is %2.', other, significant(otherSeparation.alphaStar))
    : trans.__(
        'The other criterion says the opposite: %1, α* is %2.',
        other,
        significant(otherSeparation.alphaStar)
      );
}
