import { describe, expect, it } from 'vitest';
import { tableHtml } from './html';
import { tableOfRows } from './rows';
import { ShowError } from './show';

describe('rows as a table', () => {
  it('takes headings from the fields, kinds and sides from the values', () => {
    const table = tableOfRows('savings', [
      { layer: 'stem', width: 32, 'times cheaper': 6.5, exact: true, note: null },
      { layer: 'head', width: 1280, 'times cheaper': 9, exact: false, note: 'a limit' }
    ]);
    expect(table.title).toBe('savings');
    expect(table.columns.map(({ name, kind, align }) => [name, kind, align])).toEqual([
      ['layer', 'text', 'left'],
      ['width', 'integer', 'right'],
      ['times cheaper', 'number', 'right'],
      ['exact', 'boolean', 'left'],
      ['note', 'text', 'left']
    ]);
    expect(table.rows).toEqual([
      ['stem', 32, 6.5, true, null],
      ['head', 1280, 9, false, 'a limit']
    ]);
  });

  it('leaves numbers among words as they are', () => {
    expect(tableOfRows('mixed', [{ value: 1 }, { value: 'one' }]).columns[0].kind).toBe('text');
  });

  it('gives columns of prose less room each where there are many', () => {
    const text = 'a sentence that is too long for one line of a table';
    const widths = (columns: number): string[] => {
      const headings = Array.from({ length: columns }, (_, i) => String(i));
      const { columns: kinds } = tableOfRows('prose', [
        Object.fromEntries(headings.map((name) => [name, text]))
      ]);
      const html = tableHtml({ title: 'prose', columns: kinds, headings, rows: [headings.map(() => text)] });
      return Array.from(html.matchAll(/<th [^>]*min-width: ([^"]+)"/g), ([, width]) => width);
    };
    expect(widths(1)).toEqual(['18em']);
    expect(widths(3)).toEqual(['12em', '12em', '12em']);
  });

  it('refuses nothing to show', () => {
    expect(() => tableOfRows('empty', [])).toThrow(ShowError);
  });

  it('names the row that does not fit, with what it has and what it should have', () => {
    const rows = [{ a: 1, b: 2 }, { a: 3 }];
    expect(() => tableOfRows('ragged', rows as { a: number }[])).toThrow(
      /got a in row 2, expected a, b as in the first row/
    );
  });
});
