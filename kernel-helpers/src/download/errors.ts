import { EnetError } from '../analysis/errors';

/** Why a file did not come. */
export type DownloadErrorKind =
  /** An address, name or checksum that can't be used. */
  | 'bad-option'
  /** Not in the cache, and a variable forbids the network. */
  | 'offline'
  /** No connection to the server. */
  | 'unreachable'
  /** The connection broke, each time. */
  | 'interrupted'
  /** Nothing came for too long. */
  | 'timed-out'
  | 'not-found'
  /** The server wants to know who asks, or forbids. */
  | 'refused'
  /** The server is in trouble, or asks to wait. */
  | 'server'
  /** An answer that makes no sense here, for example a redirect to somewhere that is not HTTP. */
  | 'bad-answer'
  | 'too-large'
  /** Another length than the file is known to have. */
  | 'wrong-length'
  | 'wrong-checksum'
  | 'cancelled'
  /** The cache folder can't be read or written. */
  | 'disk';

/** What a DownloadError may carry beside its sentences. */
export interface DownloadErrorDetails {
  cause?: unknown;
  /** Milliseconds that the server asked to wait. */
  waitMs?: number;
}

/** A file that could not be downloaded: what was got, what was expected, and what to do. */
export class DownloadError extends EnetError<string> {
  override readonly name = 'DownloadError';
  readonly waitMs?: number;

  constructor(
    readonly kind: DownloadErrorKind,
    /** Address without user, password, query and fragment; or the option or path that is wrong. */
    readonly url: string,
    got: string,
    expected: string,
    remedy: string,
    { cause, waitMs }: DownloadErrorDetails = {}
  ) {
    super({ place: url, got, expected, remedy, cause });
    this.waitMs = waitMs;
  }
}

/** An address that can be shown and stored: signed queries, users and passwords are secrets. */
export function cleanAddress(url: URL): string {
  return `${url.origin}${url.pathname}`;
}

/** @throws DownloadError unless it is an address of http or https without a password in it. */
export function httpAddress(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !isHttp(url)) {
    const got = url === null ? 'something else' : `the scheme ${url.protocol}`;
    const remedy = 'Give the whole address of the file.';
    throw new DownloadError('bad-option', 'url', got, 'an address of http or https', remedy);
  }
  if (url.username !== '' || url.password !== '') {
    const remedy = 'Leave them out: an address is stored and shown.';
    throw new DownloadError('bad-option', cleanAddress(url), 'a user or password', 'none in it', remedy);
  }
  return url;
}

export function isHttp({ protocol }: URL): boolean {
  return protocol === 'http:' || protocol === 'https:';
}

const DISK_REMEDIES: Readonly<Record<string, string>> = {
  ENOSPC: 'Make room on the disk, or set EFFICIENTNET_LAB_CACHE to a folder elsewhere.',
  EDQUOT: 'Your disk quota is used up: set EFFICIENTNET_LAB_CACHE to a folder elsewhere.'
};

/** A file system's error as a DownloadError. */
export function diskError(error: unknown, path: string): DownloadError {
  if (error instanceof DownloadError) {
    return error;
  }
  const { code = String(error) } = error as NodeJS.ErrnoException;
  const remedy = DISK_REMEDIES[code] ?? 'Set EFFICIENTNET_LAB_CACHE to a folder that you may write to.';
  return new DownloadError('disk', path, code, 'a file that can be written', remedy, { cause: error });
}
