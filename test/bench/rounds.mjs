/**
 * One step of each in turn, the first in turn changing, so that drift and order fall on all alike. Another step of its own
 * comes before it that is not counted: threads that slept while others had their turn are awake then, and those of the
 * others, which may go round in circles waiting for more work, asleep.
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
      await step();
      const took = await step();
      if (round >= 0) {
        taken[name].push(took);
      }
    }
  }
  return taken;
}
