/** Compiles the extension and packs it: for JupyterLab into efficientnet_lab/labextension, and for interactive pages. */
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const require = createRequire(import.meta.url);
const builder = join(
  dirname(require.resolve('@jupyter/builder/package.json')),
  'lib',
  'build-labextension.js'
);
// The list of packages that JupyterLab itself brings, of the very release the extension is pinned to.
const core = join(dirname(require.resolve('@jupyterlab/core-meta/package.json')), 'core.package.json');

// The builder reads every module that lies there, also those of files that are no more.
rmSync(join(here, 'lib'), { recursive: true, force: true });
for (const args of [
  [require.resolve('typescript/lib/tsc.js'), '-p', 'tsconfig.json'],
  [builder, '--core-package-file', core, '.'],
  ['interactive-page.mjs']
]) {
  const { status } = spawnSync(process.execPath, args, { cwd: here, stdio: 'inherit' });
  if (status !== 0) {
    process.exit(status ?? 1);
  }
}
