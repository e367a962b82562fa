import { expect, test } from 'vitest';
import { summarize, variant } from '../../kernel-helpers/src/analysis';
import { PUBLISHED_COSTS } from '../../kernel-helpers/src/analysis/published.fixtures';
import { buildEfficientNet } from '../../kernel-helpers/src/model';
import { countModel } from '../../kernel-helpers/src/model/counting.fixtures';

test.each(PUBLISHED_COSTS)(
  '$name counts the same from its layers, its specification and in print',
  (published) => {
    const { trainable, withStatistics, keras, macs: total } = published;
    const { params, macs } = summarize(variant(published.name));
    expect({ ...params, total: macs.total }).toEqual({ trainable, withStatistics, keras, total });
    const model = buildEfficientNet(variant(published.name));
    const counted = countModel(model);
    model.dispose();
    expect(counted).toEqual({ trainable, withStatistics, macs });
  }
);
