import { stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { JsonLimitError, parseJson, readPlainFile } from '../../../files';
import { bytesOf, type NumberType, toFloats } from './numbers';
import {
  allowedBeside,
  Budget,
  elementsOf,
  GET_AGAIN,
  type StoredTensor,
  WeightFileError
} from './weight-file';

const TYPES: Readonly<Record<string, NumberType | undefined>> = {
  float32: 'F32',
  int32: 'I32',
  bool: 'BOOL'
};

interface Group {
  paths: string[];
  weights: Array<{ name: string; shape: number[]; dtype: string }>;
}

/**
 * Tensors of a TensorFlow.js layers model: `model.json` and the shards that it names, which must lie beside it.
 * @throws WeightFileError naming what is wrong.
 */
export async function decodeTfjs(
  json: Uint8Array,
  path: string,
  maxBytes: number | undefined
): Promise<{ tensors: Map<string, StoredTensor>; metadata: Record<string, string> }> {
  const { manifest, metadata } = contentOf(json, path);
  const shards = await sizesOf(dirname(path), manifest, path);
  const size = json.length + shards;
  const budget = new Budget(maxBytes ?? allowedBeside(size, size), path);
  const tensors = new Map<string, StoredTensor>();
  for (const { paths, weights } of manifest) {
    const sizes = weights.map(({ name, shape, dtype }) => {
      const type = TYPES[dtype];
      if (type === undefined) {
        const remedy = 'Save the model without quantisation.';
        throw new WeightFileError(
          'unsupported',
          path,
          `${name} as ${dtype}`,
          'float32, int32 or bool',
          remedy
        );
      }
      const count = elementsOf(shape);
      budget.take(name, count);
      return { name, shape, type, count };
    });
    const expected = sizes.reduce((sum, { type, count }) => sum + bytesOf(type) * count, 0);
    const bytes = await joined(dirname(path), paths, expected, path);
    let at = 0;
    for (const { name, shape, type, count } of sizes) {
      const end = at + bytesOf(type) * count;
      tensors.set(pathOf(name), { shape, values: toFloats(bytes.subarray(at, end), type, count) });
      at = end;
    }
  }
  return { tensors, metadata };
}

/** TensorFlow.js calls the kernel of depthwise convolutions otherwise than Keras 3. */
function pathOf(name: string): string {
  return name.replace(/\/depthwise_kernel$/, '/kernel');
}

/** Bytes of all shards, each counted once. */
async function sizesOf(folder: string, manifest: readonly Group[], source: string): Promise<number> {
  let sum = 0;
  for (const name of new Set(manifest.flatMap(({ paths }) => paths))) {
    sum += (await shard(join(folder, name), source, (path) => stat(path))).size;
  }
  return sum;
}

async function joined(
  folder: string,
  paths: string[],
  expected: number,
  source: string
): Promise<Uint8Array> {
  const joint = new Uint8Array(expected);
  let size = 0;
  for (const name of paths) {
    const part = await shard(join(folder, name), source, (path) =>
      readPlainFile(path, (more) => requireSum(size + more, more > expected - size))
    );
    joint.set(part, size);
    size += part.length;
  }
  requireSum(size, size !== expected);
  return joint;

  function requireSum(sum: number, wrong: boolean): void {
    if (wrong) {
      throw new WeightFileError('damaged', source, `shards of ${sum} bytes`, `${expected}`, GET_AGAIN);
    }
  }
}

async function shard<T>(path: string, source: string, use: (path: string) => Promise<T>): Promise<T> {
  try {
    return await use(path);
  } catch (error) {
    if (error instanceof WeightFileError) {
      throw error;
    }
    const { code = String(error) } = error as NodeJS.ErrnoException;
    const remedy = `Put it beside ${basename(source)}.`;
    throw new WeightFileError('unreadable', path, code, 'a shard of weights', remedy, { cause: error });
  }
}

/** The groups of weights, and what the model's author adds, as JSON by its names. */
function contentOf(
  json: Uint8Array,
  source: string
): { manifest: Group[]; metadata: Record<string, string> } {
  const damaged = (got: string): WeightFileError =>
    new WeightFileError('damaged', source, got, "a layers model's weightsManifest", GET_AGAIN);
  let parsed: unknown;
  try {
    parsed = parseJson(json);
  } catch (error) {
    throw damaged(error instanceof JsonLimitError ? error.got : 'no JSON');
  }
  const { weightsManifest, userDefinedMetadata, modelTopology } = (parsed ?? {}) as Record<string, unknown>;
  if (!Array.isArray(weightsManifest) || !weightsManifest.every(isGroup)) {
    throw damaged('JSON without it');
  }
  try {
    const added = Object.entries(userDefinedMetadata ?? {});
    const metadata = Object.fromEntries(added.map(([name, value]) => [name, JSON.stringify(value)]));
    return { manifest: weightsManifest, metadata: { ...metadata, ...configurationIn(modelTopology) } };
  } catch {
    // What is parsed without recursion may be too deep to be written with it.
    throw damaged('metadata too deep to keep');
  }
}

/** The configuration in Keras's form: its own converter keeps it within the topology, TensorFlow.js as the topology. */
function configurationIn(topology: unknown): Record<string, string> {
  if (typeof topology !== 'object' || topology === null) {
    return {};
  }
  const { model_config: within = topology } = topology as Record<string, unknown>;
  return { model_config: JSON.stringify(within) };
}

function isGroup(group: unknown): group is Group {
  const { paths, weights } = (group ?? {}) as Partial<Group>;
  const isName = (path: unknown): boolean =>
    typeof path === 'string' && path !== '' && basename(path) === path && path !== '..';
  const isWeight = (weight: unknown): boolean => {
    const { name, shape, dtype } = (weight ?? {}) as Partial<Group['weights'][number]>;
    const whole = (side: unknown): boolean => Number.isSafeInteger(side) && (side as number) >= 0;
    return (
      typeof name === 'string' && typeof dtype === 'string' && Array.isArray(shape) && shape.every(whole)
    );
  };
  return Array.isArray(paths) && paths.every(isName) && Array.isArray(weights) && weights.every(isWeight);
}
