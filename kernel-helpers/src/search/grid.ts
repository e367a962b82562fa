/** All combinations of the values of each option, the last option's changing fastest; one without options for none. */
export function combinations(
  values: Readonly<Record<string, readonly unknown[]>>
): Array<Record<string, unknown>> {
  return Object.entries(values).reduce<Array<Record<string, unknown>>>(
    (before, [name, options]) => before.flatMap((one) => options.map((value) => ({ ...one, [name]: value }))),
    [{}]
  );
}

/** The same text for the same values, whatever the order of their fields. */
export function sortedJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part
  );
}
