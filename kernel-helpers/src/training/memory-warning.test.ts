import { afterEach, describe, expect, it, vi } from 'vitest';
import { summarize, trainingPeak } from '../analysis';
import { classifierOf } from '../evaluation';
import { buildEfficientNet } from '../model';
import { tensorFlowInfo } from '../tensorflow';
import type { TrainingEvent } from './events';
import { memoryWarning } from './memory-warning';
import type { TrainingOptions } from './options';
import { settingsOf } from './settings';
import { smallData, smallModel, smallSpec } from './small.fixtures';
import { train } from './train';

afterEach(() => vi.restoreAllMocks());

const data = smallData();
/** Large enough for activations to count. */
const spec = { ...smallSpec(), head: { filters: 16 }, resolution: 256 };
const report = summarize(spec);
const model = buildEfficientNet(spec, { seed: 1 });
const IMAGES = data.train.shape[0] + data.test.shape[0] + (data.validation?.shape[0] ?? 0);
const OWN = 100e6;
const KEPT = tensorFlowInfo().operations === 'standard' ? 'separate' : 'recomputed';
/** The process has some memory already, and the data. */
const HELD = OWN + 64 * IMAGES;
const needed = (batchSize: number, options = {}): number =>
  trainingPeak(report, { batchSize, optimizer: 'adam', kept: KEPT, ...options }).total - OWN;

const warning = (available: number, options: TrainingOptions = {}): string | null =>
  memoryWarning(classifierOf(model), data, settingsOf({ batchSize: 48, ...options }, data.train), {
    held: HELD,
    available
  });

describe('a run whose memory is not there', () => {
  it('is warned of, and told which batch fits and in how many parts', () => {
    expect(warning(needed(48))).toBeNull();
    expect(warning(needed(48) - 1)).toMatch(
      /There is room for batchSize: 47, or for accumulationSteps: 2[.,]/
    );
    expect(warning(needed(20))).toContain('batchSize: 20');
    expect(warning(0)).toMatch(/0\.0 GB are free.*no room for a single image/);
  });

  it.skipIf(KEPT === 'separate')('is told where activations computed again would make room', () => {
    const again = needed(48);
    expect(warning(again, { recompute: false })).toMatch(/, or for recompute: true\.$/);
    expect(warning(again - 1, { recompute: false })).not.toContain('recompute');
    expect(warning(needed(48, { kept: 'fused' }), { recompute: false })).toBeNull();
  });

  it('needs more with averages, and in parts less', () => {
    expect(warning(needed(48), { emaDecay: 0.99 })).not.toBeNull();
    expect(warning(needed(48, { averages: 1 }), { emaDecay: 0.99 })).toBeNull();
    const parts = needed(48, { accumulationSteps: 2 });
    expect(parts).not.toBe(needed(48));
    expect(warning(parts, { accumulationSteps: 2 })).toBeNull();
    expect(warning(parts - 1, { accumulationSteps: 2 })).not.toBeNull();
  });

  it.each<[string, TrainingOptions]>([
    ['operation by operation', { execution: 'eager' }],
    ['in 16 bits', { precision: 'bfloat16' }]
  ])('is not foretold %s', (_, options) => {
    expect(warning(0, options)).toBeNull();
  });

  it('is not foretold where a part is frozen', () => {
    const frozen = smallModel();
    frozen.layers[2].trainable = false;
    const settings = settingsOf({ batchSize: 48 }, data.train);
    const state = { held: HELD, available: 0 };
    expect(memoryWarning(classifierOf(frozen), data, settings, state)).toBeNull();
    frozen.layers[2].trainable = true;
    expect(memoryWarning(classifierOf(frozen), data, settings, state)).not.toBeNull();
  });

  it('says so before its first step, in its record too, and none where there is room', async () => {
    const run = async (free: number): Promise<{ kinds: string[]; warnings: string[] }> => {
      vi.spyOn(process, 'availableMemory').mockReturnValue(free);
      vi.spyOn(process.memoryUsage, 'rss').mockReturnValue(HELD);
      const kinds: string[] = [];
      const onEvent = ({ type }: TrainingEvent): void => void kinds.push(type);
      const { warnings } = await train(smallModel(), data, {
        ...{ epochs: 1, batchSize: 48, checkpointDir: null, thread: 'main' },
        onEvent
      });
      return { kinds, warnings: warnings.filter((text) => text.includes('of memory')) };
    };
    const short = await run(1);
    expect(short.warnings).toHaveLength(1);
    expect(short.kinds.indexOf('warning')).toBeGreaterThan(-1);
    expect(short.kinds.indexOf('warning')).toBeLessThan(short.kinds.indexOf('step'));
    expect((await run(1e12)).warnings).toEqual([]);
  });
});
