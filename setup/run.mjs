import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { Interrupted } from './errors.mjs';

/** Process groups that must end when set-up ends. */
const running = new Set();
let stopping = false;

function stopAll(signal) {
  stopping = true;
  for (const child of running) {
    try {
      process.kill(-child.pid, signal);
    } catch {
      // The group has already ended.
    }
  }
}

/** Makes Ctrl-C and termination end the running commands and whatever they started; call it once, at the start. */
export function stopChildrenOnSignals() {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      // A second Ctrl-C does not wait for a command that ignores the first.
      stopAll(stopping ? 'SIGKILL' : 'SIGTERM');
    });
  }
}

/** True once a stop was asked for. */
export function isStopping() {
  return stopping;
}

/** How a command ended. `output`: stdout and stderr together, its last 200,000 characters. */
/** @typedef {{ code: number, output: string }} Ended */

const KEPT_CHARACTERS = 200_000;

/**
 * Runs a command to its end, in its own process group, with no standard input.
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: Record<string, string>, log?: string, onLine?: (line: string) => void }} [options]
 *   `env` is added to this process's; `log` is a file that receives the whole output
 * @returns {Promise<Ended>} code 127 when the command does not exist
 * @throws {Interrupted} when it was stopped by a signal to this process
 */
export function run(command, args, { cwd, env, log, onLine } = {}) {
  if (stopping) {
    return Promise.reject(new Interrupted());
  }
  return new Promise((resolve, reject) => {
    let file;
    if (log !== undefined) {
      mkdirSync(dirname(log), { recursive: true });
      file = createWriteStream(log, { flags: 'a' });
      file.write(`\n$ ${[command, ...args].join(' ')}\n`);
    }
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true
    });
    running.add(child);
    let output = '';
    let line = '';
    const take = (text) => {
      file?.write(text);
      output = (output + text).slice(-KEPT_CHARACTERS);
      if (onLine !== undefined) {
        const lines = (line + text).split(/\r\n|\n|\r/);
        line = lines.pop() ?? '';
        lines.forEach(onLine);
      }
    };
    child.stdout.setEncoding('utf8').on('data', take);
    child.stderr.setEncoding('utf8').on('data', take);
    const finish = (code) => {
      running.delete(child);
      if (line !== '') {
        onLine?.(line);
      }
      const settle = () => (stopping ? reject(new Interrupted()) : resolve({ code, output }));
      if (file === undefined) {
        settle();
      } else {
        file.end(settle);
      }
    };
    child.on('error', (error) => {
      take(`${error.message}\n`);
      finish(127);
    });
    child.on('close', (code) => finish(code ?? 1));
  });
}
