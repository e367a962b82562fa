import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { cacheFolder, offlineVariable } from './cache';
import { downloadFile, type DownloadOptions } from './download';
import { DownloadError } from './errors';
import type { DownloadProgress } from './progress';
import { remoteFile } from './remote-file';
import {
  type Answer,
  sampleBytes,
  serveBytes,
  sha256,
  startBreakingServer,
  startServer,
  type TestServer
} from './server.fixtures';

const BYTES = sampleBytes(300_000);
const NAME = 'file.bin';
/** The largest process number that Linux gives out is 4,194,304. */
const ENDED = 99_999_999;
/** For what comes soon unless the machine is very busy. */
const PATIENT = { timeout: 50_000, interval: 1 };

let server: TestServer;
let folder: string;

beforeEach(async () => {
  vi.stubEnv('EFFICIENTNET_LAB_OFFLINE', '');
  vi.stubEnv('HF_HUB_OFFLINE', '');
  folder = mkdtempSync(join(tmpdir(), 'download-'));
  server = await startServer(serveBytes(BYTES));
});
afterEach(async () => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
  await server.close();
  rmSync(folder, { recursive: true });
});

function download(options: Partial<DownloadOptions> = {}): Promise<string> {
  return downloadFile({ url: `${server.origin}/${NAME}`, folder, name: NAME, waitMs: 1, ...options });
}

async function failure(options: Partial<DownloadOptions> = {}): Promise<DownloadError> {
  const error: unknown = await download(options).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(DownloadError);
  return error as DownloadError;
}

/** Answers in turn, the last one for ever. */
function inTurn(...answers: Answer[]): Answer {
  return (request, response) => (answers.length > 1 ? answers.shift() : answers[0])?.(request, response);
}

const status =
  (code: number, headers: Record<string, string> = {}): Answer =>
  (_, response) => {
    response.writeHead(code, headers).end();
  };

function expectWhole(path: string, bytes = BYTES): void {
  expect(path).toBe(join(folder, NAME));
  expect(sha256(readFileSync(path))).toBe(sha256(bytes));
  expect(readdirSync(folder)).toEqual([NAME]);
}

test('a file comes once, is checked and then found in the folder', async () => {
  const known = { sha256: sha256(BYTES).toUpperCase(), bytes: BYTES.length };
  expectWhole(await download(known));
  expectWhole(await download(known));
  expect(server.requests).toHaveLength(1);
  expect(server.requests[0].headers['accept-encoding']).toBe('identity');
});

test('an empty file is a file', async () => {
  server.answer = serveBytes(new Uint8Array(0));
  expectWhole(await download({ bytes: 0 }), new Uint8Array(0));
});

test('a damaged file in the folder is downloaded again', async () => {
  writeFileSync(join(folder, NAME), BYTES.subarray(0, 10));
  expectWhole(await download({ sha256: sha256(BYTES) }));
});

test('progress tells bytes, speed and time left, to the end', async () => {
  const seen: DownloadProgress[] = [];
  await download({ onProgress: (progress) => seen.push(progress) });
  const last = seen[seen.length - 1];
  expect(last).toMatchObject({ received: BYTES.length, total: BYTES.length, secondsLeft: 0 });
  expect(last.bytesPerSecond).toBeGreaterThan(0);
});

test('a line that breaks again and again is gone on with by ranges', async () => {
  server.answer = serveBytes(BYTES, { cutAfter: 70_000 });
  expectWhole(await download({ attempts: 6 }));
  const starts = server.requests.map(({ headers }) => Number(/\d+/.exec(headers.range ?? '0')?.[0]));
  expect(starts.length).toBeGreaterThan(4);
  expect(starts).toEqual([...starts].sort((a, b) => a - b));
  expect(server.requests[1].headers['if-range']).toMatch(/^"/);
});

test('what one call left, the next goes on with', async () => {
  server.answer = serveBytes(BYTES, { cutAfter: 100_000 });
  expect(await failure({ attempts: 1 })).toMatchObject({ kind: 'interrupted' });
  expect(readdirSync(folder)).toEqual([`${NAME}.part`]);
  server.answer = serveBytes(BYTES);
  expectWhole(await download());
  expect(server.requests[1].headers.range).toBe('bytes=100000-');
});

/** Bytes in what was left for a later call. */
function left(name = `${NAME}.part`): Buffer {
  return readFileSync(join(folder, name, 'content'));
}

test.each([1, 20_000, 64_000, 65_536, 131_073, 299_999])(
  'all %d bytes that came before the line broke are kept, though the process was busy meanwhile',
  async (sent) => {
    const breaking = await startBreakingServer(BYTES.subarray(0, sent), { total: BYTES.length, etag: '"a"' });
    try {
      const error = await failure({
        url: breaking.origin,
        attempts: 1,
        onProgress: () => breaking.waitUntilBroken()
      });
      expect(error.kind).toBe('interrupted');
    } finally {
      await breaking.close();
    }
    expect(left().equals(BYTES.subarray(0, sent))).toBe(true);
  }
);

test.each([1, 1_000, 50_000, 100_000, 299_999])(
  'a line that breaks after %d bytes loses none',
  async (cutAfter) => {
    server.answer = serveBytes(BYTES, { cutAfter });
    await failure({ attempts: 1 });
    expect(left().equals(BYTES.subarray(0, cutAfter))).toBe(true);
    server.answer = serveBytes(BYTES);
    expectWhole(await download());
    expect(server.requests[1].headers.range).toBe(`bytes=${cutAfter}-`);
  }
);

test('a server that ignores ranges sends the whole again', async () => {
  const plain: Answer = (_, response) => {
    response.writeHead(200, { etag: '"a"', 'content-length': BYTES.length }).end(BYTES);
  };
  server.answer = inTurn(serveBytes(BYTES, { etag: '"a"', cutAfter: 100_000 }), plain);
  expectWhole(await download());
});

test('a file that changed on the server is not mixed with the old one', async () => {
  const other = sampleBytes(200_000).reverse();
  server.answer = inTurn(serveBytes(BYTES, { cutAfter: 100_000 }), serveBytes(other));
  expectWhole(await download(), other);
});

/** Sends what is asked for, whatever the file was before: a server that doesn't know If-Range. */
const rest =
  (bytes: Uint8Array, headers: Record<string, string>): Answer =>
  (request, response) => {
    const from = Number(/\d+/.exec(request.headers.range ?? '0')?.[0]);
    const range = `bytes ${from}-${bytes.length - 1}/${bytes.length}`;
    response.writeHead(from > 0 ? 206 : 200, { ...headers, ...(from > 0 ? { 'content-range': range } : {}) });
    response.end(bytes.subarray(from));
  };

const CHANGED = 'Wed, 21 Oct 2015 07:28:00 GMT';
test.each<[string, Record<string, string>, Record<string, string>]>([
  ['ETag', { etag: '"old"' }, { etag: '"new"' }],
  ['ETag, now weak', { etag: '"old"' }, { etag: 'W/"new"' }],
  ['time of change', { 'last-modified': CHANGED }, { 'last-modified': CHANGED.replace('2015', '2016') }]
])('the rest of a file with another %s is not added to the old one', async (_, old, now) => {
  const other = sampleBytes(BYTES.length).reverse();
  server.answer = (_request, response) => {
    response.writeHead(200, { ...old, 'content-length': BYTES.length });
    response.write(BYTES.subarray(0, 100_000), () => response.destroy());
  };
  await failure({ attempts: 1 });
  server.answer = rest(other, now);
  expectWhole(await download(), other);
  expect(server.requests.map(({ headers }) => headers.range)).toEqual([
    undefined,
    'bytes=100000-',
    undefined
  ]);
});

test('a part of another length, or from another byte on, is not added', async () => {
  leave(BYTES.subarray(0, 1_000), source());
  const odd = (range: string): Answer => status(206, { 'content-range': range });
  server.answer = inTurn(odd('bytes 1000-1999/2000'), serveBytes(BYTES));
  expectWhole(await download());
  rmSync(join(folder, NAME));
  leave(BYTES.subarray(0, 1_000), source());
  server.answer = inTurn(odd('bytes 0-299999/300000'), serveBytes(BYTES));
  expectWhole(await download());
});

test('a server that says that nothing is missing is believed', async () => {
  const unmeasured: Answer = (_, response) => {
    response.writeHead(200, { etag: '"a"' });
    response.write(BYTES, () => response.destroy());
  };
  server.answer = inTurn(unmeasured, serveBytes(BYTES, { etag: '"a"' }));
  expectWhole(await download());
  expect(server.requests.map(({ headers }) => headers.range)).toEqual([undefined, 'bytes=300000-']);
});

test('more bytes than the answer has for the file are refused', async () => {
  leave(BYTES.subarray(0, 1_000), source());
  server.answer = (_, response) => {
    response.writeHead(206, { 'content-range': `bytes 1000-${BYTES.length - 1}/${BYTES.length}` });
    response.end(BYTES);
  };
  expect(await failure()).toMatchObject({ kind: 'wrong-length', expected: '300000' });
  expect(readdirSync(folder)).toEqual([]);
});

describe('a server that packs files although it is not asked to', () => {
  const packed = gzipSync(BYTES);
  const headers = { etag: '"a"', 'content-encoding': 'gzip', 'content-length': `${packed.length}` };

  test('brings the file', async () => {
    server.answer = (_, response) => response.writeHead(200, headers).end(packed);
    expectWhole(await download({ bytes: BYTES.length, sha256: sha256(BYTES) }));
  });

  test('is not asked for the rest, which would be of the packed bytes', async () => {
    server.answer = inTurn(
      (_, response) => {
        response.writeHead(200, headers);
        response.write(packed.subarray(0, 200_000), () => response.destroy());
      },
      rest(packed, headers)
    );
    expectWhole(await download({ sha256: sha256(BYTES) }));
    expect(server.requests.map(({ headers: { range } }) => range)).toEqual([undefined, undefined]);
  });

  test('does not add packed bytes to others', async () => {
    leave(BYTES.subarray(0, 100_000), source());
    server.answer = rest(packed, { 'content-encoding': 'gzip' });
    expectWhole(await download());
  });

  test('with something that cannot be unpacked is refused', async () => {
    server.answer = status(200, { 'content-encoding': 'gzip, compress' });
    expect(await failure()).toMatchObject({ kind: 'bad-answer', got: 'a file packed by "compress"' });
    expect(readdirSync(folder)).toEqual([]);
  });
});

test('without ETag and checksum nothing is gone on with', async () => {
  server.answer = inTurn(serveBytes(BYTES, { etag: 'W/"weak"', cutAfter: 100_000 }), serveBytes(BYTES));
  expectWhole(await download());
  expect(server.requests[1].headers.range).toBeUndefined();
});

/** As a process that was killed leaves it. */
function leave(content: Uint8Array, source: string, pid = ENDED): void {
  const host = hostname().replace(/[^A-Za-z0-9-]/g, '-');
  const part = join(folder, `${NAME}.${host}.${pid}.0a1b2c3d.part`);
  mkdirSync(part);
  writeFileSync(join(part, 'content'), content);
  writeFileSync(join(part, 'source.json'), source);
}

function source(total: number | null = BYTES.length): string {
  const validator = `"${sha256(BYTES).slice(0, 16)}"`;
  return JSON.stringify({ url: `${server.origin}/${NAME}`, validator, total });
}

test('what a killed process left is taken over', async () => {
  leave(BYTES.subarray(0, 250_000), source());
  expectWhole(await download());
  expect(server.requests.map(({ headers }) => headers.range)).toEqual(['bytes=250000-']);
});

test('what was killed just before its end needs no request', async () => {
  leave(BYTES, source());
  expectWhole(await download({ sha256: sha256(BYTES) }));
  expect(server.requests).toHaveLength(0);
});

test('damaged old bytes are found by the checksum and fetched again', async () => {
  leave(new Uint8Array(250_000), source());
  expectWhole(await download({ sha256: sha256(BYTES) }));
  expect(server.requests.map(({ headers }) => headers.range)).toEqual(['bytes=250000-', undefined]);
});

test.each(['', 'null', '{"url":5}', '{"url":"x","validator":"a\\nb","total":1}'])(
  'a part whose source is %j is begun anew',
  async (text) => {
    leave(BYTES.subarray(0, 1_000), text);
    expectWhole(await download());
    expect(server.requests[0].headers.range).toBeUndefined();
  }
);

test.each<[string, number | null, Partial<DownloadOptions>]>([
  ['the server said', 300_000, {}],
  ['is known', null, { bytes: 300_000 }]
])('a part longer than %s is begun anew, at the first attempt', async (_, total, known) => {
  leave(sampleBytes(400_000), source(total));
  expectWhole(await download({ attempts: 1, ...known }));
  expect(server.requests.map(({ headers }) => headers.range)).toEqual([undefined]);
});

test('a part longer than the file turns out to be is begun anew', async () => {
  leave(sampleBytes(400_000), source(null));
  expectWhole(await download());
  expect(server.requests.map(({ headers }) => headers.range)).toEqual(['bytes=400000-', undefined]);
});

test('of what several killed processes left, the most is taken over', async () => {
  leave(BYTES.subarray(0, 1_000), source());
  leave(BYTES.subarray(0, 250_000), source(), ENDED - 1);
  leave(BYTES.subarray(0, 270_000), 'no source', ENDED - 2);
  leave(BYTES.subarray(0, 2_000), source(), ENDED - 3);
  expectWhole(await download());
  expect(server.requests.map(({ headers }) => headers.range)).toEqual(['bytes=250000-']);
});

function holds(part: string, length: number): boolean {
  return statSync(join(folder, part, 'content'), { throwIfNoEntry: false })?.size === length;
}

test.each([
  [200_000, 1_000],
  [1_000, 200_000]
])('of downloads at once that break after %d and %d bytes, the most is kept', async (...lengths) => {
  const lines: (() => void)[] = [];
  server.answer = (_, response) => {
    response.writeHead(200, { etag: '"a"', 'content-length': BYTES.length });
    response.write(BYTES.subarray(0, lengths[lines.length]));
    lines.push(() => response.destroy());
  };
  const calls: Promise<DownloadError>[] = [];
  for (const length of lengths) {
    calls.push(failure({ attempts: 1 }));
    await vi.waitUntil(() => readdirSync(folder).some((part) => holds(part, length)), PATIENT);
  }
  // Both have begun before one breaks.
  for (const [at, call] of calls.entries()) {
    lines[at]();
    await call;
  }
  expect(left().length).toBe(200_000);
});

test('what another living process downloads is left alone', async () => {
  leave(BYTES.subarray(0, 1_000), source(), process.pid);
  await download();
  expect(readdirSync(folder)).toHaveLength(2);
});

test('many calls at once give one whole file', async () => {
  const paths = await Promise.all(Array.from({ length: 5 }, () => download({ sha256: sha256(BYTES) })));
  paths.forEach((path) => expectWhole(path));
});

test('passing faults of the server are waited out', async () => {
  const reset: Answer = (request) => request.socket.destroy();
  const busy = status(429, { 'retry-after': '0' });
  server.answer = inTurn(status(503), busy, reset, serveBytes(BYTES));
  expectWhole(await download());
});

test.each<[number, DownloadError['kind'], number]>([
  [404, 'not-found', 1],
  [401, 'refused', 1],
  [403, 'refused', 1],
  [400, 'bad-answer', 1],
  [204, 'bad-answer', 1],
  [500, 'server', 3]
])('status %d is %s after %d requests', async (code, kind, requests) => {
  server.answer = status(code);
  const error = await failure({ attempts: 3 });
  expect(error.kind).toBe(kind);
  expect(error.message).toContain(`status ${code}`);
  expect(server.requests).toHaveLength(requests);
  expect(readdirSync(folder)).toEqual([]);
});

test.each<[string, Partial<DownloadOptions>, DownloadError['kind']]>([
  ['a checksum', { sha256: '0'.repeat(64) }, 'wrong-checksum'],
  ['an MD5 sum', { md5: '0'.repeat(32) }, 'wrong-checksum'],
  ['a length', { bytes: 299_999 }, 'wrong-length'],
  ['a limit', { maxBytes: 1_000 }, 'too-large']
])('%s that does not fit leaves no file', async (_, options, kind) => {
  expect(await failure(options)).toMatchObject({ kind });
  expect(readdirSync(folder)).toEqual([]);
});

test.each<[Partial<DownloadOptions>, DownloadError['kind']]>([
  [{ maxBytes: 1_000 }, 'too-large'],
  [{ bytes: 1_000 }, 'wrong-length'],
  [{ bytes: 400_000 }, 'wrong-length']
])('a length that the server does not tell is checked as it comes: %j', async (options, kind) => {
  server.answer = (_, response) => {
    response.writeHead(200);
    response.write(BYTES.subarray(0, 150_000));
    response.end(BYTES.subarray(150_000));
  };
  expect(await failure(options)).toMatchObject({ kind });
  expect(readdirSync(folder)).toEqual([]);
});

test('redirects are followed, and a token stays with the origin it is for', async () => {
  const elsewhere = await startServer(serveBytes(BYTES));
  try {
    const away = status(302, { location: `${elsewhere.origin}/signed?key=secret` });
    server.answer = inTurn(status(307, { location: '/moved' }), away);
    expectWhole(await download({ token: 'hf_secret' }));
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer hf_secret',
      'Bearer hf_secret'
    ]);
    expect(server.requests[1].url).toBe('/moved');
    expect(elsewhere.requests[0].headers.authorization).toBeUndefined();
  } finally {
    await elsewhere.close();
  }
});

test.each(['file:///etc/passwd', 'ftp://127.0.0.1/x', 'http://', '', 'data:text/plain,x'])(
  'a redirect to %j is refused',
  async (location) => {
    server.answer = status(302, { location });
    expect(await failure()).toMatchObject({ kind: 'bad-answer' });
  }
);

test('redirects without end are refused', async () => {
  server.answer = status(302, { location: '/again' });
  expect(await failure()).toMatchObject({ kind: 'bad-answer' });
});

test('headers are asked for without leaving the origin', async () => {
  server.answer = inTurn(
    status(307, { location: '/moved' }),
    status(302, { location: 'https://elsewhere.invalid/x', 'x-linked-size': '7' })
  );
  const { status: code, headers } = await remoteFile({ url: `${server.origin}/x` });
  expect([code, headers.get('x-linked-size')]).toEqual([302, '7']);
  expect(server.requests.map(({ method }) => method)).toEqual(['HEAD', 'HEAD']);
});

/** Sends the first bytes of the file, and then nothing. */
const silent: Answer = (_, response) => {
  response.writeHead(200, { etag: '"a"', 'content-length': BYTES.length });
  response.write(BYTES.subarray(0, 5_000));
};

test('silence ends an attempt, and what came is kept', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  server.answer = silent;
  const error = await failure({ attempts: 1, onProgress: () => vi.advanceTimersByTime(30_000) });
  expect(error).toMatchObject({ kind: 'timed-out', expected: 'some bytes within 30 s' });
  server.answer = serveBytes(BYTES, { etag: '"a"' });
  expectWhole(await download());
  expect(server.requests[1].headers.range).toBe('bytes=5000-');
});

test('bytes that came while the process was busy are no silence', async () => {
  const breaking = await startBreakingServer(BYTES.subarray(0, 200_000), {
    total: BYTES.length,
    etag: '"a"'
  });
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    const onProgress = ({ received }: DownloadProgress): void => {
      breaking.waitUntilBroken();
      vi.advanceTimersByTime(received < 200_000 ? 30_000 : 0);
    };
    expect(await failure({ url: breaking.origin, attempts: 1, onProgress })).toMatchObject({
      kind: 'interrupted'
    });
  } finally {
    await breaking.close();
  }
});

test('a cancelled download stops and can be gone on with', async () => {
  server.answer = silent;
  const cancel = new AbortController();
  const error = await failure({ signal: cancel.signal, onProgress: () => cancel.abort('enough') });
  expect(error).toMatchObject({ kind: 'cancelled', cause: 'enough' });
  expect(readdirSync(folder)).toEqual([`${NAME}.part`]);
  expect(await failure({ signal: AbortSignal.abort() })).toMatchObject({ kind: 'cancelled' });
  server.answer = serveBytes(BYTES, { etag: '"a"' });
  expectWhole(await download());
});

test('cancelling also ends a wait', async () => {
  server.answer = status(503, { 'retry-after': '60' });
  const cancel = new AbortController();
  const waiting = failure({ signal: cancel.signal });
  await vi.waitUntil(() => server.requests.length === 1, PATIENT);
  cancel.abort();
  expect(await waiting).toMatchObject({ kind: 'cancelled' });
});

test.each(['EFFICIENTNET_LAB_OFFLINE', 'HF_HUB_OFFLINE'])('%s forbids the network', async (variable) => {
  vi.stubEnv(variable, '1');
  const error = await failure();
  expect(error.kind).toBe('offline');
  expect(error.message).toContain(variable);
  expect(error.message).toContain(join(folder, NAME));
  expect(server.requests).toHaveLength(0);
  writeFileSync(join(folder, NAME), BYTES);
  expectWhole(await download());
});

test('a server that is not there is told at once', async () => {
  await server.close();
  expect(await failure()).toMatchObject({ kind: 'unreachable', got: 'ECONNREFUSED' });
});

test.each<[Partial<DownloadOptions>]>([
  [{ url: 'file:///etc/passwd' }],
  [{ url: 'nothing' }],
  [{ url: 'http://user:secret@127.0.0.1/x' }],
  [{ name: '../x' }],
  [{ name: '..' }],
  [{ name: 'a/b' }],
  [{ name: '' }],
  [{ sha256: 'abc' }],
  [{ md5: 'z'.repeat(32) }],
  [{ bytes: -1 }]
])('%j is refused before anything happens', async (options) => {
  const error = await failure(options);
  expect(error.kind).toBe('bad-option');
  expect(error.message).not.toContain('secret');
  expect(server.requests).toHaveLength(0);
});

test('secrets of an address are not told', async () => {
  server.answer = status(404);
  const error = await failure({ url: `${server.origin}/x?signature=secret#secret` });
  expect(error.message).not.toContain('secret');
  expect(error.url).toBe(`${server.origin}/x`);
});

test('a folder that cannot be made is told', async () => {
  writeFileSync(join(folder, 'taken'), '');
  const error = await failure({ folder: join(folder, 'taken', 'deeper') });
  expect(error).toMatchObject({ kind: 'disk', got: 'ENOTDIR' });
});

test('the cache lies where the variable says', () => {
  expect(cacheFolder({ EFFICIENTNET_LAB_CACHE: '/some/where' })).toBe('/some/where');
  expect(cacheFolder({})).toMatch(/\.cache.efficientnet-lab$/);
  expect(
    ['1', 'TRUE', 'on', 'yes', '0', 'no', ''].map((word) => offlineVariable({ HF_HUB_OFFLINE: word }))
  ).toEqual([...Array.from({ length: 4 }, () => 'HF_HUB_OFFLINE'), ...Array.from({ length: 3 }, () => null)]);
});
