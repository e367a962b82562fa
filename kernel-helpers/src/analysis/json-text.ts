import { SpecError } from './errors';

/** Bytes that a list or an object takes at least, and a value in one, in the engines of Node and browsers. */
const [CONTAINER, VALUE] = [64, 16];
/** What any text may take. */
const ALWAYS = 100e6;

/** Objects and lists of JSON, and the values in them beside the first of each; never fewer than there are. */
interface JsonExtent {
  containers: number;
  separators: number;
}

/** Counted before memory is taken for them; what stands within texts counts too. */
export function jsonExtent(content: string | Uint8Array): JsonExtent {
  const at =
    typeof content === 'string'
      ? (i: number): number => content.charCodeAt(i)
      : (i: number): number => content[i];
  let [containers, separators] = [0, 0];
  for (let i = 0; i < content.length; i++) {
    const code = at(i);
    if (code === 0x2c) {
      separators++;
    } else if (code === 0x5b || code === 0x7b) {
      containers++;
    }
  }
  return { containers, separators };
}

/**
 * Parses JSON of data, which takes about as much memory as its text: one of empty lists would take twenty times as much.
 * @throws SpecError for more than twice the text and 100 MB; SyntaxError for what is no JSON.
 */
export function parseData(text: string): unknown {
  const { containers, separators } = jsonExtent(text);
  if (CONTAINER * containers + VALUE * separators > 2 * text.length + ALWAYS) {
    throw new SpecError(
      'file',
      `${containers} lists and objects, and ${separators} commas in ${text.length} characters`,
      'what takes no more than twice the text and 100 MB',
      'Divide the file.'
    );
  }
  return JSON.parse(text) as unknown;
}
