import { PAPER_COEFFICIENTS } from '@efficientnet-lab/kernel-helpers/analysis';
import {
  explorerState,
  SCALING_QUANTITIES,
  type ScalingExplorerData,
  type ScalingExplorerState
} from '@efficientnet-lab/kernel-helpers/views/scaling-explorer';
import { cellCode } from '../../frame/cell-code';

/** TypeScript that shows the explorer in a cell; only what differs from where it starts is written. */
export function toTypeScript(state: ScalingExplorerData): string {
  const chosen = chosenBy(state);
  const known = explorerState(chosen);
  // The other modes' controls stand where the chosen network is.
  const derived = state.mode === 'manual' ? [] : ['depth', 'width', 'resolution'];
  const others = Object.entries(state).filter(
    ([name, value]) =>
      !(name in chosen) &&
      !derived.includes(name) &&
      JSON.stringify(value) !== JSON.stringify(known[name as keyof ScalingExplorerData])
  );
  // A variant that is named would be the one that is shown.
  const mode = others.some(([name]) => name === 'variant') ? { mode: state.mode } : {};
  return cellCode('showScalingExplorer', { ...mode, ...chosen, ...Object.fromEntries(others) }, {});
}

function chosenBy({
  mode,
  phi,
  variant,
  depth,
  width,
  resolution
}: ScalingExplorerState): Partial<ScalingExplorerState> {
  switch (mode) {
    case 'rule':
      return { phi };
    case 'published':
      return { variant };
    case 'manual':
      return { depth, width, resolution };
  }
}

/** TypeScript that builds a network in a cell; only what differs from the defaults is written. */
export function networkCode(state: ScalingExplorerState): string {
  return `import * as enet from '@efficientnet-lab/kernel-helpers';\n\nconst spec = ${call(state)};\n`;
}

function call(state: ScalingExplorerState): string {
  if (state.mode === 'published') {
    return `enet.variant('${state.variant}')`;
  }
  const defaults = new Map<string, number>(state.mode === 'rule' ? Object.entries(PAPER_COEFFICIENTS) : []);
  const fields = Object.values(SCALING_QUANTITIES)
    .filter((quantity) => quantity.kind === 'number' && quantity.group === state.mode)
    .map(({ name }) => [name, state[name as 'phi']] as const)
    .filter(([name, value]) => value !== defaults.get(name))
    .map(([name, value]) => `${name}: ${value}`);
  return `enet.${state.mode === 'rule' ? 'compoundScale' : 'scale'}({ ${fields.join(', ')} })`;
}
