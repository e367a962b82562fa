import fc from 'fast-check';
import type { StageRow } from './bases';
import { type RandomBaseBounds, randomBases } from './random-bases.fixtures';
import { scale } from './scaling';
import type { ArchitectureSpec } from './spec';

export interface RandomSpecBounds extends RandomBaseBounds {
  /** Largest side of the input. */
  resolution: number;
}

/** Networks of any shape that can be built, from tables of one's own. */
export function randomSpecs({ resolution, ...bounds }: RandomSpecBounds): fc.Arbitrary<ArchitectureSpec> {
  const base = randomBases(bounds, fc.constant(resolution));
  const options = fc.record({
    inputChannels: fc.integer({ min: 1, max: 4 }),
    classes: fc.integer({ min: 1, max: 20 }),
    normalization: fc.constantFrom('batch' as const, 'group' as const),
    padding: fc.constantFrom('same' as const, 'symmetric' as const),
    share: fc.double({ min: 0, max: 1, noNaN: true })
  });
  return fc.tuple(base, options).map(([network, { share, ...rest }]) => {
    const stride = network.stages.reduce((product, { stride: s }) => product * s, network.stem.stride);
    const smallest = Math.min(stride, resolution);
    return scale({
      ...rest,
      base: { ...network, stages: stride > resolution ? network.stages.map(withoutStride) : network.stages },
      width: 1,
      depth: 1,
      resolution: smallest + Math.round(share * (resolution - smallest))
    });
  });
}

function withoutStride(stage: StageRow): StageRow {
  return { ...stage, stride: 1 };
}
