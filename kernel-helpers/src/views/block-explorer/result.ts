import {
  type ClosedForm,
  type CostTermName,
  depthwiseSeparable,
  mbconv,
  separationPays,
  type SeparationAnswer,
  type SeparationCriterion,
  standardConvolution
} from '../../analysis';
import { type BlockExplorerState, blockOf, convolutionOf, questionOf } from './state';

export type CandidateName = 'standard' | 'separable' | 'mbconv';

/** What bars are measured in. */
export type Measure = 'macs' | 'params';

/** One way to fill the place. */
export interface Candidate {
  name: CandidateName;
  form: ClosedForm;
}

/** Everything that is shown of one place in a network. */
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
export function blockResult(state: BlockExplorerState): BlockResult {
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
    separation: separationPays(questionOf(state)),
    otherSeparation: separationPays({
      ...questionOf(state),
      criterion: otherCriterion(state.criterion)
    })
  };
}

/** One part of a bar. */
export interface Segment {
  candidate: CandidateName;
  term: CostTermName;
  /** Where it begins on the axis. */
  from: number;
  value: number;
  formula: string;
  filled: string;
}

/** Summands of a candidate that are not zero, in the order of execution. */
export function segmentsOf({ name, form }: Candidate, measure: Measure): Segment[] {
  let from = 0;
  return form.terms.flatMap((term) => {
    const value = term[measure];
    const formulas =
      measure === 'macs'
        ? { formula: term.formula, filled: term.filled }
        : { formula: term.paramsFormula, filled: term.paramsFilled };
    const segment = { candidate: name, term: term.name, from, value, ...formulas };
    from += value;
    return value > 0 ? [segment] : [];
  });
}
