import {
  type ArchitectureSpec,
  BASE_RESOLUTION,
  compoundMultipliers,
  compoundScale,
  type Multipliers,
  publishedVariant,
  scale,
  variant
} from '../analysis';
import type { ScalingExplorerState } from './document';

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

/** The real multipliers on B0 that the positions stand for, before rounding. */
export function multipliersOf(state: ScalingExplorerState): Multipliers {
  switch (state.mode) {
    case 'rule':
      return compoundMultipliers(state);
    case 'published': {
      const row = publishedVariant(state.variant);
      return {
        depth: row.depthCoefficient,
        width: row.widthCoefficient,
        resolution: row.resolution / BASE_RESOLUTION
      };
    }
    case 'manual':
      return { depth: state.depth, width: state.width, resolution: state.resolution / BASE_RESOLUTION };
  }
}
