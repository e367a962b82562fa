import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { TrainingEvent } from './events';
import type { TrainingOptions } from './options';
import { smallData, smallModel } from './small.fixtures';
import { train } from './train';

const folder = mkdtempSync(join(tmpdir(), 'building-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function events(options: TrainingOptions): Promise<TrainingEvent[]> {
  const heard: TrainingEvent[] = [];
  const onEvent = (event: TrainingEvent): void => void heard.push(event);
  await train(smallModel(), smallData(), { ...{ epochs: 1, batchSize: 32, seed: 1 }, ...options, onEvent });
  return heard;
}

const toldAtStart = (heard: TrainingEvent[]): unknown => heard[0].type === 'start' && heard[0].building;
const kinds = (heard: TrainingEvent[]): string[] => heard.map(({ type }) => type);

describe('a run tells that it builds its graph', () => {
  it.each(['worker', 'main'] as const)('until its first step is done, on %s', async (thread) => {
    const heard = await events({ thread, checkpointDir: null });
    expect(toldAtStart(heard)).toBe(true);
    expect(kinds(heard).filter((type) => type === 'built')).toHaveLength(1);
    expect(kinds(heard).indexOf('built')).toBe(kinds(heard).indexOf('step') - 1);
    expect(kinds(heard).lastIndexOf('building')).toBeLessThan(kinds(heard).indexOf('built'));
  });

  it('but not where it builds none', async () => {
    const eager = await events({ execution: 'eager', checkpointDir: null });
    expect(toldAtStart(eager)).toBe(false);
    expect(kinds(eager)).not.toContain('built');
    const options = { checkpointDir: folder, runName: 'whole' };
    await events(options);
    // All of its steps are done.
    const resumed = await events({ ...options, resumeFrom: 'latest' });
    expect(toldAtStart(resumed)).toBe(false);
    expect(kinds(resumed)).not.toContain('built');
  });
});
