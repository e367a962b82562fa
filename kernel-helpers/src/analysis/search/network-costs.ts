import type { BaseNetwork } from '../bases';
import { summarize } from '../cost';
import type { CostReport } from '../report';
import { roundFilters, roundRepeats } from '../rounding';
import { scale } from '../scaling';
import type { SearchMeasure, Triplet } from './triplet';

/** A network that was built from at least one triplet. */
export interface BuiltNetwork {
  /** 0, 1, … in the order in which networks were met. */
  readonly id: number;
  /** In the measure's unit. */
  readonly cost: number;
  /** Blocks of all stages. */
  readonly blocks: number;
  /** Channels out of stem, stages and head together. */
  readonly filters: number;
  /** Side of the image, pixels. */
  readonly resolution: number;
}

/** Costs of the parts of a network of given width and resolution: depth only decides how often each counts. */
interface PartCosts {
  /** Stem and head. */
  fixed: number;
  /** First block of each stage. */
  first: number[];
  /** Each further block of a stage. */
  further: number[];
}

/** Networks that can be told apart: keys stay exact integers below 2⁵³. */
const FILTERS_BELOW = 2 ** 23;
const RESOLUTION_BELOW = 2 ** 14;

/**
 * Exact costs of the networks that triplets build, each network once. Layer counts never fall as α rises, so that equal
 * numbers of blocks mean equal networks in depth; likewise the sum of all channels stands for the width. With a pixel
 * count, three integers name a network. The cost is a sum over blocks, and the blocks of a stage after its first are
 * alike: one report for each width and resolution gives the costs of all depths, exactly.
 */
export class NetworkCosts {
  private readonly networks = new Map<number, BuiltNetwork>();
  private readonly parts = new Map<number, PartCosts>();
  /** Every stage with two blocks, so that one report shows the first and a further one. */
  private readonly twoBlocks: BaseNetwork;

  constructor(
    private readonly base: BaseNetwork,
    private readonly measure: SearchMeasure
  ) {
    const stages = base.stages.map((row) => ({ ...row, repeats: 2, scaleRepeats: false }));
    this.twoBlocks = { ...base, stages };
  }

  /** Reports made so far: what takes time. */
  get reports(): number {
    return this.parts.size;
  }

  /** Networks met so far. */
  get distinct(): number {
    return this.networks.size;
  }

  /**
   * The network of φ = 1 as `compoundScale` builds it, and its cost.
   * @throws SpecError where it can't be built.
   */
  at(triplet: Triplet): BuiltNetwork {
    const blocks = this.blocksAt(triplet.alpha);
    const filters = this.filtersAt(triplet.beta);
    const resolution = this.resolutionAt(triplet.gamma);
    const shape = filters * RESOLUTION_BELOW + resolution;
    const key = keyOf(blocks, shape);
    const known = this.networks.get(key);
    if (known) {
      return known;
    }
    const cost = this.costOf(shape, triplet, resolution);
    const network = { id: this.networks.size, cost, blocks, filters, resolution };
    this.networks.set(key, network);
    return network;
  }

  /** Number of the network if it was met; −1 if not. */
  find({ alpha, beta, gamma }: Triplet): number {
    const shape = this.filtersAt(beta) * RESOLUTION_BELOW + this.resolutionAt(gamma);
    return this.networks.get(keyOf(this.blocksAt(alpha), shape))?.id ?? -1;
  }

  private resolutionAt(gamma: number): number {
    return Math.round(this.base.resolution * gamma);
  }

  private blocksAt(depth: number): number {
    let blocks = 0;
    for (const { repeats, scaleRepeats } of this.base.stages) {
      blocks += scaleRepeats === false ? repeats : roundRepeats(repeats, depth);
    }
    return blocks;
  }

  private filtersAt(width: number): number {
    const { stem, stages, head } = this.base;
    let filters = stem.scaled === false ? stem.filters : roundFilters(stem.filters, width, this.base);
    for (const { outputFilters } of stages) {
      filters += roundFilters(outputFilters, width, this.base);
    }
    return filters + (head.scaled === false ? head.filters : roundFilters(head.filters, width, this.base));
  }

  private costOf(shape: number, { alpha, beta }: Triplet, resolution: number): number {
    let parts = this.parts.get(shape);
    if (!parts) {
      parts = this.partsOf(beta, resolution);
      this.parts.set(shape, parts);
    }
    const { fixed, first, further } = parts;
    return this.base.stages.reduce((cost, { repeats, scaleRepeats }, s) => {
      const count = scaleRepeats === false ? repeats : roundRepeats(repeats, alpha);
      return cost + first[s] + (count - 1) * further[s];
    }, fixed);
  }

  private partsOf(width: number, resolution: number): PartCosts {
    const report = summarize(scale({ base: this.twoBlocks, depth: 1, width, resolution }));
    const costs = report.blocks.map((block) => block[this.measure]);
    const total = totalOf(report, this.measure);
    return {
      fixed: total - costs.reduce((sum, cost) => sum + cost, 0),
      first: costs.filter((_, i) => i % 2 === 0),
      further: costs.filter((_, i) => i % 2 === 1)
    };
  }
}

const keyOf = (blocks: number, shape: number): number => blocks * FILTERS_BELOW * RESOLUTION_BELOW + shape;

function totalOf(report: CostReport, measure: SearchMeasure): number {
  switch (measure) {
    case 'macs':
      return report.macs.total;
    case 'params':
      return report.params.trainable;
    case 'bytesMoved':
      return report.bytesMoved;
  }
}
