import { mkdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { SetupError } from '../errors.mjs';
import { LABEXTENSION, LABEXTENSION_LINK, ROOT } from '../paths.mjs';
import { run } from '../run.mjs';

const INTERACTIVE_PAGE = join(ROOT, 'extension', 'efficientnet_lab', 'interactive', 'page.js');
const BUILD = join(ROOT, 'extension', 'build-labextension.mjs');

/**
 * Builds the JupyterLab extension for production and makes it known to the environment's JupyterLab.
 * @type {import('./runner.mjs').Step}
 */
export const extensionStep = {
  name: 'extension',
  title: 'JupyterLab extension',
  // The page's part of the helpers is bundled as it was compiled.
  needs: ['packages', 'helpers'],
  inputs: () => ({
    files: [
      'tsconfig.base.json',
      'extension/tsconfig.json',
      'extension/package.json',
      'extension/build-labextension.mjs',
      'extension/rspack.config.cjs',
      'extension/interactive-page.mjs',
      'extension/src',
      'extension/style',
      'extension/schema',
      'kernel-helpers/package.json',
      ...['analysis', 'chart', 'contract', 'views', 'wording'].map((room) => `kernel-helpers/lib/${room}`),
      'kernel-helpers/schema'
    ].map((path) => join(ROOT, path))
  }),
  outputs: () => [
    join(LABEXTENSION, 'package.json'),
    join(LABEXTENSION_LINK, 'package.json'),
    INTERACTIVE_PAGE
  ],
  async run(context) {
    await bundle(context);
    link();
  }
};

/**
 * A production bundle from an empty folder: files of an earlier build would be packed into the wheel.
 * @param {import('./runner.mjs').StepContext} context
 */
async function bundle({ log, show }) {
  rmSync(LABEXTENSION, { recursive: true, force: true });
  const { code, output } = await run(process.execPath, [BUILD], { cwd: ROOT, log, onLine: show });
  if (code !== 0) {
    const first = output
      .split('\n')
      .find((line) => /error/i.test(line))
      ?.trim();
    throw new SetupError(
      `The extension was not built${first === undefined ? '' : `: ${first}`}.`,
      'Mend the module that the log names; after an interrupted npm installation, delete node_modules.',
      { log }
    );
  }
}

/** A link, not a copy: the environment shows each new build without another step. */
function link() {
  mkdirSync(dirname(LABEXTENSION_LINK), { recursive: true });
  const unfinished = `${LABEXTENSION_LINK}.part`;
  rmSync(unfinished, { force: true });
  symlinkSync(LABEXTENSION, unfinished, 'dir');
  rmSync(LABEXTENSION_LINK, { recursive: true, force: true });
  renameSync(unfinished, LABEXTENSION_LINK);
}
