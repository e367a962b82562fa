import type { StoredTensor } from './weight-file';

/** A text attribute, or a list of texts; others are left out. */
export type Hdf5Attribute = string | string[];

/** What an HDF5 file holds, by paths such as `layers/conv2d/vars/0`. */
export interface Hdf5Contents {
  /** Attributes of the file (path '') and of its groups. */
  groups: Map<string, Record<string, Hdf5Attribute>>;
  /** Datasets of numbers. */
  tensors: Map<string, StoredTensor>;
}

/** Whole numbers of 32 bits without sign are Keras's seeds; everything else is floats. */
export type Hdf5Values = StoredTensor | { shape: number[]; values: Uint32Array };

export type Hdf5Request =
  | {
      type: 'read';
      bytes: Uint8Array;
      /** Of values. */
      maxBytes: number;
      /** Of a chunk, more than the usual ones take. */
      chunkBytes: number;
    }
  | {
      type: 'write';
      groups: Map<string, Record<string, Hdf5Attribute>>;
      tensors: Map<string, Hdf5Values>;
    };

/** Told before the reply: the library is there, and the request's time runs. */
export interface Hdf5Begun {
  type: 'begun';
}

export type Hdf5Refusal = 'damaged' | 'too-large' | 'unsafe' | 'unsupported';

export type Hdf5Reply =
  | { type: 'contents'; contents: Hdf5Contents }
  | { type: 'bytes'; bytes: Uint8Array }
  /** `fatal`: the library is in an unknown state, and the thread must not be used again. */
  | { type: 'error'; kind: Hdf5Refusal; message: string; fatal: boolean };
