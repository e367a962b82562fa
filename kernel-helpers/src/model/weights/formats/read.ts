import { SpecError } from '../../../analysis/errors';
import { type OptionNames, requireOptions } from '../../../analysis/option-names';
import { fileSource, openPlainFile, readPlainFile } from '../../../files';
import { isHdf5 } from './hdf5';
import { decodeKerasArchive, decodeKerasHdf5 } from './keras';
import { decodeSafetensors, isSafetensors, readSafetensors } from './safetensors';
import type { StateChoice } from './state-dict';
import { decodeTfjs } from './tfjs';
import { type ArchiveReading, decodeOldTorch, decodeTorchZip, isOldTorch } from './torch';
import {
  ALLOW_MORE,
  GET_AGAIN,
  allowedBeside,
  allowedValues,
  type WeightFile,
  WeightFileError
} from './weight-file';

/** Of a file: twice L2, the largest of the family, in floats of 32 bits. */
const MAX_BYTES = 4 * 2 ** 30;
const START_BYTES = 16;
const BYTES = 'the given bytes';

export interface ReadOptions {
  /**
   * Most bytes of the file and of its unpacked values; default 4 GiB, and of values what leaves the
   * memory that is taken within twice the file's size and 100 MB.
   */
  maxBytes?: number;
  /**
   * Which dictionary of a PyTorch checkpoint, its keys joined by points, for example `ema` or `teacher.state_dict`.
   * Needed where several hold weights.
   */
  stateDict?: string;
}

const READ_OPTIONS: OptionNames<ReadOptions> = { maxBytes: true, stateDict: true };

/**
 * Reads a file of weights; the format is recognised by its content, not its name: safetensors, PyTorch's `.pth` in both
 * forms, Keras's `.weights.h5`, `.h5` and `.keras`, or the `model.json` of a TensorFlow.js layers model. Nothing in a
 * file is executed, every size is checked before it is used, and numbers of other kinds become floats of 32 bits.
 *
 * @param source Path, or the file's content.
 * @throws WeightFileError naming the file, what it held, what was expected and what to do.
 */
export async function loadWeightFile(
  source: string | Uint8Array,
  options: ReadOptions = {}
): Promise<WeightFile> {
  requireOptions(options, READ_OPTIONS);
  return readWanted(source, options);
}

/**
 * The same, for who knows names of weights.
 * @param prefers Whether names are wanted, where several dictionaries have tensors.
 */
export async function readWanted(
  source: string | Uint8Array,
  { maxBytes, stateDict }: ReadOptions,
  prefers?: StateChoice['prefers']
): Promise<WeightFile> {
  const file = await read(source, maxBytes, { stateDict, prefers });
  if (stateDict !== undefined && file.format !== 'torch') {
    const got = `stateDict ${JSON.stringify(stateDict.slice(0, 60))}`;
    const remedy = 'Leave it out: other formats have one set of tensors.';
    throw new WeightFileError('unsupported', file.source, got, 'a checkpoint of PyTorch', remedy);
  }
  return file;
}

async function read(
  source: string | Uint8Array,
  most: number | undefined,
  choice: StateChoice
): Promise<WeightFile> {
  const name = typeof source === 'string' ? source : BYTES;
  requireSource(source);
  const { start, size } = await startOf(source, name, most ?? MAX_BYTES);
  if (start[0] === 0x50 && start[1] === 0x4b) {
    return { ...(await decodeArchive(source, name, { size, most: most ?? null, choice })), source: name };
  }
  if (isSafetensors(start)) {
    return { format: 'safetensors', source: name, ...(await tensorsOf(source, name, most)) };
  }
  const bytes = typeof source === 'string' ? await contentOf(source) : source;
  if (isHdf5(start)) {
    const limits = { most: most ?? null, size, owned: typeof source === 'string' };
    return { ...(await decodeKerasHdf5(bytes, name, limits)), source: name };
  }
  if (isOldTorch(start)) {
    const maxBytes = most ?? allowedBeside(size, size);
    return { format: 'torch', source: name, ...(await decodeOldTorch(bytes, name, maxBytes, choice)) };
  }
  if (typeof source === 'string' && start[0] === 0x7b) {
    return { format: 'tfjs', source: name, ...(await decodeTfjs(bytes, source, most)) };
  }
  const { got, remedy } = inPlaceOfWeights(start);
  const expected = 'safetensors, .pth, .weights.h5, .h5, .keras or a model.json';
  throw new WeightFileError('unknown-format', name, got, expected, remedy);
}

function requireSource(source: unknown): void {
  if (typeof source !== 'string' && !(source instanceof Uint8Array)) {
    const remedy = 'Give the path of a file of weights, or what is in it.';
    throw new SpecError('source', source, 'a path or bytes', remedy);
  }
}

/** What a download often leaves where weights should be. */
function inPlaceOfWeights(start: Uint8Array): { got: string; remedy: string } {
  const text = Buffer.from(start).toString('latin1');
  if (text.startsWith('version https://')) {
    return { got: 'a pointer of Git LFS', remedy: 'Get the file itself with: git lfs pull.' };
  }
  if (/^\s*<(!doctype|html|\?xml)/i.test(text)) {
    return { got: 'a web page', remedy: 'Get the file itself: the address returned a web page.' };
  }
  return start.length === 0
    ? { got: 'an empty file', remedy: GET_AGAIN }
    : {
        got: `0x${Buffer.from(start.subarray(0, 8)).toString('hex')} at its beginning`,
        remedy: 'Convert it to one of these.'
      };
}

/** Both are zip archives; only one has a `data.pkl`. */
async function decodeArchive(
  source: string | Uint8Array,
  name: string,
  reading: ArchiveReading
): Promise<Omit<WeightFile, 'source'>> {
  try {
    return { format: 'torch', ...(await decodeTorchZip(source, name, reading)) };
  } catch (error) {
    if (error instanceof WeightFileError && error.kind === 'unknown-format') {
      return decodeKerasArchive(source, name, reading);
    }
    throw error;
  }
}

async function tensorsOf(
  source: string | Uint8Array,
  name: string,
  most: number | undefined
): ReturnType<typeof readSafetensors> {
  if (typeof source !== 'string') {
    return decodeSafetensors(source, name, most ?? allowedValues(source.length));
  }
  try {
    const { handle, size } = await openPlainFile(source);
    try {
      return await readSafetensors(fileSource(handle, size), name, most ?? allowedValues(size));
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw error instanceof WeightFileError ? error : unreadable(source, codeOf(error), error);
  }
}

async function startOf(
  source: string | Uint8Array,
  name: string,
  maxBytes: number
): Promise<{ start: Uint8Array; size: number }> {
  if (typeof source !== 'string') {
    requireSize(source.length, name, maxBytes);
    return { start: source.subarray(0, START_BYTES), size: source.length };
  }
  try {
    const { handle, size } = await openPlainFile(source);
    try {
      requireSize(size, name, maxBytes);
      const start = new Uint8Array(START_BYTES);
      const { bytesRead } = await handle.read(start, 0, START_BYTES, 0);
      return { start: start.subarray(0, bytesRead), size };
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw error instanceof WeightFileError ? error : unreadable(source, codeOf(error), error);
  }
}

async function contentOf(path: string): Promise<Uint8Array> {
  try {
    return await readPlainFile(path);
  } catch (error) {
    throw unreadable(path, codeOf(error), error);
  }
}

function requireSize(size: number, name: string, maxBytes: number): void {
  if (size > maxBytes) {
    throw new WeightFileError('too-large', name, `${size} bytes`, `at most ${maxBytes}`, ALLOW_MORE);
  }
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? String(error);
}

function unreadable(path: string, got: string, cause?: unknown): WeightFileError {
  const remedy = 'Check the path, and that you may read it.';
  return new WeightFileError('unreadable', path, got, 'a readable file', remedy, { cause });
}
