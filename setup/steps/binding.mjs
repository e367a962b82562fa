import { join } from 'node:path';
import { findCompiler } from '../checks.mjs';
import { explainFailure, SetupError } from '../errors.mjs';
import { BINDING, PACKAGE_PATH, ROOT, tensorflowFolder, venvProgram } from '../paths.mjs';
import { platformRow } from '../platform.mjs';
import { run } from '../run.mjs';

const MODULES = join(ROOT, 'node_modules');
const SOURCES = join(MODULES, '@tensorflow/tfjs-node-gpu/binding');
const NODE_API = join(MODULES, 'node-api-headers');
const COMPILE = 'efficientnet_lab.binding';

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
        join(PACKAGE_PATH, 'efficientnet_lab/binding.py'),
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
    const args = [COMPILE, MODULES, tensorflow, BINDING, '--compiler', compiler];
    const env = { PYTHONPATH: PACKAGE_PATH };
    const { code, output } = await run(venvProgram('python'), ['-m', ...args], { log, env });
    if (code !== 0) {
      throw explainFailure('The TensorFlow binding did not compile', output, {
        log,
        otherwise:
          'The first error in the log names the cause; a compiler with C++17 (g++ 8 or clang 10, or newer) is needed.'
      });
    }
  }
};
