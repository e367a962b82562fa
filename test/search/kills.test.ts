import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RecordSet } from '../../kernel-helpers/src/analysis';
import { SeededOrder } from '../../kernel-helpers/src/data';
import { readSweep, sweepRecords } from '../../kernel-helpers/src/search';
import { Coordinator, gone, type Line, smallSweep, writeImages } from './small-sweep';

/** Of the coordinator and of trials in turn, at random moments, the next at most so many seconds after something runs. */
const KILLS = Number(process.env.KILLS ?? 10);
const SECONDS = Number(process.env.SECONDS ?? 3);
/** A definition's file, for a sweep of one's own. */
const { SWEEP } = process.env;

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'kills-'));
  writeImages(join(root, 'images'));
});
afterAll(() => rm(root, { recursive: true }));

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

describe(`a sweep that is killed ${KILLS} times`, () => {
  it('runs no finished rung again, loses none, and ends as one that was not, to the last bit', async () => {
    const request = SWEEP ? JSON.parse(await readFile(SWEEP, 'utf8')) : smallSweep(join(root, 'images'));
    const [whole, broken] = [join(root, 'whole'), join(root, 'broken')];
    const started = performance.now();
    const undisturbed = new Coordinator(whole, request);
    await undisturbed.ended;
    const networks = (await readSweep(whole)).candidates.length;
    console.log(`${networks} networks, undisturbed: ${Math.round((performance.now() - started) / 1000)} s`);
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
      await new Promise((resolve) => setTimeout(resolve, 100 + random.below(1000 * SECONDS)));
      const trials = coordinator.trials();
      look(coordinator);
      if (!coordinator.isRunning) {
        break;
      }
      if (trials.length > 0 && kills.trial <= kills.coordinator) {
        process.kill(trials[random.below(trials.length)], 'SIGKILL');
        kills = { ...kills, trial: kills.trial + 1 };
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
    expect(kills.coordinator + kills.trial).toBe(KILLS);
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
