import { expect, it } from 'vitest';
import type { Chart } from './chart';
import { PAPER_COLOURS } from './colours';
import { INNER_WIDTH } from './page';
import { chartSection, keySection, keySvg } from './section';

const axis = { title: '', kind: 'linear', from: 0, to: 1, text: String } as const;
const chart: Chart = {
  description: '',
  x: axis,
  y: axis,
  marks: [{ kind: 'points', meaning: 'train', places: [{ x: 1, y: 0 }] }]
};
const numbers = (svg: string, pattern: RegExp): number[] =>
  [...svg.matchAll(pattern)].map(([, found]) => Number(found));

it('charts stand side by side, each within its part of the page', () => {
  const { markup, height } = chartSection([chart, chart, chart], 120);
  const shifts = [0, ...numbers(markup.text, /translate\(([\d.]+),0\)/g)];
  const points = numbers(markup.text, /cx="([\d.]+)"/g);
  expect(height).toBe(120);
  expect(shifts).toHaveLength(3);
  const pitch = shifts[1];
  expect(shifts[2]).toBeCloseTo(2 * pitch, 1);
  points.forEach((x) => expect(x).toBeLessThan(pitch));
  expect(shifts[2] + Math.max(...points)).toBeLessThan(INNER_WIDTH);
});

it('a key goes on in the next line, inside the page, with all names and marks', () => {
  const entries = Array.from({ length: 12 }, (_, i) => ({
    meaning: 'family1' as const,
    name: `family <${i}>`,
    symbol: 'diamond' as const
  }));
  const { markup, height } = keySection(entries);
  const rows = [...markup.text.matchAll(/translate\(([\d.]+),(\d+)\)/g)].map(([, x, y]) => [
    Number(x),
    Number(y)
  ]);
  expect(rows).toHaveLength(12);
  expect(Math.max(...rows.map(([x]) => x))).toBeLessThan(INNER_WIDTH - 60);
  expect(Math.max(...rows.map(([, y]) => y))).toBe(height - 18);
  expect(new Set(rows.map(([, y]) => y)).size).toBe(height / 18);
  expect(markup.text).toContain('family &lt;11&gt;');
  expect(markup.text.match(/data-symbol="diamond"/g)).toHaveLength(12);
});

it('an entry of a key is a point, a line or a surface', () => {
  const entry = { meaning: 'train', name: '' } as const;
  expect(keySvg(entry).text).toContain('<circle cx="9" cy="9"');
  expect(keySvg({ ...entry, line: 'dotted' }).text).toContain('stroke-dasharray="2 3"');
  expect(keySvg({ ...entry, line: 'solid' }).text).not.toContain('stroke-dasharray');
  expect(keySvg({ ...entry, opacity: 0.5 }, { ...PAPER_COLOURS, train: 'teal' }).text).toContain(
    'fill="teal" fill-opacity="0.5"'
  );
  const { text } = keySvg({ ...entry, inside: 0.5 }, { ...PAPER_COLOURS, train: 'teal' });
  expect(text).toMatch(/<g fill="teal"[^>]*><circle [^>]*opacity="0.5"\/><\/g><g fill="none" stroke="teal"/);
});
