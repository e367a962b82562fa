import { type ArchitectureSpec, validateSpec } from '../../../analysis';
import { DESCRIPTION } from '../../metadata';
import type { WeightFile } from '../formats';

/** Under this name files of ours carry the specification of their network. */
const KEY = 'efficientnet_lab.spec';

/** What a file says beside its weights. */
export function specMetadata(spec: ArchitectureSpec): Record<string, string> {
  return { [KEY]: JSON.stringify(spec) };
}

/**
 * The specification that a file of ours carries; null for others.
 * @throws SpecError if it was changed into something impossible.
 */
export function specIn({ metadata }: Pick<WeightFile, 'metadata'>): ArchitectureSpec | null {
  if (metadata[KEY] !== undefined) {
    return validateSpec(parsed(metadata[KEY]));
  }
  // TensorFlow.js keeps a model's whole description.
  const description = metadata[DESCRIPTION];
  return description === undefined
    ? null
    : validateSpec((parsed(description) as { spec?: unknown } | null)?.spec);
}

/** What is no JSON is no specification: validation says so. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
