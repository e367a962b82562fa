import { readZip, ZipError } from '../../../files';
import { encodeHdf5, type Hdf5Limits, readHdf5 } from './hdf5';
import type { Hdf5Contents, Hdf5Values } from './hdf5-protocol';
import { explained } from './torch';
import {
  allowedContent,
  GET_AGAIN,
  type StoredTensor,
  type WeightFile,
  WeightFileError
} from './weight-file';

const WEIGHTS_ENTRY = 'model.weights.h5';
const TEXT_ENTRIES = ['config.json', 'metadata.json'];
const MAX_ENTRIES = 10_000;

/** Variables of a layer in the order in which Keras 3 numbers them, by the layer's class. */
const VARIABLES: ReadonlyArray<readonly [RegExp, readonly string[]]> = [
  [/^batch_normalization/, ['gamma', 'beta', 'moving_mean', 'moving_variance']],
  [/^group_normalization/, ['gamma', 'beta']],
  [/^normalization/, ['mean', 'variance', 'count']],
  [/^(conv\d?|depthwise_conv|dense|separable)/, ['kernel', 'bias']]
];

/**
 * Tensors of a Keras HDF5 file: Keras 3's `.weights.h5` (`layers/<class>_<n>/vars/<i>`, the layer's name as an
 * attribute), or the older whole-model and weights files (`layer_names`, `weight_names`).
 * @throws WeightFileError naming what is wrong.
 */
export async function decodeKerasHdf5(
  bytes: Uint8Array,
  source: string,
  limits: Hdf5Limits
): Promise<Omit<WeightFile, 'source'>> {
  const contents = await readHdf5(bytes, source, limits);
  const root = contents.groups.get('') ?? {};
  const texts = Object.entries(root).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string'
  );
  const metadata = Object.fromEntries(texts);
  const legacy = contents.groups.has('model_weights') ? 'model_weights' : '';
  const names = contents.groups.get(legacy)?.layer_names;
  if (names !== undefined) {
    const tensors = legacyTensors(contents, legacy, source);
    return { format: 'keras-legacy', tensors, metadata: { ...metadata, ...listed(listOf(names)) } };
  }
  const tensors = numberedTensors(contents);
  if (tensors.size === 0) {
    const got = `an HDF5 file with ${[...contents.groups.keys()].slice(1, 4).join(', ') || 'no groups'}`;
    const expected = "Keras's layers with variables";
    throw new WeightFileError('unknown-format', source, got, expected, 'Save it with model.save_weights().');
  }
  const folders = [...contents.groups.keys()].flatMap((path) => FOLDER.exec(path)?.[1] ?? []);
  return { format: 'keras-weights', tensors, metadata: { ...metadata, ...listed(folders) } };
}

/** What layers lie in, in Keras 3's files. */
const FOLDERS = ['layers', '_layer_checkpoint_dependencies'];
/** Of a layer; named by its class and number. */
const FOLDER = /(?:^|\/)(?:layers|_layer_checkpoint_dependencies)\/([^/]+)\/vars$/;

/** Keras lists all layers, those without weights too; others may list those with weights alone. */
function listed(layers: readonly string[]): Record<string, string> {
  return layers.some((name) => /^input(_|\d|$)/.test(name)) ? { layers: layers.join('\n') } : {};
}

/** Tensors and configuration of a `.keras` archive. @throws WeightFileError naming what is wrong. */
export async function decodeKerasArchive(
  archive: string | Uint8Array,
  source: string,
  { size, most }: { size: number; most: number | null }
): Promise<Omit<WeightFile, 'source'>> {
  const wanted = (name: string): boolean => name === WEIGHTS_ENTRY || TEXT_ENTRIES.includes(name);
  const files = await readZip(archive, source, wanted, {
    maxBytes: allowedContent,
    maxEntries: MAX_ENTRIES
  }).catch((error: unknown) => {
    throw error instanceof ZipError ? explained(error) : error;
  });
  const weights = files.get(WEIGHTS_ENTRY);
  if (weights === undefined) {
    const got = `an archive without ${WEIGHTS_ENTRY}`;
    throw new WeightFileError('damaged', source, got, 'a .keras file', GET_AGAIN);
  }
  const file = await decodeKerasHdf5(weights, `${source}: ${WEIGHTS_ENTRY}`, { most, size, owned: true });
  const texts = TEXT_ENTRIES.flatMap((name): Array<[string, string]> => {
    const text = files.get(name);
    return text ? [[name, Buffer.from(text).toString('utf8')]] : [];
  });
  return { ...file, format: 'keras', metadata: Object.fromEntries(texts) };
}

function numberedTensors({ groups, tensors }: Hdf5Contents): Map<string, StoredTensor> {
  const named = new Map<string, StoredTensor>();
  for (const [path, tensor] of tensors) {
    // Seeds of random layers lie deeper than their folder, and are no weights.
    const [above, folder, vars, index] = path.split('/').slice(-4);
    if (!FOLDERS.includes(above) || vars !== 'vars' || !/^\d+$/.test(index)) {
      continue;
    }
    const { name } = groups.get(path.slice(0, path.lastIndexOf('/'))) ?? {};
    const variables = VARIABLES.find(([kind]) => kind.test(folder))?.[1] ?? [];
    const own = variables[Number(index)] ?? index;
    named.set(`${typeof name === 'string' ? name : folder}/${own}`, tensor);
  }
  return named;
}

function legacyTensors(
  { groups, tensors }: Hdf5Contents,
  root: string,
  source: string
): Map<string, StoredTensor> {
  const at = (...parts: string[]): string => [root, ...parts].filter((part) => part !== '').join('/');
  const named = new Map<string, StoredTensor>();
  for (const layer of listOf(groups.get(root)?.layer_names)) {
    const weights = listOf(groups.get(at(layer))?.weight_names);
    const owns = weights.map(ownName);
    // A model within the model is one layer with the weights of many, which are named in full.
    const isModel = new Set(owns).size < owns.length;
    for (const weight of weights) {
      const tensor = tensors.get(at(layer, weight));
      if (tensor === undefined) {
        const got = `${layer} without ${weight}`;
        throw new WeightFileError('damaged', source, got, 'every weight that its layer names', GET_AGAIN);
      }
      const of = isModel ? (weight.split('/').at(-2) ?? layer) : layer;
      named.set(`${of}/${ownName(weight)}`, tensor);
    }
  }
  return named;
}

/** `kernel` of `stem_conv/kernel:0`. */
function ownName(weight: string): string {
  const own = weight.slice(weight.lastIndexOf('/') + 1).replace(/:\d+$/, '');
  return own === 'depthwise_kernel' ? 'kernel' : own;
}

function listOf(value: string | string[] | undefined): string[] {
  return value === undefined ? [] : [value].flat();
}

/** One layer of a Keras model that has variables. */
export interface KerasLayer {
  /** Keras's class in snake case: `conv2d`, `batch_normalization`, … */
  className: string;
  name: string;
  /** In Keras's order. */
  variables: StoredTensor[];
  /** State of a seed generator instead, two whole numbers. */
  seed?: Uint32Array;
}

/**
 * A `.weights.h5` file as Keras 3 writes it. Keras finds layers by class and number, so the list must have all layers
 * of a class in the model's order.
 * @param metadata Attributes of the file, which Keras passes over.
 */
export async function encodeKerasWeights(
  layers: readonly KerasLayer[],
  metadata: Readonly<Record<string, string>> = {}
): Promise<Uint8Array> {
  const groups = new Map<string, Record<string, string>>([['', { ...metadata }]]);
  const tensors = new Map<string, Hdf5Values>();
  const counts = new Map<string, number>();
  for (const { className, name, variables, seed } of layers) {
    const count = counts.get(className) ?? 0;
    counts.set(className, count + 1);
    const folder = `layers/${className}${count === 0 ? '' : `_${count}`}`;
    groups.set(`${folder}/vars`, { name });
    variables.forEach((tensor, i) => tensors.set(`${folder}/vars/${i}`, tensor));
    if (seed) {
      groups.set(`${folder}/seed_generator/vars`, { name: 'seed_generator' });
      tensors.set(`${folder}/seed_generator/vars/0`, { shape: [seed.length], values: seed });
    }
  }
  return encodeHdf5({ groups, tensors });
}
