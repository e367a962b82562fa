import { readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findCompiler } from '../checks.mjs';
import { BINDING, PACKAGE_PATH, ROOT, tensorflowFolder, venvProgram } from '../paths.mjs';
import { run } from '../run.mjs';

const MODULES = join(ROOT, 'node_modules');
const SOURCES = join(ROOT, 'kernel-helpers/native');
const FOLDER = dirname(BINDING);
const COMPILE = 'efficientnet_lab.native_operations';

/**
 * Compiles our own TensorFlow operations beside the binding. Where that fails everything works without them, more slowly:
 * the log and `npm run doctor` say why.
 * @type {import('./runner.mjs').Step}
 */
export const operationsStep = {
  name: 'operations',
  title: 'Native operations',
  needs: ['binding'],
  inputs() {
    const tensorflow = tensorflowFolder();
    const programs = ['binding.py', 'native_operations.py'].map((name) =>
      join(PACKAGE_PATH, 'efficientnet_lab', name)
    );
    const headers =
      tensorflow === undefined ? [] : [join(tensorflow, 'include/tensorflow/core/public/release_version.h')];
    return { files: [SOURCES, ...programs, ...headers], facts: [tensorflow, process.arch] };
  },
  outputs: () => [],
  async run({ log, show, compiler = findCompiler() }) {
    libraries().forEach((path) => rmSync(path));
    const args = [COMPILE, MODULES, String(tensorflowFolder()), FOLDER, '--compiler', compiler];
    const env = { PYTHONPATH: PACKAGE_PATH };
    const { code } = await run(venvProgram('python'), ['-m', ...args], { log, env });
    if (code !== 0) {
      show(`They did not compile (${log}); graphs use TensorFlow's own, which take longer.`);
    }
  }
};

/** Those that lie there, of whatever version. */
function libraries() {
  return readdirSync(FOLDER)
    .filter((name) => /^efficientnet_operations-.*\.node$/.test(name))
    .map((name) => join(FOLDER, name));
}
