import { counted } from '../wording/format';

/** The parts of a JSON schema that documents and definitions use. */
export interface SchemaPart {
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly SchemaPart[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: boolean;
  readonly properties?: Readonly<Record<string, SchemaPart>>;
  readonly [keyword: string]: unknown;
}

/** What a schema takes, as a person would say it: `a whole number from 1 to 9, or null`. */
export function expectedBy(schema: SchemaPart): string {
  if ('const' in schema) {
    return JSON.stringify(schema.const);
  }
  if (schema.enum) {
    return alternatives(schema.enum.map((value) => JSON.stringify(value)));
  }
  if (schema.anyOf) {
    return alternatives(schema.anyOf.map(expectedBy));
  }
  const types = typeof schema.type === 'string' ? [schema.type] : (schema.type ?? []);
  return types.length === 0 ? 'another value' : alternatives(types.map((type) => ofType(type, schema)));
}

function ofType(type: string, schema: SchemaPart): string {
  switch (type) {
    case 'integer':
      return `a whole number${bounds(schema)}`;
    case 'number':
      return `a number${bounds(schema)}`;
    case 'string': {
      const lengths = sizes(schema.minLength, schema.maxLength, 'character');
      return `a text${lengths && ` of ${lengths}`}${schema.pattern === undefined ? '' : ` like ${schema.pattern}`}`;
    }
    case 'array': {
      const lengths = sizes(schema.minItems, schema.maxItems, 'item');
      return `a list${lengths && ` of ${lengths}`}${schema.uniqueItems ? ', each once' : ''}`;
    }
    case 'object': {
      const fields = Object.keys(schema.properties ?? {});
      return fields.length === 0 ? 'an object' : `an object with ${fields.join(', ')}`;
    }
    case 'boolean':
      return 'true or false';
    default:
      return type;
  }
}

function bounds({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: SchemaPart): string {
  if (minimum !== undefined && maximum !== undefined) {
    return ` from ${minimum} to ${maximum}`;
  }
  const least = minimum === undefined ? exclusiveMinimum : minimum;
  const most = maximum === undefined ? exclusiveMaximum : maximum;
  const parts = [
    least === undefined ? '' : `${minimum === undefined ? 'above' : 'of at least'} ${least}`,
    most === undefined ? '' : `${maximum === undefined ? 'below' : 'at most'} ${most}`
  ].filter(Boolean);
  return parts.length === 0 ? '' : ` ${parts.join(', ')}`;
}

function sizes(least: number | undefined, most: number | undefined, unit: string): string {
  if (least !== undefined && most !== undefined) {
    return `${least} to ${counted(most, unit)}`;
  }
  if (least !== undefined) {
    return `at least ${counted(least, unit)}`;
  }
  return most === undefined ? '' : `at most ${counted(most, unit)}`;
}

function alternatives(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words[words.length - 1]}`;
}
