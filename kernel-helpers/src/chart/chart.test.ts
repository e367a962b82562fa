import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Chart } from './chart';
import { anyChart, anySize } from './charts.fixtures';
import {
  colourProperty,
  colourSheet,
  COLOURS,
  inkOn,
  type Meaning,
  PAPER_COLOURS,
  THEME_COLOURS
} from './colours';
import { BACKGROUNDS, blended, contrast, THEMES, valuesIn } from './contrast.fixtures';
import { frameOf, textWidth } from './frame';
import { chartLabelBox, labelsOf } from './labels';
import { tickValues } from './scale';
import { chartSvg, layerSvg } from './svg';

const RUNS = { numRuns: 200, seed: 1 };
const axis = (kind: 'linear' | 'log', from: number, to: number): Chart['x'] => ({
  title: '',
  kind,
  from,
  to,
  text: String
});

describe('ticks', () => {
  it.each([
    ['linear', 0, 7, 8, [0, 1, 2, 3, 4, 5, 6, 7]],
    ['linear', -0.4, 6.97, 4, [0, 2, 4, 6]],
    ['log', 3e8, 4e10, 8, [5e8, 1e9, 2e9, 5e9, 1e10, 2e10]],
    ['log', 3e8, 4e10, 4, [5e8, 1e9, 5e9, 1e10]],
    ['log', 1e-3, 1e6, 5, [1e-3, 1e-1, 1e1, 1e3, 1e5]],
    ['log', 1.1, 1.9, 5, [1.2, 1.4, 1.6, 1.8]]
  ] as const)(
    'of a %s axis from %d to %d, at most %d, are those a person would choose',
    (kind, from, to, most, expected) => {
      expect(tickValues(axis(kind, from, to), most)).toEqual(expected);
    }
  );

  it.each([
    ['from nothing', 0, 10],
    ['without an end', 1, Infinity],
    ['over all numbers', 0, Infinity]
  ])('of a log axis %s come to an end', (_, from, to) => {
    expect(tickValues(axis('log', from, to), 8).length).toBeLessThanOrEqual(8);
  });

  it('never touch, and stand within the axes', () => {
    fc.assert(
      fc.property(anyChart, anySize, (chart, size) => {
        const { xTicks, left, right } = frameOf(chart, size);
        xTicks.forEach(({ text, at }, i) => {
          expect(at).toBeGreaterThanOrEqual(left - 0.5);
          expect(at).toBeLessThanOrEqual(right + 0.5);
          if (i > 0) {
            const half = (textWidth(text, size.fontSize) + textWidth(xTicks[i - 1].text, size.fontSize)) / 2;
            expect(Math.abs(at - xTicks[i - 1].at)).toBeGreaterThan(half);
          }
        });
      }),
      RUNS
    );
  });
});

describe('names', () => {
  it('stand inside the axes, over no point and no other name', () => {
    fc.assert(
      fc.property(anyChart, anySize, (chart, size) => {
        const frame = frameOf(chart, size);
        const behind = new Set(
          chart.marks.flatMap((mark) => (mark.kind === 'line' && mark.nameAt === 'end' ? [mark.name] : []))
        );
        const labels = labelsOf(chart, frame);
        const boxes = labels.map((label) => chartLabelBox(label, frame));
        const points = chart.marks.flatMap((mark) => (mark.kind === 'points' ? mark.places : []));
        boxes.forEach((box, i) => {
          expect(box.left).toBeGreaterThanOrEqual(frame.left - 0.01);
          // Those behind lines have room beside the axes.
          const end = behind.has(labels[i].text) ? frame.width : frame.right;
          expect(box.right).toBeLessThanOrEqual(end + 0.01);
          expect(box.top).toBeGreaterThanOrEqual(frame.top - 0.01);
          expect(box.bottom).toBeLessThanOrEqual(frame.bottom + 0.01);
          for (const other of boxes.slice(0, i)) {
            expect(
              box.left < other.right &&
                other.left < box.right &&
                box.top < other.bottom &&
                other.top < box.bottom
            ).toBe(false);
          }
          for (const point of points) {
            const [x, y] = [frame.x(point.x), frame.y(point.y)];
            expect(x > box.left && x < box.right && y > box.top && y < box.bottom).toBe(false);
          }
        });
      }),
      RUNS
    );
  });

  it('of more important marks find room first', () => {
    const point = { kind: 'points', meaning: 'depth', places: [{ x: 5, y: 5 }] } as const;
    const chart: Chart = {
      description: '',
      x: axis('linear', 0, 10),
      y: axis('linear', 0, 10),
      marks: [
        { ...point, names: ['much longer than others'] },
        { ...point, names: ['important and long too'], priority: 1 }
      ]
    };
    const labels = labelsOf(chart, frameOf(chart, { width: 400, height: 240 }));
    expect(labels[0].text).toBe('important and long too');
  });

  it('of one mark find room in the order of their own priorities', () => {
    const places = [0, 1, 2].map((i) => ({ x: 2 + 3 * i, y: 5 }));
    const names = ['first', 'second', 'third'];
    const mark = { kind: 'points', meaning: 'depth', places, names, priority: [0, 2, 1] } as const;
    const chart: Chart = {
      description: '',
      x: axis('linear', 0, 10),
      y: axis('linear', 0, 10),
      marks: [mark, { kind: 'rectangles', meaning: 'depth', opacity: 1, rectangles: [{}], names: ['bar'] }]
    };
    const labels = labelsOf(chart, frameOf(chart, { width: 400, height: 240 }));
    expect(labels.map(({ text }) => text).slice(0, 3)).toEqual(['second', 'third', 'first']);
  });
});

describe('colours', () => {
  const meanings = Object.keys(COLOURS) as Meaning[];
  const grounds: Partial<Record<Meaning, Meaning>> = { onAccent: 'accent', onPin: 'pinA' };
  /** What isn't to be read by itself. */
  const quiet: readonly Meaning[] = ['grid', 'background', 'field'];
  /** What stands on hues, whatever the background. */
  const inks: readonly Meaning[] = ['inkBlack', 'inkWhite', 'inkBlackOrWhite', 'inkWhiteOrBlack'];

  it.each(THEMES)('of all meanings are read on the background, %s', (theme) => {
    const values = valuesIn(theme);
    // In a dark theme these follow JupyterLab, whose dark values no fallback names.
    const themed: readonly Meaning[] = theme === 'dark' ? ['text'] : [];
    for (const meaning of meanings.filter((each) => ![...quiet, ...inks, ...themed].includes(each))) {
      const ground = grounds[meaning];
      const background = ground ? values[ground] : BACKGROUNDS[theme];
      expect(contrast(values[meaning], background), `${meaning} in ${theme}`).toBeGreaterThanOrEqual(3);
    }
  });

  it('of pins carry their letters, in both themes', () => {
    for (const theme of ['light', 'dark'] as const) {
      const values = valuesIn(theme);
      for (const pin of ['pinA', 'pinB', 'pinC', 'pinD'] as const) {
        expect(contrast(values.onPin, values[pin])).toBeGreaterThanOrEqual(4.5);
      }
    }
  });

  it.each(THEMES)('of names on bars stand out from each hue, %s', (theme) => {
    const values = valuesIn(theme);
    for (const meaning of meanings.slice(meanings.indexOf('depth'), meanings.indexOf('onPin'))) {
      for (const opacity of [0.6, 0.8, 1]) {
        const ink = values[inkOn(meaning, opacity)];
        const bar = blended(values[meaning], BACKGROUNDS[theme], opacity);
        expect(contrast(ink, bar), `${meaning}, ${opacity}`).toBeGreaterThanOrEqual(4.5);
      }
    }
  });

  it('of names on amber are black, on blue white, and black in the dark', () => {
    expect([inkOn('width', 1), inkOn('depth', 1), inkOn('depth', 0.6)]).toEqual([
      'inkBlack',
      'inkWhiteOrBlack',
      'inkBlackOrWhite'
    ]);
  });

  it('of families differ, in both themes', () => {
    for (const theme of THEMES) {
      const values = valuesIn(theme);
      const families = meanings.filter((each) => /family/i.test(each)).map((each) => values[each]);
      expect(families).toHaveLength(7);
      expect(new Set(families).size).toBe(families.length);
    }
  });

  it('of pictures and of the page come from the table, meaning by meaning', () => {
    const sheet = colourSheet();
    for (const meaning of meanings) {
      const chart: Chart = {
        description: '',
        x: axis('linear', 0, 1),
        y: axis('linear', 0, 1),
        marks: [
          {
            kind: 'line',
            meaning,
            places: [
              { x: 0, y: 0 },
              { x: 1, y: 1 }
            ],
            moving: true
          }
        ]
      };
      const frame = frameOf(chart, { width: 300, height: 200 });
      expect(chartSvg(chart, frame, PAPER_COLOURS).text).toContain(`stroke="${COLOURS[meaning].paper}"`);
      expect(layerSvg(chart, frame, THEME_COLOURS).text).toContain(
        `stroke="var(${colourProperty(meaning)})"`
      );
      expect(sheet).toContain(`  ${colourProperty(meaning)}: `);
    }
    expect(sheet).toContain('--jp-enet-batch-norm: #99226b;');
    expect(sheet).toMatch(/theme-light='false'\] \{[^}]*--jp-enet-batch-norm: #f29ac8;/);
  });
});
