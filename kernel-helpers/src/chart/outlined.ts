import type { PointsMark } from './chart';

/** Points whose opacity is that of their inside, within an outline of the whole colour: a faint one would be lost on the background. */
export function outlined(mark: PointsMark): PointsMark[] {
  const { kind, meaning, places, symbol, radius, crowd, many, moving } = mark;
  return [mark, { kind, meaning, places, symbol, radius, crowd, many, moving, open: true }];
}
