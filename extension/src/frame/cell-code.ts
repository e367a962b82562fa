/**
 * TypeScript that shows a view in a cell; only what differs from where it starts is written.
 * @param first - a text that the function takes before; a function that takes one reads files, and is awaited
 */
export function cellCode<S extends object>(
  name: string,
  state: Readonly<S>,
  start: Readonly<S>,
  first?: string
): string {
  const known = new Map(Object.entries(start).map(([field, value]) => [field, literal(value)]));
  const fields = Object.entries(state)
    .map(([field, value]) => [field, literal(value)] as const)
    .filter(([field, code]) => code !== known.get(field))
    .map(([field, code]) => `${fieldName(field)}: ${code}`);
  const args = [
    ...(first === undefined ? [] : [quoted(first)]),
    ...(fields.length === 0 ? [] : [`{ ${fields.join(', ')} }`])
  ];
  const call = `${first === undefined ? '' : 'await '}enet.${name}(${args.join(', ')});`;
  return `import * as enet from '@efficientnet-lab/kernel-helpers';\n\n${call}\n`;
}

/** Data of a document as TypeScript writes it. */
function literal(value: unknown): string {
  if (Array.isArray(value)) {
    return `[${value.map(literal).join(', ')}]`;
  }
  if (typeof value === 'object' && value !== null) {
    const fields = Object.entries(value).map(([field, part]) => `${fieldName(field)}: ${literal(part)}`);
    return `{ ${fields.join(', ')} }`;
  }
  return typeof value === 'string' ? quoted(value) : String(value);
}

function fieldName(field: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(field) ? field : quoted(field);
}

/** In single quotes, with escapes as in JSON. */
function quoted(text: string): string {
  return `'${JSON.stringify(text).slice(1, -1).replace(/\\"/g, '"').replace(/'/g, "\\'")}'`;
}
