import { access, constants, mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { SpecError } from '../analysis';
import { type OptionNames, requireOptions } from '../analysis/option-names';
import { requireNumber } from '../analysis/validate';
import { askDriver, type DriverReport, judgeDriver } from '../tensorflow';
import type { Machine } from '../evaluation';
import { commandHere } from '../files';
import { type Variables, REFERENCE, runTask } from './child';
import { compareNumbers, FLOAT32, KINKED, TF32 } from './compare';
import { FAMILIES, type FamilyName, familySpec } from './numbers';
import { type DeviceCheck, deviceMarkdown, type DeviceReport } from './report';
import { compareSpeed } from './speed';
import type { Task, TASKS, Workload } from './tasks';
import {
  memoryVerdict,
  outOfMemoryVerdict,
  repeatsVerdict,
  sixteenBitsVerdict,
  steadyVerdict
} from './verdicts';

export interface DeviceOptions {
  /** Small networks and short runs: whether everything works, not how well. Default false. */
  quick?: boolean;
  /** Of steady training; default 600, in quick checks 5. */
  seconds?: number;
  /** Of training in 16 bits; default 200, in quick checks 20. */
  steps?: number;
  /** Where `device-report.json` and `device-report.md` are written; default the working folder, null for nowhere. */
  folder?: string | null;
  /** Python with Keras to compare with; default `EFFICIENTNET_LAB_PYTHON`, else `python3`. */
  python?: string;
  /** Python with PyTorch and torchvision; default the same. */
  pytorch?: string;
  /** Hears what is being checked, and how long it may still take. */
  onProgress?: (progress: DeviceProgress) => void;
  /** Ends the check with the signal's reason as error. */
  signal?: AbortSignal;
}

const DEVICE_OPTIONS: OptionNames<DeviceOptions> = {
  quick: true,
  seconds: true,
  steps: true,
  folder: true,
  python: true,
  pytorch: true,
  onProgress: true,
  signal: true
};

export interface DeviceProgress {
  /** What is being checked. */
  name: string;
  /** Checks that are done, of how many. */
  done: number;
  total: number;
  secondsLeft: number;
}

/** The report with the files in which it stands. */
export type CheckedDevice = DeviceReport & { files: string[] };

/** A part of the check, and what it finds. */
interface Part {
  name: string;
  /** That it takes on an idle laptop. */
  seconds: number;
  /** That it takes anywhere. */
  clock?: number;
  run: (context: Context) => Promise<DeviceCheck[]>;
}

interface Context {
  driver: DriverReport;
  machine: Machine;
  signal: AbortSignal | undefined;
  onShare: (share: number) => void;
}

/** Without TF32, which rounds more than float32 does. */
const PLAIN_FLOAT32: Variables = { NVIDIA_TF32_OVERRIDE: '0' };
/** The first GPUs with TF32 (Ampere). */
const TF32_CAPABILITY = 8;
const TIMED_STEPS = { quick: 3, whole: 30 };

const NOTES = [
  'Training on several GPUs at once is no part of EfficientNet Lab, and not checked: one trial of a sweep on each is.',
  'Networks of families are the smallest published ones at 96 px, in quick checks a quarter as wide with one block a stage; 4 images of noise.',
  'The reference is computed in another process, on the CPU with TF_ENABLE_ONEDNN_OPTS=0 and EFFICIENTNET_LAB_OPERATIONS=standard; float32 on the device with NVIDIA_TF32_OVERRIDE=0.',
  'Times and memory are those of this moment: other programs on the machine change them. A GPU’s memory is that of all programs.'
];

/** Environment variables that change what is computed, or where; no others, which may hold what is nobody's business. */
const TELLING = [
  'CUDA_VISIBLE_DEVICES',
  'EFFICIENTNET_LAB_DEVICE',
  'EFFICIENTNET_LAB_OPERATIONS',
  'NVIDIA_TF32_OVERRIDE',
  'OMP_NUM_THREADS',
  'TF_CUDNN_DETERMINISTIC',
  'TF_DETERMINISTIC_OPS',
  'TF_ENABLE_ONEDNN_OPTS',
  'TF_FORCE_GPU_ALLOW_GROWTH',
  'TF_GPU_ALLOCATOR',
  'TF_NUM_INTEROP_THREADS',
  'TF_NUM_INTRAOP_THREADS',
  'TF_XLA_FLAGS',
  'XLA_FLAGS'
];

/**
 * Tries the device in use, in processes of their own: logits and gradients of every family against the CPU's reference,
 * training in 16 bits, determinism, running out of memory, minutes of steady training with its memory, and images a second
 * beside Keras and PyTorch. A check that fails is found in the report; one that can't be made is skipped, and says why.
 *
 * @throws SpecError for options that can't be; TensorFlowError as loadTensorFlow does; the signal's reason when aborted.
 */
export async function checkDevice(options: DeviceOptions = {}): Promise<CheckedDevice> {
  requireOptions(options, DEVICE_OPTIONS);
  const { quick = false, folder = '.', signal, onProgress = () => undefined } = options;
  const { seconds = quick ? 5 : 600, steps = quick ? 20 : 200 } = options;
  requireNumber('seconds', seconds, { min: 1, max: 1e6 });
  requireNumber('steps', steps, { min: 10, max: 1e6, integer: true });
  if (folder !== null) {
    await requireFolder(folder);
  }
  const began = performance.now();
  const date = new Date().toISOString();
  const driver = judgeDriver(askDriver());
  const machine = await runTask({ kind: 'machine' }, {}, { signal });
  const parts = partsOf({ ...options, quick, seconds, steps }, machine);
  const checks: DeviceCheck[] = [driverCheck(driver, machine)];
  let [expectedSoFar, spent] = [0, 0];
  for (const [done, part] of parts.entries()) {
    const rest = parts.slice(done + 1);
    const started = performance.now();
    const tell = (share: number): void => {
      // Slower machines take longer for all but what goes by the clock.
      const pace = expectedSoFar > 0 ? spent / expectedSoFar : 1;
      const left = (each: Part): number => pace * each.seconds + (each.clock ?? 0);
      const secondsLeft = rest.reduce((sum, each) => sum + left(each), (1 - share) * left(part));
      onProgress({ name: part.name, done, total: parts.length, secondsLeft });
    };
    tell(0);
    checks.push(...(await checksOf(part, { driver, machine, signal, onShare: tell })));
    expectedSoFar += part.seconds;
    spent += Math.max(0, (performance.now() - started) / 1000 - (part.clock ?? 0));
  }
  const report: DeviceReport = {
    deviceReport: 1,
    date,
    version: (require('../../package.json') as { version: string }).version,
    machine,
    driver,
    environment: Object.fromEntries(
      TELLING.flatMap((name) => {
        const value = process.env[name];
        return value === undefined ? [] : [[name, value]];
      })
    ),
    options: { quick, seconds, steps },
    checks,
    notes: NOTES,
    passed: checks.every(({ status }) => status !== 'failed'),
    seconds: Math.round((performance.now() - began) / 1000)
  };
  return { ...report, files: folder === null ? [] : await written(report, folder) };
}

/** A part that breaks off has failed; one that was ended by the caller ends everything. */
async function checksOf(part: Part, context: Context): Promise<DeviceCheck[]> {
  try {
    return await part.run(context);
  } catch (error) {
    context.signal?.throwIfAborted();
    const measured = error instanceof Error ? error.message : String(error);
    return [{ name: part.name, status: 'failed', measured, expected: 'no error', numbers: {} }];
  }
}

function partsOf(
  {
    quick,
    seconds,
    steps,
    python,
    pytorch
  }: DeviceOptions & { quick: boolean; seconds: number; steps: number },
  machine: Machine
): Part[] {
  const whole =
    machine.device === 'gpu' ? { resolution: 224, batchSize: 64 } : { resolution: 128, batchSize: 8 };
  const workload: Workload = quick ? { resolution: 64, batchSize: 8 } : whole;
  const keras = python ?? process.env.EFFICIENTNET_LAB_PYTHON ?? 'python3';
  const timed = quick ? TIMED_STEPS.quick : TIMED_STEPS.whole;
  const of = <Kind extends Task['kind']>(
    name: string,
    expected: number,
    task: Extract<Task, { kind: Kind }>,
    judge: (result: Awaited<ReturnType<(typeof TASKS)[Kind]>>) => DeviceCheck[],
    variables: Variables = {}
  ): Part => ({
    name,
    seconds: expected,
    run: async ({ signal, onShare }) => judge(await runTask(task, variables, { signal, onProgress: onShare }))
  });
  return [
    familiesPart(quick),
    ...(['float16', 'bfloat16'] as const).map((precision) =>
      of(`Training in ${precision}`, steps / 8, { kind: 'sixteenBits', precision, steps }, (result) => [
        sixteenBitsVerdict(`Training in ${precision}`, result, steps)
      ])
    ),
    of('Determinism', 8, { kind: 'repeats' }, (result) => [repeatsVerdict(result)], {
      TF_DETERMINISTIC_OPS: '1'
    }),
    of('Out of memory', 8, { kind: 'outOfMemory', workload }, (result) => [outOfMemoryVerdict(result)]),
    {
      ...of('Steady training', 5, { kind: 'steady', workload, seconds }, (result) => [
        steadyVerdict(result, workload),
        memoryVerdict(result)
      ]),
      clock: seconds
    },
    {
      name: 'Speed beside Keras and PyTorch',
      seconds: timed + 30,
      run: ({ signal }) =>
        compareSpeed(
          { workload, steps: timed, device: machine.device, keras, pytorch: pytorch ?? keras },
          signal
        )
    }
  ];
}

/** Families on the device and on the CPU, and with TF32 where the device has it. */
function familiesPart(quick: boolean): Part {
  const task = { kind: 'families', quick } as const;
  const families = Object.keys(FAMILIES) as FamilyName[];
  return {
    name: 'Logits and gradients',
    seconds: quick ? 15 : 60,
    run: async ({ driver, machine, signal, onShare }) => {
      const reference = await runTask(task, REFERENCE, { signal, onProgress: (share) => onShare(share / 2) });
      const onProgress = (share: number): void => onShare((1 + share) / 2);
      const plain = await runTask(task, PLAIN_FLOAT32, { signal, onProgress });
      const checks = families.map((family) => {
        const tolerance = familySpec(family, quick).activation === 'relu6' ? KINKED : FLOAT32;
        return compareNumbers(family, plain[family], reference[family], tolerance);
      });
      if (machine.device === 'cpu' || (driver.gpus[0]?.computeCapability ?? 0) < TF32_CAPABILITY) {
        return checks;
      }
      const rounded = await runTask(task, {}, { signal });
      const withTf32 = families.map((family) =>
        compareNumbers(`${family}, TF32`, rounded[family], reference[family], TF32)
      );
      return [...checks, ...withTf32];
    }
  };
}

/** Whether the driver and TensorFlow agree that there is a GPU. */
export function driverCheck(
  { gpus, problem }: DriverReport,
  { device }: Pick<Machine, 'device'>
): DeviceCheck {
  const check = { name: 'Driver', expected: 'a GPU that TensorFlow can use', numbers: { gpus: gpus.length } };
  if (problem?.kind === 'no-driver' && device === 'cpu') {
    return { ...check, status: 'skipped', measured: `${problem.found} The CPU was checked.` };
  }
  if (problem) {
    return { ...check, status: 'failed', measured: `${problem.found} ${problem.remedy}` };
  }
  if (device === 'cpu') {
    const hidden = process.env.EFFICIENTNET_LAB_DEVICE === 'cpu' || process.env.CUDA_VISIBLE_DEVICES === '-1';
    return hidden
      ? { ...check, status: 'skipped', measured: 'The environment hides the GPU: the CPU was checked.' }
      : {
          ...check,
          status: 'failed',
          measured: `The driver lists ${gpus[0].name}, and TensorFlow computes on the CPU. Run \`${commandHere('installForGpu')}\`.`
        };
  }
  const [{ name, driver, computeCapability }] = gpus;
  return {
    ...check,
    status: 'passed',
    measured: `${name}, driver ${driver}, compute capability ${computeCapability.toFixed(1)}`
  };
}

/** Before minutes of work whose report would find no place. @throws SpecError for a folder that can't be written to. */
async function requireFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
  } catch {
    throw new SpecError('folder', folder, 'a folder to write into', 'Name another one, or null for none.');
  }
}

async function written(report: DeviceReport, folder: string): Promise<string[]> {
  const files: Array<[string, string]> = [
    ['device-report.json', `${JSON.stringify(report, null, 2)}\n`],
    ['device-report.md', deviceMarkdown(report)]
  ];
  return Promise.all(
    files.map(async ([name, text]) => {
      const path = resolve(join(folder, name));
      await writeFile(path, text);
      return path;
    })
  );
}
