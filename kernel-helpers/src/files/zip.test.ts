import { describe, expect, it } from 'vitest';
import { zipOf } from '../model/weights/formats/torch.fixtures';
import { readZip, ZipError } from './zip';

const LIMITS = { maxBytes: 100, maxEntries: 3 };
const content = Buffer.from('some text');
const file = { name: 'a', content };

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
