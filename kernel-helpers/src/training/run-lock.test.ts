import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { DISK } from './files';
import { thisProcess } from './process-identity';
import { RunLife } from './run-life';
import { lockRun } from './run-lock';
import { smallData, smallModel } from './small.fixtures';
import { train, trainWithFiles } from './train';

const folder = mkdtempSync(join(tmpdir(), 'run-lock-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A run's folder with a lock that says so. */
function heldBy(name: string, holder: object | string): string {
  const path = join(folder, name);
  mkdirSync(path);
  writeFileSync(join(path, '.lock'), typeof holder === 'string' ? holder : JSON.stringify(holder));
  return path;
}

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** The largest process number that Linux gives out is 4,194,304. */
const ENDED = 99_999_999;

const here = { ...thisProcess(), started: null, token: 'a' };
const options = { epochs: 1, batchSize: 16, execution: 'eager', checkpointDir: folder } as const;

describe('a run', () => {
  it('under a name that another one trains under is refused, which goes on, and its files are private', async () => {
    const place = { ...options, runName: 'one', resumeFrom: 'latest' };
    const both = await Promise.allSettled([0, 1].map(() => train(smallModel(), smallData(), place)));
    const [run] = both.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    const [error] = both.flatMap((one) => (one.status === 'rejected' ? [String(one.reason)] : []));
    expect(error).toMatch(/runName: got one, under which this process trains.*Wait for that run, stop it/);
    expect(run.status).toBe('finished');
    const checkpoint = run.checkpoint;
    expect(readdirSync(join(folder, 'one')).sort()).toEqual(['run.json', 'step-00000004']);
    for (const path of [join(folder, 'one'), checkpoint!]) {
      expect(statSync(path).mode & 0o077).toBe(0);
      expect(readdirSync(path).every((name) => (statSync(join(path, name)).mode & 0o077) === 0)).toBe(true);
    }
    expect((await train(smallModel(), smallData(), place)).steps).toBe(4);
  });

  it('that is refused before it begins leaves nothing behind', async () => {
    const data = smallData();
    const refused = train(smallModel(), data, {
      ...options,
      runName: 'none',
      resumeFrom: join(folder, 'nowhere')
    });
    await expect(refused).rejects.toMatchObject({ name: 'CheckpointError' });
    expect(existsSync(join(folder, 'none'))).toBe(false);
  });
});

describe('a run that was told to stop and never ended, as after an interrupt', () => {
  it('gives way to another of its name and model, and does nothing more', async () => {
    const stop = new AbortController();
    const model = smallModel();
    let goOn = (): void => undefined;
    const stuck = new Promise<void>((resolve) => (goOn = resolve));
    const events: string[] = [];
    const place = { ...options, runName: 'stuck', checkpointEverySteps: 1 } as const;
    // Saving a checkpoint stands for whatever an interrupt may have ended.
    const write = async (path: string, bytes: Uint8Array): Promise<void> => {
      if (dirname(path) !== join(folder, 'stuck')) {
        stop.abort();
        await stuck;
      }
      await DISK.write(path, bytes);
    };
    const onEvent = ({ type }: { type: string }): number => events.push(type);
    void trainWithFiles(model, smallData(), { ...place, signal: stop.signal, onEvent }, { ...DISK, write });
    await vi.waitFor(() => expect(stop.signal.aborted).toBe(true), { timeout: 60_000 });
    const stoppedAt = performance.now();
    vi.spyOn(performance, 'now').mockImplementation(() => stoppedAt + 60_000);
    const run = await train(model, smallData(), { ...place, resumeFrom: 'latest' });
    expect(run.status).toBe('finished');
    goOn();
    await vi.waitFor(() => expect(events.at(-1)).toMatch(/checkpoint|warning/), { timeout: 60_000 });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(events).not.toContain('end');
    expect(JSON.parse(readFileSync(join(folder, 'stuck', 'run.json'), 'utf8'))).toMatchObject({
      status: 'finished'
    });
  });

  it('is waited for as long as a few of its steps', async () => {
    const life = new RunLife(AbortSignal.abort());
    let gaveWay = false;
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    const slow = new RunLife(AbortSignal.abort());
    await vi.advanceTimersByTimeAsync(20_000);
    await slow.step();
    void slow.givesWay().then(() => (gaveWay = true));
    await vi.advanceTimersByTimeAsync(59_000);
    expect(gaveWay).toBe(false);
    await vi.advanceTimersByTimeAsync(2000);
    expect(gaveWay).toBe(true);
    life.end();
    expect(await life.givesWay()).toBe(true);
    expect(await new RunLife().givesWay()).toBe(false);
  });
});

describe('a run whose last step takes longer than all before', () => {
  it('keeps its place until that step has ended, and has time to end then', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    const life = new RunLife(AbortSignal.abort());
    let computes = true;
    life.computes = () => computes;
    let gaveWay = false;
    void life.givesWay().then(() => (gaveWay = true));
    await vi.advanceTimersByTimeAsync(600_000);
    expect(gaveWay).toBe(false);
    computes = false;
    await vi.advanceTimersByTimeAsync(1000);
    // Its end: it keeps its weights before.
    await life.step();
    life.end();
    await vi.advanceTimersByTimeAsync(0);
    expect(gaveWay).toBe(true);
  });

  it('gives it up when it does not end after it', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    const life = new RunLife(AbortSignal.abort());
    let computes = true;
    life.computes = () => computes;
    let gaveWay = false;
    void life.givesWay().then(() => (gaveWay = true));
    await vi.advanceTimersByTimeAsync(60_000);
    computes = false;
    await vi.advanceTimersByTimeAsync(21_000);
    expect(gaveWay).toBe(true);
  });
});

describe('a lock', () => {
  it('of a process that runs holds, until that is killed', async () => {
    const child = spawn(process.execPath, ['-e', 'setTimeout(() => 0, 60000)']);
    await once(child, 'spawn');
    const { pid } = child;
    const path = heldBy('killed', { ...here, pid });
    await expect(lockRun(path, 'killed')).rejects.toThrow(
      new RegExp(`process ${pid} on this machine.*kill ${pid}`)
    );
    child.kill('SIGKILL');
    await once(child, 'exit');
    const lock = await lockRun(path, 'killed');
    expect(JSON.parse(readFileSync(join(path, '.lock'), 'utf8'))).toMatchObject({ pid: process.pid });
    await lock?.release();
    expect(existsSync(path)).toBe(false);
  });

  it.each([
    ['a process whose number another one has now', { ...here, pid: process.ppid, started: 'long ago' }],
    [
      'a process that has ended',
      { ...here, pid: spawnSync(process.execPath, ['--version']).pid, started: null }
    ],
    ['this process, of a run that it does not know', { ...thisProcess(), thread: 0, token: 'lost' }],
    ['nobody', ''],
    ['nobody that can be told', '{"host": 1}'],
    ['too much', 'x'.repeat(5000)]
  ])('of %s is taken over', async (name, holder) => {
    const lock = await lockRun(heldBy(name, holder), name);
    expect(lock).not.toBeNull();
    await lock?.release();
  });

  it.each<[string, (path: string) => void]>([
    ['a folder with files', (path) => (mkdirSync(path), writeFileSync(join(path, 'a'), 'b'))],
    ['a pipe', (path) => spawnSync('mkfifo', [path])],
    ['a link to nothing', (path) => symlinkSync('nowhere', path)],
    ['a device', (path) => symlinkSync('/dev/zero', path)]
  ])('that is %s is taken over', async (name, make) => {
    const path = join(folder, name);
    mkdirSync(path);
    make(join(path, '.lock'));
    const lock = await lockRun(path, name);
    expect(JSON.parse(readFileSync(join(path, '.lock'), 'utf8'))).toMatchObject({ pid: process.pid });
    await lock?.release();
    expect(existsSync(path)).toBe(false);
  });

  it('of another machine holds, and says what to do', async () => {
    const path = heldBy('far', { host: 'another', pid: 1, started: null, token: 'b' });
    await expect(lockRun(path, 'far')).rejects.toThrow(/process 1 on another.*remove .*\.lock/);
  });

  it('is given to one of many that ask at once, also where a dead one lies', async () => {
    for (const name of ['new', 'stale']) {
      const path = name === 'new' ? join(folder, name) : heldBy(name, { ...here, pid: ENDED, started: null });
      const asked = await Promise.allSettled(Array.from({ length: 8 }, () => lockRun(path, name)));
      const given = asked.flatMap((one) => (one.status === 'fulfilled' && one.value ? [one.value] : []));
      expect(given, name).toHaveLength(1);
      await given[0].release();
    }
  });

  it('that cannot be written is none', async () => {
    expect(await lockRun('/dev/null/run', 'run')).toBeNull();
  });
});
