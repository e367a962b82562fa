import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { zipOf } from '../model/weights/formats/torch.fixtures';
import { readZip, ZipError } from './zip';

const LIMITS = { maxBytes: 100, maxEntries: 3 };
const content = Buffer.from('some text');
const file = { name: 'a', content };

const folder = mkdtempSync(join(tmpdir(), 'zip-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A whole number of eight bytes. */
function long(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(value);
  return bytes;
}

/** An archive of another end: a locator of Zip64 that leads to `locator`, and before it perhaps its record. */
function zip64(archive: Buffer, locator: bigint, record: Buffer = Buffer.alloc(0)): Buffer {
  const [content, end] = [archive.subarray(0, -22), archive.subarray(-22)];
  const found = Buffer.concat([Buffer.from('PK\x06\x07'), Buffer.alloc(4), long(locator), Buffer.alloc(4)]);
  return Buffer.concat([content, record, found, end]);
}

/** Zip64's record of an archive with one file, whose directory is said to begin at `directory`. */
function record64(directory: bigint): Buffer {
  return Buffer.concat([Buffer.from('PK\x06\x06'), Buffer.alloc(28), long(1n), long(46n), long(directory)]);
}

/** An archive whose only file is said by Zip64 to lie at `place`. */
function far(place: bigint): Buffer {
  const whole = zipOf([file]);
  const [directory, end] = [whole.subarray(-22 - 47, -22), Buffer.from(whole.subarray(-22))];
  const changed = Buffer.from(directory);
  changed.writeUInt16LE(12, 30);
  changed.writeUInt32LE(0xffffffff, 42);
  const extra = Buffer.concat([Buffer.from([1, 0, 8, 0]), long(place)]);
  end.writeUInt32LE(47 + 12, 12);
  return Buffer.concat([whole.subarray(0, -22 - 47), changed, extra, end]);
}

const FAR = [100_000n, 2n ** 53n - 1n, 2n ** 53n, 2n ** 63n, 2n ** 64n - 1n];

async function kindOf(archive: string | Uint8Array): Promise<string> {
  try {
    await readZip(archive, 'archive', (name) => name !== 'unwanted', LIMITS);
  } catch (error) {
    return error instanceof ZipError ? error.kind : String(error);
  }
  return 'read';
}

describe('zip archive', () => {
  it('gives the wanted files alone', async () => {
    const archive = zipOf([file, { name: 'b', content }]);
    const found = await readZip(archive, 'archive', (name) => name === 'b', LIMITS);
    expect([...found].map(([name, bytes]) => [name, String(Buffer.from(bytes))])).toEqual([
      ['b', 'some text']
    ]);
  });

  it.each([
    ['no archive', 'damaged', Buffer.from('text')],
    ['another checksum', 'damaged', zipOf([{ ...file, crc: 1 }])],
    ['two files of one name', 'damaged', zipOf([file, file])],
    ['a path out of the archive', 'damaged', zipOf([{ name: '../a', content }])],
    ['content that does not unpack', 'damaged', zipOf([{ ...file, size: 50 }])],
    ['a file that is too large', 'too-large', zipOf([{ name: 'a', content: Buffer.alloc(101) }])],
    [
      'files that are too large together',
      'too-large',
      zipOf(['a', 'b'].map((name) => ({ name, content: Buffer.alloc(51) })))
    ],
    ['a bomb', 'too-large', zipOf([{ ...file, size: 2 ** 32 - 2 }])],
    ['too many files', 'too-large', zipOf(['a', 'b', 'c', 'd'].map((name) => ({ name, content })))],
    ['a path that is not there', 'unreadable', '/nowhere/archive.zip']
  ])('refuses %s', async (_, kind, archive) => {
    expect(await kindOf(archive)).toBe(kind);
  });

  it.each(FAR)('refuses a place outside that Zip64 gives, %s, as a file and in memory', async (place) => {
    const empty = zipOf([]);
    const outside = zip64(Buffer.concat([Buffer.alloc(34), empty]), place);
    expect(outside).toHaveLength(76);
    const whole = zipOf([file]);
    const record = BigInt(whole.length - 22);
    const archives = [outside, zip64(whole, record, record64(place)), far(place)];
    for (const [i, archive] of archives.entries()) {
      const path = join(folder, `${place}-${i}.zip`);
      writeFileSync(path, archive);
      expect([await kindOf(archive), await kindOf(path)], String(i)).toEqual(['damaged', 'damaged']);
    }
  });

  it('reads what Zip64 says where it leads within the archive', async () => {
    const whole = zipOf([file]);
    const [record, directory] = [whole.length - 22, whole.length - 22 - 47].map(BigInt);
    expect(await kindOf(zip64(whole, record, record64(directory)))).toBe('read');
    expect(await kindOf(far(0n))).toBe('read');
  });

  it('refuses what is no file, without waiting', async () => {
    const pipe = join(folder, 'pipe');
    expect(spawnSync('mkfifo', [pipe]).status).toBe(0);
    for (const path of [pipe, folder, '/dev/zero']) {
      expect(await kindOf(path), path).toBe('unreadable');
    }
  });

  it('leaves large files alone that are not wanted', async () => {
    expect(await kindOf(zipOf([file, { name: 'unwanted', content: Buffer.alloc(500) }]))).toBe('read');
  });

  it('refuses every truncation', async () => {
    const whole = zipOf([file]);
    for (let length = 0; length < whole.length; length++) {
      expect(await kindOf(whole.subarray(0, length)), String(length)).toBe('damaged');
    }
  });
});
