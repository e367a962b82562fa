import type { ArchitectureSpec, Padding, PlacedBlock, Preprocessing } from '../../../../analysis';
import type { StoredTensor, WeightFile } from '../../formats';

/** Layers outside of blocks, by Keras's names. */
export type OuterLayer = 'stem_conv' | 'stem_bn' | 'top_conv' | 'top_bn' | 'predictions';
/** Layers of a block, by Keras's names without the block's. */
export type BlockLayer =
  'expand_conv' | 'expand_bn' | 'dwconv' | 'bn' | 'se_reduce' | 'se_expand' | 'project_conv' | 'project_bn';

export interface BlockPlace {
  block: PlacedBlock;
  /** Within its stage, from 0. */
  place: number;
}

/** Names that PyTorch's modules have with a publisher. */
export interface ModuleNames {
  outer(layer: OuterLayer, stages: number): string;
  /** Null where the publisher has no such block. */
  inBlock(layer: BlockLayer, at: BlockPlace): string | null;
}

/** What belongs to weights and can't be seen from them: a network that has it otherwise computes something else. */
export interface Conventions {
  padding: Padding;
  normalizationEpsilon: number;
  batchNormMomentum: number;
  /** Null where pixels enter in a way that no preprocessing here has. */
  preprocessing: Preprocessing | null;
}

/** The network by name and family. */
export type KnownNetwork = Pick<ArchitectureSpec, 'name' | 'family'>;

/** A file whose names are a publisher's. */
export interface PublishedFile extends Pick<WeightFile, 'source' | 'metadata'> {
  tensors: Map<string, StoredTensor>;
  /** As the reader was given it; needed where tensors look the same with both. */
  padding?: Padding;
}

export interface Publisher {
  /** The first convolution's weights, from which its names are told. */
  stem: string;
  /** Names that belong to the network itself; whatever else lies beside them is of other modules. */
  own: RegExp;
  /** How names of the classifier begin. */
  classifier: string;
  /** Null where the names are Keras's paths themselves. */
  names: ModuleNames | null;
  /**
   * What its published weights were trained with.
   * @throws WeightError where the file can't tell and nobody did.
   */
  conventions(network: KnownNetwork, file: PublishedFile): Conventions;
}

export const SAME = { padding: 'same', normalizationEpsilon: 1e-3 } as const;
export const SYMMETRIC = { padding: 'symmetric', normalizationEpsilon: 1e-5 } as const;

/** What the authors gave to their networks, where a publisher does the same. */
export function authorsPreprocessing({ family }: KnownNetwork): Preprocessing {
  return family === 'lite' ? 'inception' : 'imagenet';
}
