import {
  type ArchitectureSpec,
  type CostReport,
  PAPER_VARIANTS,
  type PublishedVariant,
  summarize
} from '../../analysis';
import type { Pin } from '../pin';
import { baseline, type Coefficients, scalingResult, type ScalingResult } from './result';
import { explorerState, phiPosition, type ScalingExplorerState, stateOfSpec } from './state';

/** A network as charts mark it: the shown one, a published one or a pinned one. */
export interface MarkedNetwork {
  name: string;
  /** Its place on the φ axis. */
  position: number;
  macs: number;
  params: number;
  blocks: number;
  resolution: number;
  /** d·w²·r² of its multipliers on its family's base; null for a base of its own and for what no multipliers make. */
  promised: number | null;
  /** MACs over that base's. */
  built: number;
}

/** A pinned network with its costs. */
export interface PinnedNetwork {
  pin: Pin;
  report: CostReport;
  mark: MarkedNetwork;
}

/** A result under a name. */
export function markOf(
  { report, position, ideal, built, isFamilyBase }: ScalingResult,
  name: string
): MarkedNetwork {
  return { name, position, ...countsOf(report), promised: isFamilyBase ? null : ideal, built };
}

function countsOf({
  macs,
  params,
  depth,
  spec
}: CostReport): Pick<MarkedNetwork, 'macs' | 'params' | 'blocks' | 'resolution'> {
  return { macs: macs.total, params: params.trainable, blocks: depth, resolution: spec.resolution };
}

let published: readonly MarkedNetwork[] | null = null;

/** B0 … B7 as published. */
export function publishedNetworks(): readonly MarkedNetwork[] {
  published ??= PAPER_VARIANTS.map(({ name }: PublishedVariant) =>
    markOf(scalingResult(explorerState({ variant: name })), name.toUpperCase())
  );
  return published;
}

/** Counted once for each network: only its place follows the coefficients. */
const reports = new WeakMap<ArchitectureSpec, CostReport>();

function reportOf(spec: ArchitectureSpec): CostReport {
  let report = reports.get(spec);
  if (!report) {
    report = summarize(spec);
    reports.set(spec, report);
  }
  return report;
}

/** The same for each pin at the coefficients it was last asked for. */
const placed = new WeakMap<Pin, { key: string; pinned: PinnedNetwork }>();

/** The pinned networks beside the shown one. */
export function pinnedNetworks(pins: readonly Pin[], state: ScalingExplorerState): PinnedNetwork[] {
  const key = [state.alpha, state.beta, state.gamma].join(' ');
  return pins.map((pin) => {
    const known = placed.get(pin);
    if (known?.key === key) {
      return known.pinned;
    }
    const report = reportOf(pin.spec);
    const pinned = { pin, report, mark: pinnedMark(pin, report, state) };
    placed.set(pin, { key, pinned });
    return pinned;
  });
}

function pinnedMark({ letter, spec }: Pin, report: CostReport, state: ScalingExplorerState): MarkedNetwork {
  const own = stateForSpec(spec, state);
  if (own) {
    return markOf(scalingResult(own, report), letter);
  }
  const built = report.macs.total / baseline().macs.total;
  return {
    name: letter,
    // No multipliers make it: it stands where the rule promises what it costs.
    position: phiPosition({ ...state, mode: 'manual' }, built),
    ...countsOf(report),
    promised: null,
    built
  };
}

/** The explorer's positions for a network, those that don't matter to it left as they are; null when none make it. */
export function stateForSpec(
  spec: ArchitectureSpec,
  state: ScalingExplorerState
): ScalingExplorerState | null {
  const { alpha, beta, gamma }: Coefficients = state;
  const found = stateOfSpec(spec, { alpha, beta, gamma });
  if (!found) {
    return null;
  }
  const { mode, variant, phi, depth, width, resolution } = found;
  return {
    ...state,
    mode,
    ...(mode === 'published' ? { variant } : {}),
    ...(mode === 'rule' ? { phi } : {}),
    ...(mode === 'manual' ? { depth, width, resolution } : {})
  };
}
