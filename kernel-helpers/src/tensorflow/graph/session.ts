import { TensorFlowError } from '../errors';
import { loadBinding, type NativeBinding, nativeOperations } from '../load';
import { requireNativeOperations } from '../native-operations';
import { elements } from './node';
import type { Program, ProgramFunction, ProgramTensor, ProgramVariable, Values } from './program';
import { withSavedModelFolder } from './private-folder';

/**
 * A program loaded into TensorFlow, with its own state. It needs the native binding alone, not TensorFlow.js, so it
 * starts fast in a worker thread. A run blocks its thread until TensorFlow is done.
 */
export class GraphSession {
  private id: number | null;
  private readonly written = new Set<string>();
  /** Values on their way to TensorFlow. */
  private copied = new ArrayBuffer(0);

  /** @throws TensorFlowError when the binding is missing; Error with TensorFlow's message for a graph it refuses. */
  constructor(
    private readonly program: Program,
    private readonly binding: NativeBinding = loadBinding()
  ) {
    if (program.native) {
      requireNativeOperations(nativeOperations());
    }
    this.id = withSavedModelFolder(program.savedModel, (folder) =>
      this.binding.loadSavedModel(`${folder}/`, 'serve')
    );
  }

  /**
   * Runs a function on values.
   * @param random Rows of seed and draws of all streams, for functions that draw.
   * @returns One array for each output, in order.
   */
  run(name: string, inputs: readonly Values[], random?: Int32Array): Values[] {
    const { feeds, outputs } = this.call(name, random);
    feeds.push(...this.functionOf(name).inputs.map((input, i): Feed => [input, inputs[i]]));
    return this.execute(feeds, outputs);
  }

  /**
   * Runs a function on tensors of the binding.
   * @returns Handles of the outputs, which belong to the caller.
   */
  runHandles(name: string, handles: readonly number[], random?: Int32Array): NativeTensor[] {
    const { feeds, outputs } = this.call(name, random);
    const { inputs } = this.functionOf(name);
    const made = this.create(feeds);
    try {
      return this.native([...made, ...handles], [...feeds.map(([feed]) => feed), ...inputs], outputs);
    } finally {
      made.forEach((handle) => this.binding.deleteTensor(handle));
    }
  }

  /**
   * Stores values of variables, of all that are written together.
   * @throws TensorFlowError `invalid-argument` for unknown names, missing ones and wrong lengths.
   */
  writeState(values: Readonly<Record<string, Values>>): void {
    Object.keys(values).forEach((name) => this.variableOf(name));
    for (const { variables, done } of this.program.writes) {
      if (variables.some((name) => name in values)) {
        this.write(variables, values, done);
      }
    }
  }

  /** Lets no run begin before the whole state was written anew. */
  forgetState(): void {
    this.written.clear();
  }

  /** Copies of variables' values; of all by default. */
  readState(names: readonly string[] = this.program.state.map(({ name }) => name)): Record<string, Values> {
    if (names.length === 0) {
      return {};
    }
    const variables = names.map((name) => this.variableOf(name));
    const values = this.execute(
      [],
      variables.map(({ read }) => read)
    );
    return Object.fromEntries(names.map((name, i) => [name, values[i]]));
  }

  /** Frees the graph, its state and its memory. */
  dispose(): void {
    if (this.id !== null) {
      this.binding.deleteSavedModel(this.id);
      this.id = null;
    }
  }

  private write(names: readonly string[], values: Readonly<Record<string, Values>>, done: string): void {
    const feeds = names.map((name): Feed => {
      const variable = this.variableOf(name);
      requireLength(name, variable.shape, values[name]);
      return [{ ...variable, tensor: variable.feed }, values[name]];
    });
    this.execute(feeds, [done]);
    names.forEach((name) => this.written.add(name));
  }

  private call(name: string, random: Int32Array | undefined): { feeds: Feed[]; outputs: string[] } {
    const { random: tensor, outputs } = this.functionOf(name);
    const missing = this.program.state.find((variable) => !this.written.has(variable.name));
    if (missing) {
      const found = `The variable '${missing.name}' has no value yet.`;
      const remedy = 'Write the whole state before the first run.';
      throw new TensorFlowError('invalid-argument', found, 'a value for each variable', remedy);
    }
    const shape = [this.program.streams, 2];
    const feeds: Feed[] = [];
    if (tensor !== null) {
      feeds.push([{ tensor, shape, dtype: 'int32' }, random ?? new Int32Array(0)]);
      requireLength('the random streams', shape, random ?? new Int32Array(0));
    }
    return { feeds, outputs: outputs.map((output) => output.tensor) };
  }

  private execute(feeds: readonly Feed[], fetches: readonly string[]): Values[] {
    const handles = this.create(feeds);
    try {
      const tensors = feeds.map(([tensor]) => tensor);
      return this.native(handles, tensors, fetches).map(({ id }) => {
        const values = this.binding.tensorDataSync(id);
        this.binding.deleteTensor(id);
        return values;
      });
    } finally {
      handles.forEach((handle) => this.binding.deleteTensor(handle));
    }
  }

  private create(feeds: readonly Feed[]): number[] {
    feeds.forEach(([{ tensor, shape }, values]) => requireLength(tensor, shape, values));
    const { TF_FLOAT, TF_INT32, TF_BOOL } = this.binding;
    const dtypes: Partial<Record<string, number>> = { float32: TF_FLOAT, int32: TF_INT32, bool: TF_BOOL };
    return feeds.map(([{ shape, dtype }, values]) =>
      this.binding.createTensor(shape, dtypes[dtype] ?? TF_FLOAT, this.unshared(values))
    );
  }

  /**
   * A copy that TensorFlow copies once more, before the next one is made in the same memory. It would use memory that
   * happens to begin at its boundary as it is, and give it back in whatever thread needs it last, a variable's in the
   * middle of a step: Node allows that in one thread only, and several at once damage the process's memory.
   */
  private unshared<T extends Values>(values: T): T {
    if (this.copied.byteLength < OFF_BOUNDARY + values.byteLength) {
      this.copied = new ArrayBuffer(OFF_BOUNDARY + values.byteLength);
    }
    const kind = values.constructor as new (buffer: ArrayBufferLike, offset: number, length: number) => T;
    const copy = new kind(this.copied, OFF_BOUNDARY, values.length);
    copy.set(values);
    return copy;
  }

  private native(
    handles: readonly number[],
    feeds: ReadonlyArray<Pick<ProgramTensor, 'tensor'>>,
    fetches: readonly string[]
  ): NativeTensor[] {
    if (this.id === null) {
      const found = 'The graph was disposed.';
      throw new TensorFlowError('invalid-argument', found, 'one in use', 'Compile the function again.');
    }
    const names = feeds.map(({ tensor }) => tensor).join(',');
    return this.binding.runSavedModel(this.id, [...handles], names, fetches.join(','));
  }

  private functionOf(name: string): ProgramFunction {
    const { functions } = this.program;
    if (!(name in functions)) {
      const known = Object.keys(functions).join(', ');
      const found = `There is no function '${name}'.`;
      throw new TensorFlowError('invalid-argument', found, `one of ${known}`, 'Call one that was compiled.');
    }
    return functions[name];
  }

  private variableOf(name: string): ProgramVariable {
    const variable = this.program.state.find((each) => each.name === name);
    if (!variable) {
      const remedy = 'Name one of the variables that the state was made with.';
      const known = this.program.state.map((each) => each.name).join(', ');
      const found = `The state has no variable '${name}'.`;
      throw new TensorFlowError('invalid-argument', found, `one of ${known}`, remedy);
    }
    return variable;
  }
}

/** Beside every boundary that TensorFlow wants memory to begin at. */
const OFF_BOUNDARY = 4;

type Feed = [Pick<ProgramTensor, 'tensor' | 'shape' | 'dtype'>, Values];

/** An output as the binding gives it. */
export type NativeTensor = ReturnType<NativeBinding['runSavedModel']>[number];

function requireLength(name: string, shape: readonly number[], values: Values): void {
  if (values?.length !== elements(shape)) {
    const got = `${name[0].toUpperCase()}${name.slice(1)} got ${values?.length ?? 'no'} values`;
    const expected = `${elements(shape)} for its shape [${shape.join(', ')}]`;
    throw new TensorFlowError('invalid-argument', `${got}.`, expected, 'Pass as many.');
  }
}
