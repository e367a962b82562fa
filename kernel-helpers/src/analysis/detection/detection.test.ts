import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SpecError } from '../errors';
import { anchorBoxes, assignAnchors, type Box, boxFault, decodeBox, encodeBox, overlap } from './anchors';
import { neckPlan } from './bifpn';
import { summarizeDetector } from './detector-cost';
import { type DetectorSpec, efficientDet, levelsOf, validateDetector } from './detector-spec';

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

it('keeps two moving statistics for each channel that batch normalisation gets, group normalisation none', () => {
  // Keras counts 42,016 for B0, of which its head has 2 · 1,280. The neck of d0 normalises the projections of P3, of P4
  // and P5 on both ways and of P6, and 8 nodes in each of 3 cells; a head 3 convolutions at each of 5 levels.
  const { backbone, neck, classHead, boxHead, total } = summarizeDetector(efficientDet('d0'));
  const counts = [42_016 - 2560, (6 + 3 * 8) * 2 * 64, 3 * 5 * 2 * 64, 3 * 5 * 2 * 64];
  expect([backbone, neck, classHead, boxHead].map(({ statistics }) => statistics)).toEqual(counts);
  expect(total.statistics).toBe(47_136);
  const grouped = summarizeDetector(efficientDet('d0', { normalization: 'group' }));
  expect(grouped.total).toEqual({ ...total, statistics: 0 });
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

it('the second cell gets the first one’s outputs, of the neck’s channels', () => {
  const { nodes, outputs } = neckPlan(efficientDet('d0', { detector: { fpnRepeats: 2 } }));
  const inputs = nodes.slice(8).map(({ inputs: edges }) => edges[0]);
  expect(inputs.map(({ from }) => from)).toEqual([6, 5, 4, 3, 4, 5, 6, 7].map((level) => `bifpn1_p${level}`));
  expect(inputs.every(({ project }) => project === null)).toBe(true);
  expect(outputs).toEqual([3, 4, 5, 6, 7].map((level) => `bifpn2_p${level}`));
});

it('is named in small letters', () => {
  expect(efficientDet('D0').name).toBe('d0');
  expect(efficientDet('D0')).toEqual(efficientDet('d0'));
});

/** Its fourth stage strides by 4: it has no map of stride 16, and one of 64. */
const withoutStride16 = (minLevel: number): DetectorSpec => {
  const spec = efficientDet('d0');
  const stages = spec.backbone.stages.map((stage, i) => ({
    ...stage,
    blocks: stage.blocks.map((block, j) => (i === 3 && j === 0 ? { ...block, stride: 4 } : block))
  }));
  return validateDetector({ ...spec, minLevel, backbone: { ...spec.backbone, stages } });
};

it('levels may go on by pooling only where the backbone ends', () => {
  expect(levelsOf(withoutStride16(5))).toEqual({ given: [5, 6], added: [7] });
  expect(() => withoutStride16(3)).toThrow(
    'minLevel: got 3, expected log2 of one of the strides 2, 4, 8, 32, 64. Choose a level from which each stride is twice'
  );
});

it.each<[string, () => DetectorSpec, string]>([
  ['an unknown name', () => efficientDet('d9'), 'one of d0, d1'],
  [
    'a level between',
    () => efficientDet('d0', { detector: { minLevel: 3.5 } }),
    'minLevel: got 3.5, expected a whole'
  ],
  ['levels beyond the backbone', () => efficientDet('d0', { detector: { minLevel: 6 } }), 'minLevel: got 6'],
  ['a last level between', () => efficientDet('d0', { detector: { maxLevel: 6.5 } }), 'maxLevel: '],
  ['a single level', () => efficientDet('d0', { detector: { minLevel: 3, maxLevel: 3 } }), 'maxLevel: '],
  ['a sequence', () => efficientDet('d0', { spatialDimensions: 1 }), 'spatialDimensions: got 1'],
  [
    'a ratio of nothing',
    () => efficientDet('d0', { detector: { anchors: { size: 4, scales: 3, aspectRatios: [1, 0] } } }),
    'anchors.aspectRatios[1]'
  ],
  ['a resolution between', () => efficientDet('d0', { resolution: 500 }), 'a multiple of 128'],
  [
    'a level finer than the backbone',
    () => efficientDet('d0', { stemStride: 4, detector: { minLevel: 1 } }),
    'log2 of one of the strides 4, 8'
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

  it('stand row by row on each level’s map, scale by scale, ratio by ratio', () => {
    const small = efficientDet('d0', {
      resolution: 32,
      detector: { minLevel: 4, maxLevel: 5, anchors: { size: 2, scales: 2, aspectRatios: [1, 4] } }
    });
    // Height and width about a centre: a ratio of 4 doubles the width and halves the height.
    const shapes = (side: number): number[][] =>
      [side, side * Math.SQRT2].flatMap((edge) => [
        [edge, edge],
        [edge / 2, edge * 2]
      ]);
    const rows = [
      ...[8, 24].flatMap((y) => [8, 24].flatMap((x) => shapes(32).map((shape) => [y, x, ...shape]))),
      ...shapes(64).map((shape) => [16, 16, ...shape])
    ];
    const found = Array.from(anchorBoxes(small));
    expect(found).toHaveLength(4 * rows.length);
    rows.forEach(([y, x, high, wide], i) => {
      const edges = [y - high / 2, x - wide / 2, y + high / 2, x + wide / 2];
      edges.forEach((edge, j) => expect(found[4 * i + j]).toBeCloseTo(edge, 4));
    });
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
        expect(decoded).toEqual(box.map((edge) => expect.closeTo(edge, 6)));
      }),
      { seed: 1 }
    );
  });

  it('overlap symmetrically, and themselves wholly', () => {
    fc.assert(
      fc.property(boxes, boxes, (a, b) => {
        expect(overlap(a, b)).toBe(overlap(b, a));
        expect(overlap(a, a)).toBeCloseTo(1, 9);
      }),
      { seed: 2 }
    );
    expect(overlap([0, 0, 10, 10], [5, 0, 15, 10])).toBeCloseTo(1 / 3, 12);
    expect(overlap([0, 0, 10, 10], [20, 0, 30, 10])).toBe(0);
    expect(overlap([2, 2, 2, 2], [2, 2, 2, 2])).toBe(0);
  });

  it('overlap by the pixels that they share, of those that either has', () => {
    const edges = fc.tuple(...[0, 0, 1, 1].map((min) => fc.integer({ min, max: 5 })));
    const whole = edges.map(([y, x, height, width]): Box => [y, x, y + height, x + width]);
    const pixels = Array.from({ length: 100 }, (_, i) => [Math.floor(i / 10), i % 10]);
    fc.assert(
      fc.property(whole, whole, (a, b) => {
        const within = (box: Box): boolean[] =>
          pixels.map(([y, x]) => y >= box[0] && y < box[2] && x >= box[1] && x < box[3]);
        const [inA, inB] = [within(a), within(b)];
        const both = inA.filter((inside, i) => inside && inB[i]).length;
        const either = inA.filter((inside, i) => inside || inB[i]).length;
        expect(overlap(a, b)).toBeCloseTo(both / either, 12);
      }),
      { seed: 3 }
    );
  });

  /** Side by side from x = 0, and one far off before and after them. */
  const few = Float32Array.of(200, 200, 210, 210, 0, 0, 10, 20, 0, 0, 10, 10, 300, 300, 310, 310);
  const square = { box: [0, 0, 10, 10], class: 3 } as const;

  it('take what they overlap by half, and the better of two objects', () => {
    // 100 of 200 pixels, and all.
    expect([...assignAnchors(few, [square]).classes]).toEqual([-1, 3, 3, -1]);
    // The second anchor shares 1/2 and 3/4, the third all and 2/3.
    const wider = { box: [0, 0, 10, 15], class: 4 } as const;
    for (const objects of [
      [square, wider],
      [wider, square]
    ]) {
      const { classes, positives, offsets } = assignAnchors(few, objects);
      expect([...classes]).toEqual([-1, 4, 3, -1]);
      expect(positives).toBe(2);
      // From centre (5, 10) and sides (10, 20) to (5, 7.5) and (10, 15).
      const moved = [0, -2.5 / 20, 0, Math.log(15 / 20)].map((value) => expect.closeTo(value, 6));
      expect([...offsets]).toEqual([0, 0, 0, 0, ...moved, 0, 0, 0, 0, 0, 0, 0, 0]);
    }
  });

  it('go to an object that none overlaps by half, and to none that they do not touch', () => {
    // 25 of 100 pixels of the first anchor; of 200 and 100 of the others none.
    const corner = { box: [200, 200, 205, 205], class: 1 } as const;
    expect([...assignAnchors(few, [corner]).classes]).toEqual([1, -1, -1, -1]);
    const apart = { box: [600, 600, 610, 610], class: 1 } as const;
    expect([...assignAnchors(few, [apart]).classes]).toEqual([-1, -1, -1, -1]);
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
    ['shares of the image', [0.1, 0.2, 0.9, 0.8], /Multiply fractions of the image/],
    ['the whole image as shares', [0, 0, 1, 1], /pixels of the network's input/],
    ['shares that are rounded', [-0.01, 0, 1.002, 0.5], /Multiply fractions/],
    ['shares at the limits of rounding', [-0.5, -0.5, 1.5, 1.5], /Multiply fractions/],
    ['edges the wrong way round', [9, 0, 3, 9], /with an area/],
    ['sides the wrong way round', [0, 9, 9, 3], /with an area/],
    ['no height', [3, 0, 3, 9], /with an area/],
    ['no width', [0, 3, 9, 3], /with an area/],
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
    expect(boxFault([-20, 0, 1, 1])).toBeNull();
  });

  it('are all background without objects', () => {
    expect(assignAnchors(anchors, []).positives).toBe(0);
  });
});
