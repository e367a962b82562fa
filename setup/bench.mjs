import { join } from 'node:path';
import { parseBenchArguments } from './args.mjs';
import { SetupError } from './errors.mjs';
import { main } from './main.mjs';
import { ROOT } from './paths.mjs';
import { prepare } from './prepare.mjs';
import { run } from './run.mjs';

/** The benchmarks, in the order in which they run; each prints a Markdown table and writes its record. */
const BENCHMARKS = ['analysis', 'slider', 'frames', 'execution', 'profile', 'long-run'];

await main(async () => {
  const { withPytorch, only } = parseBenchArguments(process.argv.slice(2), BENCHMARKS);
  const chosen = BENCHMARKS.filter((name) => only === undefined || name === only);
  const compares = withPytorch && chosen.includes('execution');
  // Keras's side runs in the environment of the tests.
  await prepare({ also: ['python-test', 'packages-test', ...(compares ? ['pytorch'] : [])] });
  /** @type {Record<string, string>} */
  const env = withPytorch ? {} : { BENCH_WITHOUT_PYTORCH: '1' };
  for (const name of chosen) {
    const { code } = await run(process.execPath, [join(ROOT, 'test', 'bench', `${name}.mjs`)], {
      cwd: ROOT,
      env,
      onLine: (line) => console.log(line)
    });
    if (code !== 0) {
      throw new SetupError(
        `The benchmark ${name} ended with ${code}; what it said stands above.`,
        'Run "npm run doctor".'
      );
    }
  }
});
