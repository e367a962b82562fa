import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RecordSet } from '../../kernel-helpers/src/analysis';
import { SeededOrder } from '../../kernel-helpers/src/data';
import { readSweep, sweepRecords } from '../../kernel-helpers/src/search';
import { Coordinator, gone, type Line, smallSweep, writeImages } from './small-sweep';

/** Of the coordinator and of trials in turn, at random moments; fewer when the sweep is through before. */
const KILLS = Number(process.env.KILLS ?? 10);
/** The next at most so long after something runs: a share of what the sweep takes undisturbed, however fast the machine. */
const SHARE = Number(process.env.SHARE ?? 0.2);
/** A definition's file, for a sweep of one's own. */
const { SWEEP } = process.env;

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'kills-'));
  writeImages(join(root, 'images'));
});
afterAll(() => rm(root, { recursive: true }));

/** Whether the process was there to be killed: one may end by itself at that moment. */
function kill(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL');
  } catch {
    return false;
  }
}

/** Names of rungs that the folders hold. */
async function finishedRungs(folder: string): Promise<string[]> {
  const state = await readSweep(folder);
  return state.candidates.flatMap(({ trials }) =>
    trials.flatMap((trial) =>
      state.definition.rungs.flatMap((_, rung) =>
        state.accuracy(trial, rung) === null ? [] : [`${trial.id} to ${rung}`]
      )
    )
  );
}

/** Records without what a clock or the machine's load decides. */
function lasting({ title, records }: RecordSet): unknown {
  return [
    title,
    records.map(({ costs: { macs, params }, provenance: { date: _, ...provenance }, ...rest }) => ({
      ...rest,
      provenance,
      macs,
      params
    }))
  ];
}

/** Histories and weights of all runs, by their names. */
async function results(folder: string): Promise<Record<string, unknown>> {
  const state = await readSweep(folder);
  const runs = join(folder, 'runs');
  const entries = state.candidates
    .flatMap(({ trials }) => trials)
    .map(async (trial) => {
      const names = (await readdir(join(runs, trial.id))).filter((name) => name.startsWith('step-'));
      expect(names).toHaveLength(1);
      const sums = ['weights.safetensors', 'optimizer.safetensors'].map(async (file) =>
        createHash('sha256')
          .update(await readFile(join(runs, trial.id, names[0], file)))
          .digest('hex')
      );
      const history = state.trial(trial).history.map(({ seconds: _, ...epoch }) => epoch);
      return [trial.id, { checkpoint: names[0], sums: await Promise.all(sums), history }] as const;
    });
  return Object.fromEntries(await Promise.all(entries));
}

describe(`a sweep that is killed up to ${KILLS} times`, () => {
  it('runs no finished rung again, loses none, and ends as one that was not, to the last bit', async () => {
    const request = SWEEP ? JSON.parse(await readFile(SWEEP, 'utf8')) : smallSweep(join(root, 'images'));
    const [whole, broken] = [join(root, 'whole'), join(root, 'broken')];
    const started = performance.now();
    const undisturbed = new Coordinator(whole, request);
    await undisturbed.ended;
    const milliseconds = performance.now() - started;
    const networks = (await readSweep(whole)).candidates.length;
    console.log(`${networks} networks, undisturbed: ${Math.round(milliseconds / 1000)} s`);
    expect(undisturbed.lines.at(-1)).toMatchObject({ type: 'end', status: 'finished' });

    const random = new SeededOrder(Number(process.env.SEED ?? 4), 'kills');
    const done = new Set<string>();
    const again: string[] = [];
    let seen = 0;
    /** Takes in what the coordinator printed since. */
    const look = ({ lines }: { lines: Line[] }): void => {
      for (const { type, status, trial, rung } of lines.slice(seen)) {
        const name = `${trial} to ${rung}`;
        if (type === 'trial' && status === 'running' && done.has(name)) {
          again.push(name);
        }
        if (type === 'trial' && status === 'finished') {
          done.add(name);
        }
        expect(status).not.toBe('failed');
      }
      seen = lines.length;
    };
    let coordinator = new Coordinator(broken, request);
    let kills = { coordinator: 0, trial: 0 };
    while (kills.coordinator + kills.trial < KILLS) {
      await coordinator.until(({ status }) => status === 'running');
      // One of each at once: however soon the sweep is through, it was killed both ways.
      const most = kills.coordinator + kills.trial < 2 ? 1 : Math.ceil(milliseconds * SHARE);
      await new Promise((resolve) => setTimeout(resolve, random.below(most)));
      const trials = coordinator.trials();
      look(coordinator);
      if (!coordinator.isRunning) {
        break;
      }
      if (trials.length > 0 && kills.trial <= kills.coordinator) {
        const was = kill(trials[random.below(trials.length)]);
        kills = { ...kills, trial: kills.trial + Number(was) };
        continue;
      }
      coordinator.process.kill('SIGKILL');
      await coordinator.ended;
      kills = { ...kills, coordinator: kills.coordinator + 1 };
      look(coordinator);
      // Its trials notice.
      expect(await gone(trials)).toEqual([]);
      (await finishedRungs(broken)).forEach((name) => done.add(name));
      coordinator = new Coordinator(broken, request);
      seen = 0;
    }
    await coordinator.ended;
    look(coordinator);
    expect(coordinator.lines.at(-1)).toMatchObject({ type: 'end', status: 'finished' });
    console.log(`${kills.coordinator} coordinators and ${kills.trial} trials were killed`);
    expect(Math.min(kills.coordinator, kills.trial)).toBeGreaterThan(0);
    expect(again).toEqual([]);
    expect((await finishedRungs(broken)).sort()).toEqual((await finishedRungs(whole)).sort());
    expect(await results(broken)).toEqual(await results(whole));
    for (const rung of request.rungs.keys()) {
      const sets = [broken, whole].map(async (folder) => sweepRecords(await readSweep(folder), { rung }));
      const [one, other] = await Promise.all(sets);
      expect(lasting(one)).toEqual(lasting(other));
    }
  });
});
