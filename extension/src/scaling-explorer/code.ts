import { PAPER_COEFFICIENTS } from '@efficientnet-lab/kernel-helpers/analysis';
import type { ScalingExplorerState } from '@efficientnet-lab/kernel-helpers/contract';
import { type ParameterName, PARAMETERS } from './parameters';

/** TypeScript that builds the shown network in a cell; only what differs from the defaults is written. */
export function toTypeScript(state: ScalingExplorerState): string {
  return `import * as enet from '@efficientnet-lab/kernel-helpers';\n\nconst spec = ${call(state)};\n`;
}

function call(state: ScalingExplorerState): string {
  if (state.mode === 'published') {
    return `enet.variant('${state.variant}')`;
  }
  const defaults: Partial<Record<ParameterName, number>> = state.mode === 'rule' ? PAPER_COEFFICIENTS : {};
  const fields = PARAMETERS.filter(
    ({ mode, name }) => mode === state.mode && state[name] !== defaults[name]
  ).map(({ name }) => `${name}: ${state[name]}`);
  return `enet.${state.mode === 'rule' ? 'compoundScale' : 'scale'}({ ${fields.join(', ')} })`;
}
