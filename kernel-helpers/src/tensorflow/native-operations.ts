import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { commandHere } from '../files';
import { fromEnvironment } from './environment';
import { TensorFlowError } from './errors';

/** Operations of ours in TensorFlow's registry; what they compute is told beside them, in `kernel-helpers/native`. */
export interface NativeOperations {
  /** What their arithmetic uses, the widest that the processor has. */
  instructions: (typeof INSTRUCTIONS)[number];
  path: string;
}

/** What became of them, so that it can be told; `fault` says why graphs run with TensorFlow's own operations. */
export type NativeState = NativeOperations | { fault: string };

/** What the operations can compute with, the widest first. */
const INSTRUCTIONS = ['avx512', 'avx2', 'portable'] as const;

const loaded = new Map<string, NativeState>();

/**
 * Registers our operations with the TensorFlow that a binding is linked to, once in a process. They are compiled against
 * one version of TensorFlow, which their file's name tells: one that was built for another is not opened.
 *
 * @param version Of that TensorFlow.
 * @param bindingPath Beside which the library lies.
 */
export function loadNativeOperations(version: string, bindingPath: string): NativeState {
  // The library itself would take another name for the portable set.
  fromEnvironment('EFFICIENTNET_LAB_INSTRUCTIONS', INSTRUCTIONS);
  const path = join(dirname(bindingPath), `efficientnet_operations-${version}.node`);
  const state = loaded.get(path) ?? opened(path, version);
  loaded.set(path, state);
  return state;
}

/**
 * Whether the environment asks for graphs of TensorFlow's own operations alone (`EFFICIENTNET_LAB_OPERATIONS=standard`).
 * @throws TensorFlowError `invalid-argument` for a value that is neither that nor `native`.
 */
export function wantsStandardOperations(): boolean {
  return fromEnvironment('EFFICIENTNET_LAB_OPERATIONS', ['native', 'standard']) === 'standard';
}

/** @throws TensorFlowError `library-missing` unless they are there: a graph that was made for them can't run without. */
export function requireNativeOperations(state: NativeState): void {
  if ('fault' in state) {
    throw new TensorFlowError(
      'library-missing',
      `A graph uses the native operations. ${state.fault}`,
      'them where the graph runs',
      `Run \`${commandHere('buildBinding')}\`, or set EFFICIENTNET_LAB_OPERATIONS=standard where the graph is compiled.`
    );
  }
}

function opened(path: string, version: string): NativeState {
  if (!existsSync(path)) {
    return { fault: `There is no library of native operations for TensorFlow ${version}.` };
  }
  try {
    const { instructions } = require(path) as Pick<NativeOperations, 'instructions'>;
    return { instructions, path };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { fault: `The library of native operations does not load (${message}).` };
  }
}
