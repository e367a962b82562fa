import { type CostReport, summarize } from '@efficientnet-lab/kernel-helpers/analysis';
import type { Pin } from '@efficientnet-lab/kernel-helpers/views';
import {
  phiPosition,
  type ScalingExplorerState,
  stateOfSpec
} from '@efficientnet-lab/kernel-helpers/views/scaling-explorer';
import { BASE, computeScaling, type Mark, markOf } from './scaling';

/** A pinned network with its costs. */
export interface Pinned {
  pin: Pin;
  report: CostReport;
  mark: Mark;
}

/** Counted once for each pin, and again when a coefficient moves its place on the φ axis. */
const remembered = new WeakMap<Pin, { key: string; pinned: Pinned }>();

/** The pinned networks beside the shown one. */
export function pinnedNetworks(pins: readonly Pin[], state: ScalingExplorerState): Pinned[] {
  const key = [state.alpha, state.beta, state.gamma].join(' ');
  return pins.map((pin) => {
    const known = remembered.get(pin);
    if (known?.key === key) {
      return known.pinned;
    }
    const pinned = evaluate(pin, state);
    remembered.set(pin, { key, pinned });
    return pinned;
  });
}

function evaluate(pin: Pin, state: ScalingExplorerState): Pinned {
  const own = stateForSpec(pin.spec, state);
  if (own) {
    const result = computeScaling(own);
    return { pin, report: result.report, mark: markOf(result, pin.letter) };
  }
  const report = summarize(pin.spec);
  const built = report.macs.total / BASE.macs.total;
  const mark: Mark = {
    name: pin.letter,
    // No multipliers make it: it stands where the rule promises what it costs.
    position: phiPosition({ ...state, mode: 'manual' }, built),
    macs: report.macs.total,
    params: report.params.trainable,
    blocks: report.depth,
    resolution: pin.spec.resolution,
    promised: null,
    built
  };
  return { pin, report, mark };
}

/** The explorer's positions for a network, those that don't matter to it left as they are; null when none make it. */
export function stateForSpec(spec: Pin['spec'], state: ScalingExplorerState): ScalingExplorerState | null {
  const { alpha, beta, gamma } = state;
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
