/** TypeScript that shows a view in a cell; only what differs from where it starts is written. */
export function cellCode<S extends object>(name: string, state: Readonly<S>, start: Readonly<S>): string {
  const known = new Map(Object.entries(start));
  const fields = Object.entries(state)
    .filter(([field, value]) => value !== known.get(field))
    .map(([field, value]) => `${field}: ${typeof value === 'string' ? `'${value}'` : String(value)}`);
  const argument = fields.length === 0 ? '' : `{ ${fields.join(', ')} }`;
  return `import * as enet from '@efficientnet-lab/kernel-helpers';\n\nenet.${name}(${argument});\n`;
}
