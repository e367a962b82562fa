import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { TensorFlowError } from '../errors';
import type { CompiledFunction, CompiledResult, GraphState } from './compile';
import type { GraphNode } from './node';

/** Name by which TensorFlow Serving and others call a model's only function. */
const DEFAULT_SIGNATURE = 'serving_default';

/**
 * Writes a compiled function, or all functions of a state, as a SavedModel: a folder that every TensorFlow loads.
 *
 * Each function is a signature with inputs `input_0`, … and outputs `output_0`, … or the record's own names; a lone
 * function is `serving_default` too. Functions that draw random numbers take `random`, int32 [streams, 2] of seed and
 * draws so far, besides. Variables have their present values when the model is loaded.
 *
 * In Python: `tf.saved_model.load(folder).signatures['train'](input_0=…)`.
 *
 * @param folder Must not exist, or be empty.
 * @returns The folder's absolute path.
 * @throws TensorFlowError `invalid-argument` for a folder with something in it, and for variables that are not finite;
 *   Error of the file system, leaving nothing half written.
 */
export function exportSavedModel(
  graph: GraphState | CompiledFunction<CompiledResult>,
  folder: string
): string {
  const state = typeof graph === 'function' ? graph.state : graph;
  const target = resolve(folder);
  requireFree(target);
  requireFinite(state);
  const { functions } = state.program();
  const [only, ...others] = Object.values(functions);
  const alias: typeof functions = only && others.length === 0 ? { [DEFAULT_SIGNATURE]: only } : {};
  const savedModel = state.export({ ...functions, ...alias }, initialization(state));
  const temporary = join(dirname(target), `.exporting-${randomBytes(6).toString('hex')}`);
  try {
    mkdirSync(temporary, { recursive: true });
    writeFileSync(join(temporary, 'saved_model.pb'), savedModel, { flag: 'wx' });
    rmSync(target, { recursive: true, force: true });
    renameSync(temporary, target);
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true });
    throw error;
  }
  return target;
}

/** Nodes that give each variable its present value, the last one after all others; none without variables. */
function initialization(state: GraphState): GraphNode[] {
  const values = state.present();
  const nodes = state.program().state.flatMap(({ name, shape, dtype, read }): GraphNode[] => {
    const path = read.replace(/\/read:0$/, '');
    const { buffer, byteOffset, byteLength } = values[name];
    const tensor = { dtype, shape, bytes: new Uint8Array(buffer, byteOffset, byteLength) };
    return [
      {
        name: `${path}/initial`,
        op: 'Const',
        inputs: [],
        attributes: { dtype: { type: dtype }, value: { tensor } }
      },
      {
        name: `${path}/initialize`,
        op: 'AssignVariableOp',
        inputs: [`${path}/handle`, `${path}/initial`],
        attributes: { dtype: { type: dtype } }
      }
    ];
  });
  if (nodes.length === 0) {
    return [];
  }
  const assigned = nodes.filter(({ op }) => op === 'AssignVariableOp').map(({ name }) => `^${name}`);
  return [...nodes, { name: 'state/initialize', op: 'NoOp', inputs: assigned, attributes: {} }];
}

/** As in files of weights: one of values that are not finite looks like any other. */
function requireFinite(state: GraphState): void {
  const faulty = Object.entries(state.present()).find(
    ([, values]) => values instanceof Float32Array && !values.every(Number.isFinite)
  );
  if (faulty) {
    throw new TensorFlowError(
      'invalid-argument',
      `Got values that are not finite in ${faulty[0]}.`,
      'finite variables to export',
      'They are damaged or come from a run that diverged: load an earlier checkpoint.'
    );
  }
}

function requireFree(target: string): void {
  let names: string[];
  try {
    names = readdirSync(target);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return;
    }
    const remedy = 'Choose a folder that does not exist yet.';
    const found = `${target} is not a folder that can be written.`;
    throw new TensorFlowError('invalid-argument', found, 'one', remedy, { cause: error });
  }
  if (names.length > 0) {
    const found = `${target} holds ${names.length} files already, ${names[0]} among them.`;
    throw new TensorFlowError(
      'invalid-argument',
      found,
      'an empty folder, or none',
      'Choose a folder that does not exist yet, or empty it.'
    );
  }
}
