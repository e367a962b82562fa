import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { SweepError } from './errors';

const run = promisify(execFile);

/** A driver that does not answer by then counts as absent. */
const ANSWER_MS = 30_000;

/**
 * GPUs that trials are given one each, as `CUDA_VISIBLE_DEVICES` names them.
 * @param asked Their names, or how many of those there are; default all that TensorFlow sees, none on a machine without or
 *   with the CPU flavour.
 * @throws SweepError for more than there are, and names that stand for none.
 */
export async function gpusOf(
  asked: number | readonly string[] | undefined,
  environment: NodeJS.ProcessEnv = process.env
): Promise<readonly string[]> {
  if (Array.isArray(asked)) {
    return checkedNames(asked as readonly string[]);
  }
  if (asked === 0) {
    return [];
  }
  if (asked !== undefined && !(Number.isInteger(asked) && (asked as number) > 0)) {
    throw new SweepError(
      'executor',
      'gpus',
      asked,
      'a whole number from 0, or names',
      'Leave it out for all.'
    );
  }
  const devices = await visibleDevices(environment);
  if (asked === undefined) {
    return devices.length > 0 && (await tensorFlowSeesThem()) ? devices : [];
  }
  const count = asked as number;
  if (devices.length < count) {
    const got = `${count}, of ${devices.length} GPUs that this process may use`;
    throw new SweepError('executor', 'gpus', got, 'as many as there are at most', 'Leave it out for all.');
  }
  return devices.slice(0, count);
}

function checkedNames(names: readonly string[]): readonly string[] {
  const odd = names.find((name) => typeof name !== 'string' || !/^[\w-]+$/.test(name) || name === '-1');
  if (odd !== undefined || new Set(names).size < names.length) {
    const remedy = 'Name each once, by its number or its UUID: ["0", "1"].';
    throw new SweepError('executor', 'gpus', odd ?? names.join(), 'names of GPUs', remedy);
  }
  return names;
}

/** What the environment allows, else what the driver lists; nothing behind the first that there is not, as in CUDA. */
async function visibleDevices(environment: NodeJS.ProcessEnv): Promise<string[]> {
  const allowed = environment.CUDA_VISIBLE_DEVICES;
  if (allowed !== undefined) {
    const names = allowed.split(',').map((name) => name.trim());
    const end = names.findIndex((name) => name === '' || name === '-1');
    return end < 0 ? names : names.slice(0, end);
  }
  try {
    const { stdout } = await run('nvidia-smi', ['--query-gpu=uuid', '--format=csv,noheader'], {
      env: environment,
      timeout: ANSWER_MS
    });
    return stdout
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '');
  } catch {
    // No driver, or none that answers.
    return [];
  }
}

/** Asked in a process of its own: one that loads TensorFlow takes memory of each GPU. */
async function tensorFlowSeesThem(): Promise<boolean> {
  const room = JSON.stringify(join(__dirname, '..', 'tensorflow'));
  const code = `console.log('device ' + require(${room}).tensorFlowInfo().device)`;
  const { stdout } = await run(process.execPath, ['-e', code]).catch(() => ({ stdout: '' }));
  return stdout.includes('device gpu');
}
