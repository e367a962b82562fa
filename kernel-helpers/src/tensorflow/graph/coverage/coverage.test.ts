import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Tensor } from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { loadTensorFlow } from '../../load';
import { randomNormal, randomUniform } from '../../random';
import { compile } from '../compile';
import type { CaseInput, OperationCase } from './case.fixtures';
import { REFUSED_OPERATIONS, UNAVAILABLE_OPERATIONS } from './excluded.fixtures';
import { OPERATION_CASES } from './index.fixtures';

const tf = loadTensorFlow();

function drawn({ shape, domain }: CaseInput, seed: readonly [number, number]): Tensor {
  return tf.tidy(() => {
    switch (domain) {
      case 'normal':
        return randomNormal(shape, seed);
      case 'positive':
        return tf.add(tf.mul(randomUniform(shape, seed), 2), 0.3);
      case 'unit':
        return tf.sub(tf.mul(randomUniform(shape, seed), 1.8), 0.9);
      case 'whole':
        return tf.cast(tf.floor(tf.mul(randomUniform(shape, seed), 4)), 'int32');
      case 'logical':
        return tf.greater(randomUniform(shape, seed), 0.5);
    }
  });
}

const listOf = (result: Tensor | Tensor[]): Tensor[] => (Array.isArray(result) ? result : [result]);

/** What the operation gives and, where it has one, the gradient of a weighted sum of it for each input. */
function withGradients({ apply, inputs, gradient }: OperationCase): (...args: Tensor[]) => Tensor[] {
  return (...args) => {
    const values = listOf(apply(...args));
    if (!gradient) {
      return values;
    }
    const real = inputs.flatMap(({ dtype }, i) => (dtype === undefined ? [i] : []));
    const sum = (...moving: Tensor[]): Tensor => {
      const all = args.map((arg, i) => (real.includes(i) ? moving[real.indexOf(i)] : arg));
      const parts = listOf(apply(...all)).map((part, i) =>
        tf.sum(tf.mul(part, randomNormal(part.shape, [9, i])))
      );
      return tf.addN(parts);
    };
    return [...values, ...tf.grads(sum)(real.map((i) => args[i]))];
  };
}

describe.each(Object.entries(OPERATION_CASES))('compiled %s', (_, cases) => {
  it.each(cases.map((each): [string, OperationCase] => [each.name, each]))('%s', (_name, each) => {
    const before = tf.memory();
    const fn = withGradients(each);
    tf.tidy(() => {
      const compiled = compile(fn, { inputs: each.inputs });
      const { outputs } = compiled.state.program().functions[compiled.functionName];
      for (const seed of [1, 2]) {
        const inputs = each.inputs.map((input, i) => drawn(input, [seed, i]));
        const [actual, expected] = [compiled(...inputs), fn(...inputs)];
        const described = (tensors: Tensor[]): string[] =>
          tensors.map(({ dtype, shape }) => `${dtype} [${shape.join(', ')}]`);
        expect(described(actual)).toEqual(described(expected));
        expect(outputs.map(({ dtype, shape }) => `${dtype} [${shape.join(', ')}]`)).toEqual(
          described(expected)
        );
        actual.forEach((tensor, k) => {
          const truth = expected[k].dataSync();
          const scale = Math.max(1, ...truth.map(Math.abs));
          tensor
            .dataSync()
            .forEach((value, i) => expect(Math.abs(value - truth[i]) / scale).toBeLessThan(1e-5));
        });
      }
      compiled.dispose();
    });
    expect(tf.memory().numTensors).toBe(before.numTensors);
    expect(tf.memory().numDataBuffers).toBe(before.numDataBuffers);
  });
});

const nameOf = ({ name }: OperationCase): string => name.split(' ')[0];

describe('the tables', () => {
  /** Every operation that TensorFlow.js registers, by the name it is called with. */
  function registered(): string[] {
    const spaces = [
      'image',
      'linalg',
      'losses',
      'math',
      'signal',
      'sparse',
      'spectral',
      'string',
      'fused'
    ] as const;
    const functions = Object.entries(tf)
      .filter(([, value]) => typeof value === 'function' && value.name.endsWith('__op'))
      .map(([name]) => name);
    return [
      ...functions,
      ...spaces.flatMap((space) => Object.keys(tf[space]).map((name) => `${space}.${name}`))
    ];
  }

  it('have each operation once', () => {
    const covered = Object.values(OPERATION_CASES).flatMap((cases) => cases.map(nameOf));
    const refused = [...Object.values(REFUSED_OPERATIONS).flat(), ...Object.keys(UNAVAILABLE_OPERATIONS)];
    const known = new Set([...covered, ...refused]);
    // `slice2d` is `slice` of one rank.
    const missing = registered().filter(
      (name) => !known.has(name) && !known.has(name.replace(/[1-4]d$/, ''))
    );
    expect(missing).toEqual([]);
    expect(refused.filter((name) => covered.includes(name))).toEqual([]);
  });

  it('tell truly what has no native kernel', () => {
    Object.values(UNAVAILABLE_OPERATIONS).forEach((kernel) => {
      expect([kernel, tf.getKernel(kernel, 'tensorflow')]).toEqual([kernel, undefined]);
    });
  });

  it('are those of the documentation', () => {
    const readme = readFileSync(join(__dirname, '..', 'README.md'), 'utf8');
    const rows = [...readme.matchAll(/^- (.+?): (.+)$/gm)].map(([, kind, names]) => [kind, names]);
    const list = (names: string[]): string => [...new Set(names)].sort().join(', ');
    expect(rows).toEqual([
      ...Object.entries(OPERATION_CASES).map(([kind, cases]) => [kind, list(cases.map(nameOf))]),
      ...Object.entries(REFUSED_OPERATIONS).map(([reason, names]) => [reason, list(names)]),
      ['no native kernel', list(Object.keys(UNAVAILABLE_OPERATIONS))]
    ]);
  });
});
