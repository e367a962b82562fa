import { SpecError } from '../errors';
import type { ResultRecord } from '../records';
import { checkTrials, meanOf, type Trial } from './trial';

/**
 * Runs as records, one for each seed (`settings.seed`), collected by the network's name: what {@link winnerReport},
 * {@link seedIntervals} and {@link responseModel} ask for. Give runs that were trained equally long.
 * @param cost Key of a measure; of a cost that differs between a network's runs, as time does, the mean is taken.
 * @returns In the order of each network's first record.
 * @throws SpecError for a record without accuracy, cost or seed, and a seed that comes twice.
 */
export function recordTrials(records: readonly ResultRecord[], cost: string): Trial[] {
  const runs = new Map<string, { seeds: Set<number | string>; costs: number[]; accuracies: number[] }>();
  records.forEach(({ name, accuracy, costs, settings }, i) => {
    const seed = settings?.seed;
    if (accuracy === null || costs[cost] === undefined || seed === undefined) {
      const missing = accuracy === null ? 'accuracy' : seed === undefined ? 'settings.seed' : `costs.${cost}`;
      throw new SpecError(
        `records[${i}].${missing}`,
        undefined,
        'a number',
        'Leave out records that are no runs.'
      );
    }
    const known = runs.get(name) ?? { seeds: new Set(), costs: [], accuracies: [] };
    if (known.seeds.has(seed)) {
      const remedy = 'Give the runs of one rung, and each network a name of its own.';
      throw new SpecError(`records[${i}].settings.seed`, seed, `each seed of ${name} once`, remedy);
    }
    known.seeds.add(seed);
    known.costs.push(costs[cost]);
    known.accuracies.push(accuracy);
    runs.set(name, known);
  });
  const trials = [...runs].map(([name, { costs, accuracies }]) => ({
    name,
    cost: meanOf(costs),
    accuracies
  }));
  checkTrials(trials);
  return trials;
}
