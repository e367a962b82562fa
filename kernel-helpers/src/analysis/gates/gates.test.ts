import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SpecError } from '../index';
import type { Statement } from '../statement';
import type { RecordedChannel } from './gate-statements';
import {
  chooseChannels,
  GateAnalysis,
  gateContributions,
  gateMatrix,
  gateStatements,
  gateTable,
  pruneOrder,
  rescaledTwin
} from './index';

const gate = fc.double({ min: 0, max: 1, noNaN: true });
const rows = fc
  .tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 6 }))
  .chain(([inputs, channels]) =>
    fc.array(fc.array(gate, { minLength: channels, maxLength: channels }), {
      minLength: inputs,
      maxLength: inputs
    })
  );
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

describe('gate statistics', () => {
  test('equal a plain count of every column', () => {
    fc.assert(
      fc.property(rows, gate, (gates, threshold) => {
        const analysis = new GateAnalysis(gateMatrix(gates));
        const shares = analysis.at({ threshold });
        gates[0].forEach((_, c) => {
          const column = gates.map((row) => row[c]);
          const { mean: average, min, max, deviation } = analysis.channels[c];
          expect(average).toBeCloseTo(mean(column), 12);
          expect(deviation ** 2).toBeCloseTo(mean(column.map((value) => (value - mean(column)) ** 2)), 12);
          expect([min, max]).toEqual([Math.min(...column), Math.max(...column)]);
          const low = column.filter((value) => value < threshold).length;
          expect(shares[c]).toEqual({
            channel: c,
            below: low / column.length,
            verdict: low === column.length ? 'alwaysLow' : low > 0 ? 'sometimesLow' : 'neverLow'
          });
        });
      }),
      { numRuns: 200, seed: 1 }
    );
  });

  test('are taken without sorting the gates themselves', () => {
    const matrix = gateMatrix([[0.4], [0.1], [0.3]]);
    new GateAnalysis(matrix);
    expect(matrix.columns).toEqual([Float64Array.of(0.4, 0.1, 0.3)]);
  });

  test('quantiles interpolate as NumPy does', () => {
    const analysis = new GateAnalysis(gateMatrix([[0.4], [0.1], [0.3], [0.2]]));
    expect(analysis.quantile(0, 0.5)).toBeCloseTo(0.25, 15);
    expect(analysis.channels[0].quantiles.q05).toBeCloseTo(0.115, 15);
    expect(analysis.quantile(0, 1)).toBe(0.4);
  });

  test('a gate at the threshold is not below it', () => {
    const analysis = new GateAnalysis(
      gateMatrix([
        [0.2, 0.1],
        [0.2, 0.2]
      ])
    );
    expect(analysis.at({ threshold: 0.2 })).toEqual([
      { channel: 0, below: 0, verdict: 'neverLow' },
      { channel: 1, below: 0.5, verdict: 'sometimesLow' }
    ]);
    // The middle of 0.1 and 0.2 lies below.
    expect(analysis.at({ threshold: 0.2, quantile: 0.5 })[1].verdict).toBe('alwaysLow');
    for (const bad of [{ threshold: 1.1 }, { threshold: -0.1 }, { threshold: 0.5, quantile: 1.1 }]) {
      expect(() => analysis.at(bad)).toThrow(SpecError);
    }
  });

  test.each([-1, 0.5, 2, NaN])('there is no channel %d of two', (channel) => {
    const matrix = gateMatrix([[0.5, 0.25]]);
    expect(() => new GateAnalysis(matrix).quantile(channel, 0.5)).toThrow(/^channel: .* from 0 to 1/);
    const projectionNorms = [1, 1];
    expect(() => rescaledTwin({ matrix, projectionNorms, channel, factor: 2 })).toThrow(/^channel: /);
    expect(() => new GateAnalysis(matrix).quantile(1, 1.5)).toThrow(/^quantile: /);
  });

  test('one low mean hides a channel that works on some inputs', () => {
    const gates = Array.from({ length: 100 }, (_, i) => [0.02, i < 2 ? 0.95 : 0.001]);
    const analysis = new GateAnalysis(gateMatrix(gates));
    expect(analysis.channels[1].mean).toBeLessThan(analysis.channels[0].mean);
    expect(analysis.at({ threshold: 0.05 }).map(({ verdict }) => verdict)).toEqual([
      'alwaysLow',
      'sometimesLow'
    ]);
    expect(analysis.at({ threshold: 0.05, quantile: 0.95 })[1].verdict).toBe('alwaysLow');
  });

  test('channel by channel they are the same', () => {
    const matrix = gateMatrix([
      [0.1, 0.9, 0.5],
      [0.2, 0.3, 0.4]
    ]);
    const steps = GateAnalysis.inSteps(matrix);
    expect([steps.next().value, steps.next().value, steps.next().value]).toEqual([1, 2, 3]);
    expect(steps.next()).toEqual({ done: true, value: new GateAnalysis(matrix) });
  });

  test.each<[string, readonly ArrayLike<number>[]]>([
    ['at least one row', []],
    ['at least one gate', [[]]],
    ['2 gates, as in the first row', [[0.1, 0.2], [0.3]]],
    ['a number from 0 to 1', [[0.1, NaN]]],
    ['a number from 0 to 1', [[Infinity]]],
    ['a number from 0 to 1', [[-0.1]]],
    ['a number from 0 to 1', [[1.5]]],
    ['a number from 0 to 1', [['0.5' as unknown as number]]],
    ['a row of numbers', ['12' as unknown as number[]]],
    ['a row of numbers', [[0.1], null as unknown as number[]]]
  ])('expects %s', (expected, bad) => {
    expect(() => gateMatrix(bad)).toThrow(SpecError);
    expect(() => gateMatrix(bad)).toThrow(expected);
  });
});

test('a row of more gates than any network has is refused before columns are set aside for it', () => {
  expect(() => gateMatrix([new Uint8Array(2 ** 16 + 1)])).toThrow('at most 65536');
  expect(gateMatrix([new Uint8Array(2 ** 16)]).channels).toBe(2 ** 16);
});

describe('contributions', () => {
  test('are E|g·v|·‖Wp‖ of every single product', () => {
    fc.assert(
      fc.property(rows, fc.infiniteStream(gate), (gates, stream) => {
        const more = (): number => 3 * Number(stream.next().value);
        const activations = gates.map((row) => row.map(more));
        const projectionNorms = gates[0].map(more);
        const found = gateContributions(gateMatrix(gates), { activations, projectionNorms });
        found.forEach((value, c) => {
          const products = gates.map((row, i) => row[c] * activations[i][c]);
          expect(value).toBeCloseTo(mean(products) * projectionNorms[c], 10);
        });
      }),
      { numRuns: 100, seed: 2 }
    );
  });

  test('one mean for each channel stands for all inputs, and what is left out for 1', () => {
    const matrix = gateMatrix([
      [0.5, 0.25],
      [0.75, 0.5]
    ]);
    expect(gateContributions(matrix)).toEqual([0.625, 0.375]);
    expect(gateContributions(matrix, { activations: [2, 4] })).toEqual([1.25, 1.5]);
    expect(gateContributions(matrix, { activations: [0, 4], projectionNorms: [3, 2] })).toEqual([0, 3]);
    const rowsOfMeans = {
      activations: [
        [2, 4],
        [2, 4]
      ],
      projectionNorms: [3, 2]
    };
    expect(gateContributions(matrix, rowsOfMeans)).toEqual([3.75, 3]);
  });

  test('a twin’s gate may reach 1, and its other channels stay', () => {
    const request = {
      matrix: gateMatrix([
        [0.25, 0.5],
        [0.125, 1]
      ]),
      projectionNorms: [8, 3],
      channel: 0
    };
    const twin = rescaledTwin({ ...request, factor: 0.25 });
    expect(twin.matrix.columns).toEqual([Float64Array.of(1, 0.5), Float64Array.of(0.5, 1)]);
    expect(twin.projectionNorms).toEqual([2, 3]);
    for (const factor of [0.2499, 0, -1, NaN, Infinity]) {
      expect(() => rescaledTwin({ ...request, factor })).toThrow(/^factor: .* at least 0.25/);
    }
    expect(() => rescaledTwin({ ...request, projectionNorms: [8], factor: 2 })).toThrow(/^projectionNorms: /);
  });

  test('a rescaled twin computes the same, contributes the same, and has another mean gate', () => {
    const gates = [
      [0.9, 0.5],
      [0.9, 0.4]
    ];
    const projection = [
      [3, 4],
      [1, 0]
    ];
    const norm = (row: number[]): number => Math.hypot(...row);
    const matrix = gateMatrix(gates);
    const projectionNorms = projection.map(norm);
    const twin = rescaledTwin({ matrix, projectionNorms, channel: 0, factor: 10 });
    const before = gateContributions(matrix, { projectionNorms });
    const after = gateContributions(twin.matrix, { projectionNorms: twin.projectionNorms });
    after.forEach((value, c) => expect(value).toBeCloseTo(before[c], 14));
    // The block's output for v = (2, −1): Σ g·v·Wp.
    const v = [2, -1];
    gates.forEach((row, i) =>
      projection[0].forEach((_, o) => {
        const one = row.reduce((sum, g, c) => sum + g * v[c] * projection[c][o], 0);
        const other = row.reduce((sum, _g, c) => {
          const scaled = (projection[c][o] * twin.projectionNorms[c]) / projectionNorms[c];
          return sum + twin.matrix.columns[c][i] * v[c] * scaled;
        }, 0);
        expect(other).toBeCloseTo(one, 14);
      })
    );
    expect(new GateAnalysis(twin.matrix).channels[0].mean).toBeCloseTo(0.09, 14);
    const verdict = (m: typeof matrix) => new GateAnalysis(m).at({ threshold: 0.1 })[0].verdict;
    expect([verdict(matrix), verdict(twin.matrix)]).toEqual(['neverLow', 'alwaysLow']);
    expect(() => rescaledTwin({ matrix, projectionNorms, channel: 0, factor: 0.5 })).toThrow('larger factor');
  });

  test.each<[string, Parameters<typeof gateContributions>[1]]>([
    ['activations', { activations: [1] }],
    ['activations', { activations: [[1, 1]] }],
    [
      'activations[1][0]',
      {
        activations: [
          [1, 1],
          [-1, 1]
        ]
      }
    ],
    ['activations[1]', { activations: [[1, 1], [1]] }],
    ['activations[1]', { activations: [1, -1] }],
    ['projectionNorms', { projectionNorms: [1, 2, 3] }],
    ['projectionNorms[0]', { projectionNorms: [Infinity, 1] }],
    ['projectionNorms[1]', { projectionNorms: [1, NaN] }]
  ])('refuses %s', (field, magnitudes) => {
    const matrix = gateMatrix([
      [0.1, 0.2],
      [0.3, 0.4]
    ]);
    const named = field === 'activations[1][0]' ? 'activations[1]' : field;
    expect(() => gateContributions(matrix, magnitudes)).toThrow(SpecError);
    expect(() => gateContributions(matrix, magnitudes)).toThrow(named);
  });
});

describe('prune order', () => {
  test('ascends, and keeps equal scores in the order of channels', () => {
    expect(pruneOrder([0.3, 0.1, 0.3, 0, 0.1])).toEqual([3, 1, 4, 0, 2]);
  });

  test('a threshold that keeps nothing names the largest that does not', () => {
    const scores = [0.1, 0.3, 0.2];
    expect(chooseChannels({ scores, threshold: 0.25 })).toEqual({ pruned: [0, 2], kept: [1] });
    expect(() => chooseChannels({ scores, threshold: 0.9 })).toThrow('at most 0.3');
    expect(chooseChannels({ scores, threshold: 0.3 }).kept).toEqual([1]);
    expect(() => chooseChannels({ scores, threshold: 0.3, keepAtLeast: 2 })).toThrow('at most 0.2');
    expect(() => chooseChannels({ scores, threshold: NaN })).toThrow(SpecError);
    expect(() => chooseChannels({ scores: [], threshold: 0 })).toThrow(/^scores: /);
    expect(() => pruneOrder([0.1, NaN])).toThrow(/^scores\[1\]: /);
    expect(() => pruneOrder([NaN, 0.1])).toThrow(/^scores\[0\]: /);
    expect(chooseChannels({ scores, threshold: 0, keepAtLeast: 3 })).toEqual({ pruned: [], kept: [0, 2, 1] });
    for (const keepAtLeast of [0, -1, 1.5, 4]) {
      expect(() => chooseChannels({ scores, threshold: 0, keepAtLeast })).toThrow(/^keepAtLeast: .* 1 to 3/);
    }
  });

  test('is not sought again where it is known', () => {
    const scores = [0.1, 0.3, 0.2];
    const known = { scores, threshold: 0.25, order: pruneOrder(scores) };
    expect(chooseChannels(known)).toEqual(chooseChannels({ scores, threshold: 0.25 }));
    // Were it sought again, this other order would change nothing.
    expect(chooseChannels({ ...known, order: [2, 0, 1] }).pruned).toEqual([2, 0]);
    expect(() => chooseChannels({ ...known, order: [0, 2] })).toThrow(/^order: .* 3 channels/);
    expect(() => chooseChannels({ ...known, scores: [0.1, NaN, 0.2] })).toThrow(/^scores\[1\]: /);
  });

  test('leads the table', () => {
    const matrix = gateMatrix([
      [0.9, 0.01],
      [0.8, 0.03]
    ]);
    const { columns, rows: body } = gateTable({
      analysis: new GateAnalysis(matrix),
      contributions: [0.1, 0.2],
      channelNames: ['a', 'b'],
      threshold: 0.05
    });
    const of = (key: string) => body.map((row) => row[columns.findIndex((column) => column.key === key)]);
    expect(of('prune_rank')).toEqual([1, 2]);
    expect(of('verdict')).toEqual(['neverLow', 'alwaysLow']);
    expect(of('name')).toEqual(['a', 'b']);
  });

  test('stands beside every statistic in the table', () => {
    // NumPy: mean, std, min, quantile at 0.05, 0.25, 0.5, 0.75 and 0.95, max.
    const analysis = new GateAnalysis(
      gateMatrix([
        [0.4, 1],
        [0.1, 1],
        [0.3, 1],
        [0.2, 0.2]
      ])
    );
    const request = { analysis, contributions: [2, 1], threshold: 0.25 };
    const { columns, rows: body } = gateTable(request);
    const close = (value: number): unknown => expect.closeTo(value, 12);
    expect(columns.map(({ key }) => key).slice(2)).toEqual(
      'mean deviation min q05 q25 median q75 q95 max below verdict contribution prune_rank'.split(' ')
    );
    expect(body).toEqual([
      [
        ...[0, null, ...[0.25, Math.sqrt(0.0125), 0.1, 0.115, 0.175, 0.25, 0.325, 0.385, 0.4].map(close)],
        ...[0.5, 'sometimesLow', 2, 2]
      ],
      [
        ...[1, null, ...[0.8, 0.2 * Math.sqrt(3), 0.2, 0.32, 0.8, 1, 1, 1, 1].map(close)],
        ...[0.25, 'sometimesLow', 1, 1]
      ]
    ]);
    expect(() => gateTable({ ...request, contributions: [1] })).toThrow(/^contributions: /);
    expect(() => gateTable({ ...request, channelNames: ['a', 'b', 'c'] })).toThrow(/^channelNames: /);
    expect(gateTable({ ...request, channelNames: null }).rows).toEqual(body);
  });
});

describe('gateStatements', () => {
  const byId = (id: string, channel?: RecordedChannel): Statement =>
    gateStatements(channel).find((row) => row.id === id) as Statement;

  test('a channel that is low on all inputs passes the mean of its gates, weighted by what they multiply', () => {
    const channel = { gates: [0.01, 0.04, 0.02, 0.03], activations: [1, 3, 0, 2] };
    const found = byId('low-over-a-batch', channel);
    // (0.01·1 + 0.04·3 + 0.03·2)/(1 + 3 + 2)
    expect(found.computed).toBeCloseTo(0.19 / 6, 14);
    expect(found.status).toBe('holds');
    expect(found.quantity).toContain('on 4 of 4 inputs');
    // 0.05^(1/4): four inputs say next to nothing of the fifth.
    expect(found.why).toContain('fewer than 52.7 % open it');
  });

  test('a gate divided by ten leaves the contribution, and one channel in 144 saves operations', () => {
    expect(byId('small-gate')).toMatchObject({ computed: expect.closeTo(1, 12), status: 'false' });
    expect(byId('small-gate').rule).toMatchObject({ kind: 'equal', claimed: expect.closeTo(0.1, 12) });
    const { computed, status, why } = byId('pruning-saves');
    expect(computed).toBeCloseTo(1 / 144, 12);
    expect(status).toBe('holds');
    expect(why).toContain('178764 multiply-adds and 74 parameters, one in 144');
    // Made for it: 50 gates below 0.05, and the strongest are the most open.
    const made = byId('low-over-a-batch');
    expect(made.quantity).toContain('on 50 of 50 inputs');
    // (0.95 + 49·0.01)/50
    expect(made.why).toContain('0.029 is also that of a gate of 0.95 on one input in fifty');
    expect(Number(made.computed)).toBeGreaterThan(0.025);
    expect(Number(made.computed)).toBeLessThan(0.05);
  });

  test('one that opens on a strong input is not suppressed, low mean or not', () => {
    const gates = Array.from({ length: 50 }, (_, i) => (i === 0 ? 0.95 : 0.01));
    const activations = gates.map((gate) => (gate > 0.5 ? 10 : 1));
    const found = byId('low-over-a-batch', { gates, activations });
    expect(found.computed).toBeCloseTo((9.5 + 0.49) / 59, 14);
    expect(found.status).toBe('false');
    expect(found.quantity).toContain('on 49 of 50 inputs');
  });

  test('no activations make a low channel pass more than its threshold', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            fc.double({ min: 0, max: 0.05, noNaN: true }),
            fc.double({ min: 1e-3, max: 1e3, noNaN: true })
          ),
          { minLength: 1, maxLength: 40 }
        ),
        (inputs) => {
          const channel = { gates: inputs.map(([gate]) => gate), activations: inputs.map(([, v]) => v) };
          expect(byId('low-over-a-batch', channel).status).toBe('holds');
        }
      ),
      { numRuns: 30, seed: 3 }
    );
  });
});
