/** Where a key leads from image `at` of those that are looked at, in rows of `columns`; null for other keys. Knows no DOM. */
export function keyTarget(
  key: string,
  at: number,
  { shown, columns, page }: { shown: number; columns: number; page: number }
): number | null {
  const target = {
    ArrowLeft: at - 1,
    ArrowRight: at + 1,
    ArrowUp: at - columns,
    ArrowDown: at + columns,
    PageUp: Math.max(0, at - page),
    PageDown: Math.min(shown - 1, at + page),
    Home: 0,
    End: shown - 1
  }[key];
  if (target === undefined) {
    return null;
  }
  return target < 0 || target >= shown ? at : target;
}
