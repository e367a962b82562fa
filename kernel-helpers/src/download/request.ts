import { cleanAddress, DownloadError, type DownloadErrorKind, isHttp } from './errors';

/** As many as the Fetch standard follows. */
const MAX_REDIRECTS = 20;
const REDIRECTS = [301, 302, 303, 307, 308];
/** Longer than this, waiting is the user's choice. */
const MAX_WAIT_MS = 60_000;

/** Faults of a line that may be gone at the next attempt. */
const PASSING = [
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EAI_AGAIN',
  'UND_ERR_SOCKET',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT'
];

export interface RequestOptions {
  method?: 'GET' | 'HEAD';
  headers?: Readonly<Record<string, string>>;
  /** Sent to the address's own origin, never to where it redirects. */
  token?: string;
  /** Whether to go to another origin; if not, the redirect itself is the answer. */
  leaveOrigin?: boolean;
  signal?: AbortSignal;
  /** Milliseconds without a byte after which the server counts as gone. */
  stallMs: number;
}

/** An answer whose body may still be on its way. */
export class Exchange {
  constructor(
    readonly response: Response,
    private readonly watch: StallWatch,
    private readonly address: URL
  ) {}

  /** The body's bytes. @throws DownloadError when the line breaks or falls silent. */
  async *chunks(): AsyncGenerator<Uint8Array> {
    const reader = this.response.body?.getReader();
    if (reader === undefined) {
      return;
    }
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) {
          return;
        }
        this.watch.alive();
        yield value as Uint8Array;
      }
    } catch (error) {
      throw this.watch.explain(error, this.address);
    } finally {
      reader.cancel().catch(() => undefined);
    }
  }

  /** Abandons what has not been read. */
  close(): void {
    this.watch.stop();
  }
}

/** Sends one request and follows redirects, to http and https alone. Close what it gives. */
export async function request(address: URL, options: RequestOptions): Promise<Exchange> {
  const { method = 'GET', token, leaveOrigin = true } = options;
  const watch = new StallWatch(options.stallMs, options.signal);
  let url = address;
  try {
    for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
      // Compressed on the way, ranges and lengths would be those of other bytes than the file's.
      const headers: Record<string, string> = { 'accept-encoding': 'identity', ...options.headers };
      if (token !== undefined && url.origin === address.origin) {
        headers.authorization = `Bearer ${token}`;
      }
      const response = await fetch(url, { method, headers, redirect: 'manual', signal: watch.signal });
      watch.alive();
      const next = REDIRECTS.includes(response.status) ? redirectTarget(response, url) : null;
      if (next === null || (!leaveOrigin && next.origin !== address.origin)) {
        return new Exchange(response, watch, address);
      }
      await response.body?.cancel();
      url = next;
    }
  } catch (error) {
    watch.stop();
    throw watch.explain(error, address);
  }
  watch.stop();
  throw badAnswer(address, `more than ${MAX_REDIRECTS} redirects`, 'the file');
}

function redirectTarget(response: Response, from: URL): URL {
  const location = response.headers.get('location') ?? '';
  const next = location !== '' && URL.canParse(location, from.href) ? new URL(location, from.href) : null;
  if (next === null || !isHttp(next) || (from.protocol === 'https:' && next.protocol === 'http:')) {
    const got =
      next === null ? 'a redirect to nowhere' : `a redirect from ${from.protocol} to ${next.protocol}`;
    throw badAnswer(from, got, 'one to https, or from http to http');
  }
  return next;
}

function badAnswer(url: URL, got: string, expected: string): DownloadError {
  const remedy = 'Check the address, and whether a proxy or portal answers in place of the server.';
  return new DownloadError('bad-answer', cleanAddress(url), got, expected, remedy);
}

/** Ends a request that its caller cancels, or on which nothing comes. */
class StallWatch {
  private readonly ended = new AbortController();
  private silent = false;
  private timer: NodeJS.Timeout;
  readonly signal: AbortSignal;

  constructor(
    private readonly stallMs: number,
    private readonly cancel: AbortSignal | undefined
  ) {
    this.timer = this.start();
    this.signal = cancel ? AbortSignal.any([cancel, this.ended.signal]) : this.ended.signal;
  }

  alive(): void {
    clearTimeout(this.timer);
    this.timer = this.start();
  }

  stop(): void {
    clearTimeout(this.timer);
    this.ended.abort();
  }

  explain(error: unknown, address: URL): DownloadError {
    if (error instanceof DownloadError) {
      return error;
    }
    if (this.cancel?.aborted) {
      return cancelled(address, this.cancel);
    }
    const url = cleanAddress(address);
    if (this.silent) {
      const expected = `some bytes within ${this.stallMs / 1000} s`;
      const remedy = 'Try again: it continues where it stopped.';
      return new DownloadError('timed-out', url, 'none', expected, remedy, { cause: error });
    }
    const { code, message } = reasonOf(error);
    if (PASSING.includes(code)) {
      const remedy = 'Try again: it continues where it stopped.';
      return new DownloadError('interrupted', url, message, 'a whole answer', remedy, { cause: error });
    }
    const remedy =
      'Check the network, and the proxy if there is one (Node’s documentation explains how to set it).';
    return new DownloadError('unreachable', url, message, 'a connection', remedy, { cause: error });
  }

  private start(): NodeJS.Timeout {
    const timer = setTimeout(() => {
      // A process that was busy for so long has not looked yet. Between two of these lies a whole look.
      setImmediate(() => setImmediate(() => this.endIfSilent(timer)));
    }, this.stallMs);
    return timer;
  }

  private endIfSilent(since: NodeJS.Timeout): void {
    if (this.timer === since) {
      this.silent = true;
      this.ended.abort();
    }
  }
}

export function cancelled(address: URL, { reason }: AbortSignal): DownloadError {
  const remedy = 'Start it again: it continues where it stopped.';
  return new DownloadError('cancelled', cleanAddress(address), 'a cancellation', 'the whole file', remedy, {
    cause: reason
  });
}

/** Fetch hides what happened in its errors' causes. */
function reasonOf(error: unknown): { code: string; message: string } {
  let code = '';
  let message = String(error);
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    const own = (at as NodeJS.ErrnoException).code;
    if (typeof own === 'string') {
      code = own;
      message = own;
    }
  }
  return { code, message };
}

/** @throws DownloadError for an answer that brings no file. */
export function requireFound({ response }: Exchange, address: URL): void {
  const { status, headers } = response;
  if (status < 400) {
    return;
  }
  // The Hugging Face hub says more in this header, one word such as `RepoNotFound`.
  const word = /^\w{1,40}$/.exec(headers.get('x-error-code') ?? '')?.[0];
  const [kind, remedy] = meaning(status);
  const got = `status ${status}${word ? ` (${word})` : ''}`;
  const waitMs = kind === 'server' ? askedToWait(headers.get('retry-after')) : undefined;
  throw new DownloadError(kind, cleanAddress(address), got, 'the file', remedy, { waitMs });
}

function meaning(status: number): [DownloadErrorKind, string] {
  if (status === 401 || status === 403) {
    return ['refused', 'Check the name; what is private or gated needs a token (HF_TOKEN on the hub).'];
  }
  if (status === 404 || status === 410) {
    return ['not-found', 'Check the address, the name and the revision.'];
  }
  return status >= 500 || status === 408 || status === 429
    ? ['server', 'Try again later: it continues where it stopped.']
    : ['bad-answer', 'Check the address.'];
}

/** Seconds or a date, as HTTP's Retry-After has it (RFC 9110, 10.2.3). */
function askedToWait(header: string | null): number | undefined {
  if (header === null) {
    return undefined;
  }
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), MAX_WAIT_MS) : undefined;
}
