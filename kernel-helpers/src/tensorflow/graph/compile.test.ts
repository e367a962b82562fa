import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import type { Scalar, Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import { describe, expect, it, vi } from 'vitest';
import { TensorFlowError } from '../errors';
import { loadBinding, loadTensorFlow } from '../load';
import { RandomStream } from '../random';
import { applyNative, compile, GraphSession, GraphState, onlyIf, withControl } from './index';

const tf = loadTensorFlow();
const values = (tensor: Tensor): number[] => [...tensor.dataSync()];

describe('a compiled function', () => {
  it('gives what the function gives, for other values too', () => {
    const fn = (a: Tensor, b: Tensor): Tensor => tf.mean(tf.relu(tf.matMul(a as Tensor2D, b as Tensor2D)), 1);
    const compiled = compile(fn, { inputs: [{ shape: [3, 4] }, { shape: [4, 5] }] });
    for (const seed of [1, 2]) {
      const a = tf.randomNormal([3, 4], 0, 1, 'float32', seed);
      const b = tf.randomNormal([4, 5], 0, 1, 'float32', seed + 10);
      const expected = values(fn(a, b));
      values(compiled(a, b)).forEach((value, i) => expect(value).toBeCloseTo(expected[i], 5));
    }
    compiled.dispose();
  });

  it('computes gradients', () => {
    const slope = tf.grad((x: Tensor) => tf.sum(tf.mul(tf.sin(x), x)));
    const compiled = compile((x) => slope(x), { inputs: [{ shape: [5] }] });
    const x = tf.tensor1d([-2, -1, 0, 1, 2]);
    values(compiled(x)).forEach((value, i) => {
      const at = i - 2;
      expect(value).toBeCloseTo(Math.sin(at) + at * Math.cos(at), 5);
    });
    compiled.dispose();
  });

  it('returns lists and records as the function does, inputs and constants among them', () => {
    const list = compile((x) => [x, tf.add(x, 1)], { inputs: [{ shape: [2] }] });
    expect(list(tf.tensor1d([1, 2])).map(values)).toEqual([
      [1, 2],
      [2, 3]
    ]);
    const record = compile((x) => ({ twice: tf.mul(x, 2), seven: tf.scalar(7) }), {
      inputs: [{ shape: [1] }]
    });
    const { twice, seven } = record(tf.tensor1d([4]));
    expect([...values(twice), ...values(seven)]).toEqual([8, 7]);
    list.dispose();
    record.dispose();
  });

  it('leaves no tensors and no files behind', () => {
    const before = tf.memory().numTensors;
    const folders = (): string[] =>
      readdirSync(tmpdir()).filter((name) => name.includes(`graph-${process.pid}-`));
    tf.tidy(() => {
      const compiled = compile((x) => tf.square(x), { inputs: [{ shape: [2] }] });
      compiled(tf.tensor1d([1, 2]));
      compiled.dispose();
    });
    expect(tf.memory().numTensors).toBe(before);
    expect(folders()).toEqual([]);
  });

  it.each(['float64', 'float16', 'int64', 'string', 'complex64', 'Float32', null, 1])(
    'refuses the dtype %s, which no tensor has',
    (dtype) => {
      const inputs = [{ shape: [2] }, { shape: [2], dtype: dtype as 'float32' }];
      const refused = (): unknown => compile((x, y) => tf.add(x, y), { inputs, name: 'sum' });
      expect(refused).toThrow(TensorFlowError);
      expect(refused).toThrow(
        `Input 1 of 'sum' has the dtype ${dtype}. Expected one of float32, int32, bool.`
      );
    }
  );

  it.each<[string, unknown]>([
    ['[null, 2]', [null, 2]],
    ['[undefined, 2]', [undefined, 2]],
    ['[-1, 2]', [-1, 2]],
    ['[1.5]', [1.5]],
    ['[NaN]', [NaN]],
    ['undefined', undefined]
  ])('refuses the shape %s, which leaves a size open', (written, shape) => {
    const inputs = [{ shape: [2] }, { shape: shape as number[] }];
    const refused = (): unknown => compile((x, y) => tf.add(x, y), { inputs, name: 'sum' });
    expect(refused).toThrow(TensorFlowError);
    expect(refused).toThrow(`Input 1 of 'sum' has the shape ${written}, which leaves a size open.`);
    expect(refused).toThrow('compile once for each batch size');
  });

  it('refuses inputs of another shape, type or number', () => {
    const compiled = compile((x) => tf.neg(x), { inputs: [{ shape: [2] }] });
    expect(() => compiled(tf.zeros([3]))).toThrow(
      "Input 0 of 'function' is float32 [3]. Expected float32 [2]."
    );
    expect(() => compiled(tf.zeros([2], 'int32'))).toThrow('is int32 [2]. Expected float32 [2].');
    expect(() => compiled()).toThrow('got 0 tensors. Expected 1.');
    compiled.dispose();
    expect(() => compiled(tf.zeros([2]))).toThrow('was disposed');
  });
});

describe('a state', () => {
  it('is shared by functions, changed by assign, and pulled back', () => {
    const weight = tf.variable(tf.tensor1d([1, 2]));
    const state = new GraphState({ weight });
    const add = compile(
      (x) => {
        weight.assign(tf.add(weight, x));
        return tf.sum(weight);
      },
      { inputs: [{ shape: [2] }], state, name: 'add' }
    );
    const read = compile(() => tf.mul(weight, 10), { inputs: [], state, name: 'read' });
    expect(values(add(tf.tensor1d([1, 1])))).toEqual([5]);
    expect(values(add(tf.tensor1d([1, 1])))).toEqual([7]);
    expect(values(read())).toEqual([30, 40]);
    expect(values(weight)).toEqual([1, 2]);
    state.pull();
    expect(values(weight)).toEqual([3, 4]);
    weight.assign(tf.tensor1d([0, 0]));
    state.push();
    expect(values(read())).toEqual([0, 0]);
    state.dispose();
  });

  it('keeps its values when a function is added', () => {
    const weight = tf.variable(tf.scalar(1));
    const state = new GraphState({ weight });
    const double = compile(
      () => {
        weight.assign(tf.mul(weight, 2) as Scalar);
        return weight.clone();
      },
      { inputs: [], state }
    );
    double();
    const read = compile(() => weight.clone(), { inputs: [], state });
    expect(values(read())).toEqual([2]);
    expect(values(double())).toEqual([4]);
    state.dispose();
  });

  it("is a session's own", () => {
    const weight = tf.variable(tf.scalar(1));
    const [one, other] = [new GraphState({ weight }), new GraphState({ weight })];
    const grow = (state: GraphState): (() => Tensor) =>
      compile(
        () => {
          weight.assign(tf.add(weight, 1) as Scalar);
          return weight.clone();
        },
        { inputs: [], state }
      );
    const [first, second] = [grow(one), grow(other)];
    expect([first(), first(), second()].flatMap(values)).toEqual([2, 3, 2]);
    one.dispose();
    other.dispose();
  });

  it('takes native updates, which later operations see', () => {
    const [weight, slot] = [tf.variable(tf.scalar(1)), tf.variable(tf.scalar(0))];
    const state = new GraphState({ weight, slot });
    const step = compile(
      (gradient) => {
        const attributes = { T: { type: 'float32' } } as const;
        const [rate, momentum] = [tf.scalar(0.1), tf.scalar(0.5)];
        applyNative('ResourceApplyMomentum', attributes, [weight, slot, rate, gradient, momentum]);
        return tf.mul(weight, 100);
      },
      { inputs: [{ shape: [] }], state }
    );
    expect(values(step(tf.scalar(1)))[0]).toBeCloseTo(90, 4);
    // Momentum 0.5·1 + 1.
    expect(values(step(tf.scalar(1)))[0]).toBeCloseTo(75, 4);
    state.dispose();
  });

  it('runs in a session of its own from plain data', () => {
    const weight = tf.variable(tf.tensor1d([1, 2]));
    const state = new GraphState({ weight });
    compile((x) => tf.mul(x, weight), { inputs: [{ shape: [2] }], state, name: 'scale' });
    const session = new GraphSession(structuredClone(state.program()));
    expect(() => session.run('scale', [Float32Array.of(1, 1)])).toThrow("'weight' has no value");
    session.writeState({ weight: Float32Array.of(3, 4) });
    expect(session.run('scale', [Float32Array.of(2, 2)]).map((each) => [...each])).toEqual([[6, 8]]);
    expect(() => session.run('scale', [Float32Array.of(1)])).toThrow(
      'got 1 values. Expected 2 for its shape'
    );
    expect(session.readState()).toEqual({ weight: Float32Array.of(3, 4) });
    session.forgetState();
    expect(() => session.run('scale', [Float32Array.of(2, 2)])).toThrow("'weight' has no value");
    session.dispose();
    state.dispose();
  });
});

it('a state of any size is written in few calls, each whole', () => {
  const sides = [4096, 1, 4096, 2];
  const variables = Object.fromEntries(
    sides.map((side, i) => [`v${i}`, tf.variable(tf.zeros([side, side]))])
  );
  const state = new GraphState(variables);
  compile(() => Object.values(variables).map((variable) => tf.sum(variable)), {
    inputs: [],
    state,
    name: 'sums'
  });
  const program = state.program();
  // 64 MiB hold the first of the two large ones, but nothing beside it.
  expect(program.writes.map((write) => write.variables)).toEqual([['v0'], ['v1'], ['v2'], ['v3']]);
  const session = new GraphSession(program);
  const values = sides.map((side, i): [string, Float32Array] => [
    `v${i}`,
    new Float32Array(side * side).fill(i + 1)
  ]);
  values.forEach((each) => session.writeState(Object.fromEntries([each])));
  expect(session.run('sums', []).map(([sum]) => sum)).toEqual(sides.map((side, i) => side * side * (i + 1)));
  session.dispose();
  state.dispose();
  tf.dispose(variables);
  const few = new GraphState({ a: tf.variable(tf.zeros([2])), b: tf.variable(tf.zeros([3])) });
  compile((x) => x, { inputs: [{ shape: [] }], state: few, name: 'same' });
  const together = new GraphSession(few.program());
  expect(() => together.writeState({ a: Float32Array.of(1, 2) })).toThrow('B got no values');
  expect(() => together.writeState({ c: Float32Array.of(1) })).toThrow("no variable 'c'");
  expect(() => together.run('same', [Float32Array.of(1)])).toThrow('has no value');
  together.dispose();
  few.dispose();
});

it('a session gives TensorFlow no memory that it would use as it is', () => {
  const weight = tf.variable(tf.zeros([4]));
  const state = new GraphState({ weight });
  compile((x) => tf.mul(x, weight), { inputs: [{ shape: [4] }], state, name: 'scale' });
  const binding = loadBinding();
  const createTensor = vi.fn(binding.createTensor);
  const session = new GraphSession(
    state.program(),
    Object.create(binding, { createTensor: { value: createTensor } })
  );
  // One of these places is at a boundary of 64 bytes, wherever the memory begins.
  const memory = new ArrayBuffer(128);
  for (const offset of [0, 16, 32, 48]) {
    const own = new Float32Array(memory, offset, 4).fill(3);
    session.writeState({ weight: own });
    session.run('scale', [own]);
  }
  const arrays = createTensor.mock.calls.map(([, , values]) => values as Float32Array);
  expect(arrays).toHaveLength(8);
  // Memory of Node begins at multiples of 16 bytes, and TensorFlow uses what begins at multiples of 16 or more.
  expect(arrays.map(({ byteOffset, buffer }) => [byteOffset % 16 !== 0, buffer !== memory])).toEqual(
    arrays.map(() => [true, true])
  );
  session.dispose();
  state.dispose();
});

describe('random draws', () => {
  it('are those of the eager function, differ at each run and repeat with the seed', () => {
    const eager = new RandomStream(7);
    const stream = new RandomStream(7);
    const compiled = compile(() => [stream.uniform([4]), stream.uniform([4])], { inputs: [] });
    for (let run = 0; run < 3; run++) {
      expect(compiled().map(values)).toEqual([values(eager.uniform([4])), values(eager.uniform([4]))]);
    }
    expect(stream.state).toEqual(eager.state);
    stream.state = { seed: 7, draws: 0 };
    eager.state = { seed: 7, draws: 0 };
    expect(values(compiled()[0])).toEqual(values(eager.uniform([4])));
    compiled.dispose();
  });
});

describe("what can't be recorded", () => {
  const refused = (fn: (x: Tensor) => Tensor, state?: GraphState): (() => unknown) => {
    return () => compile(fn, { inputs: [{ shape: [2] }], state });
  };

  it('is named with the operation and the line', () => {
    expect(refused((x) => tf.scalar(x.dataSync()[0]))).toThrow(
      /read by .*dataSync at .*compile\.test\.ts:\d+/
    );
    expect(refused((x) => tf.add(x, tf.randomUniform([2])))).toThrow(
      /drawn in JavaScript .*compile\.test\.ts:\d+/
    );
    expect(refused((x) => tf.fill([2], 1).slice([0], [x.arraySync() as unknown as number]))).toThrow(
      /arraySync/
    );
    const outside = tf.variable(tf.zeros([2]));
    expect(refused((x) => (outside.assign(x as Tensor1D), x))).toThrow(
      /changed .*compile\.test\.ts:\d+.* not part of/
    );
    expect(refused(() => 5 as unknown as Tensor)).toThrow('returned number');
    expect(refused((async (x: Tensor) => Promise.resolve(x)) as unknown as (x: Tensor) => Tensor)).toThrow(
      'returned a promise'
    );
    expect(() => compile((x) => compile(tf.neg, { inputs: [] })(x), { inputs: [{ shape: [1] }] })).toThrow(
      'while another one was being recorded'
    );
    expect(() => applyNative('ResourceApplyMomentum', {}, [])).toThrow('no function is being recorded');
  });

  it('leaves everything as it was', () => {
    const weight = tf.variable(tf.tensor1d([1, 2]));
    const before = tf.memory().numTensors;
    const state = new GraphState({ weight });
    expect(
      refused((x) => {
        weight.assign(x as Tensor1D);
        return tf.scalar(x.dataSync()[0]);
      }, state)
    ).toThrow('are read');
    expect(values(weight)).toEqual([1, 2]);
    expect(tf.memory().numTensors).toBe(before);
    expect(values(tf.randomUniform([1], 3, 4))[0]).toBeGreaterThanOrEqual(3);
  });
});

it('withControl runs plainly outside a recording', () => {
  expect(withControl([], () => 5)).toBe(5);
});

describe('a value that is held', () => {
  const attributes = { dtype: { type: 'float32' } } as const;
  const holders: Record<string, (variable: Tensor) => Tensor> = {
    'as a clone': (variable) => tf.clone(variable),
    'in another shape': (variable) => tf.reshape(variable, [2, 1]),
    'by a second tensor': (variable) => tf.clone(tf.clone(variable)),
    'beyond a tidy': (variable) => tf.tidy(() => tf.clone(variable))
  };

  it.each(Object.entries(holders))('%s, is that before changes in place', (_, hold) => {
    const stepped = tf.variable(tf.tensor1d([1, 2]));
    const state = new GraphState({ stepped });
    const fn = compile(
      (x) => {
        const first = hold(stepped as Tensor);
        applyNative('AssignAddVariableOp', attributes, [stepped, x]);
        const second = hold(stepped as Tensor);
        tf.tidy(() => applyNative('AssignAddVariableOp', attributes, [stepped, x]));
        const third = hold(stepped as Tensor);
        onlyIf(tf.greater(tf.sum(x), 0), () => {
          applyNative('AssignAddVariableOp', attributes, [stepped, x]);
        });
        return [first, second, third, tf.clone(stepped as Tensor)];
      },
      { inputs: [{ shape: [2] }], state }
    );
    const run = (x: number[]): number[][] =>
      tf.tidy(() => fn(tf.tensor1d(x)).map((tensor) => Array.from(tensor.dataSync())));
    expect(run([10, 0])).toEqual([
      [1, 2],
      [11, 2],
      [21, 2],
      [31, 2]
    ]);
    expect(run([-1, 0])).toEqual([
      [31, 2],
      [30, 2],
      [29, 2],
      [29, 2]
    ]);
    state.dispose();
    tf.dispose(stepped);
  });

  it('is not read for nothing', () => {
    const stepped = tf.variable(tf.tensor1d([1, 2]));
    const state = new GraphState({ stepped });
    compile(
      (x) => {
        tf.dispose(tf.clone(stepped as Tensor));
        onlyIf(tf.greater(tf.sum(x), 0), () => {
          applyNative('AssignAddVariableOp', attributes, [stepped, x]);
        });
        return x;
      },
      { inputs: [{ shape: [2] }], state }
    );
    // What else reads it is the state's own way out.
    const own = state.nodes.filter(({ name }) => !name.startsWith('state/'));
    expect(own.map(({ op }) => op)).not.toContain('ReadVariableOp');
    state.dispose();
    tf.dispose(stepped);
  });
});

describe('changes on a condition', () => {
  it('are made where it holds when the graph runs, and the values before stay otherwise', () => {
    const [stepped, assigned] = [tf.variable(tf.tensor1d([1, 2])), tf.variable(tf.scalar(5))];
    const state = new GraphState({ stepped, assigned });
    const fn = compile(
      (x) => {
        onlyIf(tf.greater(tf.sum(x), 0), () => {
          const attributes = { dtype: { type: 'float32' } } as const;
          applyNative('AssignAddVariableOp', attributes, [stepped, x]);
          // What is read here has the first change, also where none is made.
          assigned.assign(tf.sum(stepped as Tensor));
          applyNative('AssignAddVariableOp', attributes, [stepped, x]);
        });
        return [tf.clone(stepped as Tensor), tf.clone(assigned as Tensor)];
      },
      { inputs: [{ shape: [2] }], state, name: 'maybe' }
    );
    const run = (x: number[]): number[][] =>
      tf.tidy(() => fn(tf.tensor1d(x)).map((tensor) => Array.from(tensor.dataSync())));
    expect(run([-1, 0])).toEqual([[1, 2], [5]]);
    expect(run([1, 0])).toEqual([[3, 2], [4]]);
    expect(run([-9, 1])).toEqual([[3, 2], [4]]);
    expect(run([0, 2])).toEqual([[3, 6], [7]]);
    state.pull();
    expect([...stepped.dataSync(), ...assigned.dataSync()]).toEqual([3, 6, 7]);
    state.dispose();
  });

  it('are made at once outside of a graph', () => {
    let made = 0;
    onlyIf(tf.scalar(false, 'bool'), () => made++);
    onlyIf(tf.scalar(true, 'bool'), () => made++);
    expect(made).toBe(1);
  });
});
