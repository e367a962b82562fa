import { SpecError } from '../errors';
import { requireArray, requireNumbers, requireObject } from '../validate';
import { type DetectorSpec, validateDetector } from './detector-spec';

/** A box in pixels of the network's input: [top, left, bottom, right]. */
export type Box = readonly [number, number, number, number];

/** What the anchors of one image should answer. */
export interface AnchorTargets {
  /** For each anchor its class, or −1 for background. */
  classes: Int32Array;
  /** For each anchor the offsets (ty, tx, th, tw) of its object's box; zeros for background. */
  offsets: Float32Array;
  /** Anchors that have an object. */
  positives: number;
}

/** Overlap from which an anchor takes an object (section 5.1 of arXiv 1911.09070 keeps RetinaNet's 0.5). */
const POSITIVE_OVERLAP = 0.5;

/**
 * All anchors as rows [top, left, bottom, right] in pixels: levels from fine to coarse, pixels row by row, at each pixel
 * scales and then aspect ratios. The network's outputs have the same order.
 */
export function anchorBoxes(spec: DetectorSpec): Float32Array {
  const { backbone, minLevel, maxLevel, anchors } = validateDetector(spec);
  const boxes: number[] = [];
  for (let level = minLevel; level <= maxLevel; level++) {
    const stride = 2 ** level;
    const side = backbone.resolution / stride;
    for (let pixel = 0; pixel < side * side; pixel++) {
      const y = (Math.floor(pixel / side) + 0.5) * stride;
      const x = ((pixel % side) + 0.5) * stride;
      for (let scale = 0; scale < anchors.scales; scale++) {
        const size = anchors.size * stride * 2 ** (scale / anchors.scales);
        for (const ratio of anchors.aspectRatios) {
          const [high, wide] = [size / Math.sqrt(ratio), size * Math.sqrt(ratio)];
          boxes.push(y - high / 2, x - wide / 2, y + high / 2, x + wide / 2);
        }
      }
    }
  }
  return Float32Array.from(boxes);
}

/**
 * Intersection over union; 0 for boxes without area.
 * @throws SpecError for what is no box of four numbers.
 */
export function overlap(a: ArrayLike<number>, b: ArrayLike<number>): number {
  requireFour('a', a);
  requireFour('b', b);
  return overlapOf(a, b);
}

function overlapOf(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const height = Math.min(a[2], b[2]) - Math.max(a[0], b[0]);
  const width = Math.min(a[3], b[3]) - Math.max(a[1], b[1]);
  const shared = Math.max(0, height) * Math.max(0, width);
  const area = (box: ArrayLike<number>): number => (box[2] - box[0]) * (box[3] - box[1]);
  const union = area(a) + area(b) - shared;
  return union > 0 ? shared / union : 0;
}

/**
 * Gives each anchor the object that it overlaps most, from an overlap of 0.5 on; each object keeps at least the anchor
 * that fits it best, so that none goes unseen.
 *
 * @param objects Their boxes, with classes from 0.
 * @throws SpecError for a box without area, for one in shares of the image, and for a class that is none.
 */
export function assignAnchors(
  anchors: Float32Array,
  objects: ReadonlyArray<{ box: Box; class: number }>
): AnchorTargets {
  if (!(anchors instanceof Float32Array)) {
    throw new SpecError('anchors', anchors, 'a Float32Array of anchors', 'Give anchorBoxes(spec).');
  }
  requireArray('objects', objects, OBJECTS);
  objects.forEach((object, i) => requireObject(`objects[${i}]`, object, OBJECTS));
  objects.forEach(({ box, class: label }, i) => {
    const fault = boxFault(box);
    if (fault) {
      throw new SpecError(`objects[${i}].box`, fault.got, fault.expected, fault.remedy);
    }
    if (!(Number.isInteger(label) && label >= 0)) {
      const remedy = 'Number the classes from 0; the background needs no class of its own.';
      throw new SpecError(`objects[${i}].class`, label, 'a whole number of at least 0', remedy);
    }
  });
  const count = anchors.length / 4;
  const taken = new Int32Array(count).fill(-1);
  const best = new Float64Array(count);
  const favourites = objects.map(() => ({ anchor: -1, value: 0 }));
  for (let i = 0; i < count; i++) {
    const anchor = anchors.subarray(4 * i, 4 * i + 4);
    objects.forEach(({ box }, object) => {
      const value = overlapOf(anchor, box);
      if (value >= POSITIVE_OVERLAP && value > best[i]) {
        best[i] = value;
        taken[i] = object;
      }
      if (value > favourites[object].value) {
        favourites[object] = { anchor: i, value };
      }
    });
  }
  favourites.forEach(({ anchor }, object) => {
    if (anchor >= 0) {
      taken[anchor] = object;
    }
  });
  const classes = new Int32Array(count).fill(-1);
  const offsets = new Float32Array(4 * count);
  let positives = 0;
  taken.forEach((object, i) => {
    if (object >= 0) {
      positives++;
      classes[i] = objects[object].class;
      offsets.set(encodeBox(anchors.subarray(4 * i, 4 * i + 4), objects[object].box), 4 * i);
    }
  });
  return { classes, offsets, positives };
}

/** Edges of boxes given as shares of the image, rounding and all; as pixels they would be a speck in its corner. */
const SHARES = { from: -0.5, to: 1.5 };

interface BoxFault {
  got: string;
  expected: string;
  remedy: string;
}

/** What is wrong with a box in any unit; null where it has an area. */
function areaFault(box: ArrayLike<number>): BoxFault | null {
  const edges = Array.from(box ?? []);
  const [top, left, bottom, right] = edges;
  return edges.length === 4 && edges.every(Number.isFinite) && bottom > top && right > left
    ? null
    : {
        got: `[${edges.join(', ')}]`,
        expected: '[top, left, bottom, right] with an area',
        remedy: 'Put its edges in this order.'
      };
}

const OBJECTS = 'Give for example [{ box: [10, 20, 50, 60], class: 0 }].';

/** What is wrong with a box; null for one in pixels. */
export function boxFault(box: Box): BoxFault | null {
  const fault = areaFault(box);
  if (fault) {
    return fault;
  }
  const got = `[${Array.from(box).join(', ')}]`;
  return box.every((edge) => edge >= SHARES.from && edge <= SHARES.to)
    ? {
        got,
        expected: "pixels of the network's input",
        remedy: 'Multiply fractions of the image by its side in pixels, at the network’s input size.'
      }
    : null;
}

/**
 * Offsets (ty, tx, th, tw): centres in sides of the anchor, logarithms of sides (Faster R-CNN, arXiv 1506.01497).
 * @throws SpecError for an anchor or a box without area, whose sides have no logarithm.
 */
export function encodeBox(anchor: ArrayLike<number>, box: ArrayLike<number>): number[] {
  for (const [name, edges] of Object.entries({ anchor, box })) {
    const fault = areaFault(edges);
    if (fault) {
      throw new SpecError(name, fault.got, fault.expected, fault.remedy);
    }
  }
  const [from, to] = [placed(anchor), placed(box)];
  return [
    (to.y - from.y) / from.height,
    (to.x - from.x) / from.width,
    Math.log(to.height / from.height),
    Math.log(to.width / from.width)
  ];
}

/**
 * The box that offsets mean at an anchor; the inverse of `encodeBox`.
 * @throws SpecError for what is no box, or no offsets, of four numbers.
 */
export function decodeBox(
  anchor: ArrayLike<number>,
  offsets: ArrayLike<number>
): [number, number, number, number] {
  requireFour('anchor', anchor);
  requireFour('offsets', offsets);
  const from = placed(anchor);
  const y = from.y + offsets[0] * from.height;
  const x = from.x + offsets[1] * from.width;
  const height = from.height * Math.exp(offsets[2]);
  const width = from.width * Math.exp(offsets[3]);
  return [y - height / 2, x - width / 2, y + height / 2, x + width / 2];
}

function requireFour(field: string, values: ArrayLike<number>): void {
  requireNumbers(field, values, FOUR);
  if (values.length !== 4) {
    throw new SpecError(field, `${values.length} numbers`, 'four', FOUR);
  }
}

const FOUR = 'Give [top, left, bottom, right], or offsets in that order.';

function placed(box: ArrayLike<number>): { y: number; x: number; height: number; width: number } {
  return {
    y: (box[0] + box[2]) / 2,
    x: (box[1] + box[3]) / 2,
    height: box[2] - box[0],
    width: box[3] - box[1]
  };
}
