import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseCsv } from './table.fixtures';
import { csvOf, jsonOf, markdownOf, type Table, tableOf } from './index';

const sample: Table = tableOf<{ name: string; count: number; share: number | null; ok: boolean }>(
  'A | B',
  [
    { key: 'name', name: 'name', kind: 'text', value: ({ name }) => name },
    { key: 'count', name: 'count', unit: 'MACs', kind: 'integer', value: ({ count }) => count },
    { key: 'share', name: 'share', kind: 'number', value: ({ share }) => share },
    { key: 'ok', name: 'ok', kind: 'boolean', value: ({ ok }) => ok }
  ],
  [
    { name: 'plain', count: 385814752, share: 1 / 3, ok: true },
    { name: 'a, "b"\nc', count: -1000, share: null, ok: false },
    { name: 'x|y\\|_z_ <b>*$', count: 0, share: Infinity, ok: true }
  ]
);

describe('csvOf', () => {
  test('quotes, ends lines with CR LF, keeps every digit', () => {
    expect(csvOf(sample)).toBe(
      [
        'name,count,share,ok',
        'plain,385814752,0.3333333333333333,true',
        '"a, ""b""\nc",-1000,,false',
        'x|y\\|_z_ <b>*$,0,Infinity,true',
        ''
      ].join('\r\n')
    );
  });

  test.each(['=1+1', '+1', '-2+3', '@SUM(A1)', '\t=1', '\r=1', '=HYPERLINK("a","b")', "'=1", "''-1"])(
    'takes the formula out of %j',
    (name) => {
      const [, [field]] = parseCsv(csvOf({ ...sample, rows: [[name, 1, 1, true]] }));
      expect(field).toBe(`'${name}`);
    }
  );

  test('a negative number stays a number', () => {
    expect(csvOf(sample)).toContain(',-1000,');
  });

  test('parses back to the same cells, whatever they hold', () => {
    const cell = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom('"', ',', '\r\n', '""', '=x', ''),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.maxSafeInteger()
    );
    const columns = sample.columns.slice(0, 3);
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell, cell), { maxLength: 5 }), (rows) => {
        const parsed = parseCsv(csvOf({ title: '', columns, rows })).slice(1);
        expect(parsed.length).toBe(rows.length);
        rows.forEach((row, r) =>
          row.forEach((value, c) => {
            if (typeof value === 'number') {
              expect(Number(parsed[r][c])).toBe(value === 0 ? 0 : value);
            } else {
              expect([value, `'${value}`]).toContain(parsed[r][c]);
            }
          })
        );
      }),
      { numRuns: 500, seed: 4 }
    );
  });
});

describe('markdownOf', () => {
  test('pads columns, separates thousands, escapes what would be markup', () => {
    expect(markdownOf(sample)).toMatchInlineSnapshot(`
      "**A \\| B**

      | name                    | count (MACs) |    share | ok  |
      | ----------------------- | -----------: | -------: | --- |
      | plain                   |  385,814,752 | 0.333333 | yes |
      | a, "b" c                |       −1,000 |        – | no  |
      | x\\|y\\\\\\|\\_z\\_ \\<b\\>\\*\\$ |            0 |        ∞ | yes |
      "
    `);
  });

  test('keeps a line break or several spaces as one space', () => {
    const [, , , , row] = markdownOf({ ...sample, rows: [['a \r\n\t b', 1, 1, true]] }).split('\n');
    expect(row).toMatch(/^\| a b +\|/);
  });

  test('columns without a unit have none, not an undefined one', () => {
    const column = { key: 'a', name: 'a', kind: 'text', value: () => '' } as const;
    const { columns } = tableOf('', [column, { ...column, unit: 'px' }], []);
    expect(columns.map((each) => 'unit' in each)).toEqual([false, true]);
  });

  test('every row has as many cells as the header, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (name) => {
        const lines = markdownOf({ ...sample, rows: [[name, 1, 1, true]] })
          .split('\n')
          .slice(2, -1);
        const bars = lines.map((line) => line.replace(/\\[\\|]/g, '').split('|').length);
        expect(bars).toEqual([6, 6, 6]);
      }),
      { numRuns: 500, seed: 5 }
    );
  });
});

describe('jsonOf', () => {
  test('names each value and says what JSON has no number for', () => {
    expect(JSON.parse(jsonOf(sample))).toMatchObject({
      title: 'A | B',
      rows: [
        { name: 'plain', count: 385814752, share: 1 / 3, ok: true },
        { count: -1000, share: null },
        { share: 'Infinity' }
      ]
    });
  });
});
