import { beforeAll, expect, test } from 'vitest';
import { summarize, variant } from '../../kernel-helpers/src/analysis';
import { V2_COSTS } from '../../kernel-helpers/src/analysis/published.fixtures';
import { kerasCosts } from './reference';

let keras: ReturnType<typeof kerasCosts>;
beforeAll(() => {
  keras = kerasCosts();
});

test.each(V2_COSTS)("$name costs what the layers of Keras's own network do", ({ name }) => {
  const { params, macs } = summarize(variant(name));
  expect(keras[name]).toEqual({ keras: params.keras, trainable: params.trainable, macs: macs.total });
});
