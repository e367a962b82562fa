import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { defineConfig } from '@playwright/test';

const root = resolve(__dirname, '../..');
const results = join(root, 'test', 'results');
const bin = process.platform === 'win32' ? 'Scripts' : 'bin';

/** A port nobody listens on. The configuration is read again in each worker: the first reading decides. */
function freePort(): string {
  const script =
    'const s=require("net").createServer().listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})';
  return execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' }).trim();
}
/** A folder for the tests' notebooks, inside the repository because kernels look upwards for the helpers. */
function labFolder(): string {
  mkdirSync(results, { recursive: true });
  return mkdtempSync(join(results, 'lab-'));
}
process.env.LAB_TEST_PORT ??= freePort();
process.env.JUPYTERLAB_GALATA_ROOT_DIR ??= labFolder();
const baseURL = `http://127.0.0.1:${process.env.LAB_TEST_PORT}`;
// galata's helpers read it for their own requests.
process.env.TARGET_URL ??= baseURL;

const json = process.env.LAB_BROWSER_REPORT;

export default defineConfig({
  testDir: __dirname,
  outputDir: join(results, 'browser'),
  // The same on all systems: what is compared has no letters.
  snapshotPathTemplate: join(__dirname, 'snapshots', '{arg}{ext}'),
  // Many times the usual: the machine may be shared, and waiting for what comes costs nothing.
  timeout: 240_000,
  expect: { timeout: 60_000 },
  retries: 0,
  workers: 1,
  forbidOnly: true,
  reporter: [['list'], ...(json ? [['json', { outputFile: resolve(json) }] as const] : [])] as never,
  use: {
    baseURL,
    viewport: { width: 1440, height: 1000 },
    trace: 'off',
    video: 'off',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env.LAB_CHROMIUM ?? '/usr/bin/chromium',
      args: [
        '--headless',
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync'
      ]
    }
  },
  webServer: {
    command: `"${join(root, '.venv', bin, 'jupyter')}" lab --config "${join(__dirname, 'jupyter_server_config.py')}"`,
    url: `${baseURL}/lab`,
    timeout: 120_000,
    reuseExistingServer: false,
    stdout: 'ignore',
    stderr: process.env.LAB_BROWSER_VERBOSE ? 'pipe' : 'ignore'
  }
});
