import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { run } from './run.mjs';

/**
 * @param {string} script
 * @param {Parameters<typeof run>[2]} [options]
 */
const node = (script, options) => run(process.execPath, ['-e', script], options);

describe('run', () => {
  it('gives the exit code and both outputs, line by line and in the log', async () => {
    const log = join(mkdtempSync(join(tmpdir(), 'enet-run-')), 'deep', 'x.log');
    /** @type {string[]} */
    const lines = [];
    const ended = await node(
      'console.log("out"); console.error("err"); process.stdout.write("end"); process.exitCode = 3',
      {
        log,
        onLine: (line) => lines.push(line)
      }
    );
    expect(ended.code).toBe(3);
    expect(lines.sort()).toEqual(['end', 'err', 'out']);
    expect(readFileSync(log, 'utf8')).toContain('err');
  });

  it('gives 127 for a program that does not exist, as a shell does', async () => {
    expect((await run('no-such-program-at-all', [])).code).toBe(127);
  });

  it('ends a command that runs past its limit', async () => {
    expect((await node('setInterval(() => {}, 1000)', { limitMs: 300 })).code).toBe(124);
  });

  it('ends the grandchildren, too, when it is told to stop', async () => {
    const module = JSON.stringify(pathToFileURL(join(import.meta.dirname, 'run.mjs')).href);
    const grandchild = 'console.log("pid", process.pid); setInterval(() => {}, 1000)';
    const child = `require("node:child_process").spawn(process.execPath, ["-e", ${JSON.stringify(grandchild)}], { stdio: "inherit" })`;
    const parent = spawn(process.execPath, [
      '--input-type=module',
      '-e',
      `import { run, stopChildrenOnSignals } from ${module};
       stopChildrenOnSignals();
       await run(process.execPath, ["-e", ${JSON.stringify(child)}], { onLine: (line) => console.log(line) })
         .catch((error) => { console.log(error.name); process.exitCode = 130; });`
    ]);
    let output = '';
    const pid = await new Promise((resolve) =>
      parent.stdout.on('data', (data) => {
        output += data;
        const match = /pid (\d+)/.exec(output);
        if (match !== null) {
          resolve(Number(match[1]));
        }
      })
    );
    parent.kill('SIGINT');
    const code = await new Promise((resolve) => parent.on('close', resolve));
    expect(code).toBe(130);
    expect(output).toContain('Interrupted');
    await expect.poll(() => isAlive(pid), { timeout: 50_000 }).toBe(false);
  });
});

/**
 * An ended process that nobody has collected yet is not alive, though signals still reach it on Linux.
 * @param {number} pid
 */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const state = `/proc/${pid}/stat`;
  return !existsSync(state) || !readFileSync(state, 'utf8').includes(') Z ');
}
