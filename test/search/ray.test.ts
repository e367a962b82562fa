import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  connectRay,
  readSweep,
  startSweep,
  type SweepEvent,
  type SweepRequest
} from '../../kernel-helpers/src/search';
import { SMALL_SWEEP } from '../../kernel-helpers/src/search/search.fixtures';

const PYTHON = join(__dirname, '..', '..', '.venv', 'bin', 'python');
/** The environment that PyTorch is in has no Ray. */
const BARE = join(__dirname, '..', '..', '.setup', 'bench-venv', 'bin', 'python');
const SEARCH = join(__dirname, '..', '..', 'kernel-helpers', 'lib', 'search');
const SCRIPT = join(SEARCH, 'ray-trial-process.js');
const COMMAND = join(SEARCH, 'sweep-process.js');

const request: SweepRequest = {
  ...SMALL_SWEEP,
  data: { loader: 'mnist', options: { validation: 1000 }, images: { train: 512, validation: 256, test: 1 } },
  candidates: { ...SMALL_SWEEP.candidates, most: 3 } as SweepRequest['candidates'],
  reduction: 3,
  // Ray starts Node anew for each: a busy machine takes its time.
  trial: { quietSeconds: 600 }
};

/** Ray takes the name of loopback for the machine's own address, which others reach. */
const LOOPBACK = '127.0.0.2';
/** Ray gives a node 30 seconds to start, which is little on a busy machine. */
const STARTS = 12;

// Who has no token can't run anything there. Ray's processes and those that speak to them find it in the environment.
process.env.RAY_AUTH_MODE = 'token';
process.env.RAY_AUTH_TOKEN = randomUUID();
// Ray lets its workers wait for all that is not so patient: on a busy machine a trial of seconds took ten minutes.
process.env.RAY_worker_niceness = '0';

/** A head node on loopback, with a folder of its own: other clusters of this machine are not touched. */
class Head {
  address = '';
  private child: ChildProcess | null = null;

  constructor(private readonly folder: string) {}

  async start(): Promise<void> {
    for (let start = 1; !(await this.begin()); start++) {
      expect(start, 'starts of the head node').toBeLessThan(STARTS);
    }
  }

  private async begin(): Promise<boolean> {
    const port = await freePort();
    this.address = `${LOOPBACK}:${port}`;
    const settings = ['--include-dashboard=false', '--disable-usage-stats', '--num-cpus=2', '--block'];
    // Outcomes are short, and the share of memory that Ray would take may not be there.
    const memory = '--object-store-memory=100000000';
    const place = [`--port=${port}`, `--node-ip-address=${LOOPBACK}`, `--temp-dir=${this.folder}`];
    const child = spawn(
      PYTHON,
      ['-m', 'ray.scripts.scripts', 'start', '--head', memory, ...place, ...settings],
      {
        detached: true,
        stdio: ['ignore', 'pipe', 'ignore']
      }
    );
    this.child = child;
    const started = await new Promise<boolean>((resolve) => {
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        if (text.includes('--block')) {
          resolve(true);
        }
      });
      child.once('exit', () => resolve(false));
    });
    if (!started) {
      this.killAll();
    }
    return started;
  }

  /** All of it, at once, as a machine that loses its power. */
  async kill(): Promise<void> {
    const { child } = this;
    if (child?.pid !== undefined && child.exitCode === null) {
      const exited = new Promise((resolve) => child.once('exit', resolve));
      this.killAll();
      process.kill(-child.pid, 'SIGKILL');
      await exited;
    }
  }

  private killAll(): void {
    processes()
      .filter(({ command }) => command.includes(this.folder))
      .forEach(({ pid }) => kill(pid));
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

interface Process {
  pid: number;
  parent: number;
  command: string;
}

function processes(): Process[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ');
        // The name stands in brackets, and may hold any letters.
        const parent = Number(readFileSync(`/proc/${name}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[1]);
        return command === '' ? [] : [{ pid: Number(name), parent, command }];
      } catch {
        return [];
      }
    });
}

/** Those that supervise trials, and the trials. */
function trialProcesses(): Process[] {
  const all = processes();
  const supervisors = all.filter(({ command }) => command.includes(SCRIPT));
  return [...supervisors, ...all.filter(({ parent }) => supervisors.some(({ pid }) => pid === parent))];
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It is gone already.
  }
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** What doesn't depend on when and where it ran. */
async function outcome(folder: string): Promise<unknown> {
  const state = await readSweep(folder);
  return state.candidates.map(({ trials }) =>
    trials.map((trial) => state.trial(trial).history.map(({ seconds: _, ...record }) => record))
  );
}

/** Runs of trials to a rung that the folder knows the end of. */
async function finishedIn(folder: string): Promise<number> {
  const state = await readSweep(folder);
  const trials = state.candidates.flatMap((candidate) => candidate.trials);
  return state.definition.rungs.flatMap((_, rung) =>
    trials.filter((trial) => state.accuracy(trial, rung) !== null)
  ).length;
}

describe.skipIf(process.platform !== 'linux')('a sweep on a Ray cluster', () => {
  // Ray's sockets have room for some hundred characters.
  const folder = mkdtempSync(join(tmpdir(), 'r-'));
  const head = new Head(join(folder, 'r'));
  let local: unknown;
  let sweeps = 0;
  let sweep = '';

  beforeAll(async () => {
    await head.start();
    const undisturbed = join(folder, 'local');
    await (
      await startSweep(request, { folder: undisturbed })
    ).done;
    local = await outcome(undisturbed);
  });
  beforeEach(() => {
    sweep = join(folder, `sweep-${sweeps++}`);
  });
  afterEach(async () => until(() => trialProcesses().length === 0));
  afterAll(async () => {
    await head.kill();
    rmSync(folder, { recursive: true, force: true });
  });

  const start = async (onEvent?: (event: SweepEvent) => void): ReturnType<typeof startSweep> => {
    const executor = await connectRay({ address: head.address, python: PYTHON });
    return startSweep(request, { folder: sweep, executor, onEvent });
  };

  it('has the records of one on this machine, started by a command', async () => {
    writeFileSync(join(folder, 'night.json'), JSON.stringify(request));
    const words = ['night.json', '--folder', sweep, '--ray', head.address, '--ray-python', PYTHON];
    const child = spawn(process.execPath, [COMMAND, ...words], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'inherit']
    });
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (part: string) => (text += part));
    const [code] = (await once(child, 'close')) as [number];
    expect(code, text).toBe(0);
    expect(text).toMatch(/% after 1 epoch\. .*(running|decided)/);
    expect(await outcome(sweep)).toEqual(local);
  });

  it('goes on with what this machine began, and where a worker is killed in the middle of a trial; nothing is trained twice', async () => {
    const finished: string[] = [];
    const count = (event: SweepEvent): void => {
      if (event.type === 'trial' && event.status === 'finished') {
        finished.push(`${event.trial.id} to ${event.rung}`);
      }
    };
    const begun = await startSweep(request, {
      folder: sweep,
      places: 1,
      onEvent: (event) => {
        count(event);
        if (finished.length === 1) {
          void begun.cancel();
        }
      }
    });
    expect(await begun.done).toBe('cancelled');
    let killed = 0;
    const running = await start((event) => {
      count(event);
      if (event.type === 'progress' && killed === 0) {
        // The parent of a supervisor is Ray's worker.
        killed = trialProcesses().find(({ command }) => command.includes(SCRIPT))?.parent ?? 0;
        kill(killed);
      }
    });
    expect(await running.done).toBe('finished');
    expect(killed).toBeGreaterThan(1);
    expect(new Set(finished).size).toBe(finished.length);
    expect(await outcome(sweep)).toEqual(local);
  });

  it('leaves no process behind when it is cancelled, and goes on later, on this machine', async () => {
    const running = await start((event) => {
      if (event.type === 'progress') {
        void running.cancel();
      }
    });
    expect(await running.done).toBe('cancelled');
    expect(trialProcesses()).toEqual([]);
    expect(await (await startSweep(request, { folder: sweep })).done).toBe('finished');
    expect(await outcome(sweep)).toEqual(local);
  });

  it('says that the head node is gone, and goes on with another one', async () => {
    let finished = 0;
    const running = await start((event) => {
      if (event.type === 'trial' && event.status === 'finished' && ++finished === 2) {
        void head.kill();
      }
    });
    await expect(running.done).rejects.toThrow(/one that is gone/);
    await until(() => trialProcesses().length === 0);
    await head.start();
    // A trial may have ended whose end nobody could tell any more: its folder knows.
    const kept = await finishedIn(sweep);
    expect(kept).toBeGreaterThanOrEqual(finished);
    let again = 0;
    const resumed = await start((event) => {
      again += event.type === 'trial' && event.status === 'finished' ? 1 : 0;
    });
    expect(await resumed.done).toBe('finished');
    expect(await outcome(sweep)).toEqual(local);
    expect(kept + again).toBe(resumed.counts.finished);
  });
});

describe('Ray that can’t be had', () => {
  it('is told with what to install', async () => {
    await expect(connectRay({ python: BARE })).rejects.toThrow(/Python without Ray: pip install/);
  });

  it.each([
    ['2.51.9', /Ray 2\.51\.9, older than 2\.52: pip install --upgrade/],
    ['1.13.0', /Ray 1\.13\.0, older than 2\.52: pip install --upgrade/]
  ])('is told by a version that is too old: %s', async (version, message) => {
    const folder = mkdtempSync(join(tmpdir(), 'old-ray-'));
    const before = process.env.PYTHONPATH;
    mkdirSync(join(folder, 'ray'));
    writeFileSync(join(folder, 'ray', '__init__.py'), `__version__ = "${version}"\n`);
    process.env.PYTHONPATH = folder;
    try {
      await expect(connectRay({ python: 'python3' })).rejects.toThrow(message);
    } finally {
      process.env.PYTHONPATH = before;
      if (before === undefined) {
        delete process.env.PYTHONPATH;
      }
      rmSync(folder, { recursive: true });
    }
  });

  it('is told by the Python that is not there', async () => {
    await expect(connectRay({ python: 'no-such-python' })).rejects.toThrow(/no-such-python did not start/);
  });

  it('is told by the address that does not answer', async () => {
    const address = `${LOOPBACK}:${await freePort()}`;
    await expect(connectRay({ address, python: PYTHON })).rejects.toThrow(/none that answers/);
  });
});
