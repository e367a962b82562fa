import { join } from 'node:path';
import { quantileOf } from '../analysis';
import { askPython, runTask, type Variables } from './child';
import type { DeviceCheck } from './report';
import { WARM_UP, type Workload } from './tasks';

interface SpeedRequest {
  workload: Workload;
  /** Timed, of each. */
  steps: number;
  device: 'cpu' | 'gpu';
  /** Programs. */
  keras: string;
  pytorch: string;
}

/** What the Python program says. */
type Timed = { what: string; trainable: number; milliseconds: number[] } | { skipped: string };

const PROGRAM = join(__dirname, '..', '..', 'python', 'training_steps.py');
const NAMES = { keras: 'Keras', pytorch: 'PyTorch' } as const;

/** Below this share of another library's speed on the same device, something is wrong rather than slow. */
const LEAST_SHARE = 0.5;

/** Training steps of B0 here, in Keras and in PyTorch, one after the other. */
export async function compareSpeed(request: SpeedRequest, signal?: AbortSignal): Promise<DeviceCheck[]> {
  const { workload, steps, device } = request;
  const ours = await runTask({ kind: 'speed', workload, steps }, {}, { signal });
  const checks: DeviceCheck[] = [];
  for (const framework of ['keras', 'pytorch'] as const) {
    const job = JSON.stringify({ framework, device, steps, warmUp: WARM_UP, ...workload });
    const variables: Variables = device === 'cpu' ? { CUDA_VISIBLE_DEVICES: '-1' } : {};
    const asked = await askPython(request[framework], [PROGRAM, job], variables, signal);
    checks.push(speedVerdict(framework, workload, ours, asked, request[framework]));
  }
  return checks;
}

/** @param asked What Python answered; null where it did not start. */
export function speedVerdict(
  framework: keyof typeof NAMES,
  { resolution, batchSize }: Workload,
  ours: { milliseconds: readonly number[]; trainable: number },
  asked: { answer: unknown; tail: string } | null,
  python: string
): DeviceCheck {
  const rate = (milliseconds: readonly number[]): number =>
    (1000 * batchSize) / quantileOf(Float64Array.from(milliseconds).sort(), 0.5);
  const imagesPerSecond = rate(ours.milliseconds);
  const name = `Speed beside ${NAMES[framework]}`;
  const expected = `at least ${LEAST_SHARE} of its images a second`;
  const own = `${imagesPerSecond.toPrecision(3)} images a second here`;
  const skipped = (why: string): DeviceCheck => ({
    name,
    status: 'skipped',
    measured: `${own}; ${why}`,
    expected,
    numbers: { imagesPerSecond }
  });
  if (asked === null) {
    return skipped(`${python} does not start`);
  }
  const answer = asked.answer as Timed | null;
  if (answer === null) {
    return skipped(`${python} ended early: ${asked.tail.split('\n').at(-1)}`);
  }
  if ('skipped' in answer) {
    return skipped(answer.skipped);
  }
  const { what, trainable, milliseconds } = answer;
  const other = rate(milliseconds);
  const same = trainable === ours.trainable;
  const counts = same
    ? ''
    : ` of another network, with ${trainable} parameters in place of ${ours.trainable}`;
  return {
    name,
    status: same && imagesPerSecond >= LEAST_SHARE * other ? 'passed' : 'failed',
    measured: `B0 at ${resolution} px, ${batchSize} images a step, from pixels to loss: ${own}, ${other.toPrecision(3)} in ${what}${counts}`,
    expected,
    numbers: { imagesPerSecond, other, ratio: imagesPerSecond / other }
  };
}
