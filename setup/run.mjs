import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { Interrupted } from './errors.mjs';

/** @typedef {import('node:child_process').ChildProcess} Child */

/**
 * Process groups that must end when set-up ends.
 * @type {Set<Child>}
 */
const running = new Set();
let stopping = false;

/** @param {NodeJS.Signals} signal */
function stopAll(signal) {
  stopping = true;
  for (const child of running) {
    endGroup(child, signal);
  }
}

/**
 * @param {Child} child
 * @param {NodeJS.Signals} signal
 */
function endGroup(child, signal) {
  try {
    process.kill(-Number(child.pid), signal);
  } catch {
    // The group has already ended.
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

/**
 * How a command ended. `output`: stdout and stderr together, the last 200,000 characters.
 * @typedef {{ code: number, output: string }} Ended
 */

/** Cuts text that comes in pieces into lines. */
class Lines {
  /** @param {(line: string) => void} [onLine] */
  constructor(onLine = () => {}) {
    this.onLine = onLine;
    this.rest = '';
  }

  /** @param {string} text */
  add(text) {
    const lines = (this.rest + text).split(/\r\n|\n|\r/);
    this.rest = lines.pop() ?? '';
    lines.forEach((line) => this.onLine(line));
  }

  end() {
    if (this.rest !== '') {
      this.onLine(this.rest);
    }
  }
}

const KEPT_CHARACTERS = 200_000;

/**
 * Runs a command to its end, in its own process group, with no standard input.
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: Record<string, string>, log?: string, onLine?: (line: string) => void,
 *   limitMs?: number }} [options]
 *   `env` is added to this process's; `log` is a file that receives the whole output; after `limitMs` it is ended
 * @returns {Promise<Ended>} code 127 when the command does not exist, 124 when it ran past its limit
 * @throws {Interrupted} when it was stopped by a signal to this process
 */
export function run(command, args, { cwd, env, log, onLine, limitMs } = {}) {
  if (stopping) {
    return Promise.reject(new Interrupted());
  }
  return new Promise((resolve, reject) => {
    /** @type {import('node:fs').WriteStream | undefined} */
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
    /** @param {string} text */
    const keep = (text) => {
      file?.write(text);
      output = (output + text).slice(-KEPT_CHARACTERS);
    };
    // Each stream has lines of its own: half a line of one must not meet half a line of the other.
    const endings = [child.stdout, child.stderr].map((stream) => {
      const lines = new Lines(onLine);
      stream.setEncoding('utf8').on('data', (text) => {
        keep(text);
        lines.add(text);
      });
      return () => lines.end();
    });
    let isLate = false;
    const limit =
      limitMs === undefined
        ? undefined
        : setTimeout(() => {
            isLate = true;
            keep(`Ended after ${Math.round(limitMs / 1000)} s without finishing.\n`);
            endGroup(child, 'SIGKILL');
          }, limitMs);
    /** @param {number} code */
    const finish = (code) => {
      clearTimeout(limit);
      running.delete(child);
      endings.forEach((end) => end());
      const settle = () =>
        stopping ? reject(new Interrupted()) : resolve({ code: isLate ? 124 : code, output });
      if (file === undefined) {
        settle();
      } else {
        file.end(settle);
      }
    };
    child.on('error', (error) => {
      keep(`${error.message}\n`);
      finish(127);
    });
    child.on('close', (code) => finish(code ?? 1));
  });
}
