import type { Tensor, Variable } from '@tensorflow/tfjs';
import { afterEach, describe, expect, it } from 'vitest';
import { allFinite } from '../finite';
import { loadTensorFlow } from '../load';
import type { Attributes } from '../operations';
import { randomNormal, randomUniform } from '../random';
import { applyNative, compile, GraphState, onlyIf } from './index';
import type { GraphNode } from './node';
import { withJoinedUpdates } from './updates';

const tf = loadTensorFlow();
/** One of many parts, one of a single value, one without any. */
const SHAPES = [[3, 5], [40_000], [1], [0, 3], [17, 33]];
const FLOAT: Attributes = { T: { type: 'float32' } };

interface Values {
  weight: number;
  slots: number[];
}

/** A rule as TensorFlow names it, and as its formula in float64. */
interface Rule {
  op: string;
  attributes?: Attributes;
  slots: number;
  numbers: number[];
  /** Where the gradient stands among what follows the variables. */
  gradientAt: number;
  step(values: Values, gradient: number): Values;
}

const momentum = (nesterov: boolean): Rule => ({
  op: 'ResourceApplyMomentum',
  attributes: { use_nesterov: { bool: nesterov } },
  slots: 1,
  numbers: [0.1, 0.9],
  gradientAt: 1,
  step({ weight, slots: [before] }, gradient) {
    const own = 0.9 * before + gradient;
    return { weight: weight - 0.1 * (nesterov ? gradient + 0.9 * own : own), slots: [own] };
  }
});

const RULES: Record<string, Rule> = {
  'gradient descent': {
    op: 'ResourceApplyGradientDescent',
    slots: 0,
    numbers: [0.1],
    gradientAt: 1,
    step: ({ weight }, gradient) => ({ weight: weight - 0.1 * gradient, slots: [] })
  },
  momentum: momentum(false),
  'Nesterov’s momentum': momentum(true),
  RMSProp: {
    op: 'ResourceApplyRMSProp',
    slots: 2,
    numbers: [0.1, 0.8, 0.7, 1e-3],
    gradientAt: 4,
    step({ weight, slots: [square, before] }, gradient) {
      const own = 0.8 * square + 0.2 * gradient ** 2;
      const moved = 0.7 * before + (0.1 * gradient) / Math.sqrt(own + 1e-3);
      return { weight: weight - moved, slots: [own, moved] };
    }
  },
  Adam: {
    op: 'ResourceApplyAdam',
    slots: 2,
    numbers: [0.3, 0.5, 0.1, 0.9, 0.8, 1e-3],
    gradientAt: 6,
    step({ weight, slots: [before, square] }, gradient) {
      const mean = 0.9 * before + 0.1 * gradient;
      const variance = 0.8 * square + 0.2 * gradient ** 2;
      const rate = (0.1 * Math.sqrt(1 - 0.5)) / (1 - 0.3);
      return { weight: weight - (rate * mean) / (Math.sqrt(variance) + 1e-3), slots: [mean, variance] };
    }
  }
};

function variables(shapes: readonly number[][], slots: number): Variable[][] {
  return Array.from({ length: slots + 1 }, (_, k) =>
    // Slots are sums of squares, too.
    shapes.map((shape, i) => {
      const value = k === 0 ? randomNormal(shape, [k, i]) : randomUniform(shape, [k, i]);
      return tf.variable(value, false);
    })
  );
}

function apply({ op, attributes, numbers, gradientAt }: Rule, own: Variable[], gradient: Tensor): void {
  const inputs: Array<Tensor | Variable> = [...own, ...numbers.map((each) => tf.scalar(each))];
  inputs.splice(own.length + gradientAt, 0, gradient);
  applyNative(op, { ...FLOAT, use_locking: { bool: false }, ...attributes }, inputs);
}

const stateOf = (all: Variable[][]): GraphState =>
  new GraphState(Object.fromEntries(all.flatMap((each, k) => each.map((one, i) => [`v${k}_${i}`, one]))));

function opsOf({ nodes }: GraphState): string[] {
  return nodes.map(({ op }) => op).filter((op) => /^Enet|^ResourceApply/.test(op));
}

/** Takes steps on the condition that gradients are finite; gives all values after them. */
function outcome(rule: Rule, shapes: readonly number[][], gradients: readonly Tensor[][]) {
  const all = variables(shapes, rule.slots);
  const state = stateOf(all);
  const step = compile(
    (...given: Tensor[]) => {
      const finite = allFinite(given);
      onlyIf(finite, () =>
        given.forEach((gradient, i) =>
          apply(
            rule,
            all.map((each) => each[i]),
            gradient
          )
        )
      );
      return tf.cast(finite, 'float32');
    },
    { inputs: shapes.map((shape) => ({ shape })), state }
  );
  const before = state.values();
  const taken = gradients.map((given) => tf.tidy(() => step(...given).dataSync()[0]));
  const after = state.present();
  const operations = opsOf(state);
  state.dispose();
  tf.dispose(all.flat());
  return { before, after, taken, operations };
}

afterEach(() => {
  delete process.env.EFFICIENTNET_LAB_OPERATIONS;
});

describe.each(Object.entries(RULES))('%s of all weights at once', (_, rule) => {
  const draw = (seed: number): Tensor[] => SHAPES.map((shape, i) => randomNormal(shape, [seed, i]));

  it('is its formula in float64', () => {
    const gradients = draw(7);
    const { before, after, operations } = outcome(rule, SHAPES, [gradients]);
    expect(operations).toEqual(['EnetAllFinite', 'EnetUpdate']);
    SHAPES.forEach((_, i) => {
      const values = gradients[i].dataSync();
      const at = (from: typeof before, k: number): ArrayLike<number> => from[`v${k}_${i}`];
      let worst = 0;
      for (let j = 0; j < values.length; j++) {
        const slots = Array.from({ length: rule.slots }, (_, k) => at(before, k + 1)[j]);
        const expected = rule.step({ weight: at(before, 0)[j], slots }, values[j]);
        [expected.weight, ...expected.slots].forEach((value, k) => {
          worst = Math.max(worst, Math.abs(at(after, k)[j] - value) / Math.max(1, Math.abs(value)));
        });
      }
      expect(worst).toBeLessThan(1e-6);
    });
    tf.dispose(gradients);
  });

  it('has the bits of TensorFlow’s own, step after step, and leaves out steps that are not finite', () => {
    const broken = draw(9);
    const values = broken[4].dataSync<'float32'>().slice();
    values[values.length - 1] = -Infinity;
    const steps = [draw(7), draw(8), [...broken.slice(0, 4), tf.tensor(values, SHAPES[4])], draw(10)];
    const ours = outcome(rule, SHAPES, steps);
    process.env.EFFICIENTNET_LAB_OPERATIONS = 'standard';
    const standard = outcome(rule, SHAPES, steps);
    expect(standard.operations).toEqual(SHAPES.map(() => rule.op));
    expect(ours.taken).toEqual([1, 1, 0, 1]);
    expect(standard.taken).toEqual(ours.taken);
    const differing = (other: typeof ours.after): number =>
      Object.entries(ours.after).reduce(
        (sum, [name, values]) => sum + values.filter((value, i) => !Object.is(value, other[name][i])).length,
        0
      );
    expect(differing(standard.after)).toBe(0);
    expect(differing(ours.before)).toBeGreaterThan(40_000);
    tf.dispose([...steps.flat(), ...broken]);
  });
});

describe('updates of one graph', () => {
  const rule = RULES.momentum;

  /** A state of two weights, whose updates `work` records, and its operations. */
  function recorded(work: (weights: Variable[], slots: Variable[], gradient: Tensor) => Tensor) {
    const all = variables([[4], [4]], 1);
    const state = stateOf(all);
    const fn = compile((gradient) => work(all[0], all[1], gradient), { inputs: [{ shape: [4] }], state });
    const gradient = tf.tensor1d([1, 2, NaN, 4]);
    const before = state.values();
    const result = fn(gradient);
    const after = state.present();
    const operations = opsOf(state);
    const read = result.dataSync();
    state.dispose();
    tf.dispose([...all.flat(), gradient, result]);
    return { before, after, read, operations };
  }

  const both = (weights: Variable[], slots: Variable[], gradient: Tensor, own: Rule = rule): void =>
    weights.forEach((weight, i) => apply(own, [weight, slots[i]], gradient));

  it('pass a NaN on to its own weight alone', () => {
    const { after } = recorded((weights, slots, gradient) => {
      onlyIf(tf.less(tf.min(tf.slice(gradient, 0, 2)), 5), () => both(weights, slots, gradient));
      return tf.scalar(0);
    });
    expect([...after.v0_1].map(Number.isNaN)).toEqual([false, false, true, false]);
    expect([...after.v1_0].map(Number.isNaN)).toEqual([false, false, true, false]);
  });

  it('leave what was read before as it was, and are seen by what is read after', () => {
    const { before, after, read, operations } = recorded((weights, slots, gradient) => {
      const old = tf.mul(weights[1] as Tensor, 1);
      onlyIf(tf.less(tf.min(tf.slice(gradient, 0, 2)), 5), () => both(weights, slots, gradient));
      return tf.concat([old, weights[1]]);
    });
    expect(operations).toEqual(['EnetUpdate']);
    expect([...read]).toEqual([...before.v0_1, ...after.v0_1]);
    expect(after.v0_1[0]).not.toBe(before.v0_1[0]);
  });

  it('are joined where neither waits for the other: two steps are two', () => {
    const { operations } = recorded((weights, slots, gradient) => {
      onlyIf(tf.less(tf.min(tf.slice(gradient, 0, 2)), 5), () => {
        both(weights, slots, gradient);
        both(weights, slots, tf.mul(gradient, weights[0]));
      });
      return tf.scalar(0);
    });
    expect(operations).toEqual(['EnetUpdate', 'EnetUpdate']);
  });

  it('stay apart with other numbers, on other conditions, and without any', () => {
    const other = { ...rule, numbers: [0.2, 0.9] };
    const condition = (gradient: Tensor, than: number): Tensor =>
      tf.less(tf.min(tf.slice(gradient, 0, 2)), than);
    const numbers = recorded((weights, slots, gradient) => {
      onlyIf(condition(gradient, 5), () => {
        apply(rule, [weights[0], slots[0]], gradient);
        apply(other, [weights[1], slots[1]], gradient);
      });
      return tf.scalar(0);
    });
    const conditions = recorded((weights, slots, gradient) => {
      weights.forEach((weight, i) =>
        onlyIf(condition(gradient, i), () => apply(rule, [weight, slots[i]], gradient))
      );
      return tf.scalar(0);
    });
    const without = recorded((weights, slots, gradient) => {
      both(weights, slots, gradient);
      return tf.scalar(0);
    });
    [numbers, conditions, without].forEach(({ operations }) =>
      expect(operations).toEqual(['ResourceApplyMomentum', 'ResourceApplyMomentum'])
    );
    // The smallest gradient is 1: the first condition, less than 0, does not hold, nor the second, less than 1.
    expect(conditions.after).toEqual(conditions.before);
  });
});

describe('whether all are finite', () => {
  const shapes = [[20_000], [3], [0], [1]];
  const finite = (change: (values: Float32Array[]) => void): [number, string[]] => {
    const state = new GraphState();
    const fn = compile((...given: Tensor[]) => tf.cast(allFinite(given), 'float32'), {
      inputs: shapes.map((shape) => ({ shape })),
      state
    });
    const values = shapes.map(([size]) => new Float32Array(size).fill(-3e38));
    change(values);
    const found = tf.tidy(() => fn(...values.map((each, i) => tf.tensor(each, shapes[i]))).dataSync()[0]);
    const operations = opsOf(state);
    state.dispose();
    return [found, operations];
  };

  it('is told of the first, the last and a lone value of any tensor', () => {
    expect(finite(() => undefined)).toEqual([1, ['EnetAllFinite']]);
    for (const bad of [NaN, Infinity, -Infinity]) {
      for (const [tensor, at] of [
        [0, 0],
        [0, 19_999],
        [1, 2],
        [3, 0]
      ]) {
        expect(finite((values) => (values[tensor][at] = bad))[0]).toBe(0);
      }
    }
  });
});

describe('a graph by hand', () => {
  const node = (name: string, op: string, ...inputs: string[]): GraphNode => ({
    name,
    op,
    inputs,
    attributes: { T: { type: 'float32' } }
  });
  const condition = [
    node('split', 'Switch', 'c', 'c'),
    node('taken', 'Identity', 'split:1'),
    node('rate', 'Identity', 'r')
  ];

  it('keeps what each update waits for, and what waits for one', () => {
    const update = (i: number): GraphNode =>
      node(`u${i}`, 'ResourceApplyGradientDescent', `w${i}`, 'rate', `g${i}`, `^read${i}`, '^taken');
    const after = node('read', 'ReadVariableOp', 'w1', '^u1', '^u2');
    const rewritten = withJoinedUpdates([...condition, update(1), update(2), after]);
    expect(rewritten.slice(3).map(({ name, inputs }) => `${name}: ${inputs.join(' ')}`)).toEqual([
      'read: w1 ^u1_joined',
      'u1_joined: w1 w2 g1 g2 rate ^read1 ^taken ^read2'
    ]);
    expect(rewritten.at(-1)).toMatchObject({
      op: 'EnetUpdate',
      attributes: { rule: { string: 'gradient_descent' }, V: { int: 2 }, N: { int: 2 }, S: { int: 1 } }
    });
  });
});
