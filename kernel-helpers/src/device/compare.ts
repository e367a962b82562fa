import type { NetworkNumbers } from './numbers';
import type { DeviceCheck } from './report';

/** Largest difference that passes: the length of a tensor's difference over that of the tensor. */
export interface Tolerance {
  weights: number;
  logits: number;
  loss: number;
  gradients: number;
  /** How numbers were computed, for the report. */
  words: string;
}

/**
 * In float32 on both sides: some ten times what two kinds of kernels on a CPU differ by, which add thousands of terms in
 * another order.
 */
export const FLOAT32: Tolerance = {
  weights: 1e-4,
  logits: 1e-3,
  loss: 1e-4,
  gradients: 1e-3,
  words: 'float32'
};

/** A value within rounding of a kink of ReLU6 may fall on its other side, where the gradient is another one. */
export const KINKED: Tolerance = { ...FLOAT32, gradients: 1e-1, words: 'float32, with kinks of ReLU6' };

/**
 * TF32 keeps 11 significant bits of each factor. On a CPU, bfloat16 with its 8 changed logits of these networks by up to 1e-1,
 * losses by 2e-2, gradients by 9e-1; an eighth of that, and some room. Not measured on a GPU.
 */
export const TF32: Tolerance = { weights: 5e-2, logits: 5e-2, loss: 1e-2, gradients: 5e-1, words: 'TF32' };

/** Weights and statistics near 1 and below are compared with 1: means of what is centred are nothing but rounding. */
const UNIT = 1;

/** Gradients below this share of a network's largest are compared with that: their own rounding is that large. */
const FLOOR = 1e-3;

/** How far one tensor of two is apart. */
interface Distance {
  name: string;
  difference: number;
}

/** What the device computed for a network, held against the reference. */
export function compareNumbers(
  name: string,
  device: NetworkNumbers,
  reference: NetworkNumbers,
  tolerance: Tolerance
): DeviceCheck {
  const largestGradient = Math.max(...Object.values(reference.gradients).map((each) => lengthOf([each])));
  /** In the order in which they are computed: what differs first made the others differ. */
  const distances: Record<Part, Distance[]> = {
    weights: distancesOf(device.weights, reference.weights, UNIT),
    loss: [{ name: '', difference: Math.abs(device.loss - reference.loss) / Math.abs(reference.loss) }],
    gradients: distancesOf(device.gradients, reference.gradients, FLOOR * largestGradient).reverse(),
    logits: [{ name: '', difference: relative(device.logits, reference.logits, 0) }]
  };
  // Written so that NaN fails too.
  const beyond = PARTS.flatMap((part) => {
    const found = distances[part].filter(({ difference }) => !(difference <= tolerance[part]));
    return found.length === 0
      ? []
      : [`${told(part, found[0])}${found.length > 1 ? ` first of ${found.length}` : ''}`];
  });
  const worst = PARTS.map((part) => [part, worstOf(distances[part])] as const);
  const largest = worst.map(([part, each]) => told(part, each)).join(', ');
  const limits = PARTS.map((part) => `${part} within ${small(tolerance[part])}`).join(', ');
  const norms = [device, reference].map(({ gradients }) => lengthOf(Object.values(gradients)));
  return {
    name,
    status: beyond.length === 0 ? 'passed' : 'failed',
    measured:
      beyond.length === 0 ? `largest differences: ${largest}` : `beyond tolerance: ${beyond.join(', ')}`,
    expected: `in ${tolerance.words}, as the CPU's plain kernels: ${limits}, by the length of each tensor`,
    numbers: {
      ...Object.fromEntries(
        worst.map(([part, { difference }]) => [`${part}Difference`, Number(small(difference))])
      ),
      loss: device.loss,
      referenceLoss: reference.loss,
      gradientNorm: norms[0],
      referenceGradientNorm: norms[1]
    }
  };
}

const PARTS = ['weights', 'loss', 'gradients', 'logits'] as const;
type Part = (typeof PARTS)[number];

function told(part: Part, { name, difference }: Distance): string {
  return `${part}${name === '' ? '' : ` of ${name}`} ${small(difference)}`;
}

/** Of each tensor; NaN where one side lacks it. */
function distancesOf(
  device: Readonly<Record<string, Float32Array>>,
  reference: Readonly<Record<string, Float32Array>>,
  floor: number
): Distance[] {
  return Object.entries(reference).map(([name, values]) => ({
    name,
    difference: name in device ? relative(device[name], values, floor) : NaN
  }));
}

/** The largest; NaN is the worst there is. */
function worstOf(distances: readonly Distance[]): Distance {
  const broken = distances.find(({ difference }) => Number.isNaN(difference));
  return broken ?? distances.reduce((one, other) => (other.difference > one.difference ? other : one));
}

/** Length of the difference over the reference's; NaN where any value is. */
function relative(values: Float32Array, reference: Float32Array, floor: number): number {
  if (values.length !== reference.length) {
    return NaN;
  }
  const difference = lengthOf([values.map((value, i) => value - reference[i])]);
  return difference === 0 ? 0 : difference / Math.max(lengthOf([reference]), floor);
}

function lengthOf(tensors: readonly Float32Array[]): number {
  return Math.sqrt(
    tensors.reduce((sum, values) => values.reduce((part, value) => part + value * value, sum), 0)
  );
}

function small(value: number): string {
  return value.toExponential(1);
}
