import {
  type ArchitectureSpec,
  type BlockCost,
  type ClosedForm,
  type CostTermName,
  depthwiseSeparable,
  mbconv,
  separationPays,
  type SeparationAnswer,
  type SeparationCriterion,
  standardConvolution,
  summarize
} from '@efficientnet-lab/kernel-helpers/analysis';
import {
  BLOCK_EXPLORER_START,
  type BlockExplorerState,
  blockOf,
  convolutionOf
} from '@efficientnet-lab/kernel-helpers/views/block-explorer';

export type CandidateName = 'standard' | 'separable' | 'mbconv';
/** What bars and numbers are measured in. */
export type Measure = 'macs' | 'params';

/** One way to fill the place. */
export interface Candidate {
  name: CandidateName;
  form: ClosedForm;
}

/** Everything the view shows for one position of the controls. */
export interface BlockResult {
  state: BlockExplorerState;
  /** Standard, separable, MBConv. */
  candidates: readonly Candidate[];
  standard: ClosedForm;
  separable: ClosedForm;
  mbconv: ClosedForm;
  /** By the criterion that was chosen. */
  separation: SeparationAnswer;
  /** By the other one: the two disagree. */
  otherSeparation: SeparationAnswer;
}

/** The criterion that was not chosen. */
export function otherCriterion(criterion: SeparationCriterion): SeparationCriterion {
  return criterion === 'perMac' ? 'netUtility' : 'perMac';
}

/**
 * The three ways to fill a place, with their costs.
 * @throws SpecError for a place that can't be.
 */
export function compareBlocks(state: BlockExplorerState): BlockResult {
  const standard = standardConvolution(convolutionOf(state));
  const separable = depthwiseSeparable(convolutionOf(state));
  const block = mbconv(blockOf(state));
  return {
    state,
    standard,
    separable,
    mbconv: block,
    candidates: [
      { name: 'standard', form: standard },
      { name: 'separable', form: separable },
      { name: 'mbconv', form: block }
    ],
    separation: separationPays(state),
    otherSeparation: separationPays({ ...state, criterion: otherCriterion(state.criterion) })
  };
}

/** One part of a bar. */
export interface Segment {
  candidate: CandidateName;
  term: CostTermName;
  value: number;
  formula: string;
  filled: string;
}

/** Summands of a candidate that are not zero, in the order of execution. */
export function segmentsOf({ name, form }: Candidate, measure: Measure): Segment[] {
  return form.terms
    .map((term) => ({
      candidate: name,
      term: term.name,
      value: term[measure],
      formula: measure === 'macs' ? term.formula : term.paramsFormula,
      filled: measure === 'macs' ? term.filled : term.paramsFilled
    }))
    .filter(({ value }) => value > 0);
}

/** A block of a network as positions of the controls; α and the criterion stay. */
export function stateOfBlock(
  { spatialDimensions }: ArchitectureSpec,
  block: BlockCost,
  state: BlockExplorerState = BLOCK_EXPLORER_START
): BlockExplorerState {
  const { inputSize, inputFilters, outputFilters, kernelSize, stride, expansionRatio } = block;
  return {
    ...state,
    spatialDimensions,
    size: inputSize,
    inputFilters,
    outputFilters,
    kernelSize,
    stride,
    expansionRatio,
    squeezeExciteRatio: ratioOf(block.squeezeExciteFilters, inputFilters)
  };
}

/** The share that is rounded down to the same width again. */
function ratioOf(filters: number, inputFilters: number): number {
  const ratio = filters / inputFilters;
  return Math.floor(ratio * inputFilters) === filters ? ratio : (filters + 0.5) / inputFilters;
}

/**
 * The block of a network that the positions stand for; null when they stand for none of its blocks.
 * @param preferred - name of the one to take where several are alike
 */
export function matchingBlock(
  spec: ArchitectureSpec,
  state: BlockExplorerState,
  preferred = ''
): BlockCost | null {
  const key = keyOf(state);
  const alike = summarize(spec).blocks.filter((block) => keyOf(stateOfBlock(spec, block, state)) === key);
  return alike.find(({ name }) => name === preferred) ?? alike[0] ?? null;
}

function keyOf(state: BlockExplorerState): string {
  const { spatialDimensions, size, inputFilters, outputFilters, kernelSize, stride } = state;
  const { expansionRatio, squeezeExciteFilters } = blockOf(state);
  const place = [spatialDimensions, size, inputFilters, outputFilters, kernelSize, stride];
  return [...place, expansionRatio, squeezeExciteFilters].join();
}
