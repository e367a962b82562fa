import { spawn, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type BaseNetwork,
  compareNormalizations,
  compoundScale,
  measuredRuns,
  publishedRecords,
  readRecordsJson,
  seedIntervals
} from '../../kernel-helpers/src/analysis';
import {
  checkSweep,
  type ListedCandidates,
  readSweep,
  sweepCandidates,
  sweepRecords,
  type SweepRequest,
  sweepRuns,
  type TripletCandidates
} from '../../kernel-helpers/src/search';
import { writeRecords } from '../../kernel-helpers/src/search/record-file';
import { smallSweep, writeImages } from './small-sweep';

const ROOT = join(__dirname, '..', '..');
const PROGRAM = join(ROOT, 'kernel-helpers', 'lib', 'search', 'sweep-process.js');

/** As `writeImages` writes them. */
const TEST_IMAGES = 32;
const TRAINING = { epochs: 2, batchSize: 16, learningRate: 0.004, learningRatePer: 64 };

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'command-'));
  writeImages(join(root, 'images'));
  const small = smallSweep('images');
  const candidates = { ...small.candidates, most: 2 } as SweepRequest['candidates'];
  const request = { ...small, candidates, training: TRAINING, rungs: [1, 2] };
  writeFileSync(join(root, 'night.json'), JSON.stringify(request));
});
afterAll(() => rm(root, { recursive: true }));

async function command(words: string[], options: SpawnOptions = {}): Promise<{ code: number; text: string }> {
  const child = spawn(process.execPath, [PROGRAM, ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
    ...options
  });
  let text = '';
  child.stdout?.on('data', (data: Buffer) => (text += data.toString()));
  child.stderr?.on('data', (data: Buffer) => (text += data.toString()));
  const [code] = (await once(child, 'close')) as [number];
  return { code, text };
}

describe('a sweep without a notebook', () => {
  it.each(['--help', '-h'])('tells its options with %s', async (word) => {
    const { code, text } = await command([word]);
    expect(code).toBe(0);
    expect(text).toMatch(/^(npm start|efficientnet-lab).* definition\.json \[options\]\n {2}--folder/);
  });

  it('tells how it goes and what came out, finds data beside its definition, and has nothing left to do then', async () => {
    const first = await command(['night.json'], { cwd: root });
    expect(first.code, first.text).toBe(0);
    expect(first.text).toMatch(/MACs, seed 1: \d+(\.\d+)? % after 1 epoch\. .*(running|decided)/);
    expect(first.text).toMatch(
      /finished: 3 finished, 0 failed\.\nBest after 2 epochs, validation accuracy:\n {2}α/
    );
    const state = await readSweep(join(root, 'night runs'));
    expect(state.failures()).toEqual([]);
    // 0.004 for 64 images is 0.001 for 16.
    for (const run of readdirSync(join(root, 'night runs', 'runs'))) {
      const { options } = JSON.parse(
        readFileSync(join(root, 'night runs', 'runs', run, 'run.json'), 'utf8')
      ) as { options: object };
      expect(options).toMatchObject({ batchSize: 16, learningRate: 0.001 });
    }
    const again = await command(['night.json'], { cwd: root });
    expect(again.code).toBe(0);
    expect(again.text).not.toMatch(/seed 1:/);
    expect(again.text).toMatch(/finished: 3 finished/);
  });

  it('writes records of its networks, timed, and of every run, beside those of other sweeps, and takes no other file', async () => {
    const file = join(root, 'records.json');
    const words = ['night.json', '--records', 'records.json', '--title', 'Stripes'];
    const { code, text } = await command(words, { cwd: root });
    expect(code, text).toBe(0);
    const state = await readSweep(join(root, 'night runs'));
    const [read, runs] = [file, file.replace('.json', '-runs.json')].map((path) =>
      readRecordsJson(readFileSync(path, 'utf8'))
    );
    expect([read.title, runs.title]).toEqual(['Stripes', 'Stripes: every run']);
    expect(runs).toEqual({ ...sweepRuns(state), title: runs.title });
    const { records } = sweepRecords(state);
    const latencies = {
      'latency-1': expect.any(Number) as number,
      'latency-32': expect.any(Number) as number
    };
    expect(read.records).toEqual(
      records.map((record) => ({ ...record, costs: { ...record.costs, ...latencies } }))
    );
    expect(read.measures.find(({ key }) => key === 'latency-1')).toMatchObject({
      device: expect.stringMatching(/./) as string,
      note: 'median of 30 compiled steps, the least of 12 rounds'
    });

    const other = { ...read.records[0], family: 'of another sweep' };
    await writeRecords(file, { ...read, title: 'not taken', records: [other] });
    await writeRecords(file, read);
    const both = readRecordsJson(readFileSync(file, 'utf8'));
    expect(both).toEqual({ ...read, records: [other, ...read.records] });
    const elsewhere = read.measures.map((measure) => ({ ...measure, device: 'another' }));
    await expect(writeRecords(file, { ...read, measures: elsewhere })).rejects.toThrow(/another machine/);
    await expect(writeRecords(join(root, 'night.json'), read)).rejects.toThrow(/a file of records, or none/);
    expect(readRecordsJson(readFileSync(file, 'utf8'))).toEqual(both);
  });

  it('scores all its networks on test images, and writes every run of them', async () => {
    const words = ['night.json', '--test-runs', 'tested.json'];
    const { code, text } = await command(words, { cwd: root });
    expect(code, text).toBe(0);
    const tested = readRecordsJson(readFileSync(join(root, 'tested.json'), 'utf8'));
    const state = await readSweep(join(root, 'night runs'));
    const runs = sweepRuns(state);
    const last = runs.records.filter(({ settings }) => settings?.epochs === 2);
    expect(tested.title).toBe(`${runs.title}, test images`);
    expect(tested.records).toHaveLength(last.length);
    tested.records.forEach(({ name, accuracy, costs, settings, provenance }, i) => {
      expect({ name, costs, settings }).toEqual({
        name: last[i].name,
        costs: last[i].costs,
        settings: { ...last[i].settings, images: 'test' }
      });
      expect(settings).toMatchObject({ learningRate: 0.001 });
      expect(provenance.source).toMatch(/test images/);
      // A share of so many images, which a share of the 64 validation images need not be.
      expect(((accuracy ?? NaN) * TEST_IMAGES) / 100).toBeCloseTo(
        Math.round(((accuracy ?? NaN) * TEST_IMAGES) / 100),
        9
      );
    });
  });

  it.each([
    [['nowhere.json'], /nowhere\.json.*a sweep’s definition/],
    [[], /one definition.*Use:/s],
    [['night.json', '--places', '0'], /--places: got 0/],
    [['night.json', '--fast'], /--fast.*Use:/s],
    [['night.json', '--gpus', '-1'], /--gpus/],
    [['night.json', '--gpus', '4096'], /gpus: got 4096, of \d+ GPUs/],
    [['night.json', '--gpus', '1', '--ray', 'auto'], /--gpus: got 1, expected nothing with --ray/],
    [['night.json', '--ray-retries', '1'], /--ray-retries: got 1, expected nothing without --ray/],
    [['night.json', '--ray', 'auto', '--ray-retries', '0.5'], /--ray-retries: got 0\.5/],
    [['night.json', '--ray', 'auto', '--ray-gpus', 'all'], /--ray-gpus: got all/],
    [['night.json', '--ray', 'auto', '--ray-python', 'no-such-python'], /no-such-python did not start/],
    [['images/t10k-labels-idx1-ubyte'], /sweep’s definition/]
  ])('refuses %j in one sentence', async (words, message) => {
    const { code, text } = await command(words, { cwd: root });
    expect(code).toBe(1);
    expect(text).toMatch(message);
    expect(text).not.toMatch(/^ {4}at /m);
  });
});

describe('the sweeps whose records are shipped', () => {
  const [search, family] = ['mnist-sweep', 'mnist-family'].map((name) =>
    checkSweep(JSON.parse(readFileSync(join(ROOT, 'docs', `${name}.json`), 'utf8')))
  );
  const { records: networks } = publishedRecords('mnist');
  const { records: runs } = measuredRuns();

  it.each([
    ['a search among two dozen networks', search, 24, [2, 4, 9]],
    ['a family of five', family, 5, [9]]
  ])('are those of their definitions: %s', (_, definition, count, rungs) => {
    const candidates = sweepCandidates(definition);
    expect(candidates).toHaveLength(count);
    expect(definition.rungs).toEqual(rungs);
    const own = runs.filter((run) => run.family === definition.name);
    let entered = candidates.length;
    rungs.forEach((epochs, rung) => {
      const there = own.filter(({ settings }) => settings?.epochs === epochs);
      const names = new Set(there.map(({ name }) => name));
      expect(there).toHaveLength(definition.seeds.length * names.size);
      // Halving lets on who was among the best when it was there, so that it may be a few more.
      expect(names.size).toBeGreaterThanOrEqual(entered);
      entered = Math.floor(names.size / definition.reduction);
      for (const seed of definition.seeds) {
        expect(there.filter(({ settings }) => settings?.seed === seed)).toHaveLength(names.size);
      }
      for (const run of there) {
        const { macs, params, settings } = candidates.find(({ name }) => name === run.name) ?? {};
        expect(run.costs).toMatchObject({ macs, params });
        expect(run.settings).toMatchObject(settings ?? {});
      }
      if (rung === rungs.length - 1) {
        const last = networks.filter((network) => network.family === definition.name);
        expect(last.map(({ name }) => name).sort()).toEqual([...names].sort());
        const trials = last.map(({ name, costs }) => ({
          name,
          cost: costs.macs,
          accuracies: there.flatMap((run) => (run.name === name ? [run.accuracy ?? NaN] : []))
        }));
        const intervals = seedIntervals(trials, 0.95).map(({ interval }) => interval);
        last.forEach(({ accuracyInterval }, i) => {
          expect(accuracyInterval?.from).toBeCloseTo(intervals[i]?.from ?? NaN, 9);
          expect(accuracyInterval?.to).toBeCloseTo(intervals[i]?.to ?? NaN, 9);
        });
        for (const { name, spec, accuracy } of last) {
          expect(spec).toEqual(candidates.find((each) => each.name === name)?.spec);
          const seeds = there.flatMap((run) => (run.name === name ? [run.accuracy ?? NaN] : []));
          expect(accuracy).toBeCloseTo(seeds.reduce((sum, each) => sum + each, 0) / seeds.length, 9);
        }
      }
    });
  });

  it('of batch and group norm are those of their definition, trained equally long at the rate that it rules', () => {
    const file = join(ROOT, 'docs', 'mnist-batch-size.json');
    const definition = checkSweep(JSON.parse(readFileSync(file, 'utf8')));
    const candidates = sweepCandidates(definition);
    const { records } = measuredRuns('mnist-batch-size');
    expect(candidates).toHaveLength(2 * 5);
    expect(records).toHaveLength(candidates.length * definition.seeds.length);
    for (const { name, macs, params, settings } of candidates) {
      const own = records.filter((record) => record.name === name);
      expect(own.map((record) => record.settings?.seed)).toEqual(definition.seeds);
      for (const record of own) {
        expect(record.costs).toMatchObject({ macs, params });
        expect(record.settings).toMatchObject({
          ...settings,
          epochs: definition.training.epochs,
          images: 'test'
        });
        expect(record.settings?.learningRate).toBeCloseTo((0.1 * Number(settings.batchSize)) / 32, 12);
      }
    }
    const { sizes } = compareNormalizations();
    expect(sizes.map(({ batchSize }) => batchSize)).toEqual([2, 4, 8, 16, 32]);
  });

  it('the family scales what the search found best, and its network of φ = 1 came out the same to the last digit', () => {
    const [best] = networks
      .filter((network) => network.family === search.name)
      .sort((a, b) => (b.accuracy ?? 0) - (a.accuracy ?? 0));
    const { alpha, beta, gamma } = best.settings as Record<string, number>;
    const { base, network } = search.candidates as TripletCandidates;
    const specs = [0, 1, 2, 3, 4].map((phi) =>
      compoundScale({ ...network, alpha, beta, gamma, phi, base: base as BaseNetwork })
    );
    expect((family.candidates as ListedCandidates).specs).toEqual(specs);
    const of = (name: string): Array<number | null> =>
      runs.flatMap((run) => (run.name === name && run.settings?.epochs === 9 ? [run.accuracy] : []));
    expect(of(best.name)).toHaveLength(3);
    expect(of('φ = 1')).toEqual(of(best.name));
  });
});
