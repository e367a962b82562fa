import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Label, type LabelBox, labelBox, placeLabels } from './label-places';

const ROOM = { width: 500, height: 300 };
const labels = fc.array(
  fc.record({
    x: fc.integer({ min: 0, max: ROOM.width }),
    y: fc.integer({ min: 0, max: ROOM.height }),
    text: fc.string({ minLength: 1, maxLength: 20 })
  }),
  { maxLength: 40 }
);
const meet = (a: LabelBox, b: LabelBox): boolean =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

describe('labels of points', () => {
  test('cover neither each other nor points, and stay inside', () => {
    fc.assert(
      fc.property(labels, (wanted) => {
        const boxes = placeLabels(wanted, { ...ROOM, dots: wanted }).map((label) => labelBox(label));
        boxes.forEach((box, i) => {
          expect(boxes.slice(0, i).some((other) => meet(box, other))).toBe(false);
          expect(
            wanted.some(({ x, y }) => x > box.left && x < box.right && y > box.top && y < box.bottom)
          ).toBe(false);
          expect(box.left >= 0 && box.right <= ROOM.width && box.top >= 0 && box.bottom <= ROOM.height).toBe(
            true
          );
        });
      }),
      { seed: 1 }
    );
  });

  test('stand left above where there is room, on the other side at the border', () => {
    const alone = (label: Label): string | undefined =>
      placeLabels([label], { ...ROOM, dots: [label] })[0]?.anchor;
    expect(alone({ x: 200, y: 150, text: 'b0' })).toBe('end');
    expect(alone({ x: 5, y: 150, text: 'b0' })).toBe('start');
  });

  test('stand nearest to their own point', () => {
    fc.assert(
      fc.property(labels, (wanted) => {
        for (const label of placeLabels(wanted, { ...ROOM, dots: wanted })) {
          const { left, right, top, bottom } = labelBox(label);
          const distances = wanted.map(({ x, y }) => {
            // What lies on the label's own point is no other.
            if (Math.hypot(x - label.x, y - label.y) <= 2 && (x !== label.x || y !== label.y)) {
              return Infinity;
            }
            const nearest = { x: Math.min(right, Math.max(left, x)), y: Math.min(bottom, Math.max(top, y)) };
            return Math.hypot(nearest.x - x, nearest.y - y);
          });
          const own = wanted.findIndex(
            ({ x, y, text }) => x === label.x && y === label.y && text === label.text
          );
          expect(distances[own]).toBeLessThanOrEqual(Math.min(...distances) + 1e-9);
        }
      }),
      { seed: 2 }
    );
  });

  test('stand beside a point that another one all but covers', () => {
    const label = { x: 200, y: 150, text: 'b0' };
    const around = [label, { x: 200, y: 148 }, { x: 200, y: 152 }, { x: 202, y: 150 }, { x: 198, y: 150 }];
    expect(placeLabels([label], { ...ROOM, dots: around })).toHaveLength(1);
  });

  test('keep off a line while there is other room', () => {
    const label = { x: 200, y: 150, text: 'b0' };
    const line = { left: 0, right: 200, top: 120, bottom: 148 };
    const [placed] = placeLabels([label], { ...ROOM, dots: [label], avoid: [line] });
    expect(meet(labelBox(placed), line)).toBe(false);
    const everything = { left: 0, right: ROOM.width, top: 0, bottom: ROOM.height };
    expect(placeLabels([label], { ...ROOM, dots: [label], avoid: [everything] })).toEqual([]);
  });

  test('cross a line rather than lie along it', () => {
    const label = { x: 200, y: 150, text: 'efficientnet_b0' };
    // Lines along every place, 8 px apart, but for those to the right, which a line crosses.
    const along = Array.from({ length: 14 }, (_, i) => ({
      left: 0,
      right: 203,
      top: 92 + 8 * i,
      bottom: 94 + 8 * i
    }));
    const across = { left: 240, right: 242, top: 0, bottom: 300 };
    const [placed] = placeLabels([label], { ...ROOM, dots: [label], avoid: [...along, across] });
    expect(placed.anchor).toBe('start');
  });

  test('the first of many at one point find room, the others are left out', () => {
    const many = Array.from({ length: 50 }, (_, i) => ({ x: 250, y: 150, text: `network ${i}` }));
    const placed = placeLabels(many, { ...ROOM, dots: many });
    expect(placed.length).toBeGreaterThan(3);
    expect(placed.length).toBeLessThan(11);
    expect(placed[0].text).toBe('network 0');
  });
});
