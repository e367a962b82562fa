import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadTensorFlow } from '../load';
import { RandomStream } from '../random';
import { nativeBackend } from '../load';
import { compile, exportSavedModel, GraphState, inspectGraph } from './index';

const tf = loadTensorFlow();

describe('an inspected graph', () => {
  it('tells functions, state, operations and large constants', () => {
    const weight = tf.variable(tf.ones([100, 20]));
    const state = new GraphState({ weight });
    const table = tf.randomNormal([30, 50], 0, 1, 'float32', 1);
    const stream = new RandomStream(1);
    compile(
      (x) => ({
        y: tf.matMul(x as Tensor2D, weight),
        z: tf.sum(stream.uniform([2]))
      }),
      {
        inputs: [{ shape: [4, 100] }],
        state,
        name: 'first'
      }
    );
    compile((x) => tf.matMul(table as Tensor2D, x as Tensor2D), {
      inputs: [{ shape: [50, 1] }],
      state,
      name: 'second'
    });
    const inspection = inspectGraph(state);
    expect(inspection.functions.map(({ name, draws }) => [name, draws])).toEqual([
      ['first', 1],
      ['second', 0]
    ]);
    expect(inspection.functions[0].outputs).toEqual([
      { name: 'y', shape: [4, 20], dtype: 'float32' },
      { name: 'z', shape: [], dtype: 'float32' }
    ]);
    expect(inspection.state).toEqual([{ name: 'weight', shape: [100, 20], dtype: 'float32' }]);
    expect(inspection.stateBytes).toBe(8000);
    expect(inspection.operations.find(({ op }) => op.includes('MatMul'))?.count).toBe(2);
    expect(inspection.operations.reduce((sum, { count }) => sum + count, 0)).toBe(inspection.nodes);
    expect(inspection.largeConstants.map(({ shape, bytes }) => ({ shape, bytes }))).toEqual([
      { shape: [30, 50], bytes: 6000 }
    ]);
    expect(inspection.definitionBytes).toBeGreaterThan(inspection.constantBytes);
    expect(JSON.parse(JSON.stringify(inspection))).toEqual(inspection);
    state.dispose();
  });
});

describe('an exported model', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'export-test-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is loaded with its values by the native library too', () => {
    const weight = tf.variable(tf.tensor1d([1, 2]));
    const state = new GraphState({ weight });
    const grow = compile(
      (x) => {
        weight.assign(tf.add(weight, x) as Tensor1D);
        return weight.clone();
      },
      { inputs: [{ shape: [2] }], state, name: 'grow' }
    );
    grow(tf.tensor1d([1, 1]));
    const path = exportSavedModel(grow, join(folder, 'grow'));
    expect(readdirSync(path)).toEqual(['saved_model.pb']);
    const { binding } = nativeBackend();
    const id = binding.loadSavedModel(`${path}/`, 'serve');
    const input = binding.createTensor([2], binding.TF_FLOAT, Float32Array.of(1, 1));
    const [output] = binding.runSavedModel(id, [input], 'grow/input_0:0', 'grow/output_0:0');
    // [1, 2] grew once before the export and once after.
    expect([...binding.tensorDataSync(output.id)]).toEqual([3, 4]);
    binding.deleteSavedModel(id);
    state.dispose();
  });

  it('is not written of variables that are not finite', () => {
    const weight = tf.variable(tf.tensor1d([1, NaN]));
    const state = new GraphState({ weight });
    const grow = compile((x) => tf.add(weight, x), { inputs: [{ shape: [2] }], state });
    grow(tf.tensor1d([1, 1]));
    expect(() => exportSavedModel(grow, join(folder, 'damaged'))).toThrow(
      'Got values that are not finite in weight. Expected finite variables to export.'
    );
    expect(readdirSync(folder)).not.toContain('damaged');
    state.dispose();
  });

  it('does not touch a folder that holds something, and leaves nothing half written', () => {
    const negative = compile((x) => tf.neg(x), { inputs: [{ shape: [1] }] });
    const full = join(folder, 'full');
    mkdirSync(full);
    writeFileSync(join(full, 'thesis.txt'), 'years');
    expect(() => exportSavedModel(negative, full)).toThrow(
      /full holds 1 files already, thesis\.txt among them/
    );
    expect(() => exportSavedModel(negative, join(full, 'thesis.txt'))).toThrow('is not a folder');
    expect(() => exportSavedModel(negative, '/dev/null/model')).toThrow('is not a folder');
    const empty = join(folder, 'empty');
    mkdirSync(empty);
    expect(exportSavedModel(negative, empty)).toBe(empty);
    expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);
    negative.dispose();
  });
});
