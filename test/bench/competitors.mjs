import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BENCH_VENV, sitePackages, STATE, venvProgram } from '../../setup/paths.mjs';
import { PEER_PACKAGES } from '../../setup/steps/peers.mjs';
import { startProcess } from './process.mjs';
import { requireEqualLogits } from './reference.mjs';
import { jobOf } from './workloads.mjs';

const FOLDER = dirname(fileURLToPath(import.meta.url));
const PYTORCH = venvProgram('python', BENCH_VENV);

/** Side of the square matrices whose product tells how fast the machine can multiply at all. */
export const PRODUCT_SIDE = 2048;

/**
 * How each is started: in a process of its own, so that its peak memory is its own. `library` is whose product of matrices
 * its rate is compared with.
 * @type {Readonly<Record<string, { command: string, script: string, library: string,
 *   padding: import('./reference.mjs').Padding }>>}
 */
const PROGRAMS = {
  node: { command: process.execPath, script: 'node-process.mjs', library: 'tensorflow', padding: 'same' },
  keras: {
    command: venvProgram('python'),
    script: 'keras_process.py',
    library: 'tensorflow',
    padding: 'same'
  },
  pytorch: { command: PYTORCH, script: 'pytorch_process.py', library: 'pytorch', padding: 'symmetric' },
  runtime: { command: PYTORCH, script: 'runtime_process.py', library: 'pytorch', padding: 'symmetric' },
  flax: { command: PYTORCH, script: 'flax_process.py', library: 'pytorch', padding: 'same' }
};

/**
 * In the order of the table; ours first, since the others are compared with it. `task` is the only one that a competitor
 * takes part in; those that are `slow` leave large networks out.
 * @type {Array<{ name: string, program: string, task?: 'training' | 'inference', slow?: boolean }>}
 */
const COMPETITORS = [
  { name: 'compiled', program: 'node' },
  { name: 'holding', program: 'node', task: 'training' },
  { name: 'eager', program: 'node' },
  { name: 'stock', program: 'node', slow: true },
  { name: 'default', program: 'keras' },
  { name: 'function', program: 'keras' },
  { name: 'default', program: 'pytorch' },
  { name: 'channels-last', program: 'pytorch' },
  { name: 'compile', program: 'pytorch' },
  { name: 'onnxruntime', program: 'runtime', task: 'inference' },
  { name: 'openvino', program: 'runtime', task: 'inference' },
  { name: 'jit', program: 'flax', task: 'training', slow: true }
];

/**
 * One large matrix product by each library.
 * @type {typeof COMPETITORS}
 */
const PRODUCTS = [
  { name: 'product', program: 'node' },
  { name: 'product', program: 'pytorch' }
];

/**
 * Whether what a program runs was installed, and not left out.
 * @param {string} program
 */
function isInstalled(program) {
  if (PROGRAMS[program].command !== PYTORCH) {
    return true;
  }
  /** @type {Record<string, string>} */
  const folders = { pytorch: 'torch', ...PEER_PACKAGES };
  const packages = sitePackages(BENCH_VENV);
  const asked = process.env.BENCH_WITHOUT_PYTORCH === undefined;
  return asked && packages !== undefined && existsSync(join(packages, folders[program]));
}

/** The Python whose PyTorch exports networks to other runtimes; undefined where they don't take part. */
export const exporter = () => (isInstalled('runtime') ? PYTORCH : undefined);

/**
 * `difference`: how far its logits are from the reference's, of the largest; in inference alone.
 * @typedef {import('./process.mjs').StepProcess & { name: string, library: string, difference?: number }} Competitor
 */

/**
 * Starts everything that takes part in a task, one after the other, so that starts don't compete.
 * @param {import('./workloads.mjs').Workload} workload
 * @param {'training' | 'inference'} task
 * @param {{ reference?: import('./reference.mjs').Reference, say: (text: string) => void }} options `reference`: what all
 *   compute in inference
 * @returns {Promise<Competitor[]>}
 * @throws {Error} for one whose logits are not the reference's
 */
export async function startCompetitors(workload, task, { reference, say }) {
  const started = [];
  const competitors = [...COMPETITORS, ...PRODUCTS].filter(
    (each) => isInstalled(each.program) && (!each.slow || workload.slow) && (each.task ?? task) === task
  );
  try {
    for (const competitor of competitors) {
      const { command, script, library, padding } = PROGRAMS[competitor.program];
      const name = `${competitor.program} ${competitor.name}`;
      say(`starting ${name}`);
      const job = {
        ...jobOf(workload, task),
        setting: competitor.name,
        side: PRODUCT_SIDE,
        reference: reference?.folder
      };
      // Compiling takes PyTorch minutes: what it compiled is kept.
      const env = { TORCHINDUCTOR_CACHE_DIR: join(STATE, 'torchinductor') };
      const running = await startProcess(command, [join(FOLDER, script), JSON.stringify(job)], env);
      started.push({ ...running, name, library });
      if (reference !== undefined && !PRODUCTS.includes(competitor)) {
        const difference = requireEqualLogits(name, running.ready.logits, reference.logits[padding]);
        started[started.length - 1] = { ...running, name, library, difference };
      }
    }
    return started;
  } catch (error) {
    await Promise.all(started.map(({ end }) => end()));
    throw error;
  }
}
