import { validateSpec } from '@efficientnet-lab/kernel-helpers/analysis';
import { type Pin, PIN_LETTERS } from '@efficientnet-lab/kernel-helpers/views';

/** The pins in a saved value of any age and origin: those that can still be built, each letter once. */
export function readPins(saved: unknown): Pin[] {
  const found = (Array.isArray(saved) ? (saved as unknown[]) : []).flatMap((entry) => readPin(entry) ?? []);
  return PIN_LETTERS.flatMap((letter) => found.find((pin) => pin.letter === letter) ?? []);
}

function readPin(entry: unknown): Pin | null {
  if (typeof entry !== 'object' || entry === null) {
    return null;
  }
  const { letter, spec } = entry as { letter?: unknown; spec?: unknown };
  const known = PIN_LETTERS.find((candidate) => candidate === letter);
  try {
    return known ? { letter: known, spec: validateSpec(spec) } : null;
  } catch {
    // A network of another version's rules is forgotten; nobody's work is lost with it.
    return null;
  }
}
