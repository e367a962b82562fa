import { SCALING_DIMENSIONS, type ScalingDimension } from '@efficientnet-lab/kernel-helpers/analysis';
import type { TranslationBundle } from '@jupyterlab/translation';

/** What a promised growth may be spent on: one dimension, or all three by the rule. */
export type Path = ScalingDimension | 'compound';
export const PATHS: readonly Path[] = [...SCALING_DIMENSIONS, 'compound'];

/** Names of the ways to spend a promise. */
export function pathNames(trans: TranslationBundle): Record<Path, string> {
  return {
    depth: trans.__('depth only'),
    width: trans.__('width only'),
    resolution: trans.__('resolution only'),
    compound: trans.__('compound')
  };
}
