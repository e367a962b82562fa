import { join } from 'node:path';
import { SetupError } from './errors.mjs';
import { main } from './main.mjs';
import { ROOT } from './paths.mjs';
import { prepare } from './prepare.mjs';
import { run } from './run.mjs';

/** The benchmarks, in the order in which they run; each prints a Markdown table and writes its record. */
const BENCHMARKS = ['analysis', 'slider', 'frames', 'training-step'];

await main(async () => {
  await prepare();
  for (const name of BENCHMARKS) {
    const { code } = await run(process.execPath, [join(ROOT, 'test', 'bench', name)], {
      cwd: ROOT,
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
