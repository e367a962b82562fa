import type { DeviceCheck } from './report';
import type { TASKS, Workload } from './tasks';

type Result<Kind extends keyof typeof TASKS> = Awaited<ReturnType<(typeof TASKS)[Kind]>>;

const passedIf = (holds: boolean): 'passed' | 'failed' => (holds ? 'passed' : 'failed');

/** Steps that the loss scale may take: to find its first value, and later. */
const SKIPPED = { start: 10, share: 0.1 };

export function sixteenBitsVerdict(name: string, result: Result<'sixteenBits'>, steps: number): DeviceCheck {
  const { status, message, skipped, firstLoss, lastLoss } = result;
  const finite = Number.isFinite(firstLoss) && Number.isFinite(lastLoss);
  const holds =
    status === 'finished' &&
    result.steps >= steps &&
    finite &&
    skipped <= Math.max(SKIPPED.start, SKIPPED.share * result.steps);
  const losses = `mean loss ${firstLoss.toPrecision(3)} in the first tenth, ${lastLoss.toPrecision(3)} in the last`;
  return {
    name,
    status: passedIf(holds),
    measured: message ?? `${result.steps} steps, ${losses}, ${skipped} steps skipped by the loss scale`,
    expected: `${steps} steps with finite losses, no more than ${SKIPPED.start} or a tenth of them skipped`,
    numbers: { steps: result.steps, skipped, firstLoss, lastLoss }
  };
}

export function repeatsVerdict({ steps, tensors, differing }: Result<'repeats'>): DeviceCheck {
  return {
    name: 'Determinism',
    status: passedIf(differing === 0),
    measured: `${differing} of ${tensors} weights differ between two runs of ${steps} steps`,
    expected: 'none, to the last bit, with TF_DETERMINISTIC_OPS=1',
    numbers: { steps, tensors, differing }
  };
}

export function outOfMemoryVerdict(result: Result<'outOfMemory'>): DeviceCheck {
  const { batchSize, bytes, fits, tried, accepted, raw, told } = result;
  return {
    name: 'Out of memory',
    status: passedIf(told !== null && fits > 0 && accepted),
    measured:
      told === null
        ? `another error: ${raw}`
        : `"${told}" A step of ${tried} ${accepted ? 'was taken' : 'was not'}.`,
    expected: 'an error that says which batch size fits, and a step of as many images (on a CPU of a few)',
    numbers: { batchSize, bytes, fits, tried }
  };
}

/** How much slower steps may become over the time. */
const SLOWER = 1.25;
/** How much more memory may be in use at the end. */
const GROWTH = { share: 0.05, bytes: 64 * 2 ** 20 };
/** Below, a fifth of the steps says nothing. */
const LEAST_STEPS = 50;

export function steadyVerdict(result: Result<'steady'>, { resolution, batchSize }: Workload): DeviceCheck {
  const { status, message, finite, steps, seconds, firstMs, lastMs } = result;
  const imagesPerSecond = (steps * batchSize) / seconds;
  const what = `B0 at ${resolution} px, ${batchSize} images a step`;
  const pace = `median step ${firstMs.toFixed(1)} ms in the first fifth, ${lastMs.toFixed(1)} ms in the last`;
  return {
    name: 'Steady training',
    status: passedIf(status === 'stopped' && finite && lastMs <= SLOWER * firstMs),
    measured:
      status === 'stopped'
        ? `${what}: ${steps} steps in ${seconds.toFixed(0)} s, ${imagesPerSecond.toPrecision(3)} images a second, ${pace}`
        : (message ?? status),
    expected: `finite losses, and steps at the end no more than ${SLOWER} times as long`,
    numbers: { steps, seconds, imagesPerSecond, firstMs, lastMs }
  };
}

export function memoryVerdict(result: Result<'steady'>): DeviceCheck {
  const { steps, peakBytes, firstBytes, lastBytes } = result;
  const most = Math.max(GROWTH.bytes, GROWTH.share * firstBytes);
  const told = `peak ${mib(peakBytes)}, ${mib(firstBytes)} in the second fifth, ${mib(lastBytes)} in the last`;
  const short = steps < LEAST_STEPS;
  return {
    name: 'Memory',
    status: short ? 'skipped' : passedIf(lastBytes - firstBytes <= most),
    measured: short ? `${told}; ${steps} steps are too few to tell growth from a start` : told,
    expected: `growth of at most ${mib(most)} over the steady training`,
    numbers: { peakBytes, firstBytes, lastBytes }
  };
}

function mib(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(0)} MiB`;
}
