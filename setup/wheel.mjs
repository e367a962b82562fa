import { join, relative } from 'node:path';
import { SetupError } from './errors.mjs';
import { main } from './main.mjs';
import { LOGS, ROOT, venvProgram } from './paths.mjs';
import { prepare } from './prepare.mjs';
import { run } from './run.mjs';

const OUTPUT = join(ROOT, 'dist');

/** The core, and the name that people install. */
const SOURCES = ['.', 'setup/wheel/meta'];

await main(async () => {
  await prepare({ also: ['python-test'] });
  for (const source of SOURCES) {
    const log = join(LOGS, 'wheel.log');
    const args = ['-m', 'pip', 'wheel', '--no-deps', '--no-build-isolation', '--wheel-dir', OUTPUT, source];
    const { code } = await run(venvProgram('python'), args, { cwd: ROOT, log, onLine: console.log });
    if (code !== 0) {
      throw new SetupError(
        `The wheel of ${source} was not built.`,
        'The last lines of the log name the cause.',
        { log }
      );
    }
  }
  console.log(
    `\nInstall it with: pip install --find-links ${relative(ROOT, OUTPUT)} "efficientnet-lab[node]"`
  );
  return 0;
});
