import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { OptionNames } from '../analysis/option-names';
import { plainFileStream } from '../files';
import { eachOf } from './at-once';
import {
  checkedLabels,
  DIGEST_BYTES,
  type FileDataset,
  type OnUnreadable,
  select,
  type UnreadableImage
} from './dataset';
import { decodeFile } from './decoding/decode';
import { HEAD_BYTES, holdsDeepValues, IMAGE_EXTENSIONS } from './decoding/formats';
import {
  DECODE_OPTIONS,
  type DecodeOptions,
  decodeOptionsOf,
  requireDecodeOptions
} from './decoding/options';
import { DataError, requireKnown, requirePath } from './errors';
import { entriesOf, imagesIn, requireRoom } from './folder-entries';
import { LeftOut } from './left-out';
import { countOf, type DatasetSplits, datasetSplits, heldOut } from './splits';
import { UnreadableReport } from './unreadable';

export interface ImageFolderOptions extends DecodeOptions {
  /** Default the folder's own name. */
  name?: string;
  /** 3 (default) makes grey images colour, 1 makes colour images grey. */
  channels?: 1 | 3;
  /** Images held out if no folder has them: a share below 1, or a number. Default 0.1. */
  validation?: number;
  /** The same for testing; at least one image. Default 0.1. */
  test?: number;
  /** Chooses them. Default 0. */
  seed?: number;
  /** Whether each class gives the same share of them; default true. */
  stratified?: boolean;
  /** What images that can't be read or decoded do, now and later: `error` (default) or `skip`. */
  onUnreadable?: OnUnreadable;
}

export const FOLDER_OPTIONS: OptionNames<ImageFolderOptions> = {
  ...DECODE_OPTIONS,
  name: true,
  channels: true,
  validation: true,
  test: true,
  seed: true,
  stratified: true,
  onUnreadable: true
};

/** Names that folders of a split have. */
const SPLIT_FOLDERS = {
  train: ['train', 'training'],
  validation: ['val', 'valid', 'validation'],
  test: ['test', 'testing']
} as const;
/** Files read side by side for their digests. */
const AT_ONCE = 8;

/**
 * A tree of image files, each class a folder named after it: `folder/cat/1.png`. With folders `train` and, if there
 * are, `val` and `test` between, these are the splits; else images are held out by the seed. Classes are sorted by
 * name. Images stay in their files and are decoded when a step needs them, so that a set may be larger than memory;
 * all files are read once, for the fingerprint.
 *
 * Every format of `loadImage` is read, told by a file's extension or else by its content, also in folders within and
 * through links. What is left out is counted by kind in `warnings`: other formats, among them SVG, which is a program
 * and not run, other files, hidden ones, and what lies beside the classes or splits.
 *
 * @throws DataError for a folder that can't be read, without classes or with an empty one, for files that can't be read
 *   unless they are skipped, and for values of more than 8 bits whose range is not known.
 */
export async function loadImageFolder(
  folder: string,
  options: ImageFolderOptions = {}
): Promise<DatasetSplits<FileDataset>> {
  requirePath('folder', folder);
  requireKnown(options, FOLDER_OPTIONS);
  const { name = folder.split(/[\\/]/).filter(Boolean).pop() ?? folder, channels = 3 } = options;
  const decoding = decodeOptionsOf(options);
  const { validation = 0.1, test = 0.1, seed = 0, stratified = true, onUnreadable = 'error' } = options;
  requireOption('channels', channels, [1, 3]);
  requireOption('onUnreadable', onUnreadable, ['error', 'skip']);
  requireDecodeOptions(decoding);
  const [unreadable, left]: [UnreadableImage[], LeftOut] = [[], new LeftOut()];
  const parts = await splitFolders(folder, left);
  const classes = await classFolders(parts.train ?? folder, new LeftOut());
  const settings = { classes, channels, onUnreadable, unreadable, left, decoding };
  const part = async (title: string, path: string): Promise<FileDataset> =>
    filesOf(path, `${name} ${title}`, settings);
  const split = { seed, stratified };
  let train = await part('train', parts.train ?? folder);
  let [held, rest] = [
    parts.validation ? await part('validation', parts.validation) : null,
    parts.test ? await part('test', parts.test) : null
  ];
  const warnings = [...left.sentences(), ...skipped(unreadable)];
  if (!rest) {
    const count = Math.max(1, countOf(test, train));
    const places = heldOut(train, count, { ...split, option: 'test' });
    [rest, train] = [select(train, `${name} test`, places.held), select(train, train.name, places.kept)];
  }
  if (!held && validation > 0) {
    const places = heldOut(train, countOf(validation, train), { ...split, option: 'validation' });
    held = places.held.length > 0 ? select(train, `${name} validation`, places.held) : null;
    train = select(train, train.name, places.kept);
  }
  return datasetSplits(name, { train, validation: held, test: rest }, warnings);
}

/** Folders of the splits; none when the folder holds the classes themselves. */
async function splitFolders(
  folder: string,
  left: LeftOut
): Promise<Partial<Record<keyof typeof SPLIT_FOLDERS, string>>> {
  const beside = new LeftOut();
  const { folders, files } = await entriesOf(folder, beside);
  const find = (names: readonly string[]): string | undefined =>
    folders.find((entry) => names.includes(entry.toLowerCase()));
  const [train, validation, test] = Object.values(SPLIT_FOLDERS).map(find);
  // A class may be called `test`: without a folder to train on, all are classes.
  if (train === undefined) {
    return {};
  }
  left.include(beside);
  const splits = [train, validation, test];
  const others = folders.filter((entry) => !splits.includes(entry));
  others.forEach((entry) =>
    left.add('folder beside those of the splits', join(folder, entry), 'it is no split')
  );
  files.forEach((entry) =>
    left.add('file beside the folders of the splits', join(folder, entry), 'it has no class')
  );
  const path = (entry: string | undefined): string | undefined => entry && join(folder, entry);
  return { train: path(train), validation: path(validation), test: path(test) };
}

/** Names of the classes' folders. @throws DataError without any. */
async function classFolders(folder: string, left: LeftOut): Promise<string[]> {
  const { folders, files } = await entriesOf(folder, left);
  if (folders.length === 0) {
    const got = files.length === 0 ? 'no folders' : `no folders but ${files.length} files`;
    const remedy = 'Put the images of each class into a folder named after it.';
    throw new DataError('empty', folder, got, 'one folder for each class', remedy);
  }
  files.forEach((file) =>
    left.add('file beside the folders of classes', join(folder, file), 'it has no class')
  );
  return folders;
}

/** Where to look for images, and what becomes of those that can't be read. */
interface FolderSettings {
  classes: string[];
  channels: 1 | 3;
  onUnreadable: OnUnreadable;
  decoding: DecodeOptions;
  /** Takes those that can't be read. */
  unreadable: UnreadableImage[];
  /** Takes what is no image that is read. */
  left: LeftOut;
}

async function filesOf(path: string, name: string, settings: FolderSettings): Promise<FileDataset> {
  const { classes, channels, onUnreadable, decoding, left } = settings;
  const unknown = (await classFolders(path, left)).find((folder) => !classes.includes(folder));
  if (unknown !== undefined) {
    const expected = 'one of the folders to train on';
    const remedy = 'Give all splits the same classes.';
    throw new DataError('bad-label', path, `a folder ${JSON.stringify(unknown)}`, expected, remedy);
  }
  const files: string[] = [];
  const labels: number[] = [];
  for (const [label, folder] of classes.entries()) {
    const others = new LeftOut();
    const found = await imagesIn(join(path, folder), others);
    if (found.length === 0) {
      const got = ['no images', ...others.sentences()].join('; ');
      const remedy = `Add images (${IMAGE_EXTENSIONS.join(', ')}), or remove the folder from all splits.`;
      throw new DataError('empty-class', join(path, folder), got, 'at least one', remedy);
    }
    left.include(others);
    requireRoom(path, files.length + found.length);
    found.forEach((file) => (files.push(file), labels.push(label)));
  }
  const { digests, faults } = await digestsOf(files, onUnreadable, decoding);
  const all: FileDataset = {
    name,
    files,
    labels: checkedLabels(labels, classes, path),
    shape: [files.length, null, null, channels],
    classes,
    digests,
    onUnreadable,
    ...decoding
  };
  settings.unreadable.push(...faults.values());
  const readable = Array.from(files.keys()).filter((place) => !faults.has(place));
  if (readable.length === 0) {
    throw new DataError('unreadable', path, 'no file that can be read', 'at least one', 'Look at the files.');
  }
  return faults.size > 0 ? select(all, name, readable) : all;
}

/** SHA-256 of each file. @throws DataError for values whose range is not known, before training comes to them. */
async function digestsOf(
  files: string[],
  onUnreadable: OnUnreadable,
  decoding: DecodeOptions
): Promise<{ digests: Uint8Array; faults: Map<number, UnreadableImage> }> {
  const digests = new Uint8Array(files.length * DIGEST_BYTES);
  const faults = new Map<number, UnreadableImage>();
  await eachOf(files.length, AT_ONCE, async (i) => {
    const path = files[i];
    let head: Buffer;
    try {
      const read = await digestOf(path);
      digests.set(read.digest, i * DIGEST_BYTES);
      head = read.head;
    } catch (error) {
      const { code: reason = String(error) } = error as NodeJS.ErrnoException;
      if (onUnreadable === 'error') {
        const remedy = "Check the file, or skip such files with onUnreadable: 'skip'.";
        throw new DataError('unreadable', path, reason, 'a readable file', remedy, { cause: error });
      }
      faults.set(i, { path, reason });
      return;
    }
    if (holdsDeepValues(head)) {
      await requireKnownRange(path, decoding);
    }
  });
  return { digests, faults };
}

async function digestOf(path: string): Promise<{ digest: Buffer; head: Buffer }> {
  const hash = createHash('sha256');
  let head: Buffer = Buffer.alloc(0);
  for await (const chunk of (await plainFileStream(path)) as AsyncIterable<Buffer>) {
    head = head.length > 0 ? head : chunk.subarray(0, HEAD_BYTES);
    hash.update(chunk);
  }
  return { digest: hash.digest(), head };
}

/** What can't be decoded is told when it is needed. */
async function requireKnownRange(path: string, decoding: DecodeOptions): Promise<void> {
  try {
    await decodeFile(path, decoding);
  } catch (error) {
    if (!(error instanceof DataError && error.kind === 'unreadable')) {
      throw error;
    }
  }
}

function skipped(left: readonly UnreadableImage[]): string[] {
  const report = new UnreadableReport();
  const sentences = report.news(left);
  const summary = report.summary();
  return summary === null ? [] : [...sentences, summary];
}

function requireOption<T>(option: string, value: T, allowed: readonly T[]): void {
  if (!allowed.includes(value)) {
    throw new DataError('bad-option', option, String(value), allowed.join(' or '), 'Choose one of them.');
  }
}
