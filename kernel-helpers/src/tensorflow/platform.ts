import { existsSync } from 'node:fs';
import { commandHere } from '../files';
import { TensorFlowError } from './errors';

/** What the dynamic loader calls TensorFlow's libraries on a system; systems not listed have none. */
const LIBRARIES: Readonly<Record<string, readonly string[]>> = {
  'linux-x64': ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'],
  'linux-arm64': ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'],
  'darwin-arm64': ['libtensorflow_cc.2.dylib', 'libtensorflow_framework.2.dylib']
};

const BUILD = `\`${commandHere('buildBinding')}\``;
const SETUP = `Run ${BUILD} to build it, or \`${commandHere('doctor')}\` to see what is wrong.`;

/**
 * Throws unless TensorFlow's wheels carry the native library for this system.
 * @throws TensorFlowError `unsupported-platform`.
 */
export function requireSupportedPlatform(
  platform: string = process.platform,
  architecture: string = process.arch
): void {
  const system = `${platform}-${architecture}`;
  if (system in LIBRARIES) {
    return;
  }
  throw new TensorFlowError(
    'unsupported-platform',
    `There is no native TensorFlow library for ${system}.`,
    `one of ${Object.keys(LIBRARIES).join(', ')}`,
    platform === 'win32' ? 'On Windows, work inside WSL 2.' : 'Work on one of those systems.'
  );
}

/**
 * Throws unless the compiled binding lies at the path.
 * @throws TensorFlowError `binding-missing`.
 */
export function requireBinding(path: string): void {
  if (!existsSync(path)) {
    throw new TensorFlowError(
      'binding-missing',
      `The TensorFlow binding is not at ${path}.`,
      'it there',
      SETUP
    );
  }
}

/** Turns what Node said when the binding would not load into the cause and its remedy. */
export function explainLoadFailure(cause: unknown, bindingPath: string): TensorFlowError {
  const message = cause instanceof Error ? cause.message : String(cause);
  const names = Object.values(LIBRARIES).flat();
  // A missing symbol also names the file it was looked for in, so it is told from a missing file first.
  const library = /undefined symbol|symbol not found/i.test(message)
    ? undefined
    : (names.find((name) => message.includes(name)) ??
      message.split(/[^\w.]+/).find((word) => /^lib(cu|nv)\w*\.so[.\d]*$/.test(word)));
  if (library !== undefined) {
    return new TensorFlowError(
      'library-missing',
      `The TensorFlow binding at ${bindingPath} needs ${library}, which the system did not find (${message}).`,
      'it where the system looks for libraries',
      `Run \`${commandHere('installTensorFlow')}\` to install TensorFlow where the binding looks for it.`,
      { cause }
    );
  }
  return new TensorFlowError(
    'binding-incompatible',
    `The TensorFlow binding at ${bindingPath} does not load (${message}).`,
    'a binding built for the TensorFlow that is installed',
    `It was built for another TensorFlow or is damaged: delete it and run ${BUILD}.`,
    { cause }
  );
}

/** A package that Node can't find. */
export function explainMissingPackage(cause: unknown): TensorFlowError {
  return new TensorFlowError(
    'binding-missing',
    'The npm package @tensorflow/tfjs-node-gpu is not installed.',
    'it among the packages',
    `Run \`${commandHere('installPackages')}\`.`,
    { cause }
  );
}
