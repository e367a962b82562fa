import {
  type ArchitectureSpec,
  B0,
  BASE_RESOLUTION,
  type BaseNetwork,
  compoundMultipliers,
  compoundScale,
  idealGrowth,
  type Multipliers,
  publishedVariant,
  PUBLISHED_VARIANTS,
  scale,
  SpecError,
  variant
} from '../../analysis';
import type { ViewDocument } from '../document';
import { type Pin, PIN_LETTERS } from '../pin';
import { schemasOf, startOf, type StateOf } from '../quantities';
import { architectureSpec, list, record } from '../schema-parts';
import { SCALING_QUANTITIES } from './quantities';

type Positions = StateOf<typeof SCALING_QUANTITIES>;

/** Positions of the scaling explorer's controls; everything else is computed from them. */
export type ScalingExplorerState = Omit<Positions, 'picture'> & Partial<Pick<Positions, 'picture'>>;

/** The explorer's positions, and the networks it compares with; each letter at most once. */
export interface ScalingExplorerData extends ScalingExplorerState {
  pins?: readonly Pin[];
}

export type ScalingExplorerDocument = ViewDocument<'scaling-explorer', ScalingExplorerData>;

const { picture, ...positions } = schemasOf(SCALING_QUANTITIES);

export const scalingExplorerSchema = record(positions, {
  picture,
  pins: list(record({ letter: { enum: PIN_LETTERS }, spec: architectureSpec }), PIN_LETTERS.length)
});

/** What is said of the explorer's start; the rest follows. `{ phi: 1 }` and `{ variant: 'b3' }` are enough. */
export type ExplorerStart = Partial<ScalingExplorerData>;

/**
 * The network that the explorer's positions stand for.
 * @throws SpecError when they stand for none.
 */
export function specOf(state: ScalingExplorerState): ArchitectureSpec {
  switch (state.mode) {
    case 'rule':
      return compoundScale({ phi: state.phi, alpha: state.alpha, beta: state.beta, gamma: state.gamma });
    case 'published':
      return variant(state.variant);
    case 'manual':
      return scale({ depth: state.depth, width: state.width, resolution: state.resolution });
  }
}

/** The network whose multipliers are all 1: B0, or the first of the published variant's own family. */
export function baseOf(state: ScalingExplorerState): BaseNetwork {
  return state.mode === 'published' ? publishedVariant(state.variant).base : B0;
}

/** The real multipliers on the base that the positions stand for, before rounding. */
export function multipliersOf(state: ScalingExplorerState): Multipliers {
  switch (state.mode) {
    case 'rule': {
      const { phi, alpha, beta, gamma } = state;
      return compoundMultipliers({ phi, alpha, beta, gamma });
    }
    case 'published': {
      const row = publishedVariant(state.variant);
      return {
        depth: row.depthCoefficient,
        width: row.widthCoefficient,
        resolution: row.resolution / row.base.resolution
      };
    }
    case 'manual':
      return { depth: state.depth, width: state.width, resolution: state.resolution / BASE_RESOLUTION };
  }
}

/**
 * Where a network stands on the φ axis: at its φ, at the number in its name, or where the rule promises as much.
 * @param promised - d·w²·r² for networks scaled from B0, MACs over B0's MACs for the other families
 */
export function phiPosition(state: ScalingExplorerState, promised: number): number {
  if (state.mode === 'rule') {
    return state.phi;
  }
  if (state.mode === 'published' && /^b\d$/.test(state.variant)) {
    return Number(state.variant.slice(1));
  }
  const step = idealGrowth({ depth: state.alpha, width: state.beta, resolution: state.gamma });
  return step > 1 ? Math.log(promised) / Math.log(step) : 0;
}

/**
 * Completes a start: the mode follows from the fields given, and the other modes' controls stand where the
 * chosen network is.
 * @throws SpecError when the start describes no network.
 */
export function explorerState(start: ExplorerStart = {}): ScalingExplorerData {
  const manual = [start.depth, start.width, start.resolution].some((value) => value !== undefined);
  const mode = start.mode ?? (start.variant !== undefined ? 'published' : manual ? 'manual' : 'rule');
  const state: ScalingExplorerData = {
    ...startOf(SCALING_QUANTITIES),
    mode,
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
 * @param coefficients - of a rule that is tried before the multipliers one by one; the paper's unless given
 */
export function stateOfSpec(
  spec: ArchitectureSpec,
  coefficients: Pick<ExplorerStart, 'alpha' | 'beta' | 'gamma'> = {}
): ScalingExplorerData | null {
  const published = PUBLISHED_VARIANTS.find((row) => row.name === spec.name);
  const phi = /^φ = (-?\d+(?:\.\d+)?)$/.exec(spec.name)?.[1];
  const { depthCoefficient: depth, widthCoefficient: width, resolution } = spec;
  const starts: ExplorerStart[] = [
    ...(published ? [{ variant: published.name }] : []),
    ...(phi === undefined ? [] : [{ phi: Number(phi), ...coefficients }]),
    { mode: 'manual', depth, width, resolution, ...coefficients }
  ];
  return starts.map((start) => stateIfEqual(start, spec)).find((state) => state !== null) ?? null;
}

function stateIfEqual(start: ExplorerStart, spec: ArchitectureSpec): ScalingExplorerData | null {
  try {
    const state = explorerState(start);
    return costKey(specOf(state)) === costKey(spec) ? state : null;
  } catch (error) {
    if (error instanceof SpecError) {
      // A name may claim a φ that nothing can be built for.
      return null;
    }
    throw error;
  }
}

/** Everything that decides costs. */
function costKey(spec: ArchitectureSpec): string {
  const { resolution, inputChannels, classes, stem, stages, head, normalization, activation } = spec;
  return JSON.stringify([
    spec.spatialDimensions,
    resolution,
    inputChannels,
    classes,
    stem,
    stages,
    head,
    normalization,
    activation
  ]);
}
