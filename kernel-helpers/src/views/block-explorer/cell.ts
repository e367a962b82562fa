import {
  type ClosedForm,
  depthwiseSeparable,
  mbconv,
  separationPays,
  type SeparationAnswer,
  standardConvolution
} from '../../analysis';
import { counted, exact, plain, si, significant, times } from '../../wording/format';
import { viewDocument } from '../document';
import { completed, requireChoice, requireShare } from '../start';
import {
  BLOCK_EXPLORER_START,
  type BlockExplorerDocument,
  type BlockExplorerState,
  blockOf,
  convolutionOf
} from './state';

/** What a cell may say of the block explorer's start; the rest is block 2b of B0. */
export type BlockStart = Partial<BlockExplorerState>;

/** One place in a network with the three ways to fill it. */
export interface BlockComparison {
  state: BlockExplorerState;
  standard: ClosedForm;
  separable: ClosedForm;
  block: ClosedForm;
  separation: SeparationAnswer;
}

/**
 * Completes a start and checks it.
 * @throws SpecError for an unknown field or a place that can't be.
 */
export function blockComparison(start: BlockStart = {}): BlockComparison {
  const state = completed<BlockExplorerState>('blockExplorer', BLOCK_EXPLORER_START, start);
  for (const field of ['squeezeExciteRatio', 'alpha', 'relativeCost'] as const) {
    requireShare(field, state[field]);
  }
  requireChoice('criterion', state.criterion, ['perMac', 'netUtility']);
  return {
    state,
    standard: standardConvolution(convolutionOf(state)),
    separable: depthwiseSeparable(convolutionOf(state)),
    block: mbconv(blockOf(state)),
    separation: separationPays(state)
  };
}

export function blockName({ expansionRatio }: BlockExplorerState): string {
  return `MBConv${plain(expansionRatio)}`;
}

/** `56 × 56`, or `length 56` of a sequence. */
export function mapOf(size: number, dimensions: BlockExplorerState['spatialDimensions']): string {
  return dimensions === 2 ? `${exact(size)} × ${exact(size)}` : `length ${exact(size)}`;
}

export function blockSentence({ state, standard, block }: BlockComparison): string {
  const place = state.spatialDimensions === 2 ? `${exact(state.size)} px` : `length ${exact(state.size)}`;
  return (
    `At ${place}, ${exact(state.inputFilters)} → ${exact(state.outputFilters)} channels, ${blockName(state)} costs ` +
    `${si(block.macs)} MACs: ${times(block.macs / standard.macs)} the standard convolution.`
  );
}

/** When depthwise separation is worth its loss, under the criterion that was chosen. */
export function separationSentence({ state, separation }: BlockComparison): string {
  const { ratio, alphaStar, pays, firstPayingFilters } = separation;
  const criterion =
    state.criterion === 'perMac'
      ? 'by benefit per MAC'
      : `by benefit less cost (cost ${plain(state.relativeCost)} of the benefit)`;
  const width =
    firstPayingFilters === null ? 'at no width' : `from ${counted(firstPayingFilters, 'output channel')} on`;
  return (
    `Depthwise separation leaves ${significant(ratio)} of the standard cost. With α = ${plain(state.alpha)} of the benefit, ` +
    `${criterion}, it ${pays ? 'pays' : 'does not pay'} here (α* = ${significant(alphaStar)}); with this kernel it pays ${width}.`
  );
}

export function blockText(comparison: BlockComparison): string {
  const { state, standard, separable, block } = comparison;
  const output = mapOf(block.outputSize, state.spatialDimensions);
  return [
    `${mapOf(state.size, state.spatialDimensions)}, ${counted(state.inputFilters, 'channel')} → ${output}, ` +
      `${counted(state.outputFilters, 'channel')}; kernel ${kernelOf(state)}, stride ${state.stride}`,
    ...formText('standard convolution', standard, standard),
    ...formText('depthwise separable convolution', separable, standard),
    ...formText(blockName(state), block, standard),
    separationSentence(comparison)
  ].join('\n');
}

export function kernelOf({ kernelSize, spatialDimensions }: BlockExplorerState): string {
  return spatialDimensions === 2 ? `${kernelSize} × ${kernelSize}` : String(kernelSize);
}

function formText(name: string, form: ClosedForm, standard: ClosedForm): string[] {
  return [
    `${name}: ${exact(form.macs)} MACs (${times(form.macs / standard.macs)}), ${exact(form.params)} parameters`,
    ...form.terms.map(
      (term) =>
        `  ${term.name}: ${term.macs === 0 ? 'no MACs' : `${term.formula} = ${term.filled} = ${exact(term.macs)} MACs`}, ` +
        `${term.paramsFormula} = ${term.paramsFilled} = ${exact(term.params)} parameters`
    )
  ];
}

export function blockDocument(comparison: BlockComparison): BlockExplorerDocument {
  return viewDocument('block-explorer', blockSentence(comparison), comparison.state);
}
