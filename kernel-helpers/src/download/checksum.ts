import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { DownloadError } from './errors';
import { plainFileStream } from '../files';

/** What is known of a file beforehand. */
export interface Integrity {
  /** 64 hexadecimal digits. */
  sha256?: string;
  /** 32 hexadecimal digits; for sets whose authors publish nothing better. */
  md5?: string;
  /** 40 hexadecimal digits: SHA-1 of the file as Git stores it, with which the Hugging Face hub names small files. */
  gitSha1?: string;
  /** Length of the file. */
  bytes?: number;
}

type Algorithm = 'sha256' | 'md5' | 'gitSha1';
const DIGITS: Readonly<Record<Algorithm, number>> = { sha256: 64, md5: 32, gitSha1: 40 };
const ALGORITHMS: readonly Algorithm[] = ['sha256', 'md5', 'gitSha1'];

/** @throws DownloadError for a checksum that can't be one, or a length that is no count. */
export function requireIntegrity(known: Integrity): void {
  for (const algorithm of ALGORITHMS) {
    const digest = known[algorithm];
    if (digest !== undefined && !new RegExp(`^[0-9a-fA-F]{${DIGITS[algorithm]}}$`).test(digest)) {
      const expected = `${DIGITS[algorithm]} hexadecimal digits`;
      throw new DownloadError('bad-option', algorithm, JSON.stringify(digest), expected, 'Copy it whole.');
    }
  }
  if (known.bytes !== undefined && !(Number.isSafeInteger(known.bytes) && known.bytes >= 0)) {
    throw new DownloadError('bad-option', 'bytes', String(known.bytes), 'a whole number', 'Give the length.');
  }
}

/** What is wrong with a file, or null. */
export async function fault(
  path: string,
  known: Integrity
): Promise<{ kind: 'wrong-length' | 'wrong-checksum'; got: string; expected: string } | null> {
  const { size } = await stat(path);
  if (known.bytes !== undefined && size !== known.bytes) {
    return { kind: 'wrong-length', got: `${size} bytes`, expected: `${known.bytes}` };
  }
  for (const algorithm of ALGORITHMS) {
    const expected = known[algorithm]?.toLowerCase();
    const got = expected === undefined ? expected : await digest(path, algorithm, size);
    if (got !== expected) {
      return { kind: 'wrong-checksum', got: `${algorithm} ${got}`, expected: `${expected}` };
    }
  }
  return null;
}

async function digest(path: string, algorithm: Algorithm, size: number): Promise<string> {
  const hash = createHash(algorithm === 'gitSha1' ? 'sha1' : algorithm);
  if (algorithm === 'gitSha1') {
    hash.update(`blob ${size}\0`);
  }
  for await (const chunk of await plainFileStream(path, 2 ** 20)) {
    hash.update(chunk as Buffer);
  }
  return hash.digest('hex');
}
