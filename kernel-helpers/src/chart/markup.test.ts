import { describe, expect, it } from 'vitest';
import { element, escapeXml } from './markup';
import { wrap } from './page';

describe('markup', () => {
  it('escapes text and attributes, and replaces what XML cannot hold', () => {
    const hostile = `<&>"'\u0000\ud800x`;
    expect(escapeXml(hostile)).toBe('&lt;&amp;&gt;&quot;&#39;\ufffd\ufffdx');
    expect(element('text', { id: hostile }, hostile).text).toBe(
      `<text id="${escapeXml(hostile)}">${escapeXml(hostile)}</text>`
    );
    expect(escapeXml('φ 😀')).toBe('φ 😀');
  });

  it('breaks lines between words and inside endless ones', () => {
    expect(wrap('one two three', 70, 10)).toEqual(['one two', 'three']);
    expect(wrap('abcdefghijkl', 50, 10)).toEqual(['abcde', 'fghij', 'kl']);
    expect(wrap('', 50, 10)).toEqual(['']);
  });

  it('begins no line with a unit or a sign of equality', () => {
    expect(wrap('accuracy 81.4 %, at φ* = 2.16', 150, 10)).toEqual(['accuracy', '81.4 %, at', 'φ* = 2.16']);
    expect(wrap('it costs 1.74 G MACs', 150, 10)).toEqual(['it costs', '1.74 G MACs']);
  });
});
