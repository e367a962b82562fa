import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import {
  type Answer,
  sampleBytes,
  serveBytes,
  sha256,
  startServer,
  type TestServer
} from '../../kernel-helpers/src/download/server.fixtures';

const LIB = join(__dirname, '..', '..', 'kernel-helpers', 'lib', 'download');
const BYTES = sampleBytes(2_000_000);
const NAME = 'file.bin';

/** argv: address, folder, checksum or nothing. Prints the path at the end. */
const program = (onProgress: string): string => `
  const [url, folder, sha256] = process.argv.slice(1);
  const { downloadFile } = require(${JSON.stringify(LIB)});
  downloadFile({ url, folder, name: '${NAME}', sha256: sha256 || undefined, waitMs: 10, onProgress: ${onProgress} })
    .then((path) => process.stdout.write(path));
`;

let server: TestServer;
let folder: string;
/** How far the server goes: however late somebody looks, a download has come no further. */
let sent: number;
const children: ChildProcess[] = [];
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'download-processes-'));
  sent = BYTES.length;
  server = await startServer(slowly(BYTES));
});
afterEach(async () => {
  children.splice(0).forEach((child) => child.kill('SIGKILL'));
  await server.close();
  rmSync(folder, { recursive: true });
});

/** The usual server, with a line that takes its time, and goes no further than `sent`. */
function slowly(bytes: Uint8Array): Answer {
  return (request, response) => {
    const whole = response.end.bind(response);
    response.end = ((rest: Uint8Array = new Uint8Array()) => {
      const first = bytes.length - rest.length;
      const send = async (): Promise<void> => {
        for (let at = first; at < bytes.length && !response.destroyed; await wait(10)) {
          const to = Math.max(at, Math.min(at + 50_000, sent));
          if (to > at) {
            response.write(bytes.subarray(at, to));
          }
          at = to;
        }
        whole();
      };
      void send();
      return response;
    }) as typeof response.end;
    serveBytes(bytes)(request, response);
  };
}

function start(checksum = '', onProgress = 'undefined'): { child: ChildProcess; path: Promise<string> } {
  const environment = { ...process.env, EFFICIENTNET_LAB_OFFLINE: '', HF_HUB_OFFLINE: '' };
  const child = spawn(
    process.execPath,
    ['-e', program(onProgress), `${server.origin}/${NAME}`, folder, checksum],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: environment
    }
  );
  children.push(child);
  let path = '';
  child.stdout?.on('data', (text: Buffer) => (path += text.toString()));
  return { child, path: once(child, 'close').then(() => path) };
}

it('five processes that want the same file each get it whole', async () => {
  const paths = await Promise.all(Array.from({ length: 5 }, () => start().path));
  expect(paths).toEqual(paths.map(() => join(folder, NAME)));
  expect(sha256(readFileSync(join(folder, NAME)))).toBe(sha256(BYTES));
  expect(readdirSync(folder)).toEqual([NAME]);
});

/** Bytes that lie in unfinished files. */
function stored(): number {
  const parts = readdirSync(folder).filter((name) => name.endsWith('.part'));
  const sizes = parts.map(
    (part) => statSync(join(folder, part, 'content'), { throwIfNoEntry: false })?.size ?? 0
  );
  return Math.max(0, ...sizes);
}

it('a download killed again and again leaves no file under its name, and ends with the same bytes', async () => {
  for (const bytes of [0, 1, 300_000, 301_000, 900_000, 1_700_000]) {
    const asked = server.requests.length;
    // In the middle of what comes next, and never at the end.
    sent = Math.min(bytes + 100_000, BYTES.length - 1);
    const { child, path } = start();
    // On a busy machine enough may be there before this one has asked for more.
    const hasAsked = (): boolean => server.requests.length > asked;
    await vi.waitUntil(() => hasAsked() && readdirSync(folder).length > 0 && stored() >= bytes, {
      timeout: 60_000,
      interval: 1
    });
    child.kill('SIGKILL');
    expect(await path).toBe('');
    expect(readdirSync(folder)).not.toContain(NAME);
  }
  sent = BYTES.length;
  expect(await start().path).toBe(join(folder, NAME));
  expect(sha256(readFileSync(join(folder, NAME)))).toBe(sha256(BYTES));
  expect(readdirSync(folder)).toEqual([NAME]);
  const ranges = server.requests.filter(({ headers }) => headers.range !== undefined);
  expect(ranges.length).toBeGreaterThan(3);
});

it('all bytes that a process has told of are there after it was aborted', async () => {
  // Progress is told now and then: until it is, the line goes on, and not to the end.
  sent = 1_000_000;
  const further = setInterval(() => sent++, 20);
  const { child, path } = start(
    '',
    "({ received }) => received > 700_000 && require('fs').writeSync(1, `${received}`) && process.abort()"
  );
  const [[, signal], received] = await Promise.all([once(child, 'exit'), path]);
  clearInterval(further);
  sent = BYTES.length;
  expect(signal).toBe('SIGABRT');
  expect(stored()).toBe(Number(received));
  expect(await start().path).toBe(join(folder, NAME));
  expect(server.requests[1].headers.range).toBe(`bytes=${received}-`);
  expect(sha256(readFileSync(join(folder, NAME)))).toBe(sha256(BYTES));
});

it('a process takes over what a killed one left while others go on', async () => {
  sent = 100_000;
  const first = start(sha256(BYTES));
  await vi.waitUntil(() => stored() > 0, { timeout: 60_000, interval: 1 });
  first.child.kill('SIGKILL');
  await first.path;
  sent = BYTES.length;
  await Promise.all([start(sha256(BYTES)).path, start(sha256(BYTES)).path]);
  expect(sha256(readFileSync(join(folder, NAME)))).toBe(sha256(BYTES));
  expect(readdirSync(folder)).toEqual([NAME]);
});
