import type { KeptActivations } from '../analysis';
import { tensorFlowInfo } from '../tensorflow';

/** What steps of a run hold for their way back, by the operations in use and the run's option `recompute`. */
export function keptActivations(recompute: boolean): KeptActivations {
  const held = recompute ? 'recomputed' : 'fused';
  return tensorFlowInfo().operations === 'standard' ? 'separate' : held;
}

/** What to say where a run asks for `recompute` without effect; null where it has one, or was not asked for. */
export function recomputationWarning({ recompute = false }: { recompute?: boolean }): string | null {
  if (!recompute || keptActivations(true) === 'recomputed') {
    return null;
  }
  const { device } = tensorFlowInfo();
  const why = device === 'gpu' ? 'graphs on GPUs have none' : 'none are in use; `npm run doctor` says why';
  return `recompute has no effect here: operations of our own compute activations again, and ${why}.`;
}
