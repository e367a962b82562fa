import { type CostReport, idealGrowth, type Multipliers, scale, summarize } from '../../analysis';
import { counted, plain, si, times } from '../../wording/format';
import { viewDocument } from '../document';
import {
  baseOf,
  multipliersOf,
  type ScalingExplorerData,
  type ScalingExplorerDocument,
  specOf
} from './state';

/** A choice in the explorer with the two costs that belong together: the rule's and the built network's. */
export interface Scaling {
  state: ScalingExplorerData;
  multipliers: Multipliers;
  report: CostReport;
  /** B0, or the first of a published variant's own family. */
  base: CostReport;
  /** d·w²·r², what the rule promises. */
  ideal: number;
  /** MACs of the built network in units of the base's. */
  growth: number;
}

export function scalingOf(state: ScalingExplorerData): Scaling {
  const report = summarize(specOf(state));
  const base = baseOf(state);
  const baseReport = summarize(
    scale({ base, name: base.name, depth: 1, width: 1, resolution: base.resolution })
  );
  const multipliers = multipliersOf(state);
  return {
    state,
    multipliers,
    report,
    base: baseReport,
    ideal: idealGrowth(multipliers),
    growth: report.macs.total / baseReport.macs.total
  };
}

/** The choice as a person names it: `φ = 1`, `B3`, `depth 1.2 ×, width 1.1 ×, 240 px`. */
export function nameOfState(state: ScalingExplorerData): string {
  switch (state.mode) {
    case 'rule':
      return `φ = ${plain(state.phi)}`;
    case 'published':
      return state.variant.toUpperCase();
    case 'manual':
      return `Depth ${plain(state.depth)} ×, width ${plain(state.width)} ×, ${state.resolution} px`;
  }
}

export function explorerSentence({ state, base, report, ideal, growth }: Scaling): string {
  if (base.spec.name !== 'b0' && report.spec.name === base.spec.name) {
    return `${nameOfState(state)} is the base of its family: ${si(report.macs.total)} MACs, ${si(report.params.trainable)} parameters.`;
  }
  const rule = state.mode === 'rule' ? 'the rule' : 'd·w²·r²';
  return `${nameOfState(state)} costs ${times(growth)} ${base.spec.name.toUpperCase()}; ${rule} says ${times(ideal)}.`;
}

/** Why the two numbers differ most: a network has whole layers. */
export function roundingSentence({ report, base, multipliers }: Scaling): string {
  const asked = base.depth * multipliers.depth;
  return Math.abs(asked - report.depth) < 1e-9
    ? `Depth needs no rounding: ${counted(report.depth, 'block')}.`
    : `Rounding layer counts up makes ${counted(report.depth, 'block')} where ${base.depth} × ${plain(multipliers.depth)} is ${plain(asked)}.`;
}

export function explorerDocument(scaling: Scaling): ScalingExplorerDocument {
  return viewDocument('scaling-explorer', explorerSentence(scaling), scaling.state);
}
