import { afterEach, describe, expect, it, vi } from 'vitest';
import { recomputationWarning } from './kept-activations';
import { smallData, smallModel } from './small.fixtures';
import { train } from './train';

afterEach(() => vi.unstubAllEnvs());

describe('a run without operations of our own', () => {
  const warningsOf = async (options: { recompute?: boolean }): Promise<string[]> => {
    vi.stubEnv('EFFICIENTNET_LAB_OPERATIONS', 'standard');
    const { warnings } = await train(smallModel(), smallData(), {
      ...{ epochs: 1, checkpointDir: null, thread: 'main' },
      ...options
    });
    return warnings.filter((text) => text.includes('recompute'));
  };

  it('says that it computes no activations again where that was asked for', async () => {
    expect(await warningsOf({ recompute: true })).toEqual([recomputationWarning({ recompute: true })]);
    expect(recomputationWarning({ recompute: true })).toContain('has no effect here');
  });

  it.each([{}, { recompute: false }])('says nothing of it for %o', async (options) => {
    expect(await warningsOf(options)).toEqual([]);
  });
});
