import type { BaseNetwork } from '../bases';
import { summarize } from '../cost';
import type { CostReport, LayerCost } from '../report';
import { roundFilters, roundRepeats } from '../rounding';
import { scale, type SpecOptions, type TableOptions } from '../scaling';
import type { Triplet } from './scored-triplet';
import type { SearchMeasure } from './triplet';

/** What all networks of a search have besides what triplets scale. */
export type SearchedNetwork = Omit<SpecOptions & TableOptions, 'name' | 'resolution' | 'spatialDimensions'>;

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

/**
 * Costs of the parts of a network of given width: stem and head, then first and further block of each stage. A part
 * costs its constant, and for each convolution so much per position of its output.
 */
interface WidthCosts {
  constants: Float64Array;
  perPosition: Float64Array;
}

/**
 * What the costs of all networks of a search follow from: one report for each width, and one for each resolution.
 * They depend on nothing that is searched for, so that searches of the same networks can share them.
 */
class PartCosts {
  private readonly widths = new Map<number, WidthCosts>();
  private readonly positions = new Map<number, Float64Array>();
  /** Every stage with two blocks, so that one report shows the first and a further one. */
  private readonly twoBlocks: BaseNetwork;
  private readonly partOfConvolution: number[];
  /** Of the network that is being added up. */
  private readonly parts: Float64Array;

  constructor(
    private readonly base: BaseNetwork,
    private readonly measure: SearchMeasure,
    private readonly network: SearchedNetwork = {}
  ) {
    const stages = base.stages.map((row) => ({ ...row, repeats: 2, scaleRepeats: false }));
    this.twoBlocks = { ...base, stages };
    const report = this.reportOf(1, base.resolution);
    this.partOfConvolution = convolutionsOf(report).map((index) => partOf(report, index));
    this.parts = new Float64Array(1 + report.blocks.length);
  }

  /** Reports made so far: what takes time. */
  get reports(): number {
    return this.widths.size + this.positions.size;
  }

  /** @param filters - of the width β, which they name */
  costOf(filters: number, { alpha, beta }: Triplet, resolution: number): number {
    const { parts } = this;
    const { constants, perPosition } = this.widthAt(filters, beta);
    parts.set(constants);
    const positions = this.positionsAt(resolution);
    perPosition.forEach((cost, i) => (parts[this.partOfConvolution[i]] += cost * positions[i]));
    return this.base.stages.reduce(
      (cost, row, s) => cost + parts[1 + 2 * s] + (repeatsAt(row, alpha) - 1) * parts[2 + 2 * s],
      parts[0]
    );
  }

  private widthAt(filters: number, beta: number): WidthCosts {
    let width = this.widths.get(filters);
    if (!width) {
      width = this.widthCosts(beta);
      this.widths.set(filters, width);
    }
    return width;
  }

  private positionsAt(resolution: number): Float64Array {
    let positions = this.positions.get(resolution);
    if (!positions) {
      const report = this.reportOf(1, resolution);
      positions = Float64Array.from(convolutionsOf(report), (i) => positionsOf(report, report.layers[i]));
      this.positions.set(resolution, positions);
    }
    return positions;
  }

  private widthCosts(width: number): WidthCosts {
    const report = this.reportOf(width, this.base.resolution);
    const constants = new Float64Array(1 + report.blocks.length);
    const ofMacs = this.measure === 'macs';
    report.layers.forEach((layer, i) => {
      const constant = ofMacs ? (isConvolution(layer) ? 0 : layer.macs) : layer.params;
      constants[partOf(report, i)] += constant;
    });
    const perPosition = Float64Array.from(convolutionsOf(report), (i) => {
      const layer = report.layers[i];
      return ofMacs ? layer.macs / positionsOf(report, layer) : 0;
    });
    return { constants, perPosition };
  }

  private reportOf(width: number, resolution: number): CostReport {
    return summarize(scale({ ...this.network, base: this.twoBlocks, depth: 1, width, resolution }));
  }
}

/** The costs of parts that the last search needed, for the next one: while a slider moves, it is of the same networks. */
export class SearchMemory {
  private known: { key: string; parts: PartCosts } | null = null;

  /** @throws SpecError where the base can't be built. */
  partsOf(base: BaseNetwork, measure: SearchMeasure, network: SearchedNetwork): PartCosts {
    const key = JSON.stringify([base, measure, network]);
    if (this.known?.key !== key) {
      this.known = { key, parts: new PartCosts(base, measure, network) };
    }
    return this.known.parts;
  }
}

/**
 * Exact costs of the networks that triplets build, each network once. Layer counts never fall as α rises, so that equal
 * numbers of blocks mean equal networks in depth; likewise the sum of all channels stands for the width. With a pixel
 * count, three integers name a network.
 *
 * The cost is a sum over layers. Blocks of a stage after its first are alike; a convolution's multiply-adds are those of
 * one position times the positions, and the positions depend on the resolution alone. So one report for each width and
 * one for each resolution give the costs of all networks, exactly.
 */
export class NetworkCosts {
  /** By filters, then by `keyOf`. One small object for each network: a page pauses to look through what a search keeps. */
  private readonly networks = new Map<number, Map<number, BuiltNetwork>>();
  private count = 0;
  // Neighbours in a grid share most coefficients.
  private alpha = NaN;
  private beta = NaN;
  private blocks = 0;
  private filters = 0;

  constructor(
    private readonly base: BaseNetwork,
    measure: SearchMeasure,
    network: SearchedNetwork = {},
    private readonly parts = new PartCosts(base, measure, network)
  ) {}

  /** Reports made so far: what takes time. */
  get reports(): number {
    return this.parts.reports;
  }

  /** Networks met so far. */
  get distinct(): number {
    return this.count;
  }

  /**
   * The network of φ = 1 as `compoundScale` builds it, and its cost.
   * @throws SpecError where it can't be built.
   */
  at(triplet: Triplet): BuiltNetwork {
    this.measureShape(triplet);
    const { blocks, filters } = this;
    const resolution = this.resolutionAt(triplet.gamma);
    let ofWidth = this.networks.get(filters);
    if (!ofWidth) {
      ofWidth = new Map();
      this.networks.set(filters, ofWidth);
    }
    const key = keyOf(resolution, blocks);
    const known = ofWidth.get(key);
    if (known) {
      return known;
    }
    const cost = this.parts.costOf(filters, triplet, resolution);
    const network = { id: this.count++, cost, blocks, filters, resolution };
    ofWidth.set(key, network);
    return network;
  }

  /** Number of the network if it was met; −1 if not. */
  find(triplet: Triplet): number {
    this.measureShape(triplet);
    const resolution = this.resolutionAt(triplet.gamma);
    return this.networks.get(this.filters)?.get(keyOf(resolution, this.blocks))?.id ?? -1;
  }

  private resolutionAt(gamma: number): number {
    return Math.round(this.base.resolution * gamma);
  }

  /** Sets blocks and filters. */
  private measureShape({ alpha, beta }: Triplet): void {
    const { stem, stages, head } = this.base;
    if (alpha !== this.alpha) {
      this.alpha = alpha;
      this.blocks = 0;
      for (const row of stages) {
        this.blocks += repeatsAt(row, alpha);
      }
    }
    if (beta !== this.beta) {
      this.beta = beta;
      this.filters = stem.scaled === false ? stem.filters : roundFilters(stem.filters, beta, this.base);
      this.filters += head.scaled === false ? head.filters : roundFilters(head.filters, beta, this.base);
      for (const { outputFilters } of stages) {
        this.filters += roundFilters(outputFilters, beta, this.base);
      }
    }
  }
}

/** Networks of one width by their resolution and depth: both stay far below 2¹⁵ and 2¹⁶. */
const keyOf = (resolution: number, blocks: number): number => resolution * 2 ** 16 + blocks;

function repeatsAt({ repeats, scaleRepeats }: BaseNetwork['stages'][number], depth: number): number {
  return scaleRepeats === false ? repeats : roundRepeats(repeats, depth);
}

const isConvolution = ({ kind }: LayerCost): boolean => kind === 'conv' || kind === 'depthwise';

/** Indices of the convolutions: the same number in the same order whatever width and resolution. */
function convolutionsOf({ layers }: CostReport): number[] {
  return layers.flatMap((layer, i) => (isConvolution(layer) ? [i] : []));
}

/** 0 for stem and head, otherwise the block's place plus 1. */
function partOf({ blocks }: CostReport, layer: number): number {
  return 1 + blocks.findIndex(({ from, to }) => layer >= from && layer < to);
}

function positionsOf({ spec }: CostReport, { outputSize }: LayerCost): number {
  return outputSize ** spec.spatialDimensions;
}
