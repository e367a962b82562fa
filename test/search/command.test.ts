import { spawn, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkSweep, readSweep, sweepCandidates, type SweepRequest } from '../../kernel-helpers/src/search';
import { smallSweep, writeImages } from './small-sweep';

const ROOT = join(__dirname, '..', '..');
const PROGRAM = join(ROOT, 'kernel-helpers', 'lib', 'search', 'sweep-process.js');

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'command-'));
  writeImages(join(root, 'images'));
  const small = smallSweep('images');
  const candidates = { ...small.candidates, most: 2 } as SweepRequest['candidates'];
  const request = { ...small, candidates, training: { epochs: 2, batchSize: 16 }, rungs: [1, 2] };
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
  it('tells how it goes and what came out, finds data beside its definition, and has nothing left to do then', async () => {
    const first = await command(['night.json'], { cwd: root });
    expect(first.code, first.text).toBe(0);
    expect(first.text).toMatch(/MACs, seed 1: \d+(\.\d+)? % after 1 epoch\. .*(running|decided)/);
    expect(first.text).toMatch(
      /finished: 3 finished, 0 failed\.\nBest after 2 epochs, validation accuracy:\n {2}α/
    );
    const state = await readSweep(join(root, 'night runs'));
    expect(state.failures()).toEqual([]);
    const again = await command(['night.json'], { cwd: root });
    expect(again.code).toBe(0);
    expect(again.text).not.toMatch(/seed 1:/);
    expect(again.text).toMatch(/finished: 3 finished/);
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

  it('the definition that is shipped names two dozen networks and three rungs', () => {
    const definition = checkSweep(JSON.parse(readFileSync(join(ROOT, 'docs', 'mnist-sweep.json'), 'utf8')));
    expect(sweepCandidates(definition)).toHaveLength(24);
    expect(definition.rungs).toHaveLength(3);
  });
});
