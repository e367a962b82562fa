import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  fitSaturating,
  type FrontPoints,
  paretoFront,
  pointsOf,
  publishedRecords,
  SpecError,
  stoppingPoint
} from '../../kernel-helpers/src/analysis';
import type { ImageDataset } from '../../kernel-helpers/src/data';
import {
  extendByProposal,
  readSweep,
  startSweep,
  sweepRecords,
  type SweepRequest,
  SweepState,
  sweepTestScores,
  sweepTrials
} from '../../kernel-helpers/src/search';
import { loadSweepData } from '../../kernel-helpers/src/search/data';
import { smallSweep, writeImages, writePart } from './small-sweep';

/** With SciPy. */
const PYTHON = join(__dirname, '..', '..', '.setup', 'bench-venv', 'bin', 'python');

interface Figures {
  networks: Record<string, { params: number; mean: number; from: number; to: number }>;
  front: string[];
  /** Null where accuracy does not rise and flatten out, or costs are too few. */
  stop: Stop | null;
  given: Stop | null;
}

/** Curve and φ*. */
type Stop = Record<'asymptote' | 'amplitude' | 'rate' | 'phi', number>;

const GROWTH = 2;
/** Of the marginal gain at the cheapest network. */
const SHARE = 0.1;

const root = mkdtempSync(join(tmpdir(), 'figures-'));
const sweep = join(root, 'sweep');
beforeAll(async () => {
  writeImages(join(root, 'images'));
  const { candidates, training, ...rest } = smallSweep(join(root, 'images'));
  const request = {
    ...rest,
    candidates: { ...candidates, most: 4 } as SweepRequest['candidates'],
    // An average of the weights, so that the last ones are not those that are scored.
    training: { ...training, epochs: 2, emaDecay: 0.9 },
    seeds: [1, 2],
    rungs: [1, 2]
  };
  await (
    await startSweep(request, { folder: sweep, places: 2 })
  ).done;
});
afterAll(() => rmSync(root, { recursive: true }));

describe('records of a sweep', () => {
  it.each([0, 1])(
    'have the means, intervals and front that a script finds in its runs: rung %d',
    async (rung) => {
      const state = await readSweep(sweep);
      const epochs = String(state.definition.rungs[rung]);
      const { networks, front, stop } = figuresOf(epochs);
      const { records } = sweepRecords(state, { rung });
      const trials = sweepTrials(state, { rung, measure: 'params' });
      expect(trials.map(({ name }) => name).sort()).toEqual(Object.keys(networks).sort());
      trials.forEach(({ name, cost }, i) => {
        const { accuracy, costs, accuracyInterval } = records[i];
        const { params, mean, from, to } = networks[name];
        expect([cost, costs.params]).toEqual([params, params]);
        expect(accuracy).toBeCloseTo(mean, 10);
        expect(accuracyInterval).toEqual({
          from: expect.closeTo(from, 8) as number,
          to: expect.closeTo(to, 8) as number,
          confidence: 0.95,
          over: 'seeds'
        });
      });
      const points = {
        costs: Float64Array.from(records, ({ costs }) => costs.params),
        accuracies: Float64Array.from(records, ({ accuracy }) => accuracy ?? NaN)
      };
      const members = Array.from(paretoFront(points).members, (place) => trials[place].name);
      expect(members.sort()).toEqual(front.sort());
      expectStop(points, stop);
    }
  );

  it('stop, where accuracy flattens out, where the script says so', () => {
    const { costs, accuracies } = pointsOf(publishedRecords('paper-v5'), 'macs');
    const points = JSON.stringify([Array.from(costs), Array.from(accuracies)]);
    const { given } = figuresOf('1', points);
    expect(given).not.toBeNull();
    expectStop({ costs, accuracies }, given!);
  });
});

/** φ* and its curve are those of the script, or neither has any. */
function expectStop(points: FrontPoints, stop: Stop | null): void {
  if (stop === null) {
    expect(() => fitSaturating(points, GROWTH)).toThrow(SpecError);
    return;
  }
  const { curve, cost } = fitSaturating(points, GROWTH);
  const { phi } = stoppingPoint(curve, cost, { kind: 'relative', share: SHARE });
  const own = { ...curve, phi };
  for (const name of ['asymptote', 'amplitude', 'rate', 'phi'] as const) {
    expect(Math.abs(own[name] - stop[name]) / Math.abs(stop[name]), name).toBeLessThan(1e-9);
  }
}

/** What the script finds in the runs, and for further points. */
function figuresOf(epochs: string, points?: string): Figures {
  const script = join(__dirname, 'sweep_figures.py');
  const words = [script, sweep, epochs, String(GROWTH), String(SHARE), ...(points ? [points] : [])];
  return JSON.parse(execFileSync(PYTHON, words, { encoding: 'utf8' })) as Figures;
}

describe('scores on test images', () => {
  /** The sweep with these images for its test. */
  async function testedBy({ images, labels }: ImageDataset): Promise<SweepState> {
    const { definition } = await readSweep(sweep);
    const folder = mkdtempSync(join(root, 'tested-'));
    cpSync(join(root, 'images'), folder, { recursive: true });
    writePart(folder, 't10k', { labels: Uint8Array.from(labels), pixels: images });
    const options = { ...definition.data.options, folder };
    return new SweepState({ ...definition, data: { ...definition.data, options } }).read(sweep);
  }

  it('are those that validation had, of each seed, where the test images are those of validation', async () => {
    const { definition } = await readSweep(sweep);
    const { validation } = await loadSweepData(definition.data);
    const state = await testedBy(validation as ImageDataset);
    const told: string[] = [];
    const scores = await sweepTestScores(state, {
      most: 2,
      onProgress: (done, total) => told.push(`${done} of ${total}`)
    });
    expect(told).toEqual(['1 of 4', '2 of 4', '3 of 4', '4 of 4']);
    const trials = sweepTrials(state);
    expect(scores.map(({ candidate }) => candidate)).toEqual(trials.slice(0, 2).map(({ name }) => name));
    scores.forEach(({ accuracies, images, validation: chosenBy }, i) => {
      expect(images).toBe(64);
      accuracies.forEach((accuracy, seed) => expect(accuracy).toBeCloseTo(trials[i].accuracies[seed], 8));
      expect(chosenBy).toBeCloseTo((accuracies[0] + accuracies[1]) / 2, 8);
    });
  });

  it('are records of their own: of the winner alone, with what it was chosen by', async () => {
    const state = await readSweep(sweep);
    const scores = await sweepTestScores(state);
    expect(scores).toHaveLength(1);
    const [{ accuracies, images, validation }] = scores;
    expect(images).toBe(32);
    const { title, records } = sweepRecords(state, { testScores: scores });
    expect(title).toBe('stripes: test images after 2 epochs');
    expect(records).toHaveLength(1);
    expect(records[0].accuracy).toBeCloseTo((accuracies[0] + accuracies[1]) / 2, 10);
    expect(records[0].provenance.source).toMatch(/, test images of mnist$/);
    expect(records[0].settings).toMatchObject({ images: 'test', validationAccuracy: validation });
    const [winner] = sweepRecords(state).records;
    expect(winner.accuracy).toBeCloseTo(validation, 10);
    expect(winner.provenance.source).toMatch(/, validation images of mnist$/);
    expect(winner.settings).toMatchObject({ images: 'validation' });
    // Of a single seed what is uncertain is the images.
    const one = new SweepState({ ...state.definition, seeds: [1] });
    await one.read(sweep);
    const [alone] = await sweepTestScores(one);
    const [{ accuracyInterval }] = sweepRecords(one, { testScores: [alone] }).records;
    expect(accuracyInterval).toMatchObject({ confidence: 0.95, over: 'images' });
    expect(accuracyInterval!.to - accuracyInterval!.from).toBeGreaterThan(10);
    expect(() => sweepRecords(state, { testScores: [alone] })).toThrow(/testScores\[0\]/);
    expect(() => sweepRecords(state, { testScores: [{ ...scores[0], candidate: 'another' }] })).toThrow(
      /got "another"/
    );
  });

  it('are refused for weights that are gone, sweeps without a folder, and counts that can’t be', async () => {
    const state = await readSweep(sweep);
    await expect(sweepTestScores(state, { rung: 0, most: Infinity })).rejects.toThrow(
      /rung: got "0, trained on since"/
    );
    await expect(sweepTestScores(new SweepState(state.definition))).rejects.toThrow(/without a folder/);
    await expect(sweepTestScores(state, { most: 0 })).rejects.toThrow(/most: got 0/);
    await expect(sweepTestScores(state, { best: 1 } as object)).rejects.toThrow(/best/);
    await expect(sweepTestScores(state, { signal: AbortSignal.abort() })).rejects.toThrow(/abort/i);
  });
});

describe('a sweep that a model’s proposal extends', () => {
  it('trains the proposed candidate and what it promotes, and nothing twice', async () => {
    const before = await readSweep(sweep);
    const { definition, proposed } = extendByProposal(before, { count: 1 });
    const begun: string[] = [];
    await expect(startSweep(definition, { folder: sweep })).rejects.toThrow(/added/);
    const running = await startSweep(definition, {
      folder: sweep,
      places: 2,
      extend: true,
      onEvent: (event) => {
        if (event.type === 'trial' && event.status === 'running') {
          begun.push(`${event.trial.id} to ${event.rung}`);
        }
      }
    });
    expect(await running.done).toBe('finished');
    const known = before.candidates.flatMap(({ trials }) =>
      trials.flatMap((trial) =>
        before.definition.rungs.flatMap((_, rung) =>
          before.accuracy(trial, rung) === null ? [] : [`${trial.id} to ${rung}`]
        )
      )
    );
    expect(begun.filter((one) => known.includes(one))).toEqual([]);
    expect(begun).toEqual(
      expect.arrayContaining([1, 2].map((seed) => `${proposed[0].id} seed ${seed} to 0`))
    );
    const after = await readSweep(sweep);
    expect(after.definition.added).toHaveLength(1);
    expect(sweepTrials(after, { rung: 0 }).map(({ name }) => name)).toContain(proposed[0].id);
  });
});
