import { describe, expect, it } from 'vitest';
import { compoundScale, scale, summarize } from '../analysis';
import { allDigits } from '../wording';
import { specKey, type SweepCandidate, sweepCandidates, trialsOf } from './candidates';
import { checkSweep, differingFields } from './check';
import type { ListedCandidates, SweepRequest, TripletCandidates } from './definition';
import { trainingOptions } from './learning-rate';
import { SMALL_BASE, SMALL_SWEEP } from './search.fixtures';

const triplets = SMALL_SWEEP.candidates as TripletCandidates;
const changed = (changes: object): SweepRequest => ({ ...SMALL_SWEEP, ...changes });
const candidatesOf = (changes: object = {}) => sweepCandidates(checkSweep(changed(changes)));
/** With a rate that follows from the batch size. */
const ruled = (training: object): SweepRequest =>
  changed({ training: { epochs: 2, batchSize: 64, learningRate: 0.4, learningRatePer: 256, ...training } });
const network = { inputChannels: 1, classes: 10, preprocessing: 'unit' } as const;
const listed: ListedCandidates = {
  kind: 'networks',
  specs: [1, 1.5, 2].map((width) => scale({ ...network, base: SMALL_BASE, width, depth: 1, resolution: 32 }))
};

describe('a definition', () => {
  it('has its version and limits filled in, and is plain JSON', () => {
    const definition = checkSweep(SMALL_SWEEP);
    expect(definition).toMatchObject({ format: 'efficientnet-lab.sweep', version: 1 });
    expect(definition.trial).toEqual({
      threads: 1,
      seconds: null,
      quietSeconds: 1800,
      bytes: null,
      retries: 3
    });
    expect(JSON.parse(JSON.stringify(definition))).toEqual(definition);
    expect(checkSweep(definition)).toEqual(definition);
    expect(checkSweep(changed({ trial: { threads: 2, seconds: 60 } })).trial).toMatchObject({
      threads: 2,
      seconds: 60
    });
  });

  it.each([
    ['no object', null, /definition: got null, expected an object/],
    ['another version', changed({ version: 2 }), /version: got 2, expected 1/],
    ['another format', changed({ format: 'x' }), /format/],
    ['a field too many', changed({ seed: 1 }), /^seed: got 1, expected no such field\. Did you mean seeds/],
    [
      'a seed beyond 32 bits',
      changed({ seeds: [1, 2 ** 31] }),
      /^seeds\.1: got 2147483648, expected .* to 2147483647/
    ],
    ['a number as text', changed({ reduction: '3' }), /^reduction: got "3", expected a whole number/],
    ['no seeds', changed({ seeds: [] }), /seeds/],
    ['a seed twice', changed({ seeds: [1, 1] }), /seeds/],
    ['no rungs', changed({ rungs: [] }), /rungs/],
    ['rungs that fall', changed({ rungs: [2, 1] }), /rungs\.1: got 1, expected more than 2 epochs/],
    ['a rung twice', changed({ rungs: [1, 1] }), /rungs\.1/],
    [
      'a rung beyond the epochs',
      changed({ rungs: [1, 3] }),
      /rungs\.1: got 3, expected at most training\.epochs, 2/
    ],
    ['a reduction of 1', changed({ reduction: 1 }), /reduction/],
    ['an unknown loader', changed({ data: { loader: 'imagenet' } }), /data\.loader: got imagenet/],
    [
      'an option that the loader has not',
      changed({ data: { loader: 'mnist', options: { validtion: 1 } } }),
      /data\.options\.validtion.*Did you mean validation/
    ],
    [
      'nothing to read from',
      changed({ data: { loader: 'npz' } }),
      /data\.from: got nothing, expected the path of a file/
    ],
    [
      'a path for a loader that takes none',
      changed({ data: { loader: 'mnist', from: 'x' } }),
      /data\.from: got x/
    ],
    [
      'a slip in the options',
      changed({ training: { epochs: 2, learningrate: 1 } }),
      /training\.learningrate.*Did you mean learningRate/
    ],
    [
      'an option that can’t be',
      changed({ training: { epochs: 2, batchSize: 0 } }),
      /training\.batchSize: got 0/
    ],
    [
      'a seed among the options',
      changed({ training: { epochs: 2, seed: 1 } }),
      /training\.seed.*Give seeds to the sweep/
    ],
    ['early stopping', changed({ training: { epochs: 2, earlyStopping: {} } }), /the rungs replace it/],
    ['epochs in a grid', changed({ grid: { training: { epochs: [1, 2] } } }), /grid\.training\.epochs/],
    [
      'a value of a grid that can’t be',
      changed({ grid: { training: { batchSize: [8, -1] } } }),
      /grid\.training\.batchSize: got -1/
    ],
    [
      'a rate for a batch of nothing',
      ruled({ learningRatePer: 0 }),
      /training\.learningRatePer: got 0, expected a whole number of images from 1 to 65536/
    ],
    ['a rate for half an image', ruled({ learningRatePer: 0.5 }), /training\.learningRatePer: got 0\.5/],
    ['a rate for too many images', ruled({ learningRatePer: 65_537 }), /learningRatePer: got 65537/],
    [
      'a rule without a rate',
      ruled({ learningRate: undefined }),
      /learningRatePer: got 256 without learningRate.*Give training\.learningRate or values of it in the grid/
    ],
    [
      'a rule without a batch size',
      ruled({ batchSize: undefined }),
      /learningRatePer: got 256 without batchSize/
    ],
    [
      'a rule in a grid',
      changed({ grid: { training: { learningRatePer: [128, 256] } } }),
      /grid\.training\.learningRatePer.*One rule holds for all/
    ],
    [
      'a rule that makes a rate too high for the largest batch',
      { ...ruled({ learningRate: 900 }), grid: { training: { batchSize: [64, 512] } } },
      /training\.learningRate: got 1800, expected above 0, at most 1000/
    ],
    [
      'a batch size that can’t be, with a rule',
      { ...ruled({}), grid: { training: { batchSize: [8, -1] } } },
      /grid\.training\.batchSize: got -1/
    ],
    ['an unknown kind of candidates', changed({ candidates: { kind: 'all' } }), /candidates\.kind: got all/],
    [
      'a triplet search without growth',
      changed({ candidates: { ...triplets, growth: undefined } }),
      /candidates/
    ],
    [
      'a stage table with a hole',
      changed({ candidates: { ...triplets, base: { ...SMALL_BASE, stem: {} } } }),
      /candidates\.base\.stem/
    ],
    ['a time of nothing', changed({ trial: { seconds: 0 } }), /trial\.seconds/]
  ])('is refused for %s', (_, value, message) => {
    expect(() => checkSweep(value)).toThrow(message);
    expect(() => checkSweep(value)).toThrow(expect.objectContaining({ name: 'SweepError' }) as Error);
  });

  it('names the fields in which another one differs', () => {
    const one = checkSweep(SMALL_SWEEP);
    expect(differingFields(one, checkSweep(SMALL_SWEEP))).toEqual([]);
    const other = checkSweep(
      changed({ seeds: [1, 2], training: { epochs: 2, batchSize: 32 }, name: 'other' })
    );
    expect(differingFields(one, other).sort()).toEqual(['name', 'seeds.1', 'training.batchSize']);
  });
});

describe('candidates', () => {
  it('are the networks that triplets build, each once, at its true cost', () => {
    const found = candidatesOf();
    expect(found.length).toBeGreaterThan(10);
    const keys = found.map(({ spec: { name: _, widthCoefficient: _w, depthCoefficient: _d, ...spec } }) =>
      JSON.stringify(spec)
    );
    expect(new Set(keys).size).toBe(found.length);
    for (const { spec, settings, macs, params } of found) {
      const { alpha, beta, gamma } = settings as Record<string, number>;
      expect(Math.abs(alpha * beta ** 2 * gamma ** 2 - 2)).toBeLessThanOrEqual(0.4 + 1e-9);
      const built = compoundScale({
        ...network,
        name: spec.name,
        alpha,
        beta,
        gamma,
        base: SMALL_BASE,
        phi: 1
      });
      expect(spec).toEqual(built);
      const report = summarize(spec);
      expect([macs, params]).toEqual([report.macs.total, report.params.trainable]);
    }
  });

  it('are called by the first triplet tried of those that build the same', () => {
    const tenths = Array.from({ length: 11 }, (_, i) => (10 + i) / 10);
    const first = new Map<string, object>();
    for (const alpha of tenths) {
      for (const beta of tenths) {
        for (const gamma of tenths) {
          if (Math.abs(alpha * beta ** 2 * gamma ** 2 - 2) <= 0.4 + 1e-9) {
            const key = specKey(compoundScale({ ...network, alpha, beta, gamma, base: SMALL_BASE, phi: 1 }));
            first.set(key, first.get(key) ?? { alpha, beta, gamma });
          }
        }
      }
    }
    const found = candidatesOf();
    expect(found).toHaveLength(first.size);
    found.forEach(({ spec, settings }) => expect(settings).toEqual(first.get(specKey(spec))));
  });

  it('keep the true growth where that is asked for, with the classes of the data', () => {
    const base = summarize(scale({ ...network, base: SMALL_BASE, width: 1, depth: 1, resolution: 32 })).macs
      .total;
    const found = candidatesOf({ candidates: { ...triplets, constraint: 'both' } });
    expect(found.length).toBeGreaterThan(0);
    expect(found.length).toBeLessThan(candidatesOf().length);
    found.forEach(({ macs }) => expect(Math.abs(macs / base - 2)).toBeLessThanOrEqual(0.4 + 1e-9));
  });

  it('have names of their content: more of them, or fields in another order, leave the others as they are', () => {
    const few = candidatesOf({ candidates: { ...triplets, most: 3 } });
    const more = candidatesOf({ candidates: { ...triplets, most: 7 } });
    expect([few.length, more.length]).toEqual([3, 7]);
    const ids = new Set(more.map(({ id }) => id));
    expect(few.every(({ id }) => ids.has(id))).toBe(true);
    const turned = candidatesOf({ training: { batchSize: 64, epochs: 2 } });
    expect(turned.map(({ id }) => id)).toEqual(candidatesOf().map(({ id }) => id));
    expect(candidatesOf({ training: { epochs: 2, batchSize: 32 } })[0].id).not.toBe(candidatesOf()[0].id);
  });

  it('are drawn from all of the grid, not from its front', () => {
    const coefficients = ({ settings }: SweepCandidate): number[] =>
      ['alpha', 'beta', 'gamma'].map((name) => Number(settings[name]));
    const inOrder = candidatesOf().sort((a, b) => {
      const [x, y] = [coefficients(a), coefficients(b)];
      return x[0] - y[0] || x[1] - y[1] || x[2] - y[2];
    });
    const drawn = candidatesOf({ candidates: { ...triplets, most: 7 } });
    const places = drawn.map(({ id }) => inOrder.findIndex((one) => one.id === id));
    expect(Math.min(...places)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...places)).toBeGreaterThan(inOrder.length / 2);
  });

  it('are begun in an order that says nothing of their cost', () => {
    const macs = candidatesOf().map((each) => each.macs);
    expect(macs).not.toEqual([...macs].sort((a, b) => a - b));
    expect(macs).toEqual(candidatesOf().map((each) => each.macs));
    const ids = candidatesOf().map(({ id }) => id);
    expect(ids).toEqual([...ids].sort());
  });

  it('of a list take each once, and within a limit', () => {
    const twice = {
      ...listed,
      specs: [...listed.specs, { ...listed.specs[0], name: 'again', widthCoefficient: 1.01 }]
    };
    expect(candidatesOf({ candidates: twice })).toHaveLength(3);
    const costs = listed.specs.map((spec) => summarize(spec).macs.total);
    const limited = candidatesOf({ candidates: listed, limit: { measure: 'macs', most: costs[1] } });
    expect(limited.map(({ macs }) => macs).sort()).toEqual(costs.slice(0, 2).sort());
  });

  it('that are added, and there already, stay as they were', () => {
    const added = [{ spec: { ...listed.specs[0], name: 'again' }, settings: { alpha: 9 } }];
    expect(candidatesOf({ candidates: listed, added })).toEqual(candidatesOf({ candidates: listed }));
  });

  it('are with their seeds no more than a sweep takes, added ones too', () => {
    const [first, second] = listed.specs;
    const most = {
      candidates: { ...listed, specs: [first] },
      grid: { training: { batchSize: Array.from({ length: 1000 }, (_, i) => i + 1) } },
      seeds: Array.from({ length: 1000 }, (_, i) => i)
    };
    expect(candidatesOf(most)).toHaveLength(1000);
    const more = { ...most, added: [{ spec: second }] };
    expect(() => candidatesOf(more)).toThrow('got 1,001,000 trials, expected at most 1,000,000');
  });

  it('of which none keeps the cost are refused, and the nearest is the one that brute force finds', () => {
    const axis = [1, 1.3];
    const nearest = axis
      .flatMap((α) => axis.flatMap((β) => axis.map((γ) => ({ α, β, γ, growth: α * β ** 2 * γ ** 2 }))))
      .sort((a, b) => Math.abs(a.growth - 8) - Math.abs(b.growth - 8))[0];
    const grid = { kind: 'grid', ranges: { from: 1, to: 1.3 }, step: 0.3 } as const;
    const growing = { ...triplets, triplets: grid, growth: 8, tolerance: 0.1, constraint: 'ideal' };
    const named = `The nearest is α ${nearest.α}, β ${nearest.β}, γ ${nearest.γ} with ${nearest.growth.toFixed(1)}`;
    expect(() => candidatesOf({ candidates: growing })).toThrow(named);
    expect(() => candidatesOf({ candidates: growing })).toThrow('8 triplets, none with a growth of 8 ± 0.1');
  });

  it('that all cost more than the limit are refused, and the cheapest is named', () => {
    const [cheapest] = listed.specs;
    const limit = { measure: 'params', most: 10 };
    const { params } = summarize(cheapest);
    expect(() => candidatesOf({ candidates: listed, limit })).toThrow(
      `The nearest is ${cheapest.name} with ${allDigits(params.trainable)}`
    );
  });

  it.each([
    ['a growth below 1', { growth: 0.5 }, /growth/],
    ['a tolerance below 0', { tolerance: -0.1 }, /tolerance/],
    ['a step of 0', { triplets: { kind: 'grid', ranges: { from: 1, to: 2 }, step: 0 } }, /step/]
  ])('are refused for %s', (_, changes, message) => {
    expect(() => candidatesOf({ candidates: { ...triplets, ...changes } })).toThrow(message);
  });

  it('of a grid are all combinations, of networks too', () => {
    const grid = {
      training: { batchSize: [16, 32], optimizer: [{ kind: 'rmsprop', momentum: 0 }, 'rmsprop'] },
      network: { normalization: ['batch', 'group'] }
    };
    const found = candidatesOf({ candidates: listed, grid });
    expect(found).toHaveLength(3 * 4 * 2);
    expect(new Set(found.map(({ id }) => id)).size).toBe(24);
    expect(new Set(found.map(({ spec }) => spec.normalization))).toEqual(new Set(['batch', 'group']));
    const one = found.find(({ settings }) => settings.batchSize === 16 && settings.normalization === 'group');
    expect(one?.training).toMatchObject({ batchSize: 16, epochs: 2 });
    expect(one?.name).toMatch(/normalization group.*batchSize 16/);
  });

  it('are trained with the rate that follows from their batch size, and show it', () => {
    const grid = { training: { batchSize: [16, 64, 512] } };
    const found = sweepCandidates(checkSweep({ ...ruled({}), candidates: listed, grid }));
    expect(found).toHaveLength(9);
    for (const { name, settings, training } of found) {
      const { learningRate, ...rest } = trainingOptions(training);
      expect(learningRate).toBeCloseTo({ 16: 0.025, 64: 0.1, 512: 0.8 }[settings.batchSize] ?? NaN, 12);
      expect(rest).toEqual({ epochs: 2, batchSize: settings.batchSize });
      expect(settings.learningRate).toBe(learningRate);
      expect(name).toContain(`batchSize ${settings.batchSize}, learningRate ${learningRate}`);
    }
    const fixed = sweepCandidates(checkSweep(changed({ candidates: listed, grid })));
    expect(fixed.map(({ settings }) => settings)).not.toContainEqual(
      expect.objectContaining({ learningRate: expect.anything() as unknown })
    );
  });

  it('may follow the rate of the largest batch that there can be', () => {
    expect(checkSweep(ruled({ learningRatePer: 65_536 })).training.learningRatePer).toBe(65_536);
  });

  it('follow the rule also with rates of a grid, and added ones with a batch size of their own', () => {
    const grid = { training: { learningRate: [0.2, 0.8] } };
    const added = [{ spec: listed.specs[0], training: { batchSize: 128 } }];
    const request = { ...ruled({ learningRate: undefined }), candidates: listed, grid };
    const found = sweepCandidates(checkSweep(request));
    expect(new Set(found.map(({ settings }) => settings.learningRate))).toEqual(new Set([0.05, 0.2]));
    const all = sweepCandidates(checkSweep({ ...ruled({}), candidates: listed, added }));
    const own = all.find(({ training }) => training.batchSize === 128);
    expect(own && trainingOptions(own.training).learningRate).toBe(0.2);
    expect(own?.settings).toEqual({ batchSize: 128, learningRate: 0.2 });
  });

  it('have one run for each seed', () => {
    const [first] = candidatesOf();
    const trials = trialsOf(first, [1, -2]);
    expect(trials.map(({ id }) => id)).toEqual([`${first.id} seed 1`, `${first.id} seed -2`]);
  });

  it.each([
    [
      'a growth that no triplet has',
      { candidates: { ...triplets, growth: 90, tolerance: 0.1 } },
      /1,331 triplets, none with a growth of 90 ± 0\.1.*The nearest is α 2, β 2, γ 2 with 32 ideally/
    ],
    [
      'a limit below all',
      { candidates: listed, limit: { measure: 'macs', most: 1 } },
      /limit\.most: got 1 macs.*The nearest is custom with \d+,\d/
    ],
    ['a growth below 1', { candidates: { ...triplets, growth: 0.5 } }, /growth/],
    ['a tolerance above the growth', { candidates: { ...triplets, tolerance: 3 } }, /tolerance/],
    ['an unknown base', { candidates: { ...triplets, base: 'b99' } }, /b99/],
    [
      'a field that networks have not',
      { candidates: listed, grid: { network: { normalisation: ['group'] } } },
      /grid\.network\.normalisation/
    ]
  ])('are refused for %s', (_, changes, message) => {
    expect(() => candidatesOf(changes)).toThrow(message);
  });
});
