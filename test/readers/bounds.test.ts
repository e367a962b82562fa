import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { tarOf } from '../../kernel-helpers/src/data/tar.fixtures';
import { encodeSafetensors } from '../../kernel-helpers/src/model';
import { encodeHdf5 } from '../../kernel-helpers/src/model/weights/formats/hdf5';
import {
  torchOld,
  torchPacked,
  torchZip
} from '../../kernel-helpers/src/model/weights/formats/torch.fixtures';
import { readings } from './readings';

/** What any file may take beside twice its size, in bytes. */
const MEMORY = 100e6;
const folder = mkdtempSync(join(tmpdir(), 'bounds-'));
afterAll(() => rmSync(folder, { recursive: true }));

type Outcome = 'read' | 'refused';
/** Content, or what writes it into a path. */
type Content = Uint8Array | string | ((path: string) => void);
type Files = Record<string, [Outcome, () => Promise<Content> | Content]>;

const halves = ['a', 'b'].map((name) => ({
  ...{ name, storage: 'HalfStorage', count: 3e7, shape: [3e7], strides: [1] },
  content: Buffer.alloc(6e7)
}));

/** The same as they lie after `to(memory_format=torch.channels_last)`. */
const turnedHalves = halves.map((one) => ({ ...one, shape: [1e4, 3e3], strides: [1, 1e4] }));
/** Whole numbers of 8 bits, which take four times as much as floats. */
const bytes = ['a', 'b', 'c'].map((name) => ({
  ...{ name, storage: 'CharStorage', count: 1.1e7, shape: [1.1e7], strides: [1] },
  content: Buffer.alloc(1.1e7)
}));

/** Floats of 16 bits, so many in each of four tensors, of which the file is only said to hold them: zeros. */
function sparseHalves(path: string, count: number): void {
  const tensor = (_: unknown, i: number): [string, object] => [
    `t${i}`,
    { dtype: 'F16', shape: [count], data_offsets: [2 * count * i, 2 * count * (i + 1)] }
  ];
  const header = Buffer.from(JSON.stringify(Object.fromEntries(Array.from({ length: 4 }, tensor))));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  writeFileSync(path, Buffer.concat([length, header]));
  truncateSync(path, 8 + header.length + 8 * count);
}

async function floats(count: number): Promise<Uint8Array> {
  const kernel = { shape: [count], values: new Float32Array(count) };
  return encodeHdf5({
    groups: new Map([['/layers/conv2d/vars', { name: 'conv' }]]),
    tensors: new Map([['/layers/conv2d/vars/0', kernel]])
  });
}

const flat = (side: number): Sharp =>
  sharp({ create: { width: side, height: side, channels: 3, background: 'teal' } });
const idx = (rows: number): Buffer => {
  const header = Buffer.from([0, 0, 8, 2, 0, 0, 0, 0, 0, 0, 3, 232]);
  header.writeUInt32BE(rows, 4);
  return Buffer.concat([header, Buffer.alloc(1000 * rows)]);
};
const ARCHIVE = tarOf([{ name: 'set/data.bin', content: new Uint8Array(3000) }]);
/** Numbers that don't repeat. */
const share = (i: number): string => ((i * 0.618_034) % 1).toFixed(4);
const RECORDS = 600_000;
/** As many records as a large search has, as JSON. */
function records(path: string): void {
  const provenance = { kind: 'measured', source: 'a search', date: '2026-01-01', version: null };
  const measures = [{ key: 'latency', name: 'Latency', quantity: 'latency', unit: 'ms' }];
  const head = { format: 'efficientnet-lab.records', version: 1, title: 'Large', provenance, measures };
  writeFileSync(path, `${JSON.stringify(head).slice(0, -1)},"records":[`);
  for (let i = 0; i < RECORDS; i += 1000) {
    const rows = Array.from({ length: 1000 }, (_, j) => {
      const end = i + j === RECORDS - 1 ? ']}' : ',';
      return `{"name":"network ${i + j}","accuracy":${99 * Number(share(i + j))},"costs":{"latency":1${share(j)}}}${end}`;
    });
    appendFileSync(path, rows.join('\n'));
  }
}
/** Records of many costs, each of which takes three times its text. */
function denseRecords(path: string): void {
  const keys = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
  const measures = keys.map((key) => ({ key, name: key, quantity: 'other', unit: 'u' }));
  const provenance = { kind: 'measured', source: 'a search', date: '2026-01-01', version: null };
  const head = { format: 'efficientnet-lab.records', version: 1, title: 'Dense', provenance, measures };
  const costs = keys.map((key) => `"${key}":0.5`).join(',');
  const record = `{"name":"a","accuracy":0.5,"costs":{${costs}}}`;
  const all = new Array<string>(RECORDS).fill(record).join(',');
  writeFileSync(path, `${JSON.stringify(head).slice(0, -1)},"records":[${all}]}`);
}
/** A million of them as CSV. */
function rows(path: string): void {
  writeFileSync(path, 'name,accuracy,cost:latency [ms]\n');
  for (let i = 0; i < 1e6; i += 1000) {
    const lines = Array.from(
      { length: 1000 },
      (_, j) => `network ${i + j},${99 * Number(share(i + j))},1${share(j)}\n`
    );
    appendFileSync(path, lines.join(''));
  }
}
const gateRow = (i: number): string =>
  Array.from({ length: 64 }, (_, channel) => share(64 * i + channel)).join(',');
/** Gates of 64 channels for so many inputs. */
function gates(path: string, open: string, between: string, end: string): void {
  const rows = 160;
  writeFileSync(path, '');
  for (let i = 0; i < 1000; i++) {
    const lines = Array.from({ length: rows }, (_, j) => gateRow(rows * i + j)).join(between);
    appendFileSync(path, (i === 0 ? open : between) + lines + (i === 999 ? end : ''));
  }
}
const lists = `[${'[],'.repeat(3e6)}[]]`;

const FILES: Record<string, { ready: Files; files: Files }> = {
  weights: {
    ready: {
      'small.safetensors': [
        'read',
        () => encodeSafetensors([['a', { shape: [1], values: Float32Array.of(1) }]])
      ],
      'small.weights.h5': ['read', () => floats(4)]
    },
    files: {
      'half.safetensors': ['read', () => (path) => sparseHalves(path, 2e7)],
      'half.pth': ['read', () => torchZip(halves)],
      'turned-half.pth': ['read', () => torchZip(turnedHalves)],
      'packed-half.pth': ['refused', () => torchPacked(halves)],
      'bytes.pth': ['read', () => torchZip(bytes)],
      'half-old.pth': ['refused', () => torchOld(halves)],
      'floats.weights.h5': ['read', () => floats(22e6)]
    }
  },
  image: {
    ready: { 'small.png': ['read', () => flat(8).png().toBuffer()] },
    files: {
      'turned.jpg': ['read', () => flat(4600).withMetadata({ orientation: 6 }).jpeg().toBuffer()],
      'progressive.jpg': ['refused', () => flat(4200).jpeg({ progressive: true }).toBuffer()],
      'interlaced.png': [
        'refused',
        () => flat(4300).png({ progressive: true, compressionLevel: 1 }).toBuffer()
      ],
      'deep.png': [
        'refused',
        () => flat(3400).toColourspace('rgb16').png({ compressionLevel: 1 }).toBuffer()
      ],
      'lossless.webp': ['refused', () => flat(3100).webp({ lossless: true, effort: 0 }).toBuffer()],
      'tile.tif': [
        'refused',
        () =>
          flat(3504).tiff({ compression: 'lzw', tile: true, tileWidth: 3504, tileHeight: 3504 }).toBuffer()
      ]
    }
  },
  idx: {
    ready: { 'small-idx.gz': ['read', () => gzipSync(idx(1))] },
    files: {
      'whole-idx.gz': ['read', () => gzipSync(idx(58_000), { level: 1 })],
      'bomb-idx.gz': ['refused', () => gzipSync(idx(90_000), { level: 1 })]
    }
  },
  tar: {
    ready: { 'small.tar.gz': ['read', () => gzipSync(ARCHIVE)] },
    files: { 'goes-on.tar.gz': ['read', () => gzipSync(Buffer.concat([ARCHIVE, Buffer.alloc(8e7)]))] }
  },
  'csv records': {
    ready: { 'one.csv': ['read', () => 'name,accuracy\na,1\n'] },
    files: {
      'million.csv': ['read', () => rows],
      'short-rows.csv': ['refused', () => `name,accuracy\n${'a,\n'.repeat(1.9e6)}`]
    }
  },
  'json records': {
    ready: { 'no-records.json': ['refused', () => '[]'] },
    files: {
      'records.json': ['refused', () => lists],
      'large-records.json': ['read', () => records],
      'dense-records.json': ['refused', () => denseRecords]
    }
  },
  gates: {
    ready: { 'one-gate.json': ['read', () => '[[0.5]]'] },
    files: {
      'gates.json': ['refused', () => lists],
      'large-gates.json': ['read', () => (path) => gates(path, '[[', '], [', ']]')],
      'large-gates.csv': ['read', () => (path) => gates(path, '', '\n', '\n')]
    }
  },
  run: {
    ready: { 'none/run.json': ['refused', () => '[]'] },
    files: { 'lists/run.json': ['refused', () => lists] }
  }
};

async function written(files: Files): Promise<string[]> {
  const paths: string[] = [];
  for (const [name, [, content]] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(join(path, '..'), { recursive: true });
    const made = await content();
    if (typeof made === 'function') {
      made(path);
    } else {
      writeFileSync(path, made);
    }
    paths.push(path);
  }
  return paths;
}

describe('files at their extremes are read within twice their size and 100 MB, or refused before', () => {
  it.each(Object.keys(FILES))('%s', async (reader) => {
    const { ready, files } = FILES[reader];
    const first = await written(ready);
    const paths = await written(files);
    const all = await readings(reader, [...first, ...paths]);
    const expected = Object.values({ ...ready, ...files }).map(([outcome]) => outcome);
    expect(
      all.map(({ outcome }) => outcome),
      JSON.stringify(all)
    ).toEqual(expected);
    all.slice(first.length).forEach(({ growth }, i) => {
      expect(growth, paths[i]).toBeLessThan(2 * statSync(paths[i]).size + MEMORY);
    });
  });
});
