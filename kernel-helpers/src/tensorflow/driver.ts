import { spawnSync } from 'node:child_process';
import { commandHere } from '../files';

/** What `nvidia-smi` says, or that there is none. */
export interface DriverAnswer {
  /** Exit status; null where the program can't be run or does not answer in time. */
  status: number | null;
  /** All that it printed. */
  text: string;
}

/** A GPU as its driver describes it. */
export interface Gpu {
  name: string;
  driver: string;
  /** For example 8.9. */
  computeCapability: number;
  memoryBytes: number;
  /** By all programs together. */
  usedBytes: number;
}

/** What is wrong with a machine's GPU, and what to do. */
export interface DriverProblem {
  kind: 'no-driver' | 'silent-driver' | 'no-gpu' | 'old-driver' | 'old-gpu' | 'little-memory';
  found: string;
  remedy: string;
}

export interface DriverReport {
  gpus: Gpu[];
  /** Null where the first GPU can be used. */
  problem: DriverProblem | null;
}

/**
 * The oldest GPUs that TensorFlow's wheels hold code for: `sm_60,sm_70,sm_80,sm_89,compute_90` in
 * https://github.com/tensorflow/tensorflow/blob/master/.bazelrc, "the same as the official TensorFlow builds", with CUDA
 * 12.5.1 as the wheel of 2.21 asks for. Newer GPUs than 9.0 compile its code at the first run.
 */
const LEAST_COMPUTE_CAPABILITY = 6;

/** The oldest driver for CUDA 12 on Linux: https://docs.nvidia.com/deploy/cuda-compatibility (minor versions). */
const LEAST_DRIVER = '525.60.13';

/** What the checks of `checkDevice` take at least: TensorFlow's libraries on the GPU, and a small step of B0. */
const LEAST_MEMORY_BYTES = 2 * 2 ** 30;

const FIELDS = ['name', 'driver_version', 'compute_cap', 'memory.total', 'memory.used'];
/** A driver that does not answer by then counts as silent. */
const ANSWER_MS = 30_000;

/** Asks the driver. */
export function askDriver(): DriverAnswer {
  const { status, stdout, stderr } = spawnSync(
    'nvidia-smi',
    [`--query-gpu=${FIELDS.join(',')}`, '--format=csv,noheader,nounits'],
    { encoding: 'utf8', timeout: ANSWER_MS }
  );
  return { status, text: `${stdout ?? ''}${stderr ?? ''}` };
}

/** What an answer means for TensorFlow. */
export function judgeDriver(answer: DriverAnswer): DriverReport {
  const text = answer.text.trim();
  const gpus = answer.status === 0 ? text.split('\n').flatMap((line) => gpuOf(line) ?? []) : [];
  return { gpus, problem: gpus.length > 0 ? problemOf(gpus[0]) : problemOfAnswer(answer.status, text) };
}

function gpuOf(line: string): Gpu | null {
  // A name may hold a comma, the numbers behind it don't.
  const parts = line.split(',').map((part) => part.trim());
  const [driver, capability, total, used] = parts.slice(-4);
  const [computeCapability, memory, taken] = [capability, total, used].map(Number);
  if (parts.length < FIELDS.length || !Number.isFinite(computeCapability) || !Number.isFinite(memory)) {
    return null;
  }
  const name = parts.slice(0, -4).join(', ');
  // The driver counts in MiB, and does not tell of each device how much is taken.
  return {
    name,
    driver,
    computeCapability,
    memoryBytes: memory * 2 ** 20,
    usedBytes: (taken || 0) * 2 ** 20
  };
}

function problemOf({ name, driver, computeCapability, memoryBytes }: Gpu): DriverProblem | null {
  if (computeCapability < LEAST_COMPUTE_CAPABILITY) {
    return {
      kind: 'old-gpu',
      found: `The GPU ${name} has compute capability ${computeCapability.toFixed(1)}; TensorFlow's wheel holds code for ${LEAST_COMPUTE_CAPABILITY.toFixed(1)} and later.`,
      remedy: 'Take a newer GPU, or compute on the CPU with EFFICIENTNET_LAB_DEVICE=cpu.'
    };
  }
  if (isOlder(driver, LEAST_DRIVER)) {
    return {
      kind: 'old-driver',
      found: `The NVIDIA driver is ${driver}; CUDA 12 needs ${LEAST_DRIVER} or later.`,
      remedy: 'Update the driver.'
    };
  }
  if (memoryBytes < LEAST_MEMORY_BYTES) {
    return {
      kind: 'little-memory',
      found: `The GPU ${name} has ${gib(memoryBytes)} GiB of memory; the checks take ${gib(LEAST_MEMORY_BYTES)} GiB.`,
      remedy: 'Compute on the CPU with EFFICIENTNET_LAB_DEVICE=cpu.'
    };
  }
  return null;
}

/** Why an answer lists no GPU. */
function problemOfAnswer(status: number | null, text: string): DriverProblem {
  if (status === null) {
    return {
      kind: 'no-driver',
      found: 'No NVIDIA driver answers: nvidia-smi does not run here.',
      remedy: 'Install the NVIDIA driver, if this machine has a GPU.'
    };
  }
  if (/not a valid field/i.test(text)) {
    return {
      kind: 'old-driver',
      found: `The NVIDIA driver does not tell what its GPU can do; CUDA 12 needs ${LEAST_DRIVER} or later.`,
      remedy: 'Update the driver.'
    };
  }
  if (/no devices were found/i.test(text) || (status === 0 && text === '')) {
    return {
      kind: 'no-gpu',
      found: 'The NVIDIA driver answers, and finds no GPU.',
      remedy:
        'Check that the GPU is plugged in, powered and given to this machine or container (docker run --gpus all).'
    };
  }
  return {
    kind: 'silent-driver',
    found: `nvidia-smi failed (${text.split('\n')[0] || `status ${status}`}).`,
    remedy: `Restart the machine after a driver was installed or updated; then run \`${commandHere('doctor')}\`.`
  };
}

function isOlder(version: string, least: string): boolean {
  const [parts, limits] = [version, least].map((text) => text.split('.').map(Number));
  const at = limits.findIndex((limit, i) => (parts[i] ?? 0) !== limit);
  return at >= 0 && (parts[at] ?? 0) < limits[at];
}

function gib(bytes: number): string {
  return (bytes / 2 ** 30).toFixed(1);
}
