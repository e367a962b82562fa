import { SpecError } from '../errors';

/**
 * z that holds a share of the normal distribution within ±z.
 * @throws SpecError for a level outside 0 to 0.999999.
 */
export function normalDeviate(level: number): number {
  if (!(typeof level === 'number' && level > 0 && level <= 0.999999)) {
    throw new SpecError('level', level, 'above 0 and at most 0.999999', 'Give 0.95 for 95 %.');
  }
  return deviateOf(level);
}

/** z below which lies a share of the normal distribution, −6…6; share within 10⁻⁹ of 0 or 1 saturates. */
export function normalQuantile(share: number): number {
  return Math.sign(share - 0.5) * deviateOf(Math.abs(2 * share - 1));
}

/** Share of the normal distribution below z. */
export function normalShare(z: number): number {
  return (1 + Math.sign(z) * shareWithin(Math.abs(z))) / 2;
}

function deviateOf(level: number): number {
  let low = 0;
  let high = 6;
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (shareWithin(middle) < level) {
      low = middle;
    } else {
      high = middle;
    }
  }
  return (low + high) / 2;
}

/** Share of the normal distribution within ±z: 2·φ(z)·(z + z³/3 + z⁵/(3·5) + …) (Marsaglia 2004). */
function shareWithin(z: number): number {
  if (z > LARGEST) {
    return 1;
  }
  let term = z;
  let sum = z;
  for (let odd = 3; term > sum * Number.EPSILON; odd += 2) {
    term *= z ** 2 / odd;
    sum += term;
  }
  return 2 * sum * (Math.exp(-(z ** 2) / 2) / Math.sqrt(2 * Math.PI));
}

/** Beyond it a double can't tell the share from 1. */
const LARGEST = 9;
