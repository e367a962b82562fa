import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DownloadError } from '../download';
import { sampleBytes, serveBytes, startServer, type TestServer } from '../download/server.fixtures';
import { loadCifar10 } from './cifar';
import { DataError } from './errors';
import { loadFashionMnist } from './fashion-mnist';
import { loadMedMnist } from './med-mnist';
import { MED_MNIST_SETS } from './med-mnist-sets';
import { NPZ } from './numpy.fixtures';
import { fetchSet, publicSet, type PublicSet, publishedSet } from './public-sets';
import { unpackTar } from './tar';
import { tarOf } from './tar.fixtures';

const FILES = { 'a.bin': sampleBytes(5_000), 'b.bin': sampleBytes(700), 'c.txt': Buffer.from('one\ntwo\n') };
const MEMBERS = Object.keys(FILES).map((name) => `set/${name}`);

let server: TestServer;
let root: string;
beforeEach(async () => {
  vi.stubEnv('EFFICIENTNET_LAB_OFFLINE', '');
  vi.stubEnv('HF_HUB_OFFLINE', '');
  root = mkdtempSync(join(tmpdir(), 'public-sets-'));
  vi.stubEnv('EFFICIENTNET_LAB_CACHE', root);
  server = await startServer(serveBytes(new Uint8Array(0)));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await server.close();
  rmSync(root, { recursive: true });
});

const md5 = (bytes: Uint8Array): string => createHash('md5').update(bytes).digest('hex');

const ARCHIVE = gzipSync(
  tarOf([
    { name: 'set/', type: '5' },
    { name: 'set/readme.html', content: Buffer.from('not wanted') },
    ...Object.entries(FILES).map(([name, content]) => ({ name: `set/${name}`, content }))
  ])
);

function archived(archive: Uint8Array): PublicSet {
  server.answer = serveBytes(archive);
  const files = [{ name: 'set.tar.gz', md5: md5(archive) }];
  return { address: server.origin, files, members: MEMBERS };
}

async function failure<T extends Error>(
  promise: Promise<unknown>,
  type: new (...given: never[]) => T
): Promise<T> {
  const error: unknown = await promise.catch((reason: unknown) => reason);
  if (error instanceof type) {
    return error;
  }
  throw new Error(`Not a ${type.name}: ${String(error)}`);
}

describe('an archived set', () => {
  it('is downloaded, unpacked and then found', async () => {
    const folder = join(root, 'set');
    const set = archived(ARCHIVE);
    const { files } = await fetchSet(set, { folder });
    expect(files).toEqual(Object.keys(FILES).map((name) => join(folder, name)));
    Object.entries(FILES).forEach(([name, content]) =>
      expect(readFileSync(join(folder, name)).equals(content), name).toBe(true)
    );
    expect(readdirSync(folder).sort()).toEqual(Object.keys(FILES).sort());
    await fetchSet(set, { folder });
    expect(server.requests).toHaveLength(1);
  });

  it('is the same when asked for many times at once', async () => {
    const folder = join(root, 'set');
    const set = archived(ARCHIVE);
    await Promise.all(Array.from({ length: 4 }, () => fetchSet(set, { folder })));
    expect(readdirSync(folder).sort()).toEqual(Object.keys(FILES).sort());
  });

  it('with another checksum is refused', async () => {
    const set = archived(ARCHIVE);
    server.answer = serveBytes(gzipSync(Buffer.from('else')));
    const error = await failure(fetchSet(set, { folder: join(root, 'set'), attempts: 1 }), DownloadError);
    expect(error.kind).toBe('wrong-checksum');
  });

  it.each([
    ['links in place of files', tarOf([{ name: 'set/a.bin', type: '2', target: '/etc/passwd' }]), 'missing'],
    ['paths out of the folder', tarOf([{ name: '../set/a.bin', content: FILES['a.bin'] }]), 'missing'],
    ['no file at all', tarOf([]), 'missing'],
    ['no tar', Buffer.from('nothing of the kind'), 'missing'],
    ['blocks that are no entries', Buffer.alloc(51_200, 'a'), 'truncated'],
    ['only a part', tarOf([{ name: 'set/a.bin', content: FILES['a.bin'] }]).subarray(0, 2_000), 'truncated']
  ])('with %s is refused, and leaves nothing', async (_, tar, kind) => {
    const folder = join(root, 'set');
    const set = { ...archived(gzipSync(tar)), members: ['set/a.bin'] };
    expect((await failure(fetchSet(set, { folder }), DataError)).kind).toBe(kind);
    expect(readdirSync(folder)).toEqual(['set.tar.gz']);
  });

  it('larger than allowed is refused before it fills the disk', async () => {
    const archive = join(root, 'large.tar.gz');
    writeFileSync(archive, gzipSync(tarOf([{ name: 'set/a.bin', content: new Uint8Array(4_000_000) }])));
    const error = await failure(unpackTar(archive, ['set/a.bin'], root, 100_000), DataError);
    expect(error.kind).toBe('too-large');
  });
});

describe('the table', () => {
  it('has plausible entries', () => {
    for (const name of ['fashion-mnist', 'cifar-10', 'cifar-100', ...Object.keys(MED_MNIST_SETS)]) {
      const { address, files } = publishedSet(name as 'cifar-10');
      expect(new URL(address).protocol).toMatch(/^https?:$/);
      files.forEach((file) => expect(file.md5).toMatch(/^[0-9a-f]{32}$/));
    }
  });

  it('knows no other names', async () => {
    expect(() => publishedSet('imagenet' as 'cifar-10')).toThrow('pathmnist');
    expect(() => publishedSet('toString' as 'cifar-10')).toThrow(DataError);
    expect((await failure(loadMedMnist('chestmnist' as 'pathmnist'), DataError)).kind).toBe('bad-option');
  });
});

describe('loaders', () => {
  it('ask a mirror for the right files, and hold them to the official checksums', async () => {
    server.answer = serveBytes(sampleBytes(29_515));
    const mirror = `${server.origin}/mirror/`;
    const wrong = await failure(loadFashionMnist({ download: { mirror } }), DownloadError);
    expect(wrong.kind).toBe('wrong-length');
    expect(wrong.url).toBe(`${server.origin}/mirror/train-images-idx3-ubyte.gz`);
    await failure(loadCifar10({ download: { mirror } }), DownloadError);
    expect((await failure(publicSet('pathmnist', { mirror }), DownloadError)).kind).toBe('wrong-checksum');
    expect(server.requests.map(({ url }) => url)).toEqual([
      '/mirror/train-images-idx3-ubyte.gz',
      '/mirror/cifar-10-binary.tar.gz',
      '/mirror/pathmnist.npz?download=1'
    ]);
  });

  it('tell offline what is not there, and read what is', async () => {
    vi.stubEnv('EFFICIENTNET_LAB_OFFLINE', '1');
    const error = await failure(loadCifar10({ download: true }), DownloadError);
    expect(error.kind).toBe('offline');
    expect(error.message).toContain(join(root, 'data', 'cifar-10'));
    const record = Buffer.alloc(3_073);
    const folder = join(root, 'data', 'cifar-10');
    mkdirSync(folder, { recursive: true });
    [1, 2, 3, 4, 5].forEach((part) => writeFileSync(join(folder, `data_batch_${part}.bin`), record));
    writeFileSync(join(folder, 'test_batch.bin'), record);
    writeFileSync(join(folder, 'batches.meta.txt'), 'a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n');
    const { train } = await loadCifar10({ download: true, validation: 0 });
    expect(train.shape).toEqual([5, 32, 32, 3]);
  });

  it('name the classes of medical images', async () => {
    const path = join(root, 'pathmnist.npz');
    writeFileSync(path, Buffer.from(NPZ, 'base64'));
    const { train, classes } = await loadMedMnist('pathmnist', { path });
    expect([train.labels.length, classes.length, classes[8]]).toEqual([
      6,
      9,
      'colorectal adenocarcinoma epithelium'
    ]);
  });

  it('want a folder or a download', async () => {
    expect((await failure(loadCifar10(), DataError)).message).toContain('download');
    expect((await failure(loadMedMnist('pathmnist'), DataError)).message).toContain('download');
  });
});
