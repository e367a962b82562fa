import { ARRANGEMENT } from './arrangement';
import { ELEMENTWISE } from './elementwise';
import { REDUCTIONS } from './reductions';
import type { AbstractTensor, Operation } from './rule';
import { WINDOWS } from './windows';

export type { AbstractTensor, Operation } from './rule';
export { slidePadding } from './windows';

const RULES = new Map([...ELEMENTWISE, ...REDUCTIONS, ...WINDOWS, ...ARRANGEMENT]);

/** Shapes and types of an operation's outputs; null for operations without a rule here. */
export function outputsOf(operation: Operation): AbstractTensor[] | null {
  return RULES.get(operation.op)?.(operation) ?? null;
}
