import { describe, expect, it } from 'vitest';
import { merged, phrasesOf, schemaPhrases, templateOf } from './translations.mjs';

/** @param {string} content */
const texts = (content) => phrasesOf('x.ts', content).map(({ text }) => text);

describe('phrases of a file', () => {
  it('are found on every bundle, written in one piece, several or as a choice', () => {
    expect(
      texts(`
        trans.__('one');
        this.trans.__("two");
        this.environment.trans.__(\`three\`, 3);
        trans.__('four ' + 'and ' + 'more');
        trans.__(few ? 'five' : 'six', trans.__('seven'));
        other.__('not ours');
        // trans.__('nor this')
      `)
    ).toEqual(['one', 'two', 'three', 'four and more', 'five', 'six', 'seven']);
  });

  it('have their plural and their context', () => {
    expect(phrasesOf('x.ts', "trans._n('%1 run', '%1 runs', n); trans._p('menu', 'Run')")).toEqual([
      { text: '%1 run', plural: '%1 runs' },
      { context: 'menu', text: 'Run' }
    ]);
  });

  it.each(['trans.__(name)', 'trans.__(`${n} runs`)', "trans.__(few ? 'five' : name)", 'trans.__()'])(
    'refuses what is computed: %s',
    (call) => {
      expect(() => phrasesOf('x.ts', `\n${call};`)).toThrow(/^x\.ts:2 translates what is computed/);
    }
  );
});

it('tables of quantities give the words of their rows, which controls show', () => {
  const table = `
    const growth = { label: 'what', symbol: 'γ', word: 'growth' };
    number('image side r', 'side of the image', { unit: 'px' });
    choice('Axis', { options: [{ value: 'phi', label: 'φ', title: 'Compound coefficient' }] });`;
  const words = ['what', 'growth', 'image side', 'side of the image', 'Axis', 'φ', 'Compound coefficient'];
  expect(phrasesOf('views/x/quantities.ts', table).map(({ text }) => text)).toEqual(words);
  expect(phrasesOf('views/x/view.ts', table)).toEqual([]);
  expect(phrasesOf('extension/src/controls/slider.ts', 'trans.__(label)')).toEqual([]);
});

it('a table of words by name gives them all, wherever one of them is shown', () => {
  const table = `export const COLUMN_MEANINGS = { macs: 'Multiply-adds', phi: 'Size ' + 'φ' } as const;`;
  expect(texts(table)).toEqual(['Multiply-adds', 'Size φ']);
  expect(texts('trans.__(COLUMN_MEANINGS.macs)')).toEqual([]);
});

it('a template says a phrase once, with all its files, and escapes it', () => {
  const entries = merged([
    ['a.ts', [{ text: 'say "x"\n' }, { text: '%1 run' }]],
    [
      'b.ts',
      [{ text: 'say "x"\n' }, { text: '%1 run', plural: '%1 runs' }, { context: 'menu', text: '%1 run' }]
    ]
  ]);
  const [head, ...blocks] = templateOf(entries).split('\n\n');
  expect(head).toContain('charset=UTF-8');
  expect(blocks).toEqual([
    '#: a.ts\n#: b.ts\nmsgid "say \\"x\\"\\n"\nmsgstr ""',
    '#: a.ts\n#: b.ts\nmsgid "%1 run"\nmsgid_plural "%1 runs"\nmsgstr[0] ""\nmsgstr[1] ""',
    '#: b.ts\nmsgctxt "menu"\nmsgid "%1 run"\nmsgstr ""\n'
  ]);
});

it('settings have the contexts that the settings editor looks for', () => {
  const schema = {
    title: 'T',
    'jupyter.lab.setting-icon-label': 'L',
    properties: { phi: { title: 'φ', type: 'number' } }
  };
  expect(schemaPhrases(schema)).toEqual([
    { context: 'schema', text: 'T' },
    { context: 'settings', text: 'L' },
    { context: 'settings', text: 'φ' }
  ]);
});
