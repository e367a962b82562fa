/** Numbers from 0 to 1 for made-up examples: the generator of Park and Miller, 1988, with multiplier 48271. */
export function uniform(seed: number): () => number {
  const modulus = 2 ** 31 - 1;
  let state = seed;
  return () => {
    state = (state * 48_271) % modulus;
    return state / modulus;
  };
}
