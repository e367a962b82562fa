/**
 * One step of each in turn, the first in turn changing, so that drift and order fall on all alike.
 * @param {Array<{ name: string, step: () => Promise<import('./process.mjs').Took> }>} competitors
 * @param {{ rounds: number, warmUp: number, say?: (text: string) => void }} options
 * @returns {Promise<Record<string, import('./process.mjs').Took[]>>} by name, round by round, without the warm-up
 */
export async function measureRounds(competitors, { rounds, warmUp, say = () => {} }) {
  /** @type {Record<string, import('./process.mjs').Took[]>} */
  const taken = Object.fromEntries(competitors.map(({ name }) => [name, []]));
  for (let round = -warmUp; round < rounds; round += 1) {
    say(round < 0 ? 'warming up' : `round ${round + 1} of ${rounds}`);
    for (let i = 0; i < competitors.length; i += 1) {
      const { name, step } = competitors[(i + round + warmUp) % competitors.length];
      const took = await step();
      if (round >= 0) {
        taken[name].push(took);
      }
    }
  }
  return taken;
}
