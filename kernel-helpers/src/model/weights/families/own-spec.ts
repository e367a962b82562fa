import { type ArchitectureSpec, validateSpec } from '../../../analysis';
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
  const text = metadata[KEY];
  if (text === undefined) {
    return null;
  }
  let spec: unknown;
  try {
    spec = JSON.parse(text);
  } catch {
    // What is no JSON is no specification: validation says so.
    spec = null;
  }
  return validateSpec(spec);
}
