import {
  type Activation,
  type ArchitectureSpec,
  type BlockSpec,
  blocksOf,
  type Padding
} from '../../../analysis';
import type { StoredTensor, WeightFile } from '../formats';
import { WeightError } from '../weights';
import { type ConfiguredLayer, LayerReader } from './keras-config';

/** Of rates. */
const TOLERANCE = 1e-6;

interface Convolution {
  filters: number;
  kernelSize: number;
  stride: number;
  /** Side of the map that comes out. */
  size: number;
}

/** Reads the network out of the layers of a configuration, by Keras's names. Its errors name the layer. */
export class NetworkReader {
  private readonly places: Map<string, number>;
  /** Paddings that agree with all layers so far. */
  private paddings: Padding[] = ['same', 'symmetric'];

  constructor(
    private readonly layers: readonly ConfiguredLayer[],
    private readonly file: WeightFile
  ) {
    this.places = new Map(layers.map(({ name }, place) => [name, place]));
  }

  private find(name: string): LayerReader | null {
    const place = this.places.get(name);
    return place === undefined ? null : new LayerReader(this.layers[place], this.file.source);
  }

  named(name: string): LayerReader {
    return this.find(name) ?? this.refuse(`without the layer ${name}`, 'a whole EfficientNet');
  }

  before(name: string): ConfiguredLayer[] {
    const end = this.places.get(name) ?? 0;
    return this.layers.slice(0, end).filter(({ className }) => className !== 'ZeroPadding2D');
  }

  after(name: string): ConfiguredLayer[] {
    this.named(name);
    return this.layers.slice((this.places.get(name) ?? 0) + 1);
  }

  /** Side and channels of the images; null where they may be any. */
  input(): [side: number | null, channels: number | null] {
    const inputs = this.layers.filter(({ className }) => className === 'InputLayer');
    if (inputs.length > 1) {
      this.refuse(`with ${inputs.length} inputs`, 'one, as networks here have');
    }
    const [first] = inputs.length > 0 ? inputs : this.layers;
    const { batch_shape: shape, batch_input_shape: older } = first.config;
    const [, height, width, channels] = (
      Array.isArray(shape) ? shape : Array.isArray(older) ? older : []
    ) as unknown[];
    if ((height ?? null) !== (width ?? null)) {
      this.refuse(`for images of ${String(height)} × ${String(width)}`, 'squares');
    }
    const known = (value: unknown): number | null => (typeof value === 'number' ? value : null);
    return [known(height), known(channels)];
  }

  convolution(name: string, size: number): Convolution {
    const layer = this.named(name);
    layer.require({
      data_format: ['channels_last', null],
      use_bias: [false],
      groups: [1],
      depth_multiplier: [1],
      dilation_rate: [1, [1, 1]]
    });
    if (layer.activation() !== 'linear') {
      layer.refuse('activation', 'none here');
    }
    const kernelSize = layer.side('kernel_size');
    const stride = layer.side('strides');
    this.narrowPaddings(layer, { kernelSize, stride, size });
    const filters = layer.layer.className === 'DepthwiseConv2D' ? 0 : layer.number('filters');
    return { filters, kernelSize, stride, size: Math.ceil(size / stride) };
  }

  private narrowPaddings(
    layer: LayerReader,
    { kernelSize, stride, size }: { kernelSize: number; stride: number; size: number }
  ): void {
    layer.require({ padding: ['same', 'valid'] });
    const side = (kernelSize - 1) / 2;
    if (layer.layer.config.padding === 'same') {
      if (stride > 1 && kernelSize > 1) {
        this.keepPaddings(['same'], layer);
      }
      return;
    }
    const { name } = layer.layer;
    const before = this.layers[(this.places.get(name) ?? 0) - 1] as ConfiguredLayer | undefined;
    const pad = this.find(`${name}_pad`)?.layer ?? (before?.className === 'ZeroPadding2D' ? before : null);
    const all = Math.max((Math.ceil(size / stride) - 1) * stride + kernelSize - size, 0);
    const same = [Math.floor(all / 2), Math.ceil(all / 2)];
    const got = JSON.stringify(
      pad
        ? pairsOf(pad.config.padding)
        : [
            [0, 0],
            [0, 0]
          ]
    );
    const fits = (ends: number[]): boolean => got === JSON.stringify([ends, ends]);
    const found: Padding[] = [
      ...(fits(same) ? (['same'] as const) : []),
      ...(fits([side, side]) ? (['symmetric'] as const) : [])
    ];
    if (found.length === 0) {
      const expected = `[${same.join()}] for SAME at ${size} pixels, or [${side},${side}] for symmetric`;
      this.refuse(`that pads ${got} before ${name}`, expected, 'Give the resolution that it was made for.');
    }
    this.keepPaddings(found, layer);
  }

  private keepPaddings(found: Padding[], { layer }: LayerReader): void {
    this.paddings = this.paddings.filter((padding) => found.includes(padding));
    if (this.paddings.length === 0) {
      this.refuse(`that pads ${layer.name} otherwise than the layers before it`, 'all padded alike');
    }
  }

  /** Where both fit, as Keras's own networks pad at other sizes. */
  padding(): Padding {
    return this.paddings[0];
  }

  stages(stem: Convolution): ArchitectureSpec['stages'] {
    const names = new Set(this.layers.flatMap(({ name }) => /^(block\d+[a-z])_/.exec(name)?.[1] ?? []));
    const stages: ArchitectureSpec['stages'] = [];
    let { filters, size } = stem;
    for (const name of names) {
      const [, stage, letter] = /^block(\d+)([a-z])$/.exec(name) ?? [];
      if (letter === 'a') {
        stages.push({ blocks: [] });
      }
      const place = letter.charCodeAt(0) - 'a'.charCodeAt(0);
      if (Number(stage) !== stages.length || place !== stages[stages.length - 1].blocks.length) {
        this.refuse(`with ${name} out of its order`, 'blocks in the order of their names');
      }
      const block = this.block(name, filters, size);
      stages[stages.length - 1].blocks.push(block);
      filters = block.outputFilters;
      size = Math.ceil(size / block.stride);
    }
    return stages;
  }

  private block(name: string, inputFilters: number, size: number): BlockSpec {
    const depthwise = ['dwconv', 'dwconv2']
      .map((own) => `${name}_${own}`)
      .find((own) => this.places.has(own));
    const expand = this.places.has(`${name}_expand_conv`)
      ? this.convolution(`${name}_expand_conv`, size)
      : null;
    const window = depthwise === undefined ? expand : this.convolution(depthwise, expand?.size ?? size);
    const project = this.convolution(`${name}_project_conv`, window?.size ?? size);
    const { kernelSize, stride } = window ?? project;
    const plain = [...(depthwise === undefined ? [] : [expand]), ...(window ? [project] : [])];
    if (plain.some((one) => one !== null && (one.kernelSize !== 1 || one.stride !== 1))) {
      this.refuse(`with kernels in ${name} that no MBConv has`, 'an MBConv block');
    }
    const expandedFilters = expand?.filters ?? inputFilters;
    return {
      operator: depthwise === undefined ? 'FusedMBConv' : 'MBConv',
      kernelSize,
      stride,
      // Without an expansion there is none, whatever the widths.
      expansionRatio: expand === null ? 1 : expandedFilters / inputFilters,
      inputFilters,
      expandedFilters,
      outputFilters: project.filters,
      squeezeExciteFilters: this.gateWidth(name)
    };
  }

  private gateWidth(name: string): number {
    const reduce = this.find(`${name}_se_reduce`);
    if (reduce === null) {
      return 0;
    }
    const expand = this.named(`${name}_se_expand`);
    for (const layer of [reduce, expand]) {
      layer.require({ kernel_size: [1, [1, 1]], use_bias: [true], data_format: ['channels_last', null] });
    }
    if (expand.activation() !== 'sigmoid') {
      expand.refuse('activation', 'sigmoid');
    }
    return reduce.number('filters');
  }

  /** The one activation of all layers but gates and classifier. */
  activation(): Activation {
    const own = /^(stem|block\d+[a-z](_expand|_project)?|top)_activation$|_se_reduce$/;
    const layers = this.layers.filter(({ name }) => own.test(name));
    const readers = layers.map((layer) => new LayerReader(layer, this.file.source));
    const first = readers[0]?.activation();
    const other = readers.find((reader) => reader.activation() !== first);
    if (other !== undefined) {
      other.refuse('activation', `the same in all layers, here ${String(first)}`);
    }
    return first === 'swish' || first === 'relu6'
      ? first
      : (readers[0] ?? this.named('stem_activation')).refuse('activation', 'swish or relu6');
  }

  /** @param tensors For the channels of groups. */
  normalization(
    tensors: ReadonlyMap<string, StoredTensor>
  ): Pick<
    ArchitectureSpec,
    'normalization' | 'normalizationEpsilon' | 'batchNormMomentum' | 'groupSize' | 'groups'
  > {
    const own = /^(stem|top|block\d+[a-z](_expand|_project)?)_bn$/;
    const readers = this.layers
      .filter(({ name }) => own.test(name))
      .map((layer) => new LayerReader(layer, this.file.source));
    const first = readers[0] ?? this.named('stem_bn');
    const group = first.layer.className === 'GroupNormalization';
    const alike = group ? ['epsilon'] : ['epsilon', 'momentum'];
    for (const reader of readers) {
      reader.require({
        axis: [-1, 3, [-1], [3]],
        center: [true],
        scale: [true],
        ...Object.fromEntries(alike.map((field) => [field, [first.layer.config[field]]]))
      });
      if (reader.layer.className !== first.layer.className) {
        reader.refuse('name', `one kind of normalisation, here ${first.layer.className}`);
      }
    }
    if (!group && !/BatchNormalization$/.test(first.layer.className)) {
      first.refuse('name', 'BatchNormalization or GroupNormalization');
    }
    return {
      normalization: group ? 'group' : 'batch',
      normalizationEpsilon: first.number('epsilon'),
      batchNormMomentum: group ? 0.99 : first.number('momentum'),
      ...(group ? this.groups(readers, tensors) : { groupSize: 8 })
    };
  }

  /** Groups of one size, or as many in all layers. */
  private groups(
    readers: readonly LayerReader[],
    tensors: ReadonlyMap<string, StoredTensor>
  ): Pick<ArchitectureSpec, 'groupSize' | 'groups'> {
    const counts = readers.map((reader) => reader.number('groups'));
    const sizes = readers.map(
      ({ layer }, i) => (tensors.get(`${layer.name}/gamma`)?.shape[0] ?? NaN) / counts[i]
    );
    if (sizes.every((size) => size === sizes[0])) {
      return { groupSize: sizes[0] };
    }
    const odd = counts.findIndex((count) => count !== counts[0]);
    return odd < 0
      ? { groupSize: 8, groups: counts[0] }
      : readers[odd].refuse(
          'groups',
          `as many groups in all layers, here ${counts[0]}, or groups of one size`
        );
  }

  /** The rate s whose rule, s·i/n for block i of n, gives the rates of all blocks. */
  stochasticDepth(spec: ArchitectureSpec): number {
    const blocks = blocksOf(spec);
    const rates = blocks.map(({ name }) => this.find(`${name}_drop`)?.number('rate') ?? 0);
    const last = rates.reduce((found, rate, i) => (rate > 0 ? i : found), -1);
    if (last <= 0) {
      return 0;
    }
    const rate = (rates[last] * blocks.length) / last;
    const odd = blocks.findIndex(
      ({ residual }, i) => Math.abs(rates[i] - (residual ? (rate * i) / blocks.length : 0)) > TOLERANCE
    );
    if (odd >= 0) {
      const got = `that drops ${blocks[odd].name} at ${rates[odd]}`;
      this.refuse(got, 'rates that one rate of stochastic depth gives', 'Give network: { stochasticDepth }.');
    }
    return Number(rate.toPrecision(12));
  }

  /** Shortcuts are where networks here have them. */
  requireShortcuts(spec: ArchitectureSpec): void {
    const odd = blocksOf(spec).find(({ name, residual }) => residual !== this.places.has(`${name}_add`));
    if (odd) {
      const [got, expected] = odd.residual ? ['without', 'one'] : ['with', 'none'];
      this.refuse(`${got} a shortcut in ${odd.name}`, `${expected}, as networks here have`);
    }
  }

  private refuse(what: string, expected: string, remedy = 'Give spec.'): never {
    const got = `a configuration ${what.slice(0, 400)}`;
    throw new WeightError('convention', this.file.source, got, expected, remedy);
  }
}

/** Keras writes 1, [1, 2] or [[0, 1], [0, 1]]. */
function pairsOf(padding: unknown): unknown {
  const [rows, columns] = Array.isArray(padding) ? (padding as unknown[]) : [padding, padding];
  return [rows, columns].map((ends) => (Array.isArray(ends) ? (ends as unknown[]) : [ends, ends]));
}
