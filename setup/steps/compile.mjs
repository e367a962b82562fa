import { existsSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { SetupError } from '../errors.mjs';
import { ROOT } from '../paths.mjs';
import { run } from '../run.mjs';
import { filesBelow } from '../stamps.mjs';

// Two packages offer a `tsc` program; the path says which is meant.
const COMPILER = join(ROOT, 'node_modules/typescript/lib/tsc.js');

const SOURCES = join(ROOT, 'kernel-helpers/src');
const COMPILED = join(ROOT, 'kernel-helpers/lib');

/** What the compiler writes for one source file. */
const OUTPUT_ENDINGS = /\.(js|d\.ts|js\.map|d\.ts\.map)$/;

/**
 * The compiled files whose source is gone, or is a test's: they would still be packed and could still be imported.
 * @param {{ sources: string, compiled: string }} folders
 * @returns {string[]}
 */
export function orphans({ sources, compiled }) {
  return filesBelow(compiled).filter((file) => {
    if (!OUTPUT_ENDINGS.test(file)) {
      return false;
    }
    const stem = join(sources, relative(compiled, file).replace(OUTPUT_ENDINGS, ''));
    return (
      /\.(test|fixtures)$/.test(stem) ||
      !['.ts', '.tsx', '.js', '.json'].some((ending) => existsSync(stem + ending))
    );
  });
}

/**
 * Compiles what runs in the kernel and removes what deleted sources left behind.
 * @type {import('./runner.mjs').Step}
 */
export const helpersStep = {
  name: 'helpers',
  title: 'Kernel helpers',
  needs: ['packages'],
  inputs: () => ({
    files: [
      'tsconfig.base.json',
      'kernel-helpers/tsconfig.json',
      'kernel-helpers/package.json',
      'kernel-helpers/src'
    ].map((path) => join(ROOT, path))
  }),
  outputs: () => [join(COMPILED, 'index.js'), join(COMPILED, 'analysis/index.js')],
  made: () => filesBelow(COMPILED).filter((file) => OUTPUT_ENDINGS.test(file)),
  async run({ log, show, isWhole }) {
    if (!isWhole) {
      // The compiler takes what it once wrote for what is there.
      rmSync(join(COMPILED, 'tsconfig.tsbuildinfo'), { force: true });
    }
    const project = join(ROOT, 'kernel-helpers/tsconfig.json');
    const { code, output } = await run(process.execPath, [COMPILER, '-p', project], {
      cwd: ROOT,
      log,
      onLine: show
    });
    if (code !== 0) {
      const first =
        output.split('\n').find((line) => line.includes('error TS')) ?? output.trim().split('\n')[0];
      throw new SetupError(
        `kernel-helpers did not compile: ${first}`,
        'Mend the source that the message names.',
        { log }
      );
    }
    for (const file of orphans({ sources: SOURCES, compiled: COMPILED })) {
      rmSync(file);
    }
  }
};
