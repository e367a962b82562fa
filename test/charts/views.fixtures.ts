import fc from 'fast-check';
import type { Chart } from '../../kernel-helpers/src/chart';
import {
  blockAxes,
  blockBars,
  blockResult,
  breakEvenChart
} from '../../kernel-helpers/src/views/block-explorer';
import { ENGLISH } from '../../kernel-helpers/src/wording';

const share = fc.double({ min: 0, max: 1, noNaN: true });
const whole = (min: number, max: number): fc.Arbitrary<number> => fc.integer({ min, max });

const blockChart: fc.Arbitrary<Chart> = fc
  .tuple(
    fc.record({
      spatialDimensions: fc.constantFrom<1 | 2>(1, 2),
      size: whole(8, 512),
      inputFilters: whole(1, 4096),
      outputFilters: whole(1, 4096),
      kernelSize: fc.constantFrom(1, 3, 5, 7),
      stride: whole(1, 4),
      expansionRatio: whole(1, 12),
      squeezeExciteRatio: share,
      alpha: share,
      criterion: fc.constantFrom('perMac' as const, 'netUtility' as const),
      relativeCost: share
    }),
    fc.constantFrom('macs' as const, 'params' as const, 'breakEven' as const)
  )
  .map(([state, which]) => {
    const result = blockResult(state);
    const axes = blockAxes(result);
    return which === 'breakEven'
      ? breakEvenChart(result, axes, ENGLISH)
      : blockBars(which, result, axes, ENGLISH);
  });

/** Charts of views in states that their controls or documents reach. */
export const viewChart: fc.Arbitrary<Chart> = fc.oneof(blockChart);
