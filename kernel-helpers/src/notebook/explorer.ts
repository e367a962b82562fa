import {
  type ArchitectureSpec,
  BASE_RESOLUTION,
  type CostReport,
  idealGrowth,
  type Multipliers,
  PAPER_COEFFICIENTS,
  PUBLISHED_VARIANTS,
  summarize,
  variant
} from '../analysis';
import {
  DOCUMENT_VERSION,
  multipliersOf,
  type ScalingExplorerDocument,
  type ScalingExplorerState,
  specOf
} from '../contract';
import { counted, plain, times } from './format';

/** What a cell may say of the explorer's start; the rest follows. `{ phi: 1 }` and `{ variant: 'b3' }` are enough. */
export type ExplorerStart = Partial<ScalingExplorerState>;

/** A choice in the explorer with the two costs that belong together: the rule's and the built network's. */
export interface Scaling {
  state: ScalingExplorerState;
  multipliers: Multipliers;
  report: CostReport;
  base: CostReport;
  /** d·w²·r², what the rule promises. */
  ideal: number;
  /** MACs of the built network in units of B0's. */
  growth: number;
}

/**
 * Completes a start: the mode follows from the fields given, and the other modes' controls stand where the
 * chosen network is.
 */
export function explorerState(start: ExplorerStart = {}): ScalingExplorerState {
  const manual = [start.depth, start.width, start.resolution].some((value) => value !== undefined);
  const mode = start.mode ?? (start.variant !== undefined ? 'published' : manual ? 'manual' : 'rule');
  const state: ScalingExplorerState = {
    mode,
    phi: 1,
    ...PAPER_COEFFICIENTS,
    variant: 'b0',
    depth: 1,
    width: 1,
    resolution: BASE_RESOLUTION,
    ...Object.fromEntries(Object.entries(start).filter(([, value]) => value !== undefined))
  };
  if (mode === 'manual') {
    return state;
  }
  const spec = specOf(state);
  return {
    ...state,
    variant: mode === 'published' ? spec.name : state.variant,
    depth: spec.depthCoefficient,
    width: spec.widthCoefficient,
    resolution: spec.resolution
  };
}

/**
 * Where the explorer shows exactly this network, or null when it can't: another number of classes or
 * channels, a pruned block, any width that scaling B0 does not give.
 */
export function stateOfSpec(spec: ArchitectureSpec): ScalingExplorerState | null {
  const published = PUBLISHED_VARIANTS.find((row) => row.name === spec.name);
  const phi = /^φ = (-?\d+(?:\.\d+)?)$/.exec(spec.name)?.[1];
  const starts: ExplorerStart[] = [
    ...(published ? [{ variant: published.name }] : []),
    ...(phi !== undefined ? [{ phi: Number(phi) }] : []),
    { depth: spec.depthCoefficient, width: spec.widthCoefficient, resolution: spec.resolution }
  ];
  for (const start of starts) {
    const state = explorerState(start);
    if (costKey(specOf(state)) === costKey(spec)) {
      return state;
    }
  }
  return null;
}

/** Everything that decides costs. */
function costKey(spec: ArchitectureSpec): string {
  const { resolution, inputChannels, classes, stem, stages, head, normalization } = spec;
  return JSON.stringify([resolution, inputChannels, classes, stem, stages, head, normalization]);
}

export function scalingOf(state: ScalingExplorerState): Scaling {
  const report = summarize(specOf(state));
  const base = summarize(variant('b0'));
  const multipliers = multipliersOf(state);
  return {
    state,
    multipliers,
    report,
    base,
    ideal: idealGrowth(multipliers),
    growth: report.macs.total / base.macs.total
  };
}

/** The choice as a person names it: `φ = 1`, `B3`, `depth 1.2 ×, width 1.1 ×, 240 px`. */
export function nameOfState(state: ScalingExplorerState): string {
  switch (state.mode) {
    case 'rule':
      return `φ = ${plain(state.phi)}`;
    case 'published':
      return state.variant.toUpperCase();
    case 'manual':
      return `Depth ${plain(state.depth)} ×, width ${plain(state.width)} ×, ${state.resolution} px`;
  }
}

export function explorerSentence({ state, ideal, growth }: Scaling): string {
  const rule = state.mode === 'rule' ? 'the rule' : 'd·w²·r²';
  return `${nameOfState(state)} costs ${times(growth)} B0; ${rule} says ${times(ideal)}.`;
}

/** Why the two numbers differ most: a network has whole layers. */
export function roundingSentence({ report, base, multipliers }: Scaling): string {
  const asked = base.depth * multipliers.depth;
  return Math.abs(asked - report.depth) < 1e-9
    ? `Depth needs no rounding: ${counted(report.depth, 'block')}.`
    : `Rounding layer counts up makes ${counted(report.depth, 'block')} where ${base.depth} × ${plain(multipliers.depth)} is ${plain(asked)}.`;
}

export function explorerDocument(scaling: Scaling): ScalingExplorerDocument {
  return {
    version: DOCUMENT_VERSION,
    view: 'scaling-explorer',
    sentence: explorerSentence(scaling),
    data: scaling.state
  };
}
