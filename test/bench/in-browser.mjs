import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { provideBrowser } from '../../setup/browser.mjs';
import { LOGS, ROOT } from '../../setup/paths.mjs';

/**
 * Runs `<name>.bench.ts` against JupyterLab in a real browser.
 * @param {string} name
 * @returns {Promise<any>} what it wrote to the path in `BENCH_TIMES`
 */
export async function measureInBrowser(name) {
  const browser = await provideBrowser({
    log: join(LOGS, 'browser.log'),
    say: console.error,
    show: console.error
  });
  const folder = mkdtempSync(join(tmpdir(), `${name}-`));
  try {
    const path = join(folder, 'times.json');
    const words = ['test', '-c', join(ROOT, 'test/bench/playwright.config.ts'), `${name}.bench.ts`];
    const { status } = spawnSync(
      process.execPath,
      [join(ROOT, 'node_modules/@playwright/test/cli.js'), ...words],
      {
        cwd: ROOT,
        stdio: ['ignore', 2, 2],
        env: { ...process.env, LAB_CHROMIUM: browser, BENCH_TIMES: path }
      }
    );
    if (status !== 0) {
      throw new Error(`The browser's run ended with ${status}; what it said stands above.`);
    }
    return JSON.parse(readFileSync(path, 'utf8'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
