import type { ArchitectureSpec } from '../analysis';

export const PIN_LETTERS = ['A', 'B', 'C', 'D'] as const;
export type PinLetter = (typeof PIN_LETTERS)[number];

/** A network kept for comparison under a letter that is the same in every view. */
export interface Pin {
  readonly letter: PinLetter;
  readonly spec: ArchitectureSpec;
}
