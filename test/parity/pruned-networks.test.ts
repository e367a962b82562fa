import { test } from 'vitest';
import { variant } from '../../kernel-helpers/src/analysis';
import { expectExactPruning } from '../../kernel-helpers/src/model/pruning/pruned.fixtures';

// A small input: what channels do to each other does not depend on it, and costs at full size are tested with analysis.
const options = { resolution: 32, classes: 7, inputChannels: 1, preprocessing: 'unit' } as const;

test.each(['b0', 'b1', 'b2', 'b3'] as const)(
  'dead channels of every place of %s go without a trace, and save what was predicted',
  (name) => expectExactPruning(variant(name, options))
);
