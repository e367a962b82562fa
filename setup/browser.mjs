import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { explainFailure, SetupError } from './errors.mjs';
import { ROOT } from './paths.mjs';
import { run } from './run.mjs';

const NAMES = [
  'chromium',
  'google-chrome',
  'google-chrome-stable',
  'chromium-browser',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium'
];

/** @param {string} program */
function versionOf(program) {
  const { status, stdout } = spawnSync(program, ['--version', '--no-sandbox'], {
    encoding: 'utf8',
    timeout: 30_000
  });
  return status === 0 ? stdout.trim() : undefined;
}

/** @param {string} program */
function absolutePath(program) {
  const { status, stdout } = spawnSync('sh', ['-c', 'command -v "$0"', program], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}

/**
 * An installed browser, or undefined. One that does not start (Ubuntu's placeholder package) does not count.
 * @returns {{ path: string, version: string } | undefined}
 */
export function installedBrowser() {
  const asked = process.env.LAB_CHROMIUM;
  for (const name of asked ? [asked] : NAMES) {
    const path = absolutePath(name);
    const version = path === undefined ? undefined : versionOf(path);
    if (path !== undefined && version !== undefined) {
      return { path, version };
    }
  }
  if (asked) {
    throw new SetupError(
      `LAB_CHROMIUM is "${asked}", which does not start.`,
      'Set it to a Chromium or Chrome, or unset it.'
    );
  }
  return undefined;
}

/** Debian packages the real Chromium; Ubuntu's package of that name is a placeholder for a snap. */
function mayUseDebianPackage() {
  const isDebian =
    existsSync('/etc/os-release') && /^ID=debian$/m.test(readFileSync('/etc/os-release', 'utf8'));
  return isDebian && process.getuid?.() === 0 && absolutePath('apt-get') !== undefined;
}

/**
 * Finds a browser for the tests or gets one: Debian's package as root on Debian, Playwright's download elsewhere.
 * @param {{ log: string, say: (text: string) => void, show: (line: string) => void }} context
 * @returns {Promise<string>} its path
 * @throws {SetupError} when none could be had
 */
export async function provideBrowser({ log, say, show }) {
  const found = installedBrowser();
  if (found !== undefined) {
    say(`Browser: ${found.version} at ${found.path} (already installed)`);
    return found.path;
  }
  if (mayUseDebianPackage()) {
    await installDebianPackage({ log, show });
    const installed = installedBrowser();
    if (installed !== undefined) {
      say(`Browser: ${installed.version} at ${installed.path} (installed with apt-get)`);
      return installed.path;
    }
  }
  const path = await downloadWithPlaywright({ log, show });
  say(`Browser: ${versionOf(path) ?? 'Chromium'} at ${path} (downloaded by Playwright)`);
  return path;
}

/** @param {{ log: string, show: (line: string) => void }} to */
async function installDebianPackage({ log, show }) {
  const options = { log, onLine: show, env: { DEBIAN_FRONTEND: 'noninteractive' } };
  await run('apt-get', ['update', '--quiet'], options);
  // With what it recommends: the fonts, without which screenshots show no text.
  await run('apt-get', ['install', '--yes', '--quiet', 'chromium'], options);
}

/** @param {{ log: string, show: (line: string) => void }} to */
async function downloadWithPlaywright({ log, show }) {
  const command = join(ROOT, 'node_modules/@playwright/test/cli.js');
  const { code, output } = await run(process.execPath, [command, 'install', 'chromium'], {
    cwd: ROOT,
    log,
    onLine: show
  });
  const path = createRequire(join(ROOT, 'package.json'))('@playwright/test').chromium.executablePath();
  if (code !== 0 || versionOf(path) === undefined) {
    throw explainFailure('No browser was found and none could be had', output, {
      log,
      otherwise: 'Install Chromium or Chrome yourself, or set LAB_CHROMIUM to one.'
    });
  }
  return path;
}
