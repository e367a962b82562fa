import { describe, expect, test } from 'vitest';
import { comesBefore, FEASIBLE_COLUMNS, FeasibleTriplets, type ScoredTriplet } from './index';

describe('what competes', () => {
  const scored: ScoredTriplet = {
    alpha: 1.2,
    beta: 1.1,
    gamma: 1.15,
    ideal: 1.92,
    built: 2.5,
    cost: 9e8,
    accuracy: 80,
    equalCostAccuracy: null,
    network: 3
  };

  test.each(['cost', 'ideal', 'alpha', 'beta', 'gamma'] as const)(
    'of equal accuracies less %s is first',
    (key) => {
      // Whatever comes later in the rule says the opposite.
      const keys = ['cost', 'ideal', 'alpha', 'beta', 'gamma'] as const;
      const later = Object.fromEntries(
        keys.slice(keys.indexOf(key) + 1).map((each) => [each, 2 * scored[each]])
      );
      const less = { ...scored, ...later, [key]: scored[key] - 0.01 };
      expect([comesBefore(less, scored), comesBefore(scored, less)]).toEqual([true, false]);
    }
  );

  test('the more accurate is first, but for rounding errors; nothing comes before itself', () => {
    const cheaper = { ...scored, cost: 1, accuracy: 80 - 1e-8 };
    expect([comesBefore(scored, cheaper), comesBefore(cheaper, scored)]).toEqual([true, false]);
    const equal = { ...scored, cost: 1, accuracy: 80 - 1e-10 };
    expect([comesBefore(scored, equal), comesBefore(equal, scored)]).toEqual([false, true]);
    expect(comesBefore(scored, scored)).toBe(false);
  });

  test('thousands are kept by column, as they came', () => {
    const triplets = new FeasibleTriplets();
    const at = (i: number): ScoredTriplet => ({
      ...scored,
      alpha: 1 + i,
      accuracy: i % 10,
      equalCostAccuracy: i % 2 === 0 ? null : i,
      network: i % 20
    });
    for (let i = 0; i < 2500; i++) {
      triplets.add(at(i));
    }
    expect(triplets.count).toBe(2500);
    expect([0, 1, 1023, 1024, 2048, 2499].map((i) => triplets.at(i))).toEqual(
      [0, 1, 1023, 1024, 2048, 2499].map(at)
    );
    FEASIBLE_COLUMNS.forEach((name) => expect(triplets.column(name)).toHaveLength(2500));
    expect([...triplets.column('equalCostAccuracy').subarray(2498)]).toEqual([NaN, 2499]);
    expect(triplets.countNear(3.1, 0.5)).toEqual({ triplets: 250, networks: 2 });
  });
});
