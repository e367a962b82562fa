import { cpuDescription } from '../../setup/hardware.mjs';
import { exporter, PRODUCT_SIDE, startCompetitors } from './competitors.mjs';
import { markdownTable, writeRecord } from './record.mjs';
import { makeReference } from './reference.mjs';
import { measureRounds } from './rounds.mjs';
import { pairedRatio, summary } from './statistics.mjs';
import { chosenWorkloads, jobOf, multiplyAdds } from './workloads.mjs';

/**
 * Training steps and inference of one network by everything that can run it, each in a process of its own, on the
 * same machine in alternation. BENCH_ROUNDS and BENCH_WORKLOADS change how often and what.
 */
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 10);
const WARM_UP = 3;
const TASKS = /** @type {const} */ (['training', 'inference']);
const OURS = 'node compiled';

/**
 * @typedef {import('./workloads.mjs').Workload} Workload
 * @typedef {import('./competitors.mjs').Competitor} Competitor
 * @typedef {ReturnType<typeof summary>} Spread
 * @typedef {'training' | 'inference'} Task
 */

/** @param {Pick<Competitor, 'name'>} competitor */
const isProduct = ({ name }) => name.endsWith(' product');

/**
 * @param {Workload} workload
 * @param {Task} task
 */
async function measure(workload, task) {
  const label = `${workload.name} ${task}`;
  /** @param {string} text */
  const say = (text) => process.stderr.write(`${label}: ${text}\n`);
  const reference = task === 'inference' ? await makeReference(workload, exporter()) : undefined;
  /** @type {Competitor[]} */
  let competitors = [];
  try {
    competitors = await startCompetitors(workload, task, { reference, say });
    const taken = await measureRounds(competitors, { rounds: ROUNDS, warmUp: WARM_UP, say });
    return resultsOf(competitors, taken, multiplyAdds(workload, task));
  } finally {
    await Promise.all(competitors.map(({ end }) => end()));
    reference?.remove();
  }
}

/**
 * @param {Competitor[]} competitors
 * @param {Awaited<ReturnType<typeof measureRounds>>} taken
 * @param {number} macs
 */
function resultsOf(competitors, taken, macs) {
  /** @param {string} name */
  const walls = (name) => taken[name].map(({ wall }) => wall);
  const products = competitors.filter(isProduct).map(({ name, library, ready }) => {
    const milliseconds = summary(walls(name));
    return { library, what: ready.what, milliseconds, macsPerSecond: rate(PRODUCT_SIDE ** 3, milliseconds) };
  });
  const networks = competitors.filter((each) => !isProduct(each));
  const results = networks.map(({ name, library, ready, difference, peakMemory }) => {
    const milliseconds = summary(walls(name));
    const macsPerSecond = rate(macs, milliseconds);
    const product = products.find((each) => each.library === library);
    return {
      name,
      what: ready.what,
      milliseconds,
      ratioToOurs: pairedRatio(walls(name), walls(OURS)),
      userMilliseconds: summary(taken[name].map(({ user }) => user)),
      macsPerSecond,
      shareOfProduct: macsPerSecond / (product?.macsPerSecond ?? NaN),
      peakMemory: peakMemory(),
      difference,
      all: taken[name]
    };
  });
  return { macs, results, products };
}

/**
 * @param {number} macs
 * @param {Spread} milliseconds
 */
const rate = (macs, { median }) => macs / (median / 1000);

/**
 * @param {Task} task
 * @param {ReturnType<typeof resultsOf>} measured
 */
function table(task, { results, products }) {
  /**
   * @param {Spread} spread
   * @param {number} digits
   */
  const spread = ({ median, lower, upper }, digits) =>
    `${median.toFixed(digits)} (${lower.toFixed(digits)}–${upper.toFixed(digits)})`;
  /** @param {number | null} bytes */
  const gibibytes = (bytes) => (bytes === null ? '?' : (bytes / 2 ** 30).toFixed(2));
  const rows = results.map((result) => [
    result.what,
    spread(result.milliseconds, 0),
    spread(result.ratioToOurs, 2),
    result.userMilliseconds.median.toFixed(0),
    `${(result.shareOfProduct * 100).toFixed(0)} %`,
    gibibytes(result.peakMemory)
  ]);
  const head = [
    task === 'training' ? 'training step' : 'inference',
    'ms, median (quartiles)',
    'times ours',
    'CPU ms',
    "of a product's rate",
    'peak memory, GiB'
  ];
  const rates = products.map(
    ({ what, macsPerSecond }) => `${what}: ${(macsPerSecond / 1e9).toFixed(0)} G multiply-adds a second`
  );
  return `${markdownTable(head, rows)}\n\n${rates.join('; ')}.`;
}

const comparisons = [];
for (const workload of chosenWorkloads(process.env.BENCH_WORKLOADS)) {
  const { title, batchSize, slow, spec } = workload;
  console.log(
    `\n${title}, ${batchSize} × ${spec.resolution} × ${spec.resolution}, ${spec.classes} classes, on ${cpuDescription()}`
  );
  if (!slow) {
    console.log("TensorFlow.js's own layers and JAX take too long for this one.");
  }
  for (const task of TASKS) {
    const results = await measure(workload, task);
    comparisons.push({ title, ...jobOf(workload, task), ...results });
    console.log(`\n${table(task, results)}`);
  }
}
console.log(
  '\nA training step counts as three times the multiply-adds of the network: backward, there are as many again for ' +
    'the inputs and for the weights of each layer.'
);
writeRecord('execution', {
  workload: { rounds: ROUNDS, warmUp: WARM_UP },
  comparisons
});
