import { type ArchitectureSpec, blocksOf, HEAD_PLACE, type PlacedBlock } from '../../analysis';

/** A variable that has one slice for each channel of a place, and the axis along which they lie. */
export interface ChannelAxis {
  /** Keras's path. */
  path: string;
  axis: number;
}

/** Where the channels of a place arrive, and what of them means to what follows. */
export interface PlaceLayers {
  axes: ChannelAxis[];
  /** First layer of squeeze-and-excitation; null without gates. */
  squeeze: string | null;
  /** What multiplies the channels last: the projection, or the classifier. */
  reader: string;
  /** What can take up a constant behind the reader: the projection's normalisation, or the classifier itself. */
  shift: string;
  /** Side of the reader's kernel. */
  readerKernel: number;
}

/** Axes of a full convolution's kernel [k, k, in, out], and of a depthwise one [k, k, channels, 1]. */
const IN = 2;
const OUT = 3;
const DEPTHWISE = 2;

/** Layers that a channel of a place runs through; `name` is one of `NetworkPruning`'s places. */
export function placeLayers(spec: ArchitectureSpec, name: string): PlaceLayers {
  if (name === HEAD_PLACE) {
    return {
      axes: [
        { path: 'top_conv/kernel', axis: OUT },
        ...normalized(spec, 'top_bn'),
        { path: 'predictions/kernel', axis: 0 }
      ],
      squeeze: null,
      reader: 'predictions',
      shift: 'predictions',
      readerKernel: 1
    };
  }
  const block = blocksOf(spec).find((each) => each.name === name) as PlacedBlock;
  const expands = block.expansionRatio !== 1;
  const gated = block.squeezeExciteFilters > 0;
  const source = expands ? `${name}_expand` : 'stem';
  return {
    axes: [
      { path: `${source}_conv/kernel`, axis: OUT },
      ...normalized(spec, `${source}_bn`),
      ...(block.operator === 'MBConv' ? depthwise(spec, name) : []),
      ...(gated ? gates(name) : []),
      { path: `${name}_project_conv/kernel`, axis: IN }
    ],
    squeeze: gated ? `${name}_se_reduce` : null,
    reader: `${name}_project_conv`,
    shift: `${name}_project_bn`,
    readerKernel: block.operator === 'FusedMBConv' && !expands ? block.kernelSize : 1
  };
}

function normalized({ normalization }: ArchitectureSpec, layer: string): ChannelAxis[] {
  const own = ['gamma', 'beta', ...(normalization === 'batch' ? ['moving_mean', 'moving_variance'] : [])];
  return own.map((variable) => ({ path: `${layer}/${variable}`, axis: 0 }));
}

function depthwise(spec: ArchitectureSpec, name: string): ChannelAxis[] {
  const layer = `${name}_${spec.family === 'v2' ? 'dwconv2' : 'dwconv'}`;
  return [{ path: `${layer}/kernel`, axis: DEPTHWISE }, ...normalized(spec, `${name}_bn`)];
}

function gates(name: string): ChannelAxis[] {
  return [
    { path: `${name}_se_reduce/kernel`, axis: IN },
    { path: `${name}_se_expand/kernel`, axis: OUT },
    { path: `${name}_se_expand/bias`, axis: 0 }
  ];
}
