import { type ArchitectureSpec, blocksOf, type PlacedBlock } from '../../../analysis';
import {
  type BlockLayer,
  type BlockPlace,
  type ModuleNames,
  type OuterLayer,
  PUBLISHERS,
  type TorchFamily
} from './publishers';

/** How a variable's axes lie in PyTorch's files and in ours. */
export type VariableKind =
  /** [k, k, in, out] here, [out, in, k, k] there. */
  | 'conv'
  /** [k, k, channels, 1] here, [channels, 1, k, k] there. */
  | 'depthwise'
  /** [in, out] here, [out, in] there. */
  | 'dense'
  | 'vector';

/** One variable of a network, under all its names. */
export interface NamedVariable {
  /** Keras's path. */
  path: string;
  kind: VariableKind;
  shape: number[];
  /** Null where a family has no such network. */
  names: Record<TorchFamily, string | null>;
}

const NORMALIZED: ReadonlyArray<readonly [keras: string, torch: string]> = [
  ['gamma', 'weight'],
  ['beta', 'bias'],
  ['moving_mean', 'running_mean'],
  ['moving_variance', 'running_var']
];

/**
 * All variables of a network, in Keras's order, with the names of those who publish weights. Blocks without expansion
 * have no first convolution.
 */
export function variablesOf(spec: ArchitectureSpec): NamedVariable[] {
  const table = new Table(spec);
  const { stem, inputChannels, head, classes, stages } = spec;
  const outer = (layer: OuterLayer): Modules => modulesOf((names) => names.outer(layer, stages.length));
  table.conv('stem_conv', [stem.kernelSize, inputChannels, stem.filters], outer('stem_conv'));
  table.norm('stem_bn', stem.filters, outer('stem_bn'));
  const blocks = blocksOf(spec);
  stages.forEach((_, s) =>
    blocks.filter(({ stage }) => stage === s + 1).forEach((block, place) => table.block({ block, place }))
  );
  table.conv('top_conv', [1, blocks[blocks.length - 1].outputFilters, head.filters], outer('top_conv'));
  table.norm('top_bn', head.filters, outer('top_bn'));
  table.add('predictions/kernel', 'dense', [head.filters, classes], outer('predictions'), 'weight');
  table.add('predictions/bias', 'vector', [classes], outer('predictions'), 'bias');
  return table.variables;
}

/** What a layer's module is called by each; null where it has no such layer. */
type Modules = NamedVariable['names'];

const TORCH = Object.entries(PUBLISHERS).flatMap(([family, { names }]) =>
  names === null ? [] : [{ family: family as TorchFamily, names }]
);

function modulesOf(nameOf: (names: ModuleNames) => string | null): Modules {
  return Object.fromEntries(TORCH.map(({ family, names }) => [family, nameOf(names)])) as Modules;
}

class Table {
  readonly variables: NamedVariable[] = [];

  constructor(private readonly spec: ArchitectureSpec) {}

  add(path: string, kind: VariableKind, shape: number[], modules: Modules, own: string): void {
    const names = Object.fromEntries(
      Object.entries(modules).map(([family, module]) => [family, module === null ? null : `${module}.${own}`])
    ) as Modules;
    this.variables.push({ path, kind, shape, names });
  }

  conv(layer: string, [size, from, to]: readonly [number, number, number], modules: Modules): void {
    this.add(`${layer}/kernel`, 'conv', [...this.window(size), from, to], modules, 'weight');
  }

  norm(layer: string, channels: number, modules: Modules): void {
    const own = this.spec.normalization === 'batch' ? NORMALIZED : NORMALIZED.slice(0, 2);
    for (const [keras, torch] of own) {
      this.add(`${layer}/${keras}`, 'vector', [channels], modules, torch);
    }
  }

  block(at: BlockPlace): void {
    const { block } = at;
    for (const { layer, kind, shape } of block.operator === 'MBConv'
      ? mbconvParts(block)
      : fusedParts(block)) {
      const modules = modulesOf((names) => names.inBlock(layer, at));
      const name = `${block.name}_${layer === 'dwconv' && this.spec.family === 'v2' ? 'dwconv2' : layer}`;
      switch (kind) {
        case 'conv':
          this.conv(name, shape as [number, number, number], modules);
          break;
        case 'depthwise': {
          const [size, channels] = shape;
          this.add(`${name}/kernel`, 'depthwise', [...this.window(size), channels, 1], modules, 'weight');
          break;
        }
        case 'norm':
          this.norm(name, shape[0], modules);
          break;
        case 'gate': {
          const [from, to] = shape;
          this.add(`${name}/kernel`, 'conv', [1, 1, from, to], modules, 'weight');
          this.add(`${name}/bias`, 'vector', [to], modules, 'bias');
        }
      }
    }
  }

  private window(size: number): [number, number] {
    return [size, this.spec.spatialDimensions === 1 ? 1 : size];
  }
}

interface Part {
  layer: BlockLayer;
  kind: 'conv' | 'depthwise' | 'norm' | 'gate';
  /** Kernel's side and channels, channels, or channels in and out. */
  shape: number[];
}

function mbconvParts(block: PlacedBlock): Part[] {
  const { inputFilters, expandedFilters: wide, outputFilters, kernelSize } = block;
  return [
    ...(block.expansionRatio === 1 ? [] : expansionParts([1, inputFilters, wide])),
    { layer: 'dwconv', kind: 'depthwise', shape: [kernelSize, wide] },
    { layer: 'bn', kind: 'norm', shape: [wide] },
    ...gateParts(block),
    ...projectionParts([1, wide, outputFilters])
  ];
}

function fusedParts(block: PlacedBlock): Part[] {
  const { inputFilters, expandedFilters: wide, outputFilters, kernelSize } = block;
  return block.expansionRatio === 1
    ? [...gateParts(block), ...projectionParts([kernelSize, wide, outputFilters])]
    : [
        ...expansionParts([kernelSize, inputFilters, wide]),
        ...gateParts(block),
        ...projectionParts([1, wide, outputFilters])
      ];
}

function expansionParts(shape: [size: number, from: number, to: number]): Part[] {
  return [
    { layer: 'expand_conv', kind: 'conv', shape },
    { layer: 'expand_bn', kind: 'norm', shape: [shape[2]] }
  ];
}

function projectionParts(shape: [size: number, from: number, to: number]): Part[] {
  return [
    { layer: 'project_conv', kind: 'conv', shape },
    { layer: 'project_bn', kind: 'norm', shape: [shape[2]] }
  ];
}

function gateParts({ expandedFilters: wide, squeezeExciteFilters: narrow }: PlacedBlock): Part[] {
  return narrow === 0
    ? []
    : [
        { layer: 'se_reduce', kind: 'gate', shape: [wide, narrow] },
        { layer: 'se_expand', kind: 'gate', shape: [narrow, wide] }
      ];
}
