import { arrangement, sequences } from './arrangement.fixtures';
import type { OperationCase } from './case.fixtures';
import { arithmetic, elementwise } from './elementwise.fixtures';
import { losses, matrices, reductions } from './reductions.fixtures';
import { images, normalisation, windows } from './windows.fixtures';

/** Uses of TensorFlow.js's operations by kind. */
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
  losses
};
