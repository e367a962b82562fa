import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { SetupError } from '../errors.mjs';
import { cudaLibraryFolders, KERNELSPEC, ROOT, VENV } from '../paths.mjs';
import { platformRow } from '../platform.mjs';

const SOURCE = join(ROOT, 'kernel-helpers', 'kernel');
const LAB_SETTINGS = join(VENV, 'share/jupyter/lab/settings/overrides.json');

/** A first start must not open with questions about news and updates from elsewhere. */
const LAB_DEFAULTS = {
  '@jupyterlab/apputils-extension:notification': { fetchNews: 'false', checkForUpdates: false }
};

/**
 * The kernelspec for this machine: the Node that runs set-up by its absolute path, and where CUDA's libraries are.
 * @template {{ argv: string[], env?: Record<string, string> }} Template
 * @param {Template} template `kernel.json` as it stands in the repository
 * @param {{ node: string, cudaFolders: string[], libraryPathVariable: string }} machine
 * @returns {Template & { env: Record<string, string> }}
 */
export function machineKernelspec(template, { node, cudaFolders, libraryPathVariable }) {
  const cuda =
    cudaFolders.length === 0
      ? {}
      : { [libraryPathVariable]: [...cudaFolders, `\${${libraryPathVariable}}`].join(':') };
  return {
    ...template,
    argv: template.argv.map((word, index) => (index === 0 ? node : word)),
    env: { TF_CPP_MIN_LOG_LEVEL: '2', ...template.env, ...cuda }
  };
}

/**
 * Installs the kernelspec and launcher under the name `tslab` into the environment.
 * @type {import('./runner.mjs').Step}
 */
export const kernelStep = {
  name: 'kernel',
  title: 'TypeScript kernel',
  needs: ['python'],
  inputs: () => ({ files: [SOURCE], facts: [process.execPath, cudaLibraryFolders(), LAB_DEFAULTS] }),
  outputs: () => [join(KERNELSPEC, 'kernel.json'), LAB_SETTINGS],
  async run() {
    const file = join(SOURCE, 'kernel.json');
    if (!existsSync(file)) {
      throw new SetupError(
        'kernel-helpers/kernel/kernel.json is missing.',
        'Restore it: "git checkout kernel-helpers/kernel".'
      );
    }
    const unfinished = `${KERNELSPEC}.part`;
    rmSync(unfinished, { recursive: true, force: true });
    cpSync(SOURCE, unfinished, { recursive: true, filter: (path) => !path.includes('.test.') });
    const spec = machineKernelspec(JSON.parse(readFileSync(file, 'utf8')), {
      node: process.execPath,
      cudaFolders: cudaLibraryFolders(),
      libraryPathVariable: platformRow().libraryPathVariable
    });
    writeFileSync(join(unfinished, 'kernel.json'), `${JSON.stringify(spec, null, 2)}\n`);
    rmSync(KERNELSPEC, { recursive: true, force: true });
    renameSync(unfinished, KERNELSPEC);
    mkdirSync(dirname(LAB_SETTINGS), { recursive: true });
    writeFileSync(LAB_SETTINGS, `${JSON.stringify(LAB_DEFAULTS, null, 2)}\n`);
  }
};
