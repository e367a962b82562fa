import { cpuDescription } from '../../setup/hardware.mjs';
import { inKeras, inThisProcess } from './competitors.mjs';
import { markdownTable, writeRecord } from './record.mjs';
import { pairedRatio, summary } from './statistics.mjs';

const WORKLOAD = { batchSize: 16, resolution: 128, classes: 1000 };
const WARM_UP = 3;
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 15);

/** One step of each in turn, the first in turn changing, so that drift and order fall on all alike. */
async function measure(competitors) {
  const times = Object.fromEntries(competitors.map(({ name }) => [name, []]));
  for (let round = -WARM_UP; round < ROUNDS; round += 1) {
    for (let i = 0; i < competitors.length; i += 1) {
      const { name, step } = competitors[(i + round + WARM_UP) % competitors.length];
      const took = await step();
      if (round >= 0) {
        times[name].push(took);
      }
    }
    process.stderr.write(round < 0 ? 'warming up\n' : `round ${round + 1} of ${ROUNDS}\n`);
  }
  return times;
}

function table(competitors, results) {
  const ms = ({ median, lower, upper }) => `${median.toFixed(0)} (${lower.toFixed(0)}–${upper.toFixed(0)})`;
  const times = ({ median, lower, upper }) =>
    `${median.toFixed(2)} (${lower.toFixed(2)}–${upper.toFixed(2)})`;
  const rows = competitors.map(({ name, what }) => [
    what,
    ms(results[name].milliseconds),
    times(results[name].ratioToOurs)
  ]);
  return markdownTable(['training step', 'ms, median (quartiles)', 'times ours'], rows);
}

const keras = await inKeras(WORKLOAD);
try {
  const competitors = [...inThisProcess(WORKLOAD), keras];
  const times = await measure(competitors);
  const results = Object.fromEntries(
    competitors.map(({ name, what }) => [
      name,
      {
        what,
        milliseconds: summary(times[name]),
        ratioToOurs: pairedRatio(times[name], times.ours),
        all: times[name]
      }
    ])
  );
  const { batchSize, resolution } = WORKLOAD;
  console.log(`\nEfficientNet-B0, ${batchSize} × ${resolution} × ${resolution}, on ${cpuDescription()}\n`);
  console.log(table(competitors, results));
  writeRecord('training-step', {
    workload: { network: 'EfficientNet-B0', optimizer: 'SGD with momentum', ...WORKLOAD, rounds: ROUNDS },
    results
  });
} finally {
  keras.end();
}
