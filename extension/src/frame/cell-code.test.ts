import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { cellCode } from './cell-code';

describe('code for a cell', () => {
  const start = { name: 'a', list: [1, 2], inner: { x: 1 }, none: null as string | null };

  it('writes only what differs, compared by content', () => {
    expect(cellCode('view', { ...start, list: [1, 2] }, start)).toContain('enet.view();');
    expect(cellCode('view', { ...start, inner: { x: 2 } }, start)).toContain(
      'enet.view({ inner: { x: 2 } });'
    );
  });

  it.each(["it's", 'a "b"', 'back\\slash', 'two\nlines', '</script>'])(
    'writes %j so that it is read again',
    (text) => {
      const code = cellCode('view', { ...start, none: text, list: [3] }, start);
      const argument = /enet\.view\((.*)\);/.exec(code)?.[1] ?? '';
      const read = runInNewContext(`(${argument})`) as unknown;
      expect(read).toEqual({ list: [3], none: text });
    }
  );

  it('quotes names that are none', () => {
    expect(cellCode('view', { 'a-b': 1 }, { 'a-b': 0 })).toContain("{ 'a-b': 1 }");
  });
});
