import { variant } from '@efficientnet-lab/kernel-helpers/analysis';
import { describe, expect, it } from 'vitest';
import { ToolComparisonModel } from './model';

describe('ToolComparisonModel', () => {
  it('shows another network, undoably, and says why one cannot be counted', () => {
    const model = new ToolComparisonModel({ spec: variant('b0') });
    model.show(variant('b3'));
    expect(model.result).toBe(model.result);
    model.undo();
    expect(model.state.spec.name).toBe('b0');
    model.show({ ...variant('b0'), resolution: 0 });
    expect(model.outcome).toEqual({ ok: false, message: expect.stringContaining('resolution') as string });
  });
});
