/** The check of the device without a notebook: `npm run doctor -- --gpu`, or `efficientnet-lab doctor --gpu`. */
import { parseArgs } from 'node:util';
import { EnetError } from '../analysis/errors';
import { commandHere } from '../files';
import { duration } from '../wording';
import { checkDevice, type DeviceOptions } from './check-device';
import { deviceTable } from './report';

const USAGE = `${commandHere('checkDevice')} [options]
  --quick             small networks and short runs: whether everything works, not how well
  --seconds <number>  of steady training; by default 600
  --steps <number>    of training in 16 bits; by default 200
  --folder <folder>   where device-report.json and device-report.md are written; by default here
  --python <path>     Python with Keras; by default EFFICIENTNET_LAB_PYTHON, else python3
  --pytorch <path>    Python with PyTorch and torchvision; by default the same`;

const MARKS = { passed: '✓', failed: '✗', skipped: '–' };

void main(process.argv.slice(2)).then((code) => process.exit(code));

async function main(words: string[]): Promise<number> {
  let options: DeviceOptions;
  try {
    options = optionsOf(words);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
    return 1;
  }
  const end = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => end.abort());
  }
  try {
    let told = '';
    const onProgress: DeviceOptions['onProgress'] = ({ name, done, total, secondsLeft }) => {
      const line = `${done + 1} of ${total}: ${name}, about ${duration(secondsLeft)} left`;
      // On a terminal the line moves; elsewhere each part is told once.
      if (process.stdout.isTTY) {
        process.stdout.write(`\r\x1b[2K${line}`);
      } else if (name !== told) {
        console.log(line);
      }
      told = name;
    };
    const report = await checkDevice({ ...options, signal: end.signal, onProgress });
    console.log(`${process.stdout.isTTY ? '\r\x1b[2K' : ''}${deviceTable(report).title}`);
    for (const { name, status, measured, expected } of report.checks) {
      console.log(`${MARKS[status]} ${name}: ${measured}`);
      if (status === 'failed') {
        console.log(`  → expected ${expected}`);
      }
    }
    console.log(`\nReport, to be attached to a bug: ${report.files.join(' and ')}`);
    return report.passed ? 0 : 1;
  } catch (error) {
    if (end.signal.aborted) {
      return 130;
    }
    console.error(error instanceof EnetError ? error.message : error);
    return 1;
  }
}

function optionsOf(words: string[]): DeviceOptions {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: words,
    options: {
      quick: { type: 'boolean' },
      seconds: text,
      steps: text,
      folder: text,
      python: text,
      pytorch: text
    }
  });
  const { seconds, steps, ...rest } = values;
  return {
    ...rest,
    ...(seconds !== undefined && { seconds: Number(seconds) }),
    ...(steps !== undefined && { steps: Number(steps) })
  };
}
