import { createHash } from 'node:crypto';
import { createReadStream, type Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { eachOf } from './at-once';
import {
  checkedLabels,
  DIGEST_BYTES,
  type FileDataset,
  type OnUnreadable,
  select,
  type UnreadableImage
} from './dataset';
import { DataError } from './errors';
import { countOf, type DatasetSplits, datasetSplits, heldOut } from './splits';
import { UnreadableReport } from './unreadable';

export interface ImageFolderOptions {
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

/** Names that folders of a split have. */
const SPLIT_FOLDERS = {
  train: ['train', 'training'],
  validation: ['val', 'valid', 'validation'],
  test: ['test', 'testing']
} as const;
const EXTENSIONS = ['.png', '.jpg', '.jpeg', '.webp'];
const MAX_FILES = 2 ** 24;
/** Files read side by side for their digests. */
const AT_ONCE = 8;

/**
 * A tree of image files, each class a folder named after it: `folder/cat/1.png`. With folders `train` and, if there
 * are, `val` and `test` between, these are the splits; else images are held out by the seed. Classes are sorted by
 * name. Images stay in their files and are decoded when a step needs them, so that a set may be larger than memory;
 * all files are read once, for the fingerprint.
 *
 * @throws DataError for a folder that can't be read, without classes or with an empty one, and for files that can't
 *   be read unless they are skipped.
 */
export async function loadImageFolder(
  folder: string,
  options: ImageFolderOptions = {}
): Promise<DatasetSplits<FileDataset>> {
  const { name = folder.split(/[\\/]/).filter(Boolean).pop() ?? folder, channels = 3 } = options;
  const { validation = 0.1, test = 0.1, seed = 0, stratified = true, onUnreadable = 'error' } = options;
  requireOption('channels', channels, [1, 3]);
  requireOption('onUnreadable', onUnreadable, ['error', 'skip']);
  const left: UnreadableImage[] = [];
  const parts = await splitFolders(folder);
  const classes = await foldersIn(parts.train ?? folder);
  const part = async (title: string, path: string): Promise<FileDataset> =>
    filesOf(path, `${name} ${title}`, { classes, channels, onUnreadable, left });
  const split = { seed, stratified };
  let train = await part('train', parts.train ?? folder);
  let [held, rest] = [
    parts.validation ? await part('validation', parts.validation) : null,
    parts.test ? await part('test', parts.test) : null
  ];
  const warnings = skipped(left);
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
async function splitFolders(folder: string): Promise<Partial<Record<keyof typeof SPLIT_FOLDERS, string>>> {
  const there = await foldersIn(folder);
  const find = (names: readonly string[]): string | undefined => {
    const found = there.find((entry) => names.includes(entry.toLowerCase()));
    return found === undefined ? undefined : join(folder, found);
  };
  const train = find(SPLIT_FOLDERS.train);
  const validation = find(SPLIT_FOLDERS.validation);
  // A class may be called `test`: without a folder to train on, all are classes.
  return train ? { train, validation, test: find(SPLIT_FOLDERS.test) } : {};
}

async function foldersIn(folder: string): Promise<string[]> {
  const entries = await listed(folder);
  const names = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'));
  if (names.length === 0) {
    const remedy = 'Put the images of each class into a folder named after it.';
    throw new DataError('empty', folder, 'no folders', 'one folder for each class', remedy);
  }
  return names.map(({ name }) => name).sort(byCodeUnits);
}

/** Where to look for images, and what becomes of those that can't be read. */
interface FolderSettings {
  classes: string[];
  channels: 1 | 3;
  onUnreadable: OnUnreadable;
  /** Takes those left out. */
  left: UnreadableImage[];
}

async function filesOf(path: string, name: string, settings: FolderSettings): Promise<FileDataset> {
  const { classes, channels, onUnreadable, left } = settings;
  const unknown = (await foldersIn(path)).find((folder) => !classes.includes(folder));
  if (unknown !== undefined) {
    const expected = 'one of the folders to train on';
    const remedy = 'Give all splits the same classes.';
    throw new DataError('bad-label', path, `a folder ${JSON.stringify(unknown)}`, expected, remedy);
  }
  const files: string[] = [];
  const labels: number[] = [];
  for (const [label, folder] of classes.entries()) {
    const found = await imagesIn(join(path, folder));
    if (found.length === 0) {
      const remedy = `Add images (${EXTENSIONS.join(', ')}), or remove the folder from all splits.`;
      throw new DataError('empty-class', join(path, folder), 'no images', 'at least one', remedy);
    }
    requireRoom(path, files.length + found.length);
    found.forEach((file) => (files.push(file), labels.push(label)));
  }
  const { digests, faults } = await digestsOf(files, onUnreadable);
  const all: FileDataset = {
    name,
    files,
    labels: checkedLabels(labels, classes, path),
    shape: [files.length, null, null, channels],
    classes,
    digests,
    onUnreadable
  };
  left.push(...faults.values());
  const readable = Array.from(files.keys()).filter((place) => !faults.has(place));
  if (readable.length === 0) {
    throw new DataError('unreadable', path, 'no file that can be read', 'at least one', 'Look at the files.');
  }
  return faults.size > 0 ? select(all, name, readable) : all;
}

/** Paths of the images in a folder and those within it, sorted. */
async function imagesIn(folder: string): Promise<string[]> {
  const found: string[] = [];
  const folders = [folder];
  for (let next = folders.pop(); next !== undefined; next = folders.pop()) {
    for (const entry of await listed(next)) {
      const path = join(next, entry.name);
      if (entry.name.startsWith('.')) {
        continue;
      }
      if (entry.isDirectory()) {
        folders.push(path);
      } else if (EXTENSIONS.includes(extname(entry.name).toLowerCase())) {
        found.push(path);
      }
    }
    requireRoom(folder, found.length + folders.length);
  }
  return found.sort(byCodeUnits);
}

async function listed(folder: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    const { code = String(error) } = error as NodeJS.ErrnoException;
    const remedy = 'Check the path, and that each split has the same classes.';
    throw new DataError('unreadable', folder, code, 'a folder of images', remedy, { cause: error });
  }
}

/** SHA-256 of each file. */
async function digestsOf(
  files: string[],
  onUnreadable: OnUnreadable
): Promise<{ digests: Uint8Array; faults: Map<number, UnreadableImage> }> {
  const digests = new Uint8Array(files.length * DIGEST_BYTES);
  const faults = new Map<number, UnreadableImage>();
  await eachOf(files.length, AT_ONCE, async (i) => {
    const path = files[i];
    try {
      digests.set(await digestOf(path), i * DIGEST_BYTES);
    } catch (error) {
      const { code: reason = String(error) } = error as NodeJS.ErrnoException;
      if (onUnreadable === 'error') {
        const remedy = "Check the file, or leave such files out with onUnreadable: 'skip'.";
        throw new DataError('unreadable', path, reason, 'a readable file', remedy, { cause: error });
      }
      faults.set(i, { path, reason });
    }
  });
  return { digests, faults };
}

async function digestOf(path: string): Promise<Buffer> {
  const hash = createHash('sha256');
  // A pipe or a device would never end.
  if (!(await stat(path)).isFile()) {
    throw new Error('not a regular file');
  }
  for await (const chunk of createReadStream(path)) {
    hash.update(chunk as Buffer);
  }
  return hash.digest();
}

function skipped(left: readonly UnreadableImage[]): string[] {
  const report = new UnreadableReport();
  const sentences = report.news(left);
  const summary = report.summary();
  return summary === null ? [] : [...sentences, summary];
}

function requireRoom(path: string, files: number): void {
  if (files > MAX_FILES) {
    const remedy = 'Split the data set.';
    throw new DataError('too-large', path, `${files} files and more`, `at most ${MAX_FILES}`, remedy);
  }
}

function requireOption<T>(option: string, value: T, allowed: readonly T[]): void {
  if (!allowed.includes(value)) {
    throw new DataError('bad-option', option, String(value), allowed.join(' or '), 'Choose one of them.');
  }
}

/** The same order on every machine, whatever its language. */
function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
