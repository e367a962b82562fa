import { cleanAddress, DownloadError } from './errors';

/** What fetch unpacks; another packing it would pass on as the file. */
const UNPACKED = ['gzip', 'x-gzip', 'deflate', 'br'];

export function rangeHeaders(offset: number, validator: string | null): Record<string, string> {
  return { range: `bytes=${offset}-`, ...(validator === null ? {} : { 'if-range': validator }) };
}

/** What tells a file from a later one. A weak ETag is of no use for ranges (RFC 9110, 13.1.5). */
export function validatorOf({ headers }: Response): string | null {
  const etag = headers.get('etag');
  return etag !== null && etag.startsWith('"') ? etag : headers.get('last-modified');
}

/** Whether an answer is of the file with this validator, as far as it tells. */
export function isSame({ headers }: Response, validator: string | null): boolean {
  const told = headers.get(validator?.startsWith('"') ? 'etag' : 'last-modified');
  return validator === null || told === null || told === validator;
}

/**
 * Whether a file was packed on the way, although that was not asked for: then lengths and ranges are of other bytes.
 * @throws DownloadError for a packing that can't be undone.
 */
export function isPacked({ headers }: Response, url: URL): boolean {
  const codings = (headers.get('content-encoding') ?? '').toLowerCase().split(',');
  const names = codings.map((name) => name.trim()).filter((name) => name !== '' && name !== 'identity');
  const unknown = names.find((name) => !UNPACKED.includes(name));
  if (unknown !== undefined) {
    const got = `a file packed by ${JSON.stringify(unknown)}`;
    const expected = `no packing, or one of ${UNPACKED.join(', ')}`;
    throw new DownloadError('bad-answer', cleanAddress(url), got, expected, 'Try a mirror.');
  }
  return names.length > 0;
}

/** Of the body as it comes, which is the file's if it is not packed. */
export function contentLength({ headers }: Response): number | null {
  const length = headers.get('content-length');
  return length === null || !/^\d{1,15}$/.test(length) ? null : Number(length);
}

/** First byte of a range, and the length of the whole file if it is told. */
export function contentRange({ headers }: Response): { from: number; total: number | null } | null {
  const parts = /^bytes (\d{1,15})-\d{1,15}\/(\d{1,15}|\*)$/.exec(headers.get('content-range') ?? '');
  return parts === null
    ? null
    : { from: Number(parts[1]), total: parts[2] === '*' ? null : Number(parts[2]) };
}

/** Length of the file as told by an answer that has nothing from the byte on that was asked for (RFC 9110, 15.5.17). */
export function lengthBeyond({ headers }: Response): number | null {
  const length = /^bytes \*\/(\d{1,15})$/.exec(headers.get('content-range') ?? '')?.[1];
  return length === undefined ? null : Number(length);
}
