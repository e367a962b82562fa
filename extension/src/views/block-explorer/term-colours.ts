import type { CostTermName } from '@efficientnet-lab/kernel-helpers/analysis';
import type { PlotColours } from '../../plot/colours';

export type TermColours = Record<CostTermName, string>;

/** The hue of each term, as in block-explorer.css; terms that do the same share one. */
export function termColours({ rule, depth, width, resolution, pinA, pinD }: PlotColours): TermColours {
  return {
    standard: rule,
    expand: depth,
    depthwise: resolution,
    pointwise: width,
    project: width,
    squeeze: pinA,
    excite: pinA,
    bias: pinD,
    normalization: pinD
  };
}
