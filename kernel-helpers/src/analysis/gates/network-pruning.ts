import { summarize } from '../cost';
import { SpecError } from '../errors';
import type { CostReport } from '../report';
import type { ArchitectureSpec, BlockSpec } from '../spec';
import { requireNumber, requireObject } from '../validate';
import { type ChannelCost, channelCost, prunedName, requireRemovable } from './block-pruning';

/**
 * Channels to remove, counted from 0, by the place that they leave: the expanded channels of a block, for example
 * `block2b`; those of the stem under the name of the first block, where that has no expansion; those of the head's
 * convolution under {@link HEAD_PLACE}.
 */
export type ChannelSelection = Readonly<Record<string, readonly number[]>>;

/** How many, by the same names. */
export type ChannelCounts = Readonly<Record<string, number>>;

const COUNTS_REMEDY = 'Give for example { block2b: 2 }.';

/** What selections call the head's convolution, as its layers are called: `top_conv`, `top_bn`. */
export const HEAD_PLACE = 'top';

/** Where a network can lose channels that nothing else shares. */
export interface PrunablePlace {
  name: string;
  /** As many as there are. */
  channels: number;
  /** Most that can go: what stays is never empty, and at least as wide as its squeeze. */
  mostRemovable: number;
  /** Removals are multiples of it: 1, or the size or number of group normalisation's groups. */
  step: number;
  /**
   * How many can't go, although fewer and more can: as many channels would then enter the block as leave it, and it would
   * get a shortcut, which is another network. Null where there is no such number.
   */
  tying: number | null;
  perChannel: ChannelCost;
}

/** What goes with a selection. */
export interface NetworkSavings {
  /** Channels removed. */
  removed: number;
  /** Trainable parameters. */
  params: number;
  /** Trainable parameters and moving statistics. */
  withStatistics: number;
  /** For one image. */
  macs: number;
  /** Of the network's. */
  share: { params: number; macs: number };
}

/**
 * Removal of channels from a whole network. Savings of several places add up, because a channel costs the same whatever
 * else goes: what surrounds a block keeps its width. Three kinds of channels can go:
 *
 * - expanded channels of blocks with t ≠ 1; `BlockPruning` has the formulas;
 * - in a first block without expansion and without shortcut, its channels are the stem's, and one costs
 *   kₛ²·Cᵢ + k² + [q > 0]·(2q + 1) + C′ + 4 parameters (kₛ of the stem, Cᵢ channels of the image) and
 *   Sₛ²·kₛ²·Cᵢ + Sₒ²·(k² + C′) + 2q MACs; as Fused-MBConv, k²·C′ in place of k² + C′, and 2 parameters less;
 * - channels of the head: C + 2 + classes parameters, S²·C + classes MACs.
 *
 * What a shortcut adds, or a block without expansion takes from the one before it, is shared and stays.
 */
export class NetworkPruning {
  /** In the order of execution. */
  readonly places: readonly PrunablePlace[];
  private readonly report: CostReport;
  private readonly blocks: readonly BlockSpec[];
  /** Why the other blocks can lose none. */
  private readonly tied = new Map<string, string>();

  /** @throws SpecError for an impossible network. */
  constructor(spec: ArchitectureSpec) {
    this.report = summarize(spec);
    this.blocks = this.report.spec.stages.flatMap((stage) => stage.blocks);
    const inBlocks = this.blocks.flatMap((_, index) => this.placeIn(index) ?? []);
    this.places = [...inBlocks, this.headPlace()];
  }

  get spec(): ArchitectureSpec {
    return this.report.spec;
  }

  /** Trainable parameters, and multiply-adds for one image, of the network as it is. */
  get total(): { params: number; macs: number } {
    const { params, macs } = this.report;
    return { params: params.trainable, macs: macs.total };
  }

  /** @throws SpecError for a name that is none of a place, with the reason where a block shares its channels. */
  place(name: string): PrunablePlace {
    const found = this.places.find((place) => place.name === name);
    if (found) {
      return found;
    }
    const why = this.tied.get(name);
    throw new SpecError(
      'channels',
      name,
      why === undefined
        ? `names of ${this.places.map((place) => place.name).join(', ')}`
        : `a place whose channels nothing else shares; ${why}`,
      why === undefined
        ? 'Name a block as the cost report does.'
        : `Choose among ${this.places.map((place) => place.name).join(', ')}.`
    );
  }

  /**
   * The places of these names; without names all.
   * @throws SpecError for what is no list of names, for none, and for a name that comes twice or is none of a place.
   */
  chosen(names: readonly string[] | undefined): readonly PrunablePlace[] {
    if (names === undefined) {
      return this.places;
    }
    const remedy = `Leave it out for all, or give for example ['${this.places[0].name}'].`;
    if (!Array.isArray(names) || names.length === 0 || new Set(names).size < names.length) {
      throw new SpecError('places', names, 'a list of names of places, each once', remedy);
    }
    return names.map((name) => this.place(name));
  }

  /**
   * The selection with each list ascending, and places without channels left out.
   * @throws SpecError for unknown places or those that share their channels; for channels that are not there or named
   *   twice; for more than can go, as many as would give the block a shortcut, or with group normalisation for some that
   *   are no whole number of groups.
   */
  checked(channels: ChannelSelection): Record<string, number[]> {
    if (typeof channels !== 'object' || channels === null || Array.isArray(channels)) {
      const remedy = 'Give for example { block2b: [3, 17] }.';
      throw new SpecError('channels', channels, 'lists of channels by place', remedy);
    }
    const checked: Record<string, number[]> = {};
    for (const [name, list] of Object.entries(channels)) {
      const place = this.place(name);
      const field = `channels.${name}`;
      if (!Array.isArray(list)) {
        throw new SpecError(field, list, 'a list of channels', 'Give for example [3, 17].');
      }
      list.forEach((channel, i) =>
        requireNumber(`${field}[${i}]`, channel, { min: 0, max: place.channels - 1, integer: true })
      );
      const twice = list.findIndex((channel, i) => list.indexOf(channel) < i);
      if (twice >= 0) {
        throw new SpecError(`${field}[${twice}]`, list[twice], 'each channel once', 'Name it once.');
      }
      this.requireUntied(`${field}.length`, list.length, place);
      if (list.length > 0) {
        checked[name] = [...list].sort((a, b) => a - b);
      }
    }
    return checked;
  }

  /** @throws SpecError for unknown places and numbers of channels that can't be removed. */
  savings(counts: ChannelCounts): NetworkSavings {
    requireObject('counts', counts, COUNTS_REMEDY);
    const total = { removed: 0, params: 0, withStatistics: 0, macs: 0 };
    for (const [name, removed] of Object.entries(counts)) {
      const { perChannel } = this.removable(name, removed);
      total.removed += removed;
      total.params += removed * perChannel.params;
      total.withStatistics += removed * (perChannel.params + perChannel.statistics);
      total.macs += removed * perChannel.macs;
    }
    const { params, macs } = this.report;
    return { ...total, share: { params: total.params / params.trainable, macs: total.macs / macs.total } };
  }

  /**
   * The narrower network. Squeezes keep their widths, which were never functions of the expanded channels, and expansion
   * ratios say what the blocks were made with.
   * @throws SpecError for unknown places and numbers of channels that can't be removed.
   */
  prunedSpec(counts: ChannelCounts): ArchitectureSpec {
    requireObject('counts', counts, COUNTS_REMEDY);
    const { spec } = this.report;
    for (const [name, removed] of Object.entries(counts)) {
      this.removable(name, removed);
    }
    const fromStem = this.blocks[0].expansionRatio === 1 ? (counts[this.nameOf(0)] ?? 0) : 0;
    let index = 0;
    const narrowed = (block: BlockSpec): BlockSpec => {
      const at = index++;
      return {
        ...block,
        inputFilters: block.inputFilters - (at === 0 ? fromStem : 0),
        expandedFilters: block.expandedFilters - (counts[this.nameOf(at)] ?? 0)
      };
    };
    return {
      ...spec,
      name: prunedName(spec.name),
      stem: { ...spec.stem, filters: spec.stem.filters - fromStem },
      stages: spec.stages.map((stage) => ({ blocks: stage.blocks.map(narrowed) })),
      head: { ...spec.head, filters: spec.head.filters - (counts[HEAD_PLACE] ?? 0) }
    };
  }

  private removable(name: string, removed: number): PrunablePlace {
    const place = this.place(name);
    this.requireUntied(`channels.${name}`, removed, place);
    return place;
  }

  private requireUntied(field: string, removed: number, place: PrunablePlace): void {
    requireRemovable(field, removed, place);
    if (removed === place.tying) {
      const { outputFilters } = this.blocks[0];
      throw new SpecError(
        field,
        removed,
        `another number: ${outputFilters} channels would then enter ${place.name} and leave it, which gives it a shortcut`,
        `Remove ${removed - place.step} or ${removed + place.step}.`
      );
    }
  }

  private nameOf(index: number): string {
    return this.report.blocks[index].name;
  }

  private placeIn(index: number): PrunablePlace | null {
    const { report } = this;
    const block = this.blocks[index];
    const cost = report.blocks[index];
    const { expandedFilters, squeezeExciteFilters } = block;
    const place = (perChannel: ChannelCost): PrunablePlace =>
      this.placeOf(cost.name, expandedFilters, squeezeExciteFilters, perChannel);
    if (block.expansionRatio !== 1) {
      return place(channelCost(report.spec, block, cost));
    }
    const before = index === 0 ? 'the stem' : this.nameOf(index - 1);
    const residual = block.stride === 1 && block.inputFilters === block.outputFilters;
    if (index > 0 || residual) {
      const adds = residual ? ', which its shortcut adds to its own output' : '';
      this.tied.set(cost.name, `those of ${cost.name} are what ${before} puts out${adds}`);
      return null;
    }
    return withoutTie(place(this.stemChannelCost(block)), block);
  }

  private placeOf(name: string, channels: number, squeeze: number, perChannel: ChannelCost): PrunablePlace {
    const { normalization, groups, groupSize } = this.report.spec;
    const step = normalization === 'group' ? (groups ?? groupSize) : 1;
    const mostRemovable = step * Math.floor((channels - Math.max(1, squeeze)) / step);
    return { name, channels, mostRemovable, step, tying: null, perChannel };
  }

  private stemChannelCost(block: BlockSpec): ChannelCost {
    const { spec, blocks } = this.report;
    const { spatialDimensions: n, normalization, stem, inputChannels } = spec;
    const { operator, outputFilters: O, squeezeExciteFilters: q } = block;
    const [stemTaps, taps] = [stem.kernelSize ** n, block.kernelSize ** n];
    const kernel = operator === 'MBConv' ? taps + O : taps * O;
    const normalizations = operator === 'MBConv' ? 2 : 1;
    const gate = q > 0 ? 2 * q + 1 : 0;
    return {
      params: stemTaps * inputChannels + kernel + gate + 2 * normalizations,
      statistics: normalization === 'batch' ? 2 * normalizations : 0,
      macs: blocks[0].inputSize ** n * stemTaps * inputChannels + blocks[0].outputSize ** n * kernel + 2 * q
    };
  }

  private headPlace(): PrunablePlace {
    const { spec, blocks } = this.report;
    const { outputFilters, outputSize } = blocks[blocks.length - 1];
    return this.placeOf(HEAD_PLACE, spec.head.filters, 0, {
      params: outputFilters + 2 + spec.classes,
      statistics: spec.normalization === 'batch' ? 2 : 0,
      macs: outputSize ** spec.spatialDimensions * outputFilters + spec.classes
    });
  }
}

/** The place of a block's input, with the number of channels whose removal would give the block a shortcut. */
function withoutTie(place: PrunablePlace, { stride, inputFilters, outputFilters }: BlockSpec): PrunablePlace {
  const { mostRemovable, step } = place;
  const tying = inputFilters - outputFilters;
  if (stride !== 1 || tying <= 0 || tying > mostRemovable || tying % step !== 0) {
    return place;
  }
  return tying === mostRemovable ? { ...place, mostRemovable: tying - step } : { ...place, tying };
}
