import { SpecError } from '../errors';

/**
 * t that holds a share of Student's distribution within ±t. The share within ±t is a finite sum for whole degrees of
 * freedom (Abramowitz and Stegun 26.7.3 and 26.7.4); t follows by halving.
 * @param level Share within ±t, for example 0.95.
 * @param freedom Degrees of freedom, a whole number from 1 to 100,000.
 * @throws SpecError for a level outside 0 to 0.9999, or other degrees of freedom.
 */
export function studentDeviate(level: number, freedom: number): number {
  if (!(level > 0 && level <= 0.9999)) {
    throw new SpecError('level', level, 'above 0 and at most 0.9999', 'Give 0.95 for 95 %.');
  }
  if (!(Number.isInteger(freedom) && freedom >= 1 && freedom <= 100_000)) {
    throw new SpecError('freedom', freedom, 'a whole number from 1 to 100000', 'Give n − 1 for n values.');
  }
  // θ = atan(t/√ν) from 0 to π/2 keeps the halving short, however far out t lies.
  let [low, high] = [0, Math.PI / 2];
  for (let middle = high / 2; middle > low && middle < high; middle = (low + high) / 2) {
    if (shareWithin(middle, freedom) < level) {
      low = middle;
    } else {
      high = middle;
    }
  }
  return Math.sqrt(freedom) * Math.tan(low);
}

/** Share of Student's distribution within ±√ν·tan θ. */
function shareWithin(theta: number, freedom: number): number {
  const [sine, cosine] = [Math.sin(theta), Math.cos(theta)];
  const odd = freedom % 2 === 1;
  // Odd ν: cos θ·(1 + 2/3·cos² θ + 2·4/(3·5)·cos⁴ θ + …); even ν: 1 + 1/2·cos² θ + 1·3/(2·4)·cos⁴ θ + …
  let term = odd ? cosine : 1;
  let sum = 0;
  for (let k = odd ? 3 : 2; k <= freedom; k += 2) {
    sum += term;
    term *= ((k - 1) / k) * cosine ** 2;
  }
  return odd ? (2 / Math.PI) * (theta + sine * sum) : sine * sum;
}
