import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import {
  cacheFolder,
  diskError,
  downloadFile,
  type DownloadProgress,
  type Patience,
  withoutLastStrokes
} from '../download';
import type { OptionNames } from '../analysis/option-names';
import { DataError, requireKnown } from './errors';
import { MED_MNIST_ADDRESS, MED_MNIST_SETS, type MedMnistName } from './med-mnist-sets';
import { unpackTar } from './tar';

/** A file of a public set. */
export interface PublicFile {
  name: string;
  /** What the set's authors publish; none of them gives a better sum. */
  md5: string;
  /** Length, where it is known for certain. */
  bytes?: number;
}

/** Where a public set comes from. */
export interface PublicSet {
  /** Address that the files' names follow. */
  address: string;
  /** Behind the names. */
  query?: string;
  files: readonly PublicFile[];
  /** Files to unpack, if the set is one archive. */
  members?: readonly string[];
}

export interface PublicSetOptions extends Patience {
  /** Where to keep the files; default the folder `data/<name>` in the cache folder. */
  folder?: string;
  /** Address that the files' names follow, in place of the official one; the checksums stay the same. */
  mirror?: string;
  onProgress?: (progress: DownloadProgress) => void;
}

const PUBLIC_SET_OPTIONS: OptionNames<PublicSetOptions> = {
  folder: true,
  mirror: true,
  onProgress: true,
  attempts: true,
  waitMs: true,
  stallMs: true,
  signal: true
};

/** Lengths as downloads of the official files show them; checksums as noted with each set. */
const SETS = {
  /** Addresses and sums from the README of github.com/zalandoresearch/fashion-mnist. */
  'fashion-mnist': {
    address: 'http://fashion-mnist.s3-website.eu-central-1.amazonaws.com',
    files: [
      { name: 'train-images-idx3-ubyte.gz', md5: '8d4fb7e6c68d591d4c3dfef9ec88bf0d', bytes: 26_421_880 },
      { name: 'train-labels-idx1-ubyte.gz', md5: '25c81989df183df01b3e8a0aad5dffbe', bytes: 29_515 },
      { name: 't10k-images-idx3-ubyte.gz', md5: 'bef4ecab320f06d8554ea6380940ec79', bytes: 4_422_102 },
      { name: 't10k-labels-idx1-ubyte.gz', md5: 'bb300cfdad3c16e7a12a480ee83cd310', bytes: 5_148 }
    ]
  },
  /** Address and sum from the set's page, www.cs.toronto.edu/~kriz/cifar.html, binary version. */
  'cifar-10': {
    address: 'https://www.cs.toronto.edu/~kriz',
    files: [{ name: 'cifar-10-binary.tar.gz', md5: 'c32a1d4ab5d03f1284b67883e8d87530', bytes: 170_052_171 }],
    members: [
      ...[1, 2, 3, 4, 5].map((part) => `data_batch_${part}.bin`),
      'test_batch.bin',
      'batches.meta.txt'
    ].map((name) => `cifar-10-batches-bin/${name}`)
  },
  /** From the same page. */
  'cifar-100': {
    address: 'https://www.cs.toronto.edu/~kriz',
    files: [{ name: 'cifar-100-binary.tar.gz', md5: '03b5dce01913d631647c71ecec9e9cb8', bytes: 168_513_733 }],
    members: ['train.bin', 'test.bin', 'fine_label_names.txt', 'coarse_label_names.txt'].map(
      (name) => `cifar-100-binary/${name}`
    )
  }
} as const satisfies Record<string, PublicSet>;

export type PublicSetName = keyof typeof SETS | MedMnistName;

/** Ten times what CIFAR's archives hold. */
const MAX_UNPACKED_BYTES = 2 ** 31;

/** What is known of a set. @throws DataError for a name that stands for none. */
export function publishedSet(name: PublicSetName): PublicSet {
  const sets: Readonly<Record<string, PublicSet>> = SETS;
  if (Object.hasOwn(sets, name)) {
    return sets[name];
  }
  if (Object.hasOwn(MED_MNIST_SETS, name)) {
    const { md5 } = MED_MNIST_SETS[name as MedMnistName];
    return { address: MED_MNIST_ADDRESS, query: '?download=1', files: [{ name: `${name}.npz`, md5 }] };
  }
  const expected = [...Object.keys(SETS), ...Object.keys(MED_MNIST_SETS)].join(', ');
  const remedy = 'Other sets: download them yourself and give their folder or file to the loader.';
  throw new DataError('bad-option', 'name', JSON.stringify(name), expected, remedy);
}

/**
 * Downloads a public set from its official address, checks it, unpacks what needs to be, and keeps it in the cache.
 * @returns The folder, and the paths of the set's files in it.
 * @throws DataError for an unknown name and an archive that can't be unpacked.
 * @throws DownloadError for files that don't come.
 */
export function publicSet(
  name: PublicSetName,
  options: PublicSetOptions = {}
): Promise<{ folder: string; files: string[] }> {
  requireKnown(options, PUBLIC_SET_OPTIONS);
  const { folder = join(cacheFolder(), 'data', name) } = options;
  return fetchSet(publishedSet(name), { ...options, folder });
}

/** @see publicSet */
export async function fetchSet(
  set: PublicSet,
  options: PublicSetOptions & { folder: string }
): Promise<{ folder: string; files: string[] }> {
  const { folder } = options;
  const { members } = set;
  if (members === undefined) {
    const files: string[] = [];
    for (const file of set.files) {
      files.push(await fetchFile(set, file, options));
    }
    return { folder, files };
  }
  const files = members.map((member) => join(folder, basename(member)));
  const whole = (): boolean => files.every((file) => existsSync(file));
  for (const file of whole() ? [] : set.files) {
    const archive = await fetchFile(set, file, options);
    await unpackInto(folder, archive, members).catch((error: unknown) => {
      // Another process may have unpacked the archive meanwhile, and taken it away.
      if (!whole()) {
        throw error;
      }
    });
  }
  return { folder, files };
}

function fetchFile(
  { address, query = '' }: PublicSet,
  { name, md5, bytes }: PublicFile,
  { mirror, folder, onProgress, attempts, waitMs, stallMs, signal }: PublicSetOptions
): Promise<string> {
  const url = `${withoutLastStrokes(mirror ?? address)}/${name}${query}`;
  return downloadFile({ url, name, md5, bytes, folder, onProgress, attempts, waitMs, stallMs, signal });
}

/** Files get their names only when all are unpacked; then the archive, which holds the same, goes. */
async function unpackInto(folder: string, archive: string, members: readonly string[]): Promise<void> {
  const fresh = join(folder, `unpacking-${randomBytes(4).toString('hex')}`);
  try {
    await mkdir(fresh);
    await unpackTar(archive, members, fresh, MAX_UNPACKED_BYTES);
    for (const member of members) {
      await rename(join(fresh, basename(member)), join(folder, basename(member)));
    }
    await rm(archive, { force: true });
  } catch (error) {
    throw error instanceof DataError ? error : diskError(error, folder);
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
}
