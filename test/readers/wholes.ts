import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import sharp from 'sharp';
import { publishedRecords, recordsCsv, recordsJson, variant } from '../../kernel-helpers/src/analysis';
import { bmpOf } from '../../kernel-helpers/src/data/image-files.fixtures';
import { NPY, NPZ } from '../../kernel-helpers/src/data/numpy.fixtures';
import { tarOf } from '../../kernel-helpers/src/data/tar.fixtures';
import { encodeSafetensors } from '../../kernel-helpers/src/model';
import { encodeKerasWeights } from '../../kernel-helpers/src/model/weights/formats/keras';
import { torchOld, torchZip, zipOf } from '../../kernel-helpers/src/model/weights/formats/torch.fixtures';
import { CONFIG } from '../../kernel-helpers/src/model/hub/hub.fixtures';
import { smallData, smallModel } from '../../kernel-helpers/src/training/small.fixtures';
import { train } from '../../kernel-helpers/src/training/train';

/** A whole file, and who reads it. */
export interface Whole {
  /** One of those that `child.mjs` knows. */
  reader: string;
  bytes: Uint8Array;
  /** Where it has to lie, among the others that it belongs to. */
  to?: string;
}

const SIDE = 24;
const IMAGES = ['png', 'jpeg', 'webp', 'tiff', 'gif', 'avif'] as const;
const CIFAR_RECORD = 3073;

const EXPLORER = {
  ...{ version: 1, view: 'scaling-explorer', sentence: 'φ = 1 costs 2.57 × B0.' },
  data: {
    ...{
      mode: 'rule',
      phi: 1,
      alpha: 1.2,
      beta: 1.1,
      gamma: 1.15,
      variant: 'b0',
      depth: 1,
      width: 1,
      resolution: 224
    },
    pins: [{ letter: 'A', spec: variant('b0') }]
  }
};

/** A file of every kind that is read. */
export async function wholes(folder: string): Promise<Record<string, Whole>> {
  const named = (name: string, bytes: Uint8Array | string, to?: string): Whole => {
    const content = Buffer.from(bytes);
    if (to !== undefined) {
      writeFileSync(to, content);
    }
    return { reader: name, bytes: content, to };
  };
  const at = (...parts: string[]): string => {
    mkdirSync(join(folder, ...parts.slice(0, -1)), { recursive: true });
    return join(folder, ...parts);
  };
  const idx = Buffer.concat([
    Buffer.from([0, 0, 8, 3, 0, 0, 0, 4, 0, 0, 0, 8, 0, 0, 0, 8]),
    Buffer.alloc(256, 7)
  ]);
  const records = publishedRecords('paper-v5');
  const rows = Array.from({ length: 40 }, (_, i) => [i / 40, 1 - i / 40, 0.5]);
  return {
    ...(await weights(at)),
    ...(await images()),
    npy: named('npy', Buffer.from(NPY.fortran, 'base64')),
    npz: named('npz', Buffer.from(NPZ, 'base64')),
    idx: named('idx', idx),
    'idx.gz': named('idx', gzipSync(idx)),
    'CIFAR binary': named('cifar', cifar(at), at('cifar', 'test_batch.bin')),
    'tar.gz': named('tar', gzipSync(tarOf([{ name: 'set/data.bin', content: new Uint8Array(3000) }]))),
    'CSV records': named('csv records', recordsCsv(records)),
    'JSON records': named('json records', recordsJson(records)),
    'gates as JSON': named('gates', JSON.stringify({ block: 'block2b', gates: rows })),
    'gates as lines': named('gates', rows.map((row) => row.join(',')).join('\n')),
    document: named('document', JSON.stringify(EXPLORER)),
    specification: named('specification', JSON.stringify(variant('b0'))),
    "the hub's config.json": named('hub configuration', JSON.stringify(CONFIG)),
    ...(await run(folder)),
    'unfinished download': unfinished(at)
  };
}

async function weights(at: (...parts: string[]) => string): Promise<Record<string, Whole>> {
  const values = Float32Array.from({ length: 54 }, (_, i) => i / 7);
  const content = new Uint8Array(values.buffer);
  const shape = [3, 3, 3, 2];
  const strides = [18, 6, 2, 1];
  const torch = ['conv.weight', 'conv.half'].map((name, i) => ({
    ...{ name, storage: i === 0 ? 'FloatStorage' : 'HalfStorage', count: 54, shape, strides },
    content: content.subarray(0, i === 0 ? 216 : 108)
  }));
  const hdf5 = await encodeKerasWeights([
    { className: 'conv2d', name: 'stem_conv', variables: [{ shape, values }] },
    { className: 'dense', name: 'predictions', variables: [{ shape: [27, 2], values }] }
  ]);
  const keras = zipOf([
    { name: 'config.json', content: Buffer.from('{}') },
    { name: 'model.weights.h5', content: hdf5 }
  ]);
  const entry = { name: 'stem_conv/kernel', shape, dtype: 'float32' };
  writeFileSync(at('tfjs', 'shard.bin'), content);
  const to = at('tfjs', 'model.json');
  const json = JSON.stringify({ weightsManifest: [{ paths: ['shard.bin'], weights: [entry] }] });
  const whole = (bytes: Uint8Array): Whole => ({ reader: 'weights', bytes });
  return {
    safetensors: whole(encodeSafetensors([['conv.weight', { shape, values }]], { note: 'ours' })),
    'zip.pth': whole(torchZip(torch)),
    'old.pth': whole(torchOld(torch)),
    'weights.h5': whole(hdf5),
    'weights.h5 as bytes': { reader: 'weights as bytes', bytes: hdf5 },
    keras: whole(keras),
    'model.json': { ...whole(Buffer.from(json)), to }
  };
}

async function images(): Promise<Record<string, Whole>> {
  const pixels = Uint8Array.from({ length: SIDE * SIDE * 3 }, (_, i) => (i * 37 + (i >> 4)) % 256);
  const image = sharp(pixels, { raw: { width: SIDE, height: SIDE, channels: 3 } });
  const encoded = await Promise.all(
    IMAGES.map(async (format) => [format, await image.clone().toFormat(format).toBuffer()] as const)
  );
  const deep = await image.clone().toColourspace('rgb16').png().toBuffer();
  return Object.fromEntries(
    [...encoded, ['16-bit PNG', deep] as const, ['bmp', bmpOf(pixels, SIDE)] as const].map(
      ([name, bytes]) => [name, { reader: 'image', bytes }]
    )
  );
}

/** The other files of the set; gives the one to damage. */
function cifar(at: (...parts: string[]) => string): Uint8Array {
  const records = Uint8Array.from({ length: 20 * CIFAR_RECORD }, (_, i) =>
    i % CIFAR_RECORD === 0 ? Math.floor(i / CIFAR_RECORD) % 10 : i % 256
  );
  for (let part = 1; part <= 5; part++) {
    writeFileSync(at('cifar', `data_batch_${part}.bin`), records);
  }
  writeFileSync(
    at('cifar', 'batches.meta.txt'),
    Array.from({ length: 10 }, (_, i) => `class ${i}`).join('\n')
  );
  return records;
}

async function run(folder: string): Promise<Record<string, Whole>> {
  await train(smallModel(), smallData(), {
    ...{ epochs: 1, batchSize: 16, seed: 1, execution: 'eager', runName: 'run', checkpointDir: folder }
  });
  const own = join(folder, 'run');
  const checkpoint = join(own, readdirSync(own).find((name) => name.startsWith('step-')) as string);
  const whole = (reader: string, path: string): Whole => ({ reader, bytes: readFileSync(path), to: path });
  const tensors = readdirSync(checkpoint).find((name) => name.endsWith('.safetensors')) as string;
  return {
    'record of a run': whole('run', join(own, 'run.json')),
    'manifest of a checkpoint': whole('checkpoint', join(checkpoint, 'checkpoint.json')),
    'tensors of a checkpoint': whole('checkpoint', join(checkpoint, tensors))
  };
}

function unfinished(at: (...parts: string[]) => string): Whole {
  const source = JSON.stringify({ url: 'https://example.org/weights', validator: '"1"', total: 100 });
  writeFileSync(at('weights.part', 'content'), Buffer.alloc(50));
  const to = at('weights.part', 'source.json');
  writeFileSync(to, source);
  return { reader: 'part', bytes: Buffer.from(source), to };
}
