import type { FeasibleColumn, SearchResult } from '@efficientnet-lab/kernel-helpers/analysis';
import type { DrawnTriplets } from '@efficientnet-lab/kernel-helpers/views/search-explorer';
import { setting } from '@efficientnet-lab/kernel-helpers/wording';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { ParallelLines } from '../../controls/parallel-axes';

/** Columns that have an axis, from left to right. */
export const AXES = [
  'alpha',
  'beta',
  'gamma',
  'ideal',
  'built',
  'accuracy',
  'equalCostAccuracy'
] as const satisfies readonly FeasibleColumn[];
export type AxisColumn = (typeof AXES)[number];
export type AxisRanges = Record<AxisColumn, { from: number; to: number }>;

/** Triplets as lines over their numbers: those that are drawn, then the published one, then the best or nearest one. */
export function tripletLines(
  search: SearchResult,
  { places, chosen }: DrawnTriplets,
  ranges: AxisRanges,
  trans: TranslationBundle
): ParallelLines<AxisColumn> {
  const named = [search.published, search.best ?? search.nearest];
  return {
    axes: AXES.map((key) => {
      const column = search.feasible.column(key);
      return {
        key,
        name: axisName(key, trans),
        ...ranges[key],
        scale: 'linear',
        values: [...places.map((place) => column[place]), ...named.map((triplet) => triplet[key] ?? NaN)],
        isWhole: false,
        text: (value) => setting(value, 3)
      };
    }),
    meaning: 'compound',
    chosen,
    strong: [
      { line: places.length, meaning: 'text', dash: [6, 4] },
      { line: places.length + 1, meaning: 'accent' }
    ]
  };
}

/** What an axis shows. */
function axisName(column: AxisColumn, trans: TranslationBundle): string {
  switch (column) {
    case 'alpha':
      return trans.__('depth α');
    case 'beta':
      return trans.__('width β');
    case 'gamma':
      return trans.__('resolution γ');
    case 'ideal':
      return trans.__('ideal growth');
    case 'built':
      return trans.__('true growth');
    case 'accuracy':
      return trans.__('predicted (%)');
    case 'equalCostAccuracy':
      return trans.__('at equal cost (%)');
  }
}
