import { EnetError } from '../analysis/errors';
import { jsonExtent } from '../analysis/json-text';

/** JSON that claims more than a reader takes. */
export class JsonLimitError extends EnetError<string> {
  override readonly name = 'JsonLimitError';

  constructor(got: string, expected: string) {
    super({ place: 'JSON', got, expected, remedy: 'Give a smaller file.' });
  }
}

export interface JsonLimits {
  maxBytes: number;
  /** Of objects, lists and their members together: three bytes may take a hundred of memory. */
  maxValues: number;
}

/** As much as the configuration of any network takes: together some 100 MB while it is read. */
export const JSON_LIMITS: JsonLimits = { maxBytes: 16e6, maxValues: 500_000 };

/**
 * Parses JSON whose size and number of values are known before memory is taken for them.
 * @throws JsonLimitError for too much, SyntaxError for what is no JSON.
 */
export function parseJson(
  content: string | Uint8Array,
  { maxBytes, maxValues }: JsonLimits = JSON_LIMITS
): unknown {
  if (content.length > maxBytes) {
    throw new JsonLimitError(`${content.length} bytes of JSON`, `at most ${maxBytes}`);
  }
  const { containers, separators } = jsonExtent(content);
  const values = 1 + containers + separators;
  if (values > maxValues) {
    throw new JsonLimitError(`JSON of ${values} values`, `at most ${maxValues}`);
  }
  return JSON.parse(typeof content === 'string' ? content : textOf(content)) as unknown;
}

function textOf({ buffer, byteOffset, byteLength }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('utf8');
}
