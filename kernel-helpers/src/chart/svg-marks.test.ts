import { expect, it } from 'vitest';
import type { Chart } from './chart';
import { PAPER_COLOURS } from './colours';
import { frameOf } from './frame';
import { chartSvg } from './svg';

const axis = { title: '', kind: 'linear', from: 0, to: 1, text: String } as const;

it('thousands of points are a few paths, at the same places, the strongest above', () => {
  const places = Array.from({ length: 3000 }, (_, i) => ({ x: (i * 0.618) % 1, y: (i * 0.414) % 1 }));
  const opacity = places.map((_, i) => 0.2 + (0.8 * (i % 100)) / 99);
  const chart: Chart = {
    description: '',
    x: axis,
    y: axis,
    marks: [{ kind: 'points', meaning: 'feasible', symbol: 'square', places, opacity }]
  };
  const frame = frameOf(chart, { width: 500, height: 300 });
  const paths = [
    ...chartSvg(chart, frame, PAPER_COLOURS).text.matchAll(/<path d="([^"]+)"(?: opacity="([\d.]+)")?/g)
  ];
  const shares = paths.map(([, , share = '1']) => Number(share));
  const seen = paths.flatMap(([, d]) =>
    d
      .split('M')
      .slice(1)
      .map((square) => {
        const [x, y] = ['x', 'y'].map((_, axis) =>
          [...square.matchAll(/(-?[\d.]+),(-?[\d.]+)/g)].reduce(
            (sum, corner) => sum + Number(corner[axis + 1]) / 4,
            0
          )
        );
        return `${x.toFixed(0)} ${y.toFixed(0)}`;
      })
  );
  expect(paths.length).toBeLessThanOrEqual(20);
  expect(shares).toEqual([...shares].sort((a, b) => a - b));
  expect(seen).toHaveLength(3000);
  const near = new Set(seen);
  const found = places.filter(({ x, y }) => near.has(`${frame.x(x).toFixed(0)} ${frame.y(y).toFixed(0)}`));
  // Halves of pixels may be rounded to either side.
  expect(found.length).toBeGreaterThan(2900);
});

it('thousands of points of what was measured have a dot inside too', () => {
  const places = Array.from({ length: 500 }, (_, i) => ({ x: (i * 0.618) % 1, y: (i * 0.414) % 1 }));
  const mark = { kind: 'points', meaning: 'measured', places, open: true, dotted: true } as const;
  const chart: Chart = { description: '', x: axis, y: axis, marks: [mark] };
  const { text } = chartSvg(chart, frameOf(chart, { width: 500, height: 300 }), PAPER_COLOURS);
  const [dots, ...others] = [...text.matchAll(/<path d="([^"]+)"[^>]*data-dot="true"\/>/g)];
  expect(dots[1].split('M')).toHaveLength(501);
  expect(dots[0]).toContain('fill="#0072b2"');
  expect(others).toEqual([]);
});
