import { type Chart, frameOf, type Picked, stopOf } from '@efficientnet-lab/kernel-helpers/chart';
import { expect, it } from 'vitest';
import { nextStop } from './chart-actions';

const axis = { title: '', kind: 'linear', from: 0, to: 10, text: String } as const;
const chart: Chart = {
  description: '',
  x: axis,
  y: axis,
  marks: [
    {
      kind: 'line',
      meaning: 'train',
      id: 'line',
      places: [
        { x: 0, y: 1 },
        { x: 5, y: 2 },
        { x: 10, y: 3 }
      ],
      hover: ['first', 'middle', 'last']
    },
    { kind: 'rule', meaning: 'rule', axis: 'y', at: 4 },
    {
      kind: 'points',
      meaning: 'validation',
      id: 'points',
      places: [
        { x: 1, y: 8 },
        { x: 9, y: 8 }
      ],
      names: ['left', 'right']
    }
  ]
};
const drawn = { chart, frame: frameOf(chart, { width: 400, height: 300 }) };
const go = (from: Picked | null, key: string): string | undefined =>
  nextStop(drawn, from && stopOf(chart, drawn.frame, from), key)?.words;

it('keys begin at the first mark with words, End at its last place', () => {
  expect(go(null, 'ArrowLeft')).toBe('first');
  expect(go(null, 'End')).toBe('last');
});

it('left and right step along a mark and end with it', () => {
  expect(go({ id: 'line', index: 0 }, 'ArrowRight')).toBe('middle');
  expect(go({ id: 'line', index: 1 }, 'ArrowLeft')).toBe('first');
  expect(go({ id: 'line', index: 0 }, 'ArrowLeft')).toBe('first');
  expect(go({ id: 'line', index: 2 }, 'ArrowRight')).toBe('last');
  expect(go({ id: 'line', index: 0 }, 'End')).toBe('last');
  expect(go({ id: 'line', index: 2 }, 'Home')).toBe('first');
});

it('up and down go to the nearest place of the next mark, over those without words', () => {
  expect(go({ id: 'line', index: 2 }, 'ArrowUp')).toBe('right');
  expect(go({ id: 'line', index: 0 }, 'ArrowUp')).toBe('left');
  expect(go({ id: 'points', index: 1 }, 'ArrowDown')).toBe('last');
  expect(go({ id: 'points', index: 1 }, 'ArrowUp')).toBe('right');
});

it('of a chart without words there is no stop', () => {
  const bare = { ...chart, marks: [chart.marks[1]] };
  expect(nextStop({ ...drawn, chart: bare }, null, 'ArrowRight')).toBeNull();
});
