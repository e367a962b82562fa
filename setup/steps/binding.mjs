import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findCompiler } from '../checks.mjs';
import { explainFailure, SetupError } from '../errors.mjs';
import { BINDING, ROOT, tensorflowFolder } from '../paths.mjs';
import { platformRow } from '../platform.mjs';
import { run } from '../run.mjs';

const SOURCES = join(ROOT, 'node_modules/@tensorflow/tfjs-node-gpu/binding');
const NODE_API = join(ROOT, 'node_modules/node-api-headers');

/**
 * The compiler's arguments for TensorFlow.js's own binding against the libraries of a TensorFlow wheel.
 * One N-API binary serves every Node version, so no headers of Node itself are needed.
 * @param {{ tensorflow: string, output: string }} folders
 * @param {ReturnType<typeof platformRow>} row
 * @returns {string[]}
 */
export function compilerArguments({ tensorflow, output }, row) {
  return [
    '-O2',
    '-std=c++17',
    ...row.linkFlags,
    '-DNAPI_VERSION=8',
    // TensorFlow's headers are not ours to mend.
    '-w',
    '-I',
    join(NODE_API, 'include'),
    '-I',
    dirname(SOURCES),
    '-I',
    join(tensorflow, 'include'),
    join(SOURCES, 'tfjs_backend.cc'),
    join(SOURCES, 'tfjs_binding.cc'),
    ...row.libraries.map((library) => join(tensorflow, library)),
    `-Wl,-rpath,${tensorflow}`,
    '-o',
    output
  ];
}

/**
 * Compiles TensorFlow.js's native binding against the TensorFlow library of the environment.
 * @type {import('./runner.mjs').Step}
 */
export const bindingStep = {
  name: 'binding',
  title: 'TensorFlow binding',
  needs: ['python', 'packages'],
  inputs() {
    const tensorflow = tensorflowFolder();
    return {
      files: [
        SOURCES,
        join(NODE_API, 'package.json'),
        ...(tensorflow === undefined
          ? []
          : [join(tensorflow, 'include/tensorflow/core/public/release_version.h')])
      ],
      facts: [tensorflow, process.arch]
    };
  },
  outputs: () => [BINDING],
  async run({ log, compiler = findCompiler() }) {
    const tensorflow = tensorflowFolder();
    if (tensorflow === undefined) {
      throw new SetupError(
        `TensorFlow's C library (${platformRow().libraries.join(', ')}) is not in the Python environment.`,
        'Delete the folder .venv and run "npm run setup" again.'
      );
    }
    mkdirSync(dirname(BINDING), { recursive: true });
    const unfinished = `${BINDING}.part`;
    rmSync(unfinished, { force: true });
    const args = compilerArguments({ tensorflow, output: unfinished }, platformRow());
    const { code, output } = await run(compiler, args, { log });
    if (code !== 0) {
      throw explainFailure('The TensorFlow binding did not compile', output, {
        log,
        otherwise:
          'The first error in the log names the cause; a compiler with C++17 (g++ 8 or clang 10, or newer) is needed.'
      });
    }
    // A binding that is already loaded somewhere stays whole: the new file takes its name in one move.
    renameSync(unfinished, BINDING);
  }
};
