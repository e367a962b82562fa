import { mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type OptionNames, unknownOption } from '../analysis/option-names';
import { cacheFolder, offlineVariable } from './cache';
import { fault, type Integrity, requireIntegrity } from './checksum';
import { cleanAddress, diskError, DownloadError, httpAddress } from './errors';
import {
  contentLength,
  contentRange,
  isPacked,
  isSame,
  lengthBeyond,
  rangeHeaders,
  validatorOf
} from './headers';
import { Part } from './part';
import { type DownloadProgress, ProgressMeter } from './progress';
import { type Exchange, request, requireFound } from './request';
import { type Patience, retried, STALL_MS } from './retry';

export interface DownloadOptions extends Integrity, Patience {
  /** Address of http or https. */
  url: string;
  /** Where the file is to lie; default the cache folder. */
  folder?: string;
  /** Its name there, without separators. */
  name: string;
  onProgress?: (progress: DownloadProgress) => void;
  /** Longest file taken; default 4 GiB. */
  maxBytes?: number;
  /** Sent as `Authorization: Bearer` to the address's own origin, never to where it redirects. */
  token?: string;
}

const DOWNLOAD_OPTIONS: OptionNames<DownloadOptions> = {
  url: true,
  folder: true,
  name: true,
  onProgress: true,
  maxBytes: true,
  token: true,
  sha256: true,
  md5: true,
  gitSha1: true,
  bytes: true,
  attempts: true,
  waitMs: true,
  stallMs: true,
  signal: true
};

const MAX_BYTES = 2 ** 32;
/** Progress that makes up for failed attempts. */
const ADVANCE_BYTES = 2 ** 20;

/**
 * Downloads a file once: later calls find it in the folder. What broke off is gone on with, also by another
 * process; the file gets its name only when it is whole and, as far as that is known, has the right length and
 * checksum. Processes that want the same file at the same time each download it and don't disturb each other.
 * Proxies are Node's own affair (`NODE_USE_ENV_PROXY` where this Node knows it).
 * @returns The file's path.
 * @throws DownloadError naming the address without secrets.
 */
export async function downloadFile(options: DownloadOptions): Promise<string> {
  requireKnown(options);
  const { folder = cacheFolder(), name } = options;
  const url = httpAddress(options.url);
  requireName(name);
  requireIntegrity(options);
  const path = join(folder, name);
  let part: Part;
  try {
    if (await present(path, options)) {
      return path;
    }
    refuseOffline(url, path);
    await mkdir(folder, { recursive: true });
    part = await Part.claim(folder, name);
  } catch (error) {
    throw diskError(error, path);
  }
  try {
    await fetchWhole(new Transfer(url, part, options), options);
    await part.complete(path);
  } catch (error) {
    await part.release();
    throw diskError(error, path);
  }
  return path;
}

/** A checksum that fails after going on with old bytes may be theirs: then once more from the start. */
async function fetchWhole(transfer: Transfer, options: DownloadOptions): Promise<void> {
  const { url, part } = transfer;
  for (let anew = false; ; anew = true) {
    await retried(
      url,
      options,
      () => transfer.attempt(),
      () => transfer.advanced()
    );
    await part.flush();
    const wrong = await fault(part.content, options);
    if (wrong === null) {
      return;
    }
    part.clear();
    if (anew || !transfer.wentOn) {
      const remedy = 'The file on the server is not the one expected: check the address, or try a mirror.';
      throw new DownloadError(wrong.kind, cleanAddress(url), wrong.got, wrong.expected, remedy);
    }
  }
}

/** Brings the rest of a part, in one attempt or more. */
class Transfer {
  /** Whether the bytes are of more than one answer. */
  wentOn = false;
  private readonly meter: ProgressMeter;
  private counted = 0;

  constructor(
    readonly url: URL,
    readonly part: Part,
    private readonly options: DownloadOptions
  ) {
    this.meter = new ProgressMeter(cleanAddress(url), options.onProgress);
    this.counted = part.size;
  }

  /** Whether much has come since this was last asked. */
  advanced(): boolean {
    const much = this.part.size - this.counted >= ADVANCE_BYTES;
    this.counted = Math.max(this.counted, this.part.size);
    return much;
  }

  /** Between an answer and its last byte nothing waits but for bytes: see `Part`. */
  async attempt(): Promise<void> {
    const { part, url } = this;
    if (!this.canGoOn()) {
      part.clear();
    }
    const { size: offset, source } = part;
    if (offset > 0 && source?.total === offset) {
      this.wentOn = true;
      return;
    }
    const { token, signal, stallMs = STALL_MS } = this.options;
    const headers = offset > 0 ? rangeHeaders(offset, source?.validator ?? null) : {};
    const exchange = await request(url, { headers, token, signal, stallMs });
    try {
      if (offset > 0 && this.saysWhole(exchange.response)) {
        this.wentOn = true;
        return;
      }
      this.requireBytes(exchange, offset);
      await this.receive(exchange, this.place(exchange.response, offset));
    } finally {
      exchange.close();
    }
  }

  /**
   * Old bytes are of use if they are no more than the file, and the server, or a checksum, can tell that it is still
   * the same.
   */
  private canGoOn(): boolean {
    const { source, size } = this.part;
    const { sha256, md5, gitSha1, bytes } = this.options;
    if (source === null || source.url !== cleanAddress(this.url)) {
      return false;
    }
    const known = (source.validator ?? sha256 ?? md5 ?? gitSha1) !== undefined;
    return known && size <= Math.min(source.total ?? Infinity, bytes ?? Infinity);
  }

  /** Whether nothing comes after the bytes that are here: their last answer may have broken off after them. */
  private saysWhole(response: Response): boolean {
    const { size, source } = this.part;
    return (
      response.status === 416 &&
      lengthBeyond(response) === size &&
      isSame(response, source?.validator ?? null)
    );
  }

  private requireBytes(exchange: Exchange, offset: number): void {
    const { status } = exchange.response;
    if (status === 200 || (status === 206 && offset > 0)) {
      return;
    }
    if (status === 416 && offset > 0) {
      this.part.clear();
      throw this.otherFile(`nothing from byte ${offset} on`);
    }
    requireFound(exchange, this.url);
    const got = `status ${status}`;
    throw new DownloadError('bad-answer', cleanAddress(this.url), got, 'the file', 'Check the address.');
  }

  private otherFile(got: string): DownloadError {
    const expected = 'the rest of the same file';
    return new DownloadError(
      'interrupted',
      cleanAddress(this.url),
      got,
      expected,
      'Try again: it starts anew.'
    );
  }

  /** @param total Length of the whole file, if known. */
  private async receive(exchange: Exchange, total: number | null): Promise<void> {
    const { part, url } = this;
    const { maxBytes = MAX_BYTES } = this.options;
    const length = this.options.bytes ?? total ?? Infinity;
    for await (const chunk of exchange.chunks()) {
      if (part.size + chunk.length > Math.min(length, maxBytes)) {
        part.clear();
        throw this.tooLong(`more than ${Math.min(length, maxBytes)} bytes`, length);
      }
      part.append(chunk);
      this.meter.add(chunk.length, part.size, total);
    }
    if (total !== null && part.size < total) {
      const remedy = 'Try again: it continues where it stopped.';
      const got = `${part.size} bytes`;
      throw new DownloadError('interrupted', cleanAddress(url), got, `${total}`, remedy);
    }
  }

  /** Makes the part ready for what the answer brings. @returns Length of the whole file, if known. */
  private place(response: Response, offset: number): number | null {
    const { part, url } = this;
    const packed = isPacked(response, url);
    const goesOn = response.status === 206;
    const total = goesOn ? this.goOn(response, offset, packed) : packed ? null : contentLength(response);
    const { bytes, maxBytes = MAX_BYTES } = this.options;
    if (total !== null && total > maxBytes) {
      throw this.tooLong(`${total} bytes`, bytes);
    }
    if (total !== null && bytes !== undefined && total !== bytes) {
      const remedy = 'The file on the server is not the one expected: check the address, or try a mirror.';
      throw new DownloadError('wrong-length', cleanAddress(url), `${total} bytes`, `${bytes}`, remedy);
    }
    this.wentOn = goesOn;
    if (!goesOn) {
      // Also when it ignored the range, or has another file by now. Ranges of a packed file are of other bytes.
      part.begin(packed ? null : { url: cleanAddress(url), validator: validatorOf(response), total });
    }
    return total;
  }

  /** Requires a range to be the rest of the same file. @returns Length of the whole file, if known. */
  private goOn(response: Response, offset: number, packed: boolean): number | null {
    const { source } = this.part;
    const range = contentRange(response);
    const total = range?.total ?? source?.total ?? null;
    const fits = range?.from === offset && total === (source?.total ?? total);
    if (!fits || packed || !isSame(response, source?.validator ?? null)) {
      this.part.clear();
      const name = response.headers.get('etag') ?? 'the file';
      throw this.otherFile(`the range ${response.headers.get('content-range')} of ${name}`);
    }
    return total;
  }

  private tooLong(got: string, length = Infinity): DownloadError {
    const { maxBytes = MAX_BYTES } = this.options;
    return length <= maxBytes
      ? new DownloadError('wrong-length', cleanAddress(this.url), got, `${length}`, 'Check the address.')
      : new DownloadError(
          'too-large',
          cleanAddress(this.url),
          got,
          `at most ${maxBytes}`,
          'Allow more with maxBytes if you trust the server.'
        );
  }
}

/** Whether the file lies there; one that is damaged is taken away. */
async function present(path: string, known: Integrity): Promise<boolean> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') {
      return null;
    }
    throw error;
  });
  if (found === null) {
    return false;
  }
  if ((await fault(path, known)) === null) {
    return true;
  }
  await rm(path);
  return false;
}

function refuseOffline(url: URL, path: string): void {
  const variable = offlineVariable();
  if (variable !== null) {
    const expected = `the file in the cache as ${path}`;
    const remedy = `Unset ${variable}, or put the file there.`;
    throw new DownloadError('offline', cleanAddress(url), `${variable} set`, expected, remedy);
  }
}

function requireName(name: string): void {
  if (!/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,199}$/.test(name)) {
    const expected = 'a plain file name';
    throw new DownloadError(
      'bad-option',
      'name',
      JSON.stringify(name),
      expected,
      'Give one without separators.'
    );
  }
}

/** @throws DownloadError for an option that there is not. */
function requireKnown(options: DownloadOptions): void {
  const unknown = unknownOption(options, Object.keys(DOWNLOAD_OPTIONS));
  if (unknown) {
    const { name, value, expected, remedy } = unknown;
    throw new DownloadError('bad-option', name, String(value), expected, remedy);
  }
}
