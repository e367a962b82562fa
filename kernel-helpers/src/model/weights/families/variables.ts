import { type ArchitectureSpec, blocksOf, type PlacedBlock } from '../../../analysis';

/** Whose names a file has. `lukemelas`: those of the PyTorch package `efficientnet_pytorch` and its kin. */
export type TorchFamily = 'timm' | 'torchvision' | 'lukemelas';
export type WeightFamily = 'keras' | TorchFamily;

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

type Prefixes = Record<TorchFamily, string | null>;

const NORMALIZED: ReadonlyArray<readonly [keras: string, torch: string]> = [
  ['gamma', 'weight'],
  ['beta', 'bias'],
  ['moving_mean', 'running_mean'],
  ['moving_variance', 'running_var']
];

/**
 * All variables of a network, in Keras's order, with the names of those who publish weights: timm 1.0, torchvision 0.29
 * and efficientnet_pytorch 0.7. Blocks without expansion have no first convolution, so that timm's and torchvision's
 * numbers shift by one in them.
 */
export function variablesOf(spec: ArchitectureSpec): NamedVariable[] {
  const table = new Table(spec);
  const { stem, inputChannels, head, classes, stages } = spec;
  table.conv('stem_conv', [stem.kernelSize, inputChannels, stem.filters], {
    timm: 'conv_stem',
    torchvision: 'features.0.0',
    lukemelas: '_conv_stem'
  });
  table.norm('stem_bn', stem.filters, { timm: 'bn1', torchvision: 'features.0.1', lukemelas: '_bn0' });
  const blocks = blocksOf(spec);
  stages.forEach((_, s) =>
    blocks.filter(({ stage }) => stage === s + 1).forEach((block, j) => table.block(block, j))
  );
  const last = blocks[blocks.length - 1].outputFilters;
  const features = `features.${stages.length + 1}`;
  table.conv('top_conv', [1, last, head.filters], {
    timm: 'conv_head',
    torchvision: `${features}.0`,
    lukemelas: '_conv_head'
  });
  table.norm('top_bn', head.filters, { timm: 'bn2', torchvision: `${features}.1`, lukemelas: '_bn1' });
  table.add('predictions/kernel', 'dense', [head.filters, classes], CLASSIFIER, 'weight');
  table.add('predictions/bias', 'vector', [classes], CLASSIFIER, 'bias');
  return table.variables;
}

const CLASSIFIER: Prefixes = { timm: 'classifier', torchvision: 'classifier.1', lukemelas: '_fc' };

class Table {
  readonly variables: NamedVariable[] = [];

  constructor(private readonly spec: ArchitectureSpec) {}

  add(path: string, kind: VariableKind, shape: number[], prefixes: Prefixes, own: string): void {
    const named = (family: TorchFamily): string | null => {
      const prefix = prefixes[family];
      return prefix === null ? null : `${prefix}.${own}`;
    };
    const names = {
      timm: named('timm'),
      torchvision: named('torchvision'),
      lukemelas: named('lukemelas')
    };
    this.variables.push({ path, kind, shape, names });
  }

  conv(layer: string, [size, from, to]: readonly [number, number, number], prefixes: Prefixes): void {
    this.add(`${layer}/kernel`, 'conv', [...this.window(size), from, to], prefixes, 'weight');
  }

  norm(layer: string, channels: number, prefixes: Prefixes): void {
    const own = this.spec.normalization === 'batch' ? NORMALIZED : NORMALIZED.slice(0, 2);
    for (const [keras, torch] of own) {
      this.add(`${layer}/${keras}`, 'vector', [channels], prefixes, torch);
    }
  }

  block(block: PlacedBlock, place: number): void {
    const { name, stage, index } = block;
    const prefixes = {
      timm: `blocks.${stage - 1}.${place}`,
      torchvision: `features.${stage}.${place}.block`,
      lukemelas: `_blocks.${index}`
    };
    const parts = block.operator === 'MBConv' ? mbconvParts(block) : fusedParts(block);
    const under = (part: PartNames): Prefixes => ({
      timm: `${prefixes.timm}.${part.timm}`,
      torchvision: `${prefixes.torchvision}.${part.torchvision}`,
      lukemelas: part.lukemelas === null ? null : `${prefixes.lukemelas}.${part.lukemelas}`
    });
    for (const part of parts) {
      const layer = `${name}_${part.layer === 'dwconv' && this.spec.family === 'v2' ? 'dwconv2' : part.layer}`;
      switch (part.kind) {
        case 'conv':
          this.conv(layer, part.shape as [number, number, number], under(part));
          break;
        case 'depthwise': {
          const [size, channels] = part.shape;
          const shape = [...this.window(size), channels, 1];
          this.add(`${layer}/kernel`, 'depthwise', shape, under(part), 'weight');
          break;
        }
        case 'norm':
          this.norm(layer, part.shape[0], under(part));
          break;
        case 'gate': {
          const [from, to] = part.shape;
          this.add(`${layer}/kernel`, 'conv', [1, 1, from, to], under(part), 'weight');
          this.add(`${layer}/bias`, 'vector', [to], under(part), 'bias');
        }
      }
    }
  }

  private window(size: number): [number, number] {
    return [size, this.spec.spatialDimensions === 1 ? 1 : size];
  }
}

interface PartNames {
  timm: string;
  torchvision: string;
  lukemelas: string | null;
}

interface Part extends PartNames {
  /** Keras's layer without the block's name. */
  layer: string;
  kind: 'conv' | 'depthwise' | 'norm' | 'gate';
  /** Kernel's side and channels, channels, or channels in and out. */
  shape: number[];
}

function part(
  layer: string,
  kind: Part['kind'],
  shape: number[],
  names: [string, string, string | null]
): Part {
  const [timm, torchvision, lukemelas] = names;
  return { layer, kind, shape, timm, torchvision, lukemelas };
}

function mbconvParts(block: PlacedBlock): Part[] {
  const { inputFilters, expandedFilters: wide, outputFilters, kernelSize, squeezeExciteFilters } = block;
  const expands = block.expansionRatio !== 1;
  // What came before in torchvision's and timm's counts.
  const e = expands ? 1 : 0;
  const gated = squeezeExciteFilters > 0 ? 1 : 0;
  const project = e + 1 + gated;
  return [
    ...(expands
      ? [
          part('expand_conv', 'conv', [1, inputFilters, wide], ['conv_pw', '0.0', '_expand_conv']),
          part('expand_bn', 'norm', [wide], ['bn1', '0.1', '_bn0'])
        ]
      : []),
    part('dwconv', 'depthwise', [kernelSize, wide], ['conv_dw', `${e}.0`, '_depthwise_conv']),
    part('bn', 'norm', [wide], [`bn${e + 1}`, `${e}.1`, '_bn1']),
    ...gateParts(block, `${e + 1}`),
    part(
      'project_conv',
      'conv',
      [1, wide, outputFilters],
      [expands ? 'conv_pwl' : 'conv_pw', `${project}.0`, '_project_conv']
    ),
    part('project_bn', 'norm', [outputFilters], [`bn${e + 2}`, `${project}.1`, '_bn2'])
  ];
}

function fusedParts(block: PlacedBlock): Part[] {
  const { inputFilters, expandedFilters: wide, outputFilters, kernelSize, squeezeExciteFilters } = block;
  if (block.expansionRatio === 1) {
    return [
      ...gateParts(block, '0'),
      part('project_conv', 'conv', [kernelSize, wide, outputFilters], ['conv', '0.0', null]),
      part('project_bn', 'norm', [outputFilters], ['bn1', '0.1', null])
    ];
  }
  const project = squeezeExciteFilters > 0 ? 2 : 1;
  return [
    part('expand_conv', 'conv', [kernelSize, inputFilters, wide], ['conv_exp', '0.0', null]),
    part('expand_bn', 'norm', [wide], ['bn1', '0.1', null]),
    ...gateParts(block, '1'),
    part('project_conv', 'conv', [1, wide, outputFilters], ['conv_pwl', `${project}.0`, null]),
    part('project_bn', 'norm', [outputFilters], ['bn2', `${project}.1`, null])
  ];
}

function gateParts(
  { expandedFilters: wide, squeezeExciteFilters: narrow }: PlacedBlock,
  place: string
): Part[] {
  return narrow === 0
    ? []
    : [
        part('se_reduce', 'gate', [wide, narrow], ['se.conv_reduce', `${place}.fc1`, '_se_reduce']),
        part('se_expand', 'gate', [narrow, wide], ['se.conv_expand', `${place}.fc2`, '_se_expand'])
      ];
}
