import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SpecError } from '../errors';
import { anchorBoxes, assignAnchors, type Box, decodeBox, encodeBox, overlap } from './anchors';
import { neckPlan } from './bifpn';
import { summarizeDetector } from './detector-cost';
import { type DetectorSpec, efficientDet } from './detector-spec';

/** Counted from the modules of effdet 0.4.1's `efficientdet_d0` … `d2`: parameters, then convolutions' MACs. */
const EFFDET = {
  d0: [3_595_388, 194_361, 69_162, 18_852, 1_901_490_688, 136_203_264, 362_452_992, 92_184_576],
  d1: [6_101_024, 387_628, 101_130, 32_244, 4_467_988_480, 450_639_200, 832_722_000, 252_067_200],
  d2: [7_202_562, 703_007, 136_554, 49_092, 7_430_027_200, 1_216_329_408, 1_625_145_984, 560_964_096]
};

describe.each(Object.entries(EFFDET))('%s', (name, counts) => {
  it('costs what the PyTorch implementation counts', () => {
    const { backbone, neck, classHead, boxHead, total } = summarizeDetector(efficientDet(name));
    const parts = [backbone, neck, classHead, boxHead];
    expect([...parts.map(({ params }) => params), ...parts.map(({ macs }) => macs)]).toEqual(counts);
    expect(total.params).toBe(counts.slice(0, 4).reduce((a, b) => a + b));
  });
});

it('a cell has each level once on the way down and once on the way up', () => {
  const { added, nodes, outputs } = neckPlan(efficientDet('d0', { detector: { fpnRepeats: 1 } }));
  expect(added.map(({ name, from, project }) => [name, from, project])).toEqual([
    ['p6', 'p5', 320],
    ['p7', 'p6', null]
  ]);
  const edges = nodes.map(({ name, inputs }) => [name, inputs.map(({ from }) => from).join(' ')]);
  expect(edges).toEqual([
    ['bifpn1_p6_td', 'p6 p7'],
    ['bifpn1_p5_td', 'p5 bifpn1_p6_td'],
    ['bifpn1_p4_td', 'p4 bifpn1_p5_td'],
    ['bifpn1_p3', 'p3 bifpn1_p4_td'],
    ['bifpn1_p4', 'p4 bifpn1_p4_td bifpn1_p3'],
    ['bifpn1_p5', 'p5 bifpn1_p5_td bifpn1_p4'],
    ['bifpn1_p6', 'p6 bifpn1_p6_td bifpn1_p5'],
    ['bifpn1_p7', 'p7 bifpn1_p6']
  ]);
  expect(outputs).toEqual([3, 4, 5, 6, 7].map((level) => `bifpn1_p${level}`));
});

it.each<[string, () => DetectorSpec, string]>([
  ['an unknown name', () => efficientDet('d9'), 'one of d0, d1'],
  ['a resolution between', () => efficientDet('d0', { resolution: 500 }), 'a multiple of 128'],
  [
    'a level finer than the backbone',
    () => efficientDet('d0', { stemStride: 4, detector: { minLevel: 1 } }),
    'Raise it'
  ],
  ['no cells', () => efficientDet('d0', { detector: { fpnRepeats: 0 } }), 'fpnRepeats'],
  ['no classes', () => efficientDet('d0', { classes: 0 }), 'classes']
])('%s is refused', (_, make, part) => {
  expect(make).toThrow(SpecError);
  expect(make).toThrow(part);
});

describe('anchors', () => {
  const spec = efficientDet('d0', { resolution: 128 });
  const anchors = anchorBoxes(spec);

  it('are as many as the report says, centred on the pixels of their maps', () => {
    expect(anchors.length / 4).toBe(summarizeDetector(spec).anchors);
    const centres = [0, 9].map((i) => (anchors[4 * i] + anchors[4 * i + 2]) / 2);
    const columns = [0, 9].map((i) => (anchors[4 * i + 1] + anchors[4 * i + 3]) / 2);
    expect([centres, columns]).toEqual([
      [4, 4],
      [4, 12]
    ]);
  });

  it('have the sides of their size, scale and ratio', () => {
    const side = (i: number, axis: 0 | 1): number => anchors[4 * i + 2 + axis] - anchors[4 * i + axis];
    expect(side(0, 0)).toBeCloseTo(4 * 8, 4);
    expect(side(1, 1) / side(1, 0)).toBeCloseTo(2, 5);
    expect(side(3, 0)).toBeCloseTo(4 * 8 * 2 ** (1 / 3), 4);
  });

  const boxes = fc
    .tuple(...[0, 0, 1, 1].map((min) => fc.double({ min, max: min === 0 ? 100 : 60, noNaN: true })))
    .map(([y, x, height, width]): Box => [y, x, y + height, x + width]);

  it('encode boxes that decode to what they were', () => {
    fc.assert(
      fc.property(boxes, boxes, (anchor, box) => {
        const decoded = decodeBox(anchor, encodeBox(anchor, box));
        decoded.forEach((value, i) => expect(value).toBeCloseTo(box[i], 6));
      })
    );
  });

  it('overlap symmetrically, and themselves wholly', () => {
    fc.assert(
      fc.property(boxes, boxes, (a, b) => {
        expect(overlap(a, b)).toBe(overlap(b, a));
        expect(overlap(a, a)).toBeCloseTo(1, 9);
      })
    );
    expect(overlap([0, 0, 10, 10], [5, 0, 15, 10])).toBeCloseTo(1 / 3, 12);
    expect(overlap([0, 0, 10, 10], [20, 0, 30, 10])).toBe(0);
  });

  it('take the object that they overlap, and every object has one', () => {
    const box: Box = [3, 3, 9, 9];
    const { classes, positives, offsets } = assignAnchors(anchors, [
      { box: [0, 0, 64, 64], class: 2 },
      { box, class: 1 }
    ]);
    const chosen = classes.indexOf(1);
    expect(classes.filter((found) => found === 1)).toHaveLength(1);
    expect(positives).toBe(classes.filter((found) => found >= 0).length);
    const anchor = anchors.subarray(4 * chosen, 4 * chosen + 4);
    const decoded = decodeBox(anchor, offsets.subarray(4 * chosen, 4 * chosen + 4));
    decoded.forEach((value, i) => expect(value).toBeCloseTo(box[i], 4));
    classes.forEach((found, i) => {
      if (found === 2) {
        expect(overlap(anchors.subarray(4 * i, 4 * i + 4), [0, 0, 64, 64])).toBeGreaterThanOrEqual(0.5);
      }
    });
  });

  it.each<[string, Box, RegExp]>([
    ['shares of the image', [0.1, 0.2, 0.9, 0.8], /Multiply shares of the image/],
    ['the whole image as shares', [0, 0, 1, 1], /pixels of the network's input/],
    ['shares that are rounded', [-0.01, 0, 1.002, 0.5], /Multiply shares/],
    ['edges the wrong way round', [9, 0, 3, 9], /with an area/],
    ['three edges', [0, 0, 9] as unknown as Box, /with an area/],
    ['an edge that is no number', [0, 0, NaN, 9], /with an area/]
  ])('refuse %s', (_, box, message) => {
    const right = { box: [3, 3, 9, 9], class: 0 } as const;
    expect(() => assignAnchors(anchors, [right, { box, class: 1 }])).toThrow(SpecError);
    expect(() => assignAnchors(anchors, [right, { box, class: 1 }])).toThrow(message);
    expect(() => assignAnchors(anchors, [right, { box, class: 1 }])).toThrow('objects[1].box');
  });

  it('take small boxes in pixels, in the corner too', () => {
    expect(assignAnchors(anchors, [{ box: [0, 0, 2, 2], class: 0 }]).positives).toBe(1);
  });

  it('are all background without objects', () => {
    expect(assignAnchors(anchors, []).positives).toBe(0);
  });
});
