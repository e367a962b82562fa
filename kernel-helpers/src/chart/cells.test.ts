import { expect, it } from 'vitest';
import { cellGrid, cellRuns } from './cells';
import type { CellsMark, Chart } from './chart';
import { frameOf } from './frame';

const cells: CellsMark = {
  kind: 'cells',
  meaning: 'gate',
  x: { from: 0, to: 4 },
  y: { from: 0, to: 2 },
  columns: 4,
  shades: [0.5, 0.5, 1, 0, 0.5, 1, 1, 1]
};

it('equal neighbours of a row are one run, and what has no shade is none', () => {
  expect([...cellRuns(cells)]).toEqual([
    [
      0.5,
      [
        { row: 0, from: 0, to: 2 },
        { row: 1, from: 0, to: 1 }
      ]
    ],
    [
      1,
      [
        { row: 0, from: 2, to: 3 },
        { row: 1, from: 1, to: 4 }
      ]
    ]
  ]);
});

it('the grid begins where the mark says, upwards and on reversed axes too', () => {
  const axis = { title: '', kind: 'linear', text: String } as const;
  const chart: Chart = {
    description: '',
    x: { ...axis, from: 8, to: 0 },
    y: { ...axis, from: 0, to: 4 },
    marks: [cells]
  };
  const frame = frameOf(chart, { width: 400, height: 300 });
  const [width, height] = [(frame.right - frame.left) / 8, (frame.bottom - frame.top) / 4];
  expect(cellGrid(cells, frame)).toEqual({ x: frame.right, y: frame.bottom, width: -width, height: -height });
});

it('charts above each other line up: room is kept for the longer texts of the other', () => {
  const axis = { title: '', kind: 'linear', from: 0, to: 1, text: String } as const;
  const size = { width: 400, height: 300 };
  const left = (chart: Partial<Chart>): number =>
    frameOf({ description: '', x: axis, y: axis, marks: [], ...chart }, size).left;
  const long = { ...axis, text: () => '10,000' };
  expect(left({ y: long })).toBeGreaterThan(left({}));
  expect(left({ y: { ...axis, room: '10,000' } })).toBe(left({ y: long }));
});
