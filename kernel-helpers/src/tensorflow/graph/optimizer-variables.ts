import type { Optimizer, Variable } from '@tensorflow/tfjs';
import { loadTensorFlow } from '../load';

/**
 * The variables that an optimiser of `tf.train` keeps, to be named in the GraphState of a compiled step that uses it.
 * Most make theirs at their first step: take one eagerly before.
 */
export function optimizerVariables(optimizer: Optimizer): Record<string, Variable> {
  const { Variable: VariableClass } = loadTensorFlow();
  const owned = Object.values(optimizer).flatMap((field: unknown) =>
    Array.isArray(field) ? field : [field]
  );
  const variables = owned
    .map((field: unknown) => (field instanceof VariableClass || !isSlot(field) ? field : field.variable))
    .filter((field): field is Variable => field instanceof VariableClass);
  return Object.fromEntries(variables.map((variable) => [variable.name, variable]));
}

function isSlot(field: unknown): field is { variable: unknown } {
  return typeof field === 'object' && field !== null && 'variable' in field;
}
