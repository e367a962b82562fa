import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { SetupError } from '../errors.mjs';
import { FORMER_KERNELSPEC, KERNELSPEC, LOGS, ROOT, sitePackages, VENV, venvProgram } from '../paths.mjs';
import { run } from '../run.mjs';

const SOURCE = join(ROOT, 'kernel-helpers', 'kernel');
const REGISTER = join(ROOT, 'setup', 'register.py');
const VERSION = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).version;
const LAB_SETTINGS = join(VENV, 'share/jupyter/lab/settings/overrides.json');

/** A first start must not open with questions about news and updates from elsewhere. */
const LAB_DEFAULTS = {
  '@jupyterlab/apputils-extension:notification': { fetchNews: 'false', checkForUpdates: false }
};

/**
 * The kernelspec for this machine: with the Node that runs set-up by its absolute path.
 * @template {{ argv: string[], env?: Record<string, string> }} Template
 * @param {Template} template `kernel.json` as it stands in the repository
 * @param {string} node
 * @returns {Template & { env: Record<string, string> }}
 */
export function machineKernelspec(template, node) {
  return { ...template, env: { ...template.env, EFFICIENTNET_LAB_NODE: node } };
}

/** Read by the environment's Python at its start. */
const packagePathFile = () => join(sitePackages() ?? VENV, 'efficientnet-lab.pth');

/**
 * Installs the kernelspec and launcher into the environment, and shows its Python the package that starts them.
 * @type {import('./runner.mjs').Step}
 */
export const kernelStep = {
  name: 'kernel',
  title: 'TypeScript kernel',
  needs: ['python'],
  inputs: () => ({
    files: [SOURCE, REGISTER, 'package.json', 'pyproject.toml'],
    facts: [process.execPath, ROOT, LAB_DEFAULTS]
  }),
  outputs: () => [
    join(KERNELSPEC, 'kernel.json'),
    packagePathFile(),
    venvProgram('efficientnet-lab'),
    LAB_SETTINGS
  ],
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
    const spec = machineKernelspec(JSON.parse(readFileSync(file, 'utf8')), process.execPath);
    writeFileSync(join(unfinished, 'kernel.json'), `${JSON.stringify(spec, null, 2)}\n`);
    rmSync(KERNELSPEC, { recursive: true, force: true });
    renameSync(unfinished, KERNELSPEC);
    rmSync(FORMER_KERNELSPEC, { recursive: true, force: true });
    const log = join(LOGS, 'kernel.log');
    const { code } = await run(venvProgram('python'), [REGISTER, ROOT, VERSION], { cwd: ROOT, log });
    if (code !== 0) {
      throw new SetupError('The Python package was not registered.', 'The log names the cause.', { log });
    }
    mkdirSync(dirname(LAB_SETTINGS), { recursive: true });
    writeFileSync(LAB_SETTINGS, `${JSON.stringify(LAB_DEFAULTS, null, 2)}\n`);
  }
};
