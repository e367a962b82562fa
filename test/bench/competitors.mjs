import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BENCH_VENV, STATE, venvProgram } from '../../setup/paths.mjs';
import { startProcess } from './process.mjs';
import { jobOf } from './workloads.mjs';

const FOLDER = dirname(fileURLToPath(import.meta.url));
const PYTORCH = venvProgram('python', BENCH_VENV);

/** Side of the square matrices whose product tells how fast the machine can multiply at all. */
export const PRODUCT_SIDE = 2048;

/**
 * How each is started: in a process of its own, so that its peak memory is its own.
 * @type {Readonly<Record<string, { command: string, script: string, library: string }>>}
 */
const PROGRAMS = {
  node: { command: process.execPath, script: 'node-process.mjs', library: 'tensorflow' },
  keras: { command: venvProgram('python'), script: 'keras_process.py', library: 'tensorflow' },
  pytorch: { command: PYTORCH, script: 'pytorch_process.py', library: 'pytorch' }
};

/** In the order of the table; ours first, since the others are compared with it. */
const COMPETITORS = [
  { name: 'compiled', program: 'node' },
  { name: 'eager', program: 'node' },
  { name: 'stock', program: 'node' },
  { name: 'default', program: 'keras' },
  { name: 'function', program: 'keras' },
  { name: 'default', program: 'pytorch' },
  { name: 'channels-last', program: 'pytorch' },
  { name: 'compile', program: 'pytorch' }
];

/** One large matrix product by each library. */
const PRODUCTS = [
  { name: 'product', program: 'node' },
  { name: 'product', program: 'pytorch' }
];

/** True when PyTorch was installed and not left out. */
export function withPytorch() {
  return process.env.BENCH_WITHOUT_PYTORCH === undefined && existsSync(PYTORCH);
}

/** @typedef {import('./process.mjs').StepProcess & { name: string, library: string }} Competitor */

/**
 * Starts everything that takes part in a task, one after the other, so that starts don't compete.
 * @param {import('./workloads.mjs').Workload} workload
 * @param {'training' | 'inference'} task
 * @param {(text: string) => void} say
 * @returns {Promise<Competitor[]>}
 */
export async function startCompetitors(workload, task, say) {
  const started = [];
  /** @param {{ name: string, program: string }} competitor */
  const takesPart = ({ name, program }) =>
    (program !== 'pytorch' || withPytorch()) && (name !== 'stock' || workload.stock);
  try {
    for (const competitor of [...COMPETITORS, ...PRODUCTS].filter(takesPart)) {
      const { command, script, library } = PROGRAMS[competitor.program];
      const name = `${competitor.program} ${competitor.name}`;
      say(`starting ${name}`);
      const job = { ...jobOf(workload, task), setting: competitor.name, side: PRODUCT_SIDE };
      // Compiling takes PyTorch minutes: what it compiled is kept.
      const env = { TORCHINDUCTOR_CACHE_DIR: join(STATE, 'torchinductor') };
      const running = await startProcess(command, [join(FOLDER, script), JSON.stringify(job)], env);
      started.push({ ...running, name, library });
    }
    return started;
  } catch (error) {
    await Promise.all(started.map(({ end }) => end()));
    throw error;
  }
}
