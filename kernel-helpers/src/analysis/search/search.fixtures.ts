import type { compoundScale } from '../scaling';
import { candidatesOf } from './candidates';
import type { CandidateSet, Triplet } from './index';

/** A range for each coefficient. */
export const OWN_RANGES = { alpha: { from: 1, to: 2 }, beta: { from: 1, to: 2 }, gamma: { from: 1, to: 2 } };

export const tripletsOf = (set: CandidateSet): Triplet[] => {
  const candidates = candidatesOf(set);
  return Array.from({ length: candidates.count }, (_, i) => {
    const triplet = { alpha: 0, beta: 0, gamma: 0 };
    candidates.read(i, triplet);
    return triplet;
  });
};

/** Blocks, channels out of stem, stages and head together, and the side of the image. */
export const sizesOf = ({ stem, stages, head, resolution }: ReturnType<typeof compoundScale>): number[] => [
  stages.reduce((sum, { blocks }) => sum + blocks.length, 0),
  stages.reduce((sum, { blocks }) => sum + blocks[0].outputFilters, stem.filters + head.filters),
  resolution
];
