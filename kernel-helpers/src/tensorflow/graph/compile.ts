import type { Tensor, Variable } from '@tensorflow/tfjs';
import { type OptionNames, unknownOption } from '../../analysis/option-names';
import { TensorFlowError } from '../errors';
import { loadTensorFlow, nativeBackend, tensorFlowInfo, usedOperations } from '../load';
import type { DrawnStream } from './drawn-stream';
import { encodeSavedModel, type Signature } from './definition';
import { requireInputs, requireShapes, type TensorSpec } from './inputs';
import { withNativeOperations } from './native';
import type { GraphNode } from './node';
import { type Precision, toMixedPrecision } from './precision';
import { outputName, type Program, type ProgramFunction, type Values } from './program';
import { withRecomputation } from './recomputation';
import { type Recorded, Recorder } from './recorder';
import { GraphSession } from './session';
import { type StateVariable, stateVariable, type StateWrite, stateWrites } from './state-variables';
import { withJoinedUpdates } from './updates';

/** What a function may return: a tensor, a list, or tensors by name. */
export type CompiledResult = Tensor | Tensor[] | Record<string, Tensor>;

export interface CompileOptions {
  /** One for each parameter. */
  inputs: readonly TensorSpec[];
  /** Variables that the function reads and changes; none by default, so that weights become constants. */
  state?: GraphState;
  /** Of the function in the graph; letters, digits, `_`. Default `function`. */
  name?: string;
  /** Gives other nodes for the recorded ones; inputs, outputs and variables keep their names. */
  rewrite?: (nodes: readonly GraphNode[]) => GraphNode[];
  /** What convolutions and matrix products compute in; default `float32`. See `toMixedPrecision`. */
  precision?: Precision;
  /**
   * Computes activations once more where gradients need them, rather than to hold them: less memory, hardly more time, the
   * same bits in training; in a graph whose maps have three readers, TensorFlow may add gradients in another order. Of
   * normalisations that operations of ours compute, which they do in float32 on CPUs; default true.
   */
  recompute?: boolean;
}

const COMPILE_OPTIONS: OptionNames<CompileOptions> = {
  inputs: true,
  state: true,
  name: true,
  rewrite: true,
  precision: true,
  recompute: true
};

/** A recorded function: called like the original, run as one call of TensorFlow. */
export interface CompiledFunction<Result extends CompiledResult> {
  (...inputs: Tensor[]): Result;
  readonly functionName: string;
  readonly state: GraphState;
  /** Frees a state that belongs to this function alone; a shared one is disposed by itself. */
  dispose(): void;
}

interface RecordedFunction {
  recorded: Recorded;
  /** With operations of ours; null where there are none, or nothing is one. */
  native: GraphNode[] | null;
  outputs: ProgramFunction['outputs'];
}

/**
 * Variables that compiled functions share: weights, moving statistics, slots of an optimiser.
 *
 * The variables' values enter the graph at the first run. From then on the graph holds the truth: `pull` copies it
 * into the variables, `push` copies the variables' values into it.
 */
export class GraphState {
  /** Streams of random numbers that the functions draw from, in the order of their rows. */
  readonly streams: DrawnStream[] = [];
  private readonly entries: StateVariable[];
  private readonly writes: StateWrite[];
  private readonly functions = new Map<string, RecordedFunction>();
  private session: { session: GraphSession; program: Program } | null = null;

  /** @param variables By names of the caller's choice. */
  constructor(variables: Readonly<Record<string, Variable>> = {}) {
    const taken = new Set<string>();
    this.entries = Object.entries(variables).map(([name, variable]) => {
      const path = unique(`state/${name.replace(/[^\w./-]/g, '_')}`, taken);
      return stateVariable(name, path, variable);
    });
    this.writes = stateWrites(this.entries);
  }

  /** The graph as it runs here, as plain data. */
  get nodes(): GraphNode[] {
    return this.nodesOf(({ native, recorded }) => native ?? recorded.nodes);
  }

  /** Copies the variables' present values into the graph. */
  push(): void {
    this.write(this.loaded().session);
  }

  /** Copies the graph's values into the variables; does nothing before the first run. */
  pull(): void {
    if (this.session !== null) {
      this.assign(this.session.session.readState());
    }
  }

  /** Gives the variables values that were read from a session of this state's program. */
  assign(values: Readonly<Record<string, Values>>): void {
    const tf = loadTensorFlow();
    for (const { name, variable } of this.entries) {
      if (name in values) {
        const tensor = tf.tensor(values[name], variable.shape, variable.dtype);
        variable.assign(tensor);
        tensor.dispose();
      }
    }
  }

  /** The variables' present values, as a session takes them. */
  values(): Record<string, Values> {
    return Object.fromEntries(
      this.entries.map(({ name, variable }) => [name, variable.dataSync() as Values])
    );
  }

  /** The functions recorded so far, as plain data. */
  program(): Program {
    const functions = Object.fromEntries(
      [...this.functions].map(([name, { recorded, outputs }]): [string, ProgramFunction] => {
        const { inputs, random, draws } = recorded;
        const taken = this.streams.map((_, row) => draws.get(row) ?? 0);
        return [name, { inputs, outputs, random, draws: taken }];
      })
    );
    const state = this.entries.map(({ program }) => program);
    const writes = this.writes.map(({ variables, done }) => ({ variables, done }));
    const savedModel = this.encode(functions, this.nodes);
    const native = [...this.functions.values()].some((each) => each.native !== null);
    return { savedModel, functions, state, writes, streams: this.streams.length, native };
  }

  /**
   * The graph as the content of a SavedModel that every TensorFlow loads: of its own operations alone.
   * @param functions Its signatures.
   * @param initialization Nodes that give the variables values when the model is loaded; the last one is run.
   */
  export(functions: Program['functions'], initialization: GraphNode[]): Uint8Array {
    const nodes = [...this.nodesOf(({ recorded }) => recorded.nodes), ...initialization];
    return this.encode(functions, nodes, initialization.at(-1)?.name);
  }

  private encode(functions: Program['functions'], nodes: GraphNode[], initialization?: string): Uint8Array {
    const signatures = Object.fromEntries(
      Object.entries(functions).map(([name, each]) => [name, this.signature(each)])
    );
    return encodeSavedModel({
      nodes,
      signatures,
      initialization,
      tensorflowVersion: tensorFlowInfo().libraryVersion
    });
  }

  private nodesOf(choice: (recorded: RecordedFunction) => GraphNode[]): GraphNode[] {
    const state = [...this.entries.flatMap(({ nodes }) => nodes), ...this.writes.map(({ node }) => node)];
    return [...state, ...[...this.functions.values()].flatMap(choice)];
  }

  /** Values as they stand: the graph's after the first run, the variables' before. */
  present(): Record<string, Values> {
    return this.session?.session.readState() ?? this.values();
  }

  /** Rows of seed and draws of all streams as they stand. */
  randomRows(): Int32Array {
    return Int32Array.from(this.streams.flatMap(({ state: { seed, draws } }) => [seed, draws]));
  }

  /** Moves the streams on by the draws of so many runs of a function. */
  advance(draws: readonly number[], runs = 1): void {
    this.streams.forEach((stream, row) => {
      const { seed, draws: before } = stream.state;
      stream.state = { seed, draws: before + runs * (draws[row] ?? 0) };
    });
  }

  /** Frees the session and its memory. The variables stay. */
  dispose(): void {
    this.session?.session.dispose();
    this.session = null;
    this.functions.clear();
  }

  /** Records a function under a name of its own. Called by `compile`. */
  add(
    name: string,
    { inputs, rewrite, precision = 'float32', recompute = true }: Omit<CompileOptions, 'state' | 'name'>,
    fn: (inputs: Tensor[]) => CompiledResult
  ): string {
    const own = unique(requireName(name), new Set(this.functions.keys()));
    const recorder = new Recorder(own, {
      variables: this.entries,
      rowOf: (stream) => {
        const row = this.streams.indexOf(stream);
        return row < 0 ? this.streams.push(stream) - 1 : row;
      }
    });
    let keys: Array<string | number | null> = [];
    requireShapes(own, inputs);
    const specs = inputs.map(({ shape, dtype = 'float32' }) => ({ shape: [...shape], dtype }));
    const recorded = recorder.record(specs, (tensors) => {
      const parts = partsOf(fn(tensors));
      keys = parts.map(({ key }) => key);
      return parts.map(({ tensor }) => tensor);
    });
    const outputs = recorded.outputs.map((output, i) => ({ ...output, key: keys[i] }));
    const nodes = toMixedPrecision(rewrite?.(recorded.nodes) ?? recorded.nodes, precision);
    const fused = precision === 'float32' ? nativeNodes(recorded, nodes) : null;
    const native = fused && recompute ? withRecomputation(fused) : fused;
    this.functions.set(own, { recorded: { ...recorded, nodes }, native, outputs });
    // A graph can't grow once it is loaded: the values move into the new one.
    const values = this.session?.session.readState();
    this.session?.session.dispose();
    this.session = null;
    if (values) {
      this.assign(values);
    }
    return own;
  }

  /** Runs a function of this state. Called by what `compile` returns. */
  run(name: string, inputs: readonly Tensor[]): CompiledResult {
    if (!this.functions.has(name)) {
      const found = `'${name}' was disposed with its state.`;
      throw new TensorFlowError('invalid-argument', found, 'one in use', 'Compile it again.');
    }
    const { session, program } = this.loaded();
    const { inputs: expected, outputs, random, draws } = program.functions[name];
    requireInputs(name, inputs, expected);
    const backend = nativeBackend();
    const handles = backend['getInputTensorIds']([...inputs]);
    const results = session.runHandles(name, handles, random === null ? undefined : this.randomRows());
    this.advance(draws);
    const tensors = results.map((result) => backend['createOutputTensor'](result));
    return resultOf(tensors, outputs);
  }

  private loaded(): { session: GraphSession; program: Program } {
    if (this.session === null) {
      const program = this.program();
      const session = new GraphSession(program);
      this.write(session);
      this.session = { session, program };
    }
    return this.session;
  }

  private write(session: GraphSession): void {
    session.writeState(this.values());
  }

  private signature({ inputs, outputs, random }: ProgramFunction): Signature {
    const fed = inputs.map((input, i): [string, typeof input] => [`input_${i}`, input]);
    const drawn: typeof fed =
      random === null
        ? []
        : [['random', { tensor: random, dtype: 'int32', shape: [this.streams.length, 2] }]];
    return {
      inputs: Object.fromEntries([...fed, ...drawn]),
      outputs: Object.fromEntries(outputs.map((output) => [outputName(output.key), output]))
    };
  }
}

/**
 * Records what a function does with tensors, and returns a function that does the same in one call of TensorFlow:
 * what `tf.function` is to Keras. TensorFlow then plans memory, folds constants, fuses operations and runs
 * independent ones at once.
 *
 * The function is called once, now, on symbolic tensors: shapes are known, values are not. Layers, `tf.*` operations,
 * gradients (`tf.grads`, `tf.variableGrads`), draws from a RandomStream and `variable.assign` become part of the
 * graph. Control flow of JavaScript is followed once, as it goes now.
 *
 * @param fn Synchronous; of tensors to a tensor, a list or a record of tensors.
 * @returns A function of the same tensors; what it returns belongs to the caller, as with any operation.
 * @throws TensorFlowError `recording` for what can't be recorded, naming the operation and the line;
 *   `invalid-argument` for a shape with an open size.
 */
export function compile<Result extends CompiledResult>(
  fn: (...inputs: Tensor[]) => Result,
  options: CompileOptions
): CompiledFunction<Result> {
  const unknown = unknownOption(options, Object.keys(COMPILE_OPTIONS));
  if (unknown) {
    const found = `compile() got ${unknown.name}.`;
    throw new TensorFlowError('invalid-argument', found, unknown.expected, unknown.remedy);
  }
  const { state = new GraphState(), name = 'function' } = options;
  const owned = options.state === undefined;
  const functionName = state.add(name, options, (tensors) => fn(...tensors));
  const call = (...tensors: Tensor[]): Result => state.run(functionName, tensors) as Result;
  const dispose = (): void => {
    if (owned) {
      state.dispose();
    }
  };
  return Object.assign(call, { functionName, state, dispose });
}

/** The graph with operations of ours; null where it gets none. */
function nativeNodes(recorded: Recorded, nodes: readonly GraphNode[]): GraphNode[] | null {
  const operations = usedOperations();
  if (operations === null || 'fault' in operations) {
    return null;
  }
  const kept = recorded.outputs.map(({ tensor }) => tensor.replace(/:0$/, ''));
  const native = withNativeOperations(recorded.nodes, nodes, recorded.equivalents, kept);
  const rewritten = withJoinedUpdates(native);
  return rewritten.some(({ op }) => op.startsWith('Enet')) ? rewritten : null;
}

function partsOf(result: CompiledResult): Array<{ key: string | number | null; tensor: Tensor }> {
  const { Tensor: TensorClass } = loadTensorFlow();
  refusePromise(result);
  const parts =
    result instanceof TensorClass
      ? [{ key: null, tensor: result as Tensor }]
      : Array.isArray(result)
        ? result.map((tensor, key) => ({ key, tensor }))
        : Object.entries(result ?? {}).map(([key, tensor]) => ({ key, tensor }));
  const bad = parts.find(({ tensor }) => !(tensor instanceof TensorClass));
  if (bad || parts.length === 0) {
    const got = bad ? `${typeof bad.tensor} as '${bad.key}'` : typeof result;
    const found = `The function returned ${got}.`;
    const expected = 'a tensor, a list of tensors or an object of tensors';
    throw new TensorFlowError('recording', found, expected, 'Return what was computed.');
  }
  return parts;
}

function refusePromise(result: unknown): void {
  if (result instanceof Promise) {
    // What it waits for has no values now; that it fails on them must not end the process.
    result.catch(() => undefined);
    const found = 'The function returned a promise.';
    const remedy =
      'Only synchronous functions can be compiled: return its tensors and wait for their values after the run.';
    throw new TensorFlowError('recording', found, 'tensors', remedy);
  }
}

function resultOf(tensors: Tensor[], outputs: ProgramFunction['outputs']): CompiledResult {
  const [{ key }] = outputs;
  if (key === null) {
    return tensors[0];
  }
  return typeof key === 'number'
    ? tensors
    : Object.fromEntries(tensors.map((tensor, i) => [String(outputs[i].key), tensor]));
}

function requireName(name: string): string {
  if (!/^[A-Za-z]\w*$/.test(name)) {
    const found = `A function's name is '${name}'.`;
    const expected = 'letters, digits and _, beginning with a letter';
    throw new TensorFlowError('invalid-argument', found, expected, 'Choose another name.');
  }
  return name;
}

function unique(name: string, taken: Set<string>): string {
  let own = name;
  for (let i = 2; taken.has(own); i++) {
    own = `${name}_${i}`;
  }
  taken.add(own);
  return own;
}
