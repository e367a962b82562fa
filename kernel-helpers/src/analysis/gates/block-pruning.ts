import { summarize } from '../cost';
import { SpecError } from '../errors';
import type { BlockCost, CostReport } from '../report';
import type { ArchitectureSpec, BlockSpec } from '../spec';
import { requireNumber } from '../validate';

/** What goes when expanded channels of one block go, for one image. */
export interface PruningSavings {
  /** Channels removed, and left. */
  removed: number;
  remaining: number;
  /** Trainable parameters. */
  params: number;
  /** Trainable parameters and moving statistics. */
  withStatistics: number;
  macs: number;
  /** Shares of the block's and of the network's costs that go. */
  share: { blockParams: number; blockMacs: number; networkParams: number; networkMacs: number };
}

/** What one channel costs: trainable parameters, moving statistics, multiply-adds for one image. */
export interface ChannelCost {
  params: number;
  statistics: number;
  macs: number;
}

/**
 * Removal of expanded channels from one block. With a channel go its column of the expansion, its scale and shift in
 * two normalisations, its depthwise filter, its row into and column out of squeeze-and-excitation with one bias, and
 * its row of the projection. The squeeze's hidden width q, the block's output and its neighbours stay. One MBConv
 * channel costs
 *
 *     C + k² + [q > 0]·(2q + 1) + C′ + 4 parameters, 4 moving statistics, S²·C + Sₒ²·(k² + C′) + 2q MACs;
 *
 * one Fused-MBConv channel, whose kernel sees all inputs and is followed by one normalisation,
 *
 *     k²·C + [q > 0]·(2q + 1) + C′ + 2 parameters, 2 moving statistics, Sₒ²·(k²·C + C′) + 2q MACs.
 *
 * In 1-D, squares are first powers; group normalisation has no moving statistics.
 */
export class BlockPruning {
  readonly block: BlockCost;
  /** Most channels that can go: what stays has to be at least as wide as the squeeze, and never empty. */
  readonly mostRemovable: number;
  /** Removals are multiples of it: 1, or the size or number of group normalisation's groups. */
  readonly step: number;
  /** Channels of the block as it is: E. */
  readonly expandedFilters: number;
  /** Of one channel. */
  readonly perChannel: ChannelCost;
  private readonly report: CostReport;
  private readonly spec: BlockSpec;

  /**
   * @param name Keras's block name, for example `block2b`.
   * @throws SpecError for an impossible network, an unknown block, or one without expansion.
   */
  constructor(spec: ArchitectureSpec, name: string) {
    this.report = summarize(spec);
    const { blocks } = this.report;
    const index = blocks.findIndex((block) => block.name === name);
    if (index < 0) {
      throw new SpecError(
        'block',
        name,
        `one of ${blocks[0].name} … ${blocks[blocks.length - 1].name}`,
        'Name a block as the cost report does.'
      );
    }
    this.block = blocks[index];
    this.spec = this.report.spec.stages.flatMap((stage) => stage.blocks)[index];
    if (this.spec.expansionRatio === 1) {
      throw new SpecError(
        'block',
        name,
        'a block with an expansion',
        'Without one its channels are the input’s, which other layers share: choose a block with t ≠ 1.'
      );
    }
    const { expandedFilters, squeezeExciteFilters } = this.spec;
    this.expandedFilters = expandedFilters;
    const { normalization, groups, groupSize } = this.report.spec;
    this.step = normalization === 'group' ? (groups ?? groupSize) : 1;
    const free = expandedFilters - Math.max(1, squeezeExciteFilters);
    this.mostRemovable = this.step * Math.floor(free / this.step);
    this.perChannel = channelCost(this.report.spec, this.spec, this.block);
  }

  /** @throws SpecError for a number of channels that can't be removed. */
  savings(removed: number): PruningSavings {
    requireRemovable('removed', removed, this);
    const { params, statistics, macs } = this.perChannel;
    return {
      removed,
      remaining: this.spec.expandedFilters - removed,
      params: removed * params,
      withStatistics: removed * (params + statistics),
      macs: removed * macs,
      share: {
        blockParams: (removed * params) / this.block.params,
        blockMacs: (removed * macs) / this.block.macs,
        networkParams: (removed * params) / this.report.params.trainable,
        networkMacs: (removed * macs) / this.report.macs.total
      }
    };
  }

  /**
   * The network with a narrower block. The squeeze's width is kept as it is, because it was never a function of the
   * expanded channels.
   * @throws SpecError for a number of channels that can't be removed.
   */
  prunedSpec(removed: number): ArchitectureSpec {
    requireRemovable('removed', removed, this);
    const { spec } = this.report;
    return {
      ...spec,
      name: prunedName(spec.name),
      stages: spec.stages.map((stage) => ({
        blocks: stage.blocks.map((block) =>
          block === this.spec ? { ...block, expandedFilters: block.expandedFilters - removed } : { ...block }
        )
      }))
    };
  }
}

/** Of an expanded channel; the formulas stand at `BlockPruning`. */
export function channelCost(
  { spatialDimensions: n, normalization }: ArchitectureSpec,
  block: BlockSpec,
  { inputSize, outputSize }: Pick<BlockCost, 'inputSize' | 'outputSize'>
): ChannelCost {
  const { operator, inputFilters: C, outputFilters: O, squeezeExciteFilters: q } = block;
  const taps = block.kernelSize ** n;
  const outputPixels = outputSize ** n;
  const gate = q > 0 ? 2 * q + 1 : 0;
  const normalizations = operator === 'MBConv' ? 2 : 1;
  const kernel = operator === 'MBConv' ? C + taps : taps * C;
  const kernelMacs =
    operator === 'MBConv' ? inputSize ** n * C + outputPixels * taps : outputPixels * taps * C;
  return {
    params: kernel + gate + O + 2 * normalizations,
    statistics: normalization === 'batch' ? 2 * normalizations : 0,
    macs: kernelMacs + outputPixels * O + 2 * q
  };
}

/** What a network is called after it lost channels: it is no longer the published one. */
export function prunedName(name: string): string {
  const own = name.slice(0, 190);
  return lostChannels({ name: own }) ? own : `${own} pruned`.trimStart();
}

/** Whether channels were removed from a network, as its name tells: its widths may be such as others build too. */
export function lostChannels({ name }: Pick<ArchitectureSpec, 'name'>): boolean {
  return /(^| )pruned$/.test(name);
}

/** @throws SpecError for a number of channels that can't be removed. */
export function requireRemovable(
  field: string,
  removed: number,
  { mostRemovable, step }: { mostRemovable: number; step: number }
): void {
  requireNumber(field, removed, { min: 0, max: mostRemovable, integer: true });
  if (removed % step !== 0) {
    throw new SpecError(
      field,
      removed,
      `a multiple of ${step}, the channels in a group`,
      `Remove ${step * Math.floor(removed / step)}, or use batch normalisation.`
    );
  }
}
