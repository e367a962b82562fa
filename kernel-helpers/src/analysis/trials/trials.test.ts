import { describe, expect, it } from 'vitest';
import { SpecError } from '../errors';
import { RandomNormal } from '../noise/random-normal';
import { type Trial, seedIntervals, winnerReport, winnerSteps } from '.';

/** Trials of known true means, with seeds of a known deviation. */
function sweep(random: RandomNormal, truths: readonly number[], deviation: number, seeds: number): Trial[] {
  return truths.map((truth, i) => ({
    name: `n${i}`,
    cost: 100,
    accuracies: Array.from({ length: seeds }, () => truth + deviation * random.next())
  }));
}

const trial = (name: string, cost: number, ...accuracies: number[]): Trial => ({ name, cost, accuracies });

describe('intervals over seeds', () => {
  it('hold the true mean as often as they say, also of two seeds', () => {
    const random = new RandomNormal(5);
    let [held, all] = [0, 0];
    for (let i = 0; i < 500; i++) {
      const truths = Array.from({ length: 6 }, () => 80 + random.next());
      seedIntervals(sweep(random, truths, 0.5, 2)).forEach(({ interval }, j) => {
        all++;
        held += interval && interval.from <= truths[j] && truths[j] <= interval.to ? 1 : 0;
      });
    }
    expect(held / all).toBeGreaterThan(0.94);
    expect(held / all).toBeLessThan(0.96);
  });

  it('are computed by hand', () => {
    const [first, second] = seedIntervals([trial('a', 1, 90, 92), trial('b', 1, 80, 80, 80)]);
    // Σ(x − x̄)² = 2, three degrees of freedom, t = 3.18245.
    expect(first.deviation).toBeCloseTo(Math.sqrt(2 / 3), 12);
    expect(first.freedom).toBe(3);
    expect(first.interval?.to).toBeCloseTo(91 + (3.18244630528 * Math.sqrt(2 / 3)) / Math.sqrt(2), 8);
    expect(second.interval?.from).toBeCloseTo(80 - (3.18244630528 * Math.sqrt(2 / 3)) / Math.sqrt(3), 8);
  });

  it('are not known from one seed each', () => {
    expect(seedIntervals([trial('a', 1, 90), trial('b', 1, 80)])[0]).toEqual({
      ...{ mean: 90, interval: null, deviation: null, freedom: 0 }
    });
  });
});

describe('the winner of a sweep', () => {
  it.each<[string, number]>([
    ['as good as each other', 0],
    ['as far apart as their seeds', 0.3],
    ['far apart', 3]
  ])('has an interval that holds its true lead: networks %s', (_, spread) => {
    const random = new RandomNormal(11);
    let [held, lead, measured] = [0, 0, 0];
    const sweeps = 150;
    for (let i = 0; i < sweeps; i++) {
      const truths = Array.from({ length: 9 }, () => 80 + spread * random.next());
      const report = winnerReport(sweep(random, truths, 0.5, 3), { resamples: 300 });
      const { equalCost, winner } = report;
      const others = truths.filter((__, j) => j !== winner).sort((a, b) => a - b);
      const truth = truths[winner] - (others[3] + others[4]) / 2;
      held +=
        equalCost?.interval && equalCost.interval.from <= truth && truth <= equalCost.interval.to ? 1 : 0;
      measured += (equalCost!.lead - truth) / sweeps;
      lead += (equalCost!.expectedLead! - truth) / sweeps;
    }
    expect(held / sweeps).toBeGreaterThan(0.9);
    // What is left of the luck is at most half of it, or less than chance shows in as many sweeps.
    expect(Math.abs(lead)).toBeLessThan(Math.max(measured / 2, 0.05));
  });

  it('has an interval that holds its true lead where few seeds tell of their deviation', () => {
    const random = new RandomNormal(21);
    let held = 0;
    const sweeps = 300;
    for (let i = 0; i < sweeps; i++) {
      const truths = Array.from({ length: 3 }, () => 80 + random.next());
      const { equalCost, winner } = winnerReport(sweep(random, truths, 0.5, 2), { resamples: 300 });
      const [one, other] = truths.filter((_, j) => j !== winner);
      const truth = truths[winner] - (one + other) / 2;
      held += equalCost!.interval!.from <= truth && truth <= equalCost!.interval!.to ? 1 : 0;
    }
    expect(held / sweeps).toBeGreaterThan(0.92);
  });

  it('is another one as often as other seeds choose another one', () => {
    const random = new RandomNormal(12);
    const sweeps = 150;
    let [told, found] = [0, 0];
    for (let i = 0; i < sweeps; i++) {
      const truths = Array.from({ length: 5 }, () => 80 + 0.6 * random.next());
      const { winner, otherWinner } = winnerReport(sweep(random, truths, 0.5, 3), { resamples: 300 });
      told += otherWinner! / sweeps;
      for (let again = 0; again < 20; again++) {
        const means = seedIntervals(sweep(random, truths, 0.5, 3)).map(({ mean }) => mean);
        found += means.indexOf(Math.max(...means)) === winner ? 0 : 1 / (20 * sweeps);
      }
    }
    expect(told - found).toBeGreaterThan(-0.03);
    expect(told - found).toBeLessThan(0.06);
  });

  it('is expected to lead by what the posterior’s integral says', () => {
    // Means 81, 80 and 79.5 of so many seeds that their deviation is known.
    const [seeds, deviation] = [400, 10];
    const spread = deviation * Math.sqrt((seeds - 1) / seeds);
    const trials = [81, 80, 79.5].map((mean, i) =>
      trial(`n${i}`, 1, ...Array.from({ length: seeds }, (_, j) => mean + (j % 2 === 0 ? spread : -spread)))
    );
    const variance = deviation ** 2 / seeds;
    const middle = 240.5 / 3;
    const squares = [81, 80, 79.5].reduce((sum, mean) => sum + (mean - middle) ** 2, 0);
    // p(τ) ∝ (v + τ²)^(−(k − 1)/2)·exp(−S/(2(v + τ²))) with the common mean integrated out; each mean keeps τ²/(v + τ²).
    let [weights, kept] = [0, 0];
    for (let between = 0; between < 5.3; between += 1e-3) {
      const both = variance + between ** 2;
      const weight = Math.exp(-squares / (2 * both)) / both;
      weights += weight;
      kept += (weight * between ** 2) / both;
    }
    const { equalCost } = winnerReport(trials, { resamples: 20_000 });
    expect(equalCost!.lead).toBeCloseTo(1.25, 10);
    expect(equalCost!.expectedLead! / 1.25).toBeCloseTo(kept / weights, 1.7);
  });

  it('comes in steps, each of so much work, to the same', () => {
    const trials = sweep(new RandomNormal(2), new Array<number>(500).fill(80), 0.5, 2);
    const steps = winnerSteps(trials, { resamples: 300 });
    const shares: number[] = [];
    let next = steps.next();
    for (; !next.done; next = steps.next()) {
      shares.push(next.value);
    }
    // 150,000 means, 20,000 a step.
    expect(shares).toEqual([40, 80, 120, 160, 200, 240, 280].map((draws) => draws / 300));
    expect(next.value).toEqual(winnerReport(trials, { resamples: 300 }));
  });

  it('is another one nearly every time among equals, and never where it is far ahead', () => {
    const equals = sweep(new RandomNormal(2), new Array<number>(10).fill(80), 0.5, 3);
    expect(winnerReport(equals).otherWinner).toBeGreaterThan(0.75);
    const ahead = winnerReport([...equals, trial('ahead', 101, 89.5, 90, 90.5)]);
    expect(ahead).toMatchObject({ winner: 10, otherWinner: 0, winners: [{ trial: 10, share: 1 }] });
    expect(ahead.equalCost).toMatchObject({ beyondInterval: true });
  });

  it('is compared with those that cost the same, and of equal ones it is the cheaper', () => {
    const trials = [
      trial('dear', 200, 91, 91.2),
      trial('winner', 100, 91.2, 91),
      trial('edge', 105, 88, 88.4),
      trial('beyond', 105.1, 60, 60.2),
      trial('cheap', 95, 90, 90.4)
    ];
    const { winner, equalCost } = winnerReport(trials, { costTolerance: 0.05 });
    expect(winner).toBe(1);
    expect(equalCost?.peers).toEqual([2, 4]);
    expect(equalCost?.median).toBeCloseTo((88.2 + 90.2) / 2, 12);
    expect(winnerReport(trials, { costTolerance: 0 }).equalCost).toBeNull();
  });

  it('of one seed each has no interval, and says so by null', () => {
    const report = winnerReport([trial('a', 1, 90), trial('b', 1, 80)]);
    expect(report).toMatchObject({ otherWinner: null, winners: [], deviation: null });
    expect(report.equalCost).toMatchObject({
      lead: 10,
      interval: null,
      beyondInterval: null,
      expectedLead: null
    });
  });

  it('leads for sure where seeds make no difference', () => {
    const report = winnerReport([trial('a', 1, 90, 90), trial('b', 1, 80, 80), trial('c', 1, 82, 82)]);
    expect(report).toMatchObject({ winner: 0, otherWinner: 0, deviation: 0 });
    expect(report.equalCost).toMatchObject({ lead: 9, expectedLead: 9, interval: { from: 9, to: 9 } });
  });

  it('keeps its lead in trials of unequal numbers of seeds', () => {
    const random = new RandomNormal(3);
    const many = sweep(random, [80, 81, 80.5], 0.5, 12);
    const one = sweep(random, [80.2, 80.1], 0.5, 1).map((each, i) => ({ ...each, name: `one ${i}` }));
    const { winner, equalCost } = winnerReport([...many, ...one]);
    expect(winner).toBe(1);
    expect(equalCost?.interval?.from).toBeGreaterThan(-0.2);
    expect(equalCost?.interval?.to).toBeLessThan(1.5);
  });

  it('is the same for the same seed of the draws', () => {
    const trials = sweep(new RandomNormal(4), [80, 80.1, 80.2], 0.5, 3);
    expect(winnerReport(trials, { seed: 3 })).toEqual(winnerReport(trials, { seed: 3 }));
    expect(winnerReport(trials, { seed: 3 })).not.toEqual(winnerReport(trials, { seed: 4 }));
  });

  it.each<[string, Trial[], object]>([
    ['no trial', [], {}],
    ['a cost of nothing', [trial('a', 0, 90)], {}],
    ['no accuracy', [trial('a', 1)], {}],
    ['an accuracy that is none', [trial('a', 1, NaN)], {}],
    ['two of one name', [trial('a', 1, 1), trial('a', 1, 2)], {}],
    ['a negative tolerance', [trial('a', 1, 90)], { costTolerance: -0.1 }],
    ['few resamples', [trial('a', 1, 90)], { resamples: 10 }],
    ['a level of 1', [trial('a', 1, 90)], { confidence: 1 }],
    ['an unknown option', [trial('a', 1, 90)], { tolerance: 0.1 }]
  ])('refuses %s', (_, trials, options) => {
    expect(() => winnerReport(trials, options)).toThrow(SpecError);
  });
});
