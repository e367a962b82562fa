import { describe, expect, it } from 'vitest';
import { textOfFile } from './file-text';

const TEXT = 'name,accuracy\nÜbung 日本,70\n';
const LITTLE = Buffer.from(`\ufeff${TEXT}`, 'utf16le');

describe('the text of a file', () => {
  it.each([
    ['UTF-8', Buffer.from(TEXT)],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${TEXT}`)],
    ['UTF-16, little end first', LITTLE],
    ['UTF-16, big end first', Buffer.from(LITTLE).swap16()]
  ])('is read in %s', async (_, bytes) => {
    expect(await textOfFile(new Blob([new Uint8Array(bytes)]))).toBe(TEXT);
  });

  it.each([
    ['Latin-1', Buffer.from('Übung', 'latin1')],
    ['half a letter of UTF-16', LITTLE.subarray(0, 5)],
    ['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47])]
  ])('is refused in %s', async (_, bytes) => {
    await expect(textOfFile(new Blob([new Uint8Array(bytes)]))).rejects.toThrow(/expected text in UTF-8/);
  });

  it('may be empty', async () => {
    expect(await textOfFile(new Blob([]))).toBe('');
  });
});
