import { blocksOf, type PlacedBlock } from './blocks';
import type { LayerCost, LayerKind } from './report';
import type { ArchitectureSpec } from './spec';

/** Bytes of one 32-bit float. */
export const FLOAT_BYTES = 4;

/** Rows `from` … `to − 1` of the layers belong together. */
export interface LayerRange {
  name: string;
  from: number;
  to: number;
}

/**
 * Goes through a network in the order of execution and writes down each layer. Dropout, stochastic depth and
 * the scaling of pixels are left out: they are the identity, or one multiplication per pixel of the image.
 */
export class Walk {
  readonly blocks: PlacedBlock[];
  readonly layers: LayerCost[] = [];
  readonly blockRanges: LayerRange[] = [];
  readonly stageRanges: LayerRange[] = [];
  private stage = 'stem';
  private blockName: string | null = null;
  private size: number;
  private filters: number;
  private receptiveField = 1;
  private jump = 1;
  /** Row whose output is the present map. */
  private current = -1;
  private readonly dimensions: number;

  constructor(private readonly spec: ArchitectureSpec) {
    this.blocks = blocksOf(spec);
    this.size = spec.resolution;
    this.filters = spec.inputChannels;
    this.dimensions = spec.spatialDimensions;
    this.network();
  }

  private network(): void {
    const { spec } = this;
    this.convolve('stem_conv', spec.stem.filters, spec.stem.kernelSize, spec.stem.stride);
    this.normalize('stem_bn');
    this.activate('stem_activation');
    this.closeStage('stem', 0);
    let start = this.layers.length;
    let stage = 1;
    for (const block of this.blocks) {
      if (block.stage !== stage) {
        this.closeStage(String(stage), start);
        start = this.layers.length;
        stage = block.stage;
      }
      this.stage = String(stage);
      this.blockName = block.name;
      const from = this.layers.length;
      if (block.operator === 'MBConv') {
        this.mbconv(block);
      } else {
        this.fusedMbconv(block);
      }
      this.blockRanges.push({ name: block.name, from, to: this.layers.length });
    }
    this.closeStage(String(stage), start);
    this.head(this.layers.length);
  }

  private head(from: number): void {
    const { spec } = this;
    this.stage = 'head';
    this.blockName = null;
    this.convolve('top_conv', spec.head.filters, 1, 1);
    this.normalize('top_bn');
    this.activate('top_activation');
    this.pool('avg_pool');
    const macs = this.filters * spec.classes;
    this.vector('predictions', 'dense', spec.classes, macs, spec.classes);
    this.closeStage('head', from);
  }

  private closeStage(name: string, from: number): void {
    this.stageRanges.push({ name, from, to: this.layers.length });
  }

  private mbconv(block: PlacedBlock): void {
    const { name } = block;
    const shortcut = this.current;
    if (block.expansionRatio !== 1) {
      this.convolve(`${name}_expand_conv`, block.expandedFilters, 1, 1);
      this.normalize(`${name}_expand_bn`);
      this.activate(`${name}_expand_activation`);
    }
    this.convolveDepthwise(
      `${name}_${this.spec.family === 'v2' ? 'dwconv2' : 'dwconv'}`,
      block.kernelSize,
      block.stride
    );
    this.normalize(`${name}_bn`);
    this.activate(`${name}_activation`);
    this.squeezeExcite(block);
    this.convolve(`${name}_project_conv`, block.outputFilters, 1, 1);
    this.normalize(`${name}_project_bn`);
    this.addShortcut(block, shortcut);
  }

  private fusedMbconv(block: PlacedBlock): void {
    const { name, kernelSize, stride } = block;
    const shortcut = this.current;
    if (block.expansionRatio === 1) {
      this.squeezeExcite(block);
      this.convolve(`${name}_project_conv`, block.outputFilters, kernelSize, stride);
      this.normalize(`${name}_project_bn`);
      this.activate(`${name}_project_activation`);
    } else {
      this.convolve(`${name}_expand_conv`, block.expandedFilters, kernelSize, stride);
      this.normalize(`${name}_expand_bn`);
      this.activate(`${name}_expand_activation`);
      this.squeezeExcite(block);
      this.convolve(`${name}_project_conv`, block.outputFilters, 1, 1);
      this.normalize(`${name}_project_bn`);
    }
    this.addShortcut(block, shortcut);
  }

  private addShortcut(block: PlacedBlock, shortcut: number): void {
    if (block.residual) {
      const elements = this.elements();
      this.add(`${block.name}_add`, 'add', [this.current, shortcut], 2 * elements, elements);
    }
  }

  private squeezeExcite({ name, expandedFilters: wide, squeezeExciteFilters: narrow }: PlacedBlock): void {
    if (narrow === 0) {
      return;
    }
    const map = this.current;
    const { size } = this;
    this.pool(`${name}_se_squeeze`);
    this.vector(`${name}_se_reduce`, 'squeezeExcite', narrow, wide * narrow, 2 * narrow);
    this.vector(`${name}_se_expand`, 'squeezeExcite', wide, wide * narrow, 2 * wide);
    const gates = this.current;
    this.size = size;
    const elements = this.elements();
    this.add(`${name}_se_excite`, 'multiply', [map, gates], elements + wide, elements);
  }

  /** A dense layer, or a 1×1 convolution on one pixel: product and bias. */
  private vector(name: string, kind: LayerKind, outputs: number, macs: number, elementOps: number): void {
    const inputs = this.filters;
    this.filters = outputs;
    this.add(name, kind, [this.current], inputs, elementOps, macs, macs + outputs, 0, inputs);
  }

  private convolve(name: string, filters: number, kernelSize: number, stride: number): void {
    const params = kernelSize ** this.dimensions * this.filters * filters;
    this.slide(name, 'conv', filters, kernelSize, stride, params);
  }

  private convolveDepthwise(name: string, kernelSize: number, stride: number): void {
    const params = kernelSize ** this.dimensions * this.filters;
    this.slide(name, 'depthwise', this.filters, kernelSize, stride, params);
  }

  private slide(
    name: string,
    kind: LayerKind,
    filters: number,
    kernelSize: number,
    stride: number,
    params: number
  ): void {
    const read = this.elements();
    const inputSize = this.size;
    const inputFilters = this.filters;
    this.size = Math.ceil(inputSize / stride);
    this.filters = filters;
    this.receptiveField += (kernelSize - 1) * this.jump;
    this.jump *= stride;
    const macs = params * this.size ** this.dimensions;
    this.add(
      name,
      kind,
      [this.current],
      read,
      0,
      macs,
      params,
      0,
      inputFilters,
      inputSize,
      kernelSize,
      stride
    );
  }

  private normalize(name: string): void {
    const elements = this.elements();
    const statistics = this.spec.normalization === 'batch' ? 2 * this.filters : 0;
    this.add(name, 'normalization', [this.current], elements, elements, 0, 2 * this.filters, statistics);
  }

  private activate(name: string): void {
    const elements = this.elements();
    this.add(name, 'activation', [this.current], elements, elements);
  }

  private pool(name: string): void {
    const elements = this.elements();
    const inputSize = this.size;
    this.size = 1;
    this.add(name, 'pool', [this.current], elements, elements, 0, 0, 0, this.filters, inputSize);
  }

  /** Numbers in the present map. */
  private elements(): number {
    return this.size ** this.dimensions * this.filters;
  }

  /** Positional and in one literal: an order of magnitude faster than spreading, and sliders ask for many. */
  private add(
    name: string,
    kind: LayerKind,
    inputs: readonly number[],
    elementsRead: number,
    elementOps: number,
    macs = 0,
    params = 0,
    statistics = 0,
    inputFilters = this.filters,
    inputSize = this.size,
    kernelSize = 1,
    stride = 1
  ): void {
    const outputElements = this.elements();
    const bytesMoved = FLOAT_BYTES * (elementsRead + outputElements + params + statistics);
    this.current = this.layers.length;
    this.layers.push({
      name,
      kind,
      stage: this.stage,
      block: this.blockName,
      kernelSize,
      stride,
      inputSize,
      outputSize: this.size,
      inputFilters,
      outputFilters: this.filters,
      params,
      statistics,
      macs,
      elementOps,
      outputElements,
      bytesMoved,
      arithmeticIntensity: macs / bytesMoved,
      receptiveField: this.receptiveField,
      jump: this.jump,
      inputs
    });
  }
}
