/** The same text for the same values, whatever their order; switched off is left out. */
export function canonical(value: unknown): string {
  const sorted = (one: unknown): unknown =>
    typeof one === 'object' && one !== null && !Array.isArray(one)
      ? Object.fromEntries(
          Object.entries(one)
            .filter(([, part]) => part !== undefined && part !== null && part !== false && part !== 0)
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([key, part]) => [key, sorted(part)])
        )
      : Array.isArray(one)
        ? one.map(sorted)
        : one;
  return JSON.stringify(sorted(typeof value === 'string' ? parsed(value) : value)) ?? 'none';
}

/** Facts keep settings that are objects as JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
