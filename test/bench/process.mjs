import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

/** What a step took: milliseconds on the clock, and of all threads on the processor in the program's own code. */
/** @typedef {{ wall: number, user: number }} Took */

/**
 * A process that is ready to step and waits while others are measured.
 * @typedef {{ ready: { what: string, logits?: number[] }, step: () => Promise<Took>, peakMemory: () => number | null,
 *   end: () => Promise<void> }} StepProcess
 */

/**
 * Starts a process that says `{"what": …}` in a line, in inference with its logits, once it is ready, then answers each line with a `Took`.
 * @param {string} command
 * @param {string[]} args
 * @param {Record<string, string>} env added to this process's
 * @returns {Promise<StepProcess>}
 * @throws {Error} with the process's last words when it ends by itself
 */
export async function startProcess(command, args, env = {}) {
  const child = spawn(command, args, {
    env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '2', ...env },
    stdio: ['pipe', 'pipe', 'pipe']
  });
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (text) => (complaints = (complaints + text).slice(-4000)));
  const lines = createInterface({ input: child.stdout });
  const ended = once(child, 'close');
  const died = ended.then(([code, signal]) => {
    throw new Error(`${command} ended with ${code ?? signal}. It said:\n${complaints}`);
  });
  died.catch(() => undefined);
  // A write to a process that died is told by its end.
  child.stdin.on('error', () => undefined);
  const answer = async () => {
    for (;;) {
      const [line] = await Promise.race([once(lines, 'line'), died]);
      // Libraries may print to standard output, too.
      if (line.startsWith('{')) {
        return JSON.parse(line);
      }
    }
  };
  return {
    ready: await answer(),
    step: () => {
      child.stdin.write('step\n');
      return answer();
    },
    peakMemory: () => peakMemoryOf(child.pid),
    end: async () => {
      child.kill();
      await ended;
    }
  };
}

/**
 * Most bytes of memory that a process held at once, or null where the system does not tell.
 * @param {number | undefined} pid
 */
function peakMemoryOf(pid) {
  const status = `/proc/${pid}/status`;
  return existsSync(status) ? peakOf(readFileSync(status, 'utf8')) : null;
}

/**
 * @param {string} status content of /proc/<pid>/status
 * @returns {number | null} bytes
 */
export function peakOf(status) {
  const kibibytes = /^VmHWM:\s*(\d+) kB$/m.exec(status)?.[1];
  return kibibytes === undefined ? null : Number(kibibytes) * 1024;
}
