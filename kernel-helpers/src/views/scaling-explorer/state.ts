import {
  type ArchitectureSpec,
  B0,
  BASE_RESOLUTION,
  type BaseNetwork,
  compoundMultipliers,
  compoundScale,
  idealGrowth,
  type Multipliers,
  PAPER_COEFFICIENTS,
  publishedVariant,
  PUBLISHED_VARIANTS,
  scale,
  SpecError,
  variant
} from '../../analysis';
import type { ViewDocument } from '../document';
import { type Pin, PIN_LETTERS } from '../pin';
import { architectureSpec, list, record } from '../schema-parts';

/** How a network is chosen in the scaling explorer. */
export type ScalingMode = 'rule' | 'published' | 'manual';

/** Positions of the scaling explorer's controls; everything else is computed from them. */
export interface ScalingExplorerState {
  mode: ScalingMode;
  phi: number;
  alpha: number;
  beta: number;
  gamma: number;
  /** Published variant, `b0` … `v2-l`; used when `mode` is `published`. */
  variant: string;
  /** Multipliers on B0, and pixels; used when `mode` is `manual`. */
  depth: number;
  width: number;
  resolution: number;
  /**
   * `phi`, the default: MACs against φ. `dimensions`: what depth, width, resolution and all together cost against
   * what the rule promises.
   */
  picture?: 'phi' | 'dimensions';
}

/** The explorer's positions, and the networks it compares with; each letter at most once. */
export interface ScalingExplorerData extends ScalingExplorerState {
  pins?: readonly Pin[];
}

/** Where φ can be set, and what the φ axis shows. */
export const PHI_RANGE = { min: -3, max: 7 } as const;

export type ScalingExplorerDocument = ViewDocument<'scaling-explorer', ScalingExplorerData>;

export const scalingExplorerSchema = record(
  {
    mode: { enum: ['rule', 'published', 'manual'] },
    phi: { type: 'number', minimum: -20, maximum: 20 },
    alpha: { type: 'number', minimum: 0.1, maximum: 10 },
    beta: { type: 'number', minimum: 0.1, maximum: 10 },
    gamma: { type: 'number', minimum: 0.1, maximum: 10 },
    variant: { enum: PUBLISHED_VARIANTS.map(({ name }) => name) },
    depth: { type: 'number', minimum: 0.01, maximum: 100 },
    width: { type: 'number', minimum: 0.01, maximum: 100 },
    resolution: { type: 'integer', minimum: 1, maximum: 8192 }
  },
  {
    picture: { enum: ['phi', 'dimensions'] },
    pins: list(record({ letter: { enum: PIN_LETTERS }, spec: architectureSpec }), PIN_LETTERS.length)
  }
);

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
    case 'rule':
      return compoundMultipliers(state);
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
