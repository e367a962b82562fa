import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SpecError } from './errors';
import { listedJson } from './json-items';

/** The same by JSON's own parser. */
function whole(text: string): unknown {
  return JSON.parse(text) as unknown;
}

/** Both parts put together again. */
function inParts(text: string, field = 'items'): unknown {
  const { rest, items } = listedJson(text, field);
  if (items === null) {
    return rest;
  }
  return rest === null ? [...items] : { ...rest, [field]: [...items] };
}

/** What a text holds, or that it is none. */
function outcome(read: (text: string) => unknown, text: string): unknown {
  try {
    return read(text);
  } catch (error) {
    if (error instanceof SyntaxError) {
      return 'no JSON';
    }
    throw error;
  }
}

describe('JSON item by item', () => {
  test('is what JSON.parse reads, for lists, objects with one and whatever else', () => {
    fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.array(fc.jsonValue()),
        fc.constantFrom(0, 2, '\t'),
        (value, list, space) => {
          for (const each of [value, list, { first: value, items: list, 'last"': value }, { items: value }]) {
            const text = JSON.stringify(each, null, space);
            expect(inParts(text)).toEqual(whole(text));
          }
        }
      ),
      { seed: 1 }
    );
  });

  test('is no JSON where JSON.parse finds none, wherever signs are lost or changed', () => {
    const text =
      '{"a\\\\": [1, {"b": "]}\\"["}], "items": [{"c": null}, [], "x\\u00e9,", -1.5e3, true], "d": 2}\n';
    for (let at = 0; at < text.length; at++) {
      for (const sign of ['', '"', '\\', '[', ']', '{', '}', ',', ':', '0', ' ', 'x']) {
        const changed = text.slice(0, at) + sign + text.slice(at + 1);
        expect(outcome(inParts, changed), changed).toEqual(outcome(whole, changed));
      }
    }
  });

  test('takes the last of two fields of one name, and fields of any name', () => {
    for (const text of [
      '{"items": [1], "items": [2, 3]}',
      '{"items": [1], "items": 5}',
      '{"items": 5, "items": [1]}',
      '{"\\u0069tems": [1]}'
    ]) {
      expect(inParts(text), text).toEqual(whole(text));
    }
    const { rest } = listedJson('{"__proto__": {"a": 1}, "items": []}', 'items');
    expect(Object.keys(rest as object)).toEqual(['__proto__']);
  });

  test('tells how far it is, and where an item is wrong', () => {
    const { items } = listedJson('[1,\n 22,\n {"a" 3}]', 'items');
    const shares: number[] = [];
    expect(() => {
      for (const _ of items ?? []) {
        shares.push(items?.share ?? NaN);
      }
    }).toThrow(/counted from line 3, character 2$/);
    expect(shares).toEqual([2 / 18, 7 / 18]);
    expect(() => inParts('[1,\n 2 3]')).toThrow('Unexpected "3]" at line 2, character 4');
    expect(() => inParts('[1] x')).toThrow('Unexpected "x" at line 1, character 5');
  });

  test('refuses what would take many times its text at once', () => {
    const lists = `[${'[],'.repeat(700_000)}[]]`;
    expect(() => inParts(`[${lists}]`)).toThrow(SpecError);
    expect(() => inParts(`{"a": ${lists}}`)).toThrow(SpecError);
    expect(inParts(lists)).toHaveLength(700_001);
  });
});
