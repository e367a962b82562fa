import { join } from 'node:path';
import { parseBenchArguments } from './args.mjs';
import { SetupError } from './errors.mjs';
import { main } from './main.mjs';
import { RESULTS, ROOT } from './paths.mjs';
import { prepare } from './prepare.mjs';
import { run } from './run.mjs';

/** The benchmarks, in the order in which they run; each prints a Markdown table and writes its record. */
const BENCHMARKS = ['analysis', 'slider', 'frames', 'execution', 'operations', 'profile', 'long-run'];

/** @param {string[]} words of a script in `test/bench` and what it gets */
async function runScript([script, ...words], env = {}) {
  const { code } = await run(process.execPath, [join(ROOT, 'test', 'bench', `${script}.mjs`), ...words], {
    cwd: ROOT,
    env,
    onLine: (line) => console.log(line)
  });
  if (code !== 0) {
    throw new SetupError(
      `The benchmark ${script} ended with ${code}; what it said stands above.`,
      'Run "npm run doctor".'
    );
  }
}

await main(async () => {
  const { withPytorch, only, table } = parseBenchArguments(process.argv.slice(2), BENCHMARKS);
  const chosen = BENCHMARKS.filter((name) => (table && only === undefined ? false : (only ?? name) === name));
  const compares = withPytorch && chosen.includes('execution');
  // Keras's side runs in the environment of the tests.
  await prepare({ also: ['python-test', 'packages-test', ...(compares ? ['pytorch', 'peers'] : [])] });
  for (const name of chosen) {
    await runScript([name], withPytorch ? {} : { BENCH_WITHOUT_PYTORCH: '1' });
  }
  if (table) {
    const record = chosen.length > 0 ? join(RESULTS, 'execution.json') : table.record;
    await runScript(['write-tables', ...(record === undefined ? [] : [record])]);
  }
});
