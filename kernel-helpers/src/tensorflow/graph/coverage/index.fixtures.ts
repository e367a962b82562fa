import { arrangement, sequences } from './arrangement.fixtures';
import type { OperationCase } from './case.fixtures';
import { arithmetic, elementwise } from './elementwise.fixtures';
import { own } from './own.fixtures';
import { losses, matrices, reductions } from './reductions.fixtures';
import { images, normalisation, windows } from './windows.fixtures';

/** Uses of TensorFlow.js's operations, and of this package's own, by kind. */
export const OPERATION_CASES: Readonly<Record<string, OperationCase[]>> = {
  'element-wise': elementwise,
  arithmetic,
  reductions,
  matrices,
  windows,
  normalisation,
  images,
  arrangement,
  sequences,
  losses,
  "this package's own": own
};
