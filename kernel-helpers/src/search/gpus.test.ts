import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkSweep } from './check';
import { gpusOf } from './gpus';
import { LocalExecutor } from './local';
import { SMALL_SWEEP } from './search.fixtures';
import { SweepState } from './state';

let folder: string;
/** A driver that lists three GPUs; the processes find nothing else. */
let machine: NodeJS.ProcessEnv;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'driver-'));
  writeFileSync(join(folder, 'nvidia-smi'), '#!/bin/sh\nprintf "GPU-a\\nGPU-b\\nGPU-c\\n"\n', {
    mode: 0o700
  });
  machine = { PATH: folder };
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('GPUs of a machine', () => {
  it('are those that the driver lists', async () => {
    expect(await gpusOf(3, machine)).toEqual(['GPU-a', 'GPU-b', 'GPU-c']);
    expect(await gpusOf(2, machine)).toEqual(['GPU-a', 'GPU-b']);
    await expect(gpusOf(4, machine)).rejects.toThrow(/^gpus: got 4, of 3 GPUs/);
    await expect(gpusOf(1, { PATH: '/nowhere' })).rejects.toThrow(/^gpus: got 1, of 0 GPUs/);
  });

  it.each([
    ['2,0', ['2', '0']],
    ['GPU-c', ['GPU-c']],
    [' 1 , -1, 2', ['1']],
    ['0,,1', ['0']]
  ])('are those that CUDA_VISIBLE_DEVICES=%s leaves', async (allowed, expected) => {
    const environment = { ...machine, CUDA_VISIBLE_DEVICES: allowed };
    expect(await gpusOf(expected.length, environment)).toEqual(expected);
    await expect(gpusOf(expected.length + 1, environment)).rejects.toThrow(/^gpus/);
  });

  it('are none where none are wanted or the environment hides them', async () => {
    expect(await gpusOf(0, machine)).toEqual([]);
    for (const hidden of ['', '-1']) {
      expect(await gpusOf(undefined, { ...machine, CUDA_VISIBLE_DEVICES: hidden })).toEqual([]);
    }
  });

  it('may be named', async () => {
    expect(await gpusOf(['GPU-c', '0'], {})).toEqual(['GPU-c', '0']);
  });

  it.each<[number | string[]]>([
    [-1],
    [0.5],
    [['0', '0']],
    [['-1']],
    [['0,1']],
    [['']],
    [[0] as unknown as string[]]
  ])('%j are refused', async (asked) => {
    await expect(gpusOf(asked, machine)).rejects.toThrow(/^gpus: got/);
  });

  it('have one trial each', () => {
    const definition = checkSweep(SMALL_SWEEP);
    const candidates = new SweepState(definition).candidates.map(({ candidate }) => candidate);
    expect(new LocalExecutor(definition, candidates, { gpus: ['0', '1', '2'] }).places).toBe(3);
    expect(new LocalExecutor(definition, candidates, { gpus: ['0', '1'], places: 1 }).places).toBe(1);
    expect(() => new LocalExecutor(definition, candidates, { gpus: ['0'], places: 2 })).toThrow(
      /places: got 2 for 1 GPUs/
    );
  });
});
