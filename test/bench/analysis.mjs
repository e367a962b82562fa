import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { venvProgram } from '../../setup/paths.mjs';
import { markdownTable, writeRecord } from './record.mjs';
import { quantile, summary } from './statistics.mjs';

const FOLDER = dirname(fileURLToPath(import.meta.url));
const require = createRequire(import.meta.url);
const {
  GateAnalysis,
  LITE0,
  NormalizationMonteCarlo,
  paretoFront,
  publishedSurrogate,
  readGatesInSteps,
  readRecordsCsvSteps,
  readRecordsJsonSteps,
  recordsJson,
  scale,
  searchSteps,
  SpecError,
  summarize,
  V2_B0,
  V2_S,
  variant
} = require(join(FOLDER, '../../kernel-helpers/lib/analysis'));

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 15);
const REPORTS_PER_ROUND = 200;
const SPECS = 10_000;
const KERAS_ROUNDS = 3;
/** Milliseconds that the reports must stay under to follow a slider. */
const LIMITS = { b7: 1, specs: 2000, search: 2000, front: 1000, portion: 50, thresholds: 500 };
/** 101 values of each coefficient. */
const GRID = { kind: 'grid', ranges: { from: 1, to: 1.5 }, step: 0.005 };

/**
 * Numbers from 0 to 1 that are the same in every run (Lehmer's generator with Park and Miller's constants).
 * @param {number} seed
 */
function randomNumbers(seed) {
  let state = seed;
  return () => (state = (state * 48271) % 2147483647) / 2147483647;
}

/**
 * Makes and analyses networks of any width, depth and resolution until there are enough that can be built.
 * @param {number} count
 */
function analyseRandomNetworks(count) {
  const random = randomNumbers(20261122);
  /**
   * @param {number} low
   * @param {number} high
   */
  const between = (low, high) => low + (high - low) * random();
  const bases = [undefined, LITE0, V2_B0, V2_S];
  let macs = 0;
  for (let done = 0; done < count;) {
    const request = {
      base: bases[Math.floor(between(0, bases.length))],
      width: between(0.2, 2.5),
      depth: between(0.2, 3.5),
      resolution: Math.floor(between(32, 700)),
      spatialDimensions: random() < 0.2 ? 1 : 2
    };
    try {
      macs += summarize(scale(request)).macs.total;
      done += 1;
    } catch (error) {
      if (!(error instanceof SpecError)) {
        throw error;
      }
    }
  }
  return macs;
}

/** @param {() => unknown} work */
function time(work) {
  const began = performance.now();
  work();
  return performance.now() - began;
}

function b7Times() {
  const spec = variant('b7');
  const times = [];
  for (let i = 0; i < (ROUNDS + 1) * REPORTS_PER_ROUND; i += 1) {
    const took = time(() => summarize(spec));
    if (i >= REPORTS_PER_ROUND) {
      times.push(took);
    }
  }
  return times;
}

/**
 * Works in steps; each step is a time for which a page would wait.
 * @template T
 * @param {Generator<unknown, T>} steps
 * @returns {{ times: number[], value: T }}
 */
function stepTimes(steps) {
  const times = [];
  for (;;) {
    const began = performance.now();
    const { done, value } = steps.next();
    times.push(performance.now() - began);
    if (done) {
      return { times, value };
    }
  }
}

/** Searches a million triplets in steps. */
function searchTimes() {
  const { surrogate } = publishedSurrogate();
  return Array.from({ length: ROUNDS }, () => {
    const began = performance.now();
    const { times } = stepTimes(searchSteps({ surrogate, candidates: GRID }));
    return { all: performance.now() - began, longest: Math.max(...times) };
  });
}

/** A million points that are all on the front, in no order: the factor and the count have no common divisor. */
function frontTimes() {
  const count = 1_000_000;
  const costs = Float64Array.from({ length: count }, (_, i) => (i * 700_001) % count);
  const accuracies = costs.map((cost) => (100 * cost) / count);
  return Array.from({ length: ROUNDS }, () => time(() => paretoFront({ costs, accuracies })));
}

/** Median portions of work that a page does between two pictures. */
function portionTimes() {
  /** @param {number[]} times */
  const median = (times) => quantile(times, 0.5);
  const provenance = { kind: 'measured', source: 'mine', date: '2026-01-01', version: null };
  const csv = `name,accuracy,cost:macs\n${'net,70.5,390000000\n'.repeat(60_000)}`;
  const gates = '0.25,0.5,0.125\n'.repeat(1e6);
  const place = {
    height: 56,
    width: 56,
    channels: 16,
    groups: 2,
    batchSizes: [1, 2, 4],
    batches: 400,
    seed: 7
  };
  return {
    '5,000 rows of records': Array.from({ length: ROUNDS }, () => {
      const { times, value } = stepTimes(readRecordsCsvSteps(csv, { title: 'Mine', provenance }));
      return median([...times, ...stepTimes(readRecordsJsonSteps(recordsJson(value))).times]);
    }),
    '5,000 rows of gates': Array.from({ length: ROUNDS }, () =>
      median(stepTimes(readGatesInSteps(gates)).times)
    ),
    '100,000 pixels of simulated normalisation': Array.from({ length: ROUNDS }, () => {
      const simulation = new NormalizationMonteCarlo(place);
      return median(Array.from({ length: 6 }, () => time(() => simulation.advance(1e5))).slice(1));
    })
  };
}

/** A thousand thresholds over a million gates that are sorted already. */
function thresholdTimes() {
  const column = Float64Array.from({ length: 1e6 }, (_, i) => ((i * 7919) % 1009) / 1009);
  const analysis = new GateAnalysis({ inputs: 1e6, channels: 1, columns: [column] });
  return Array.from({ length: ROUNDS }, () =>
    time(() => {
      for (let i = 0; i < 1000; i += 1) {
        analysis.at({ threshold: i / 1000 });
      }
    })
  );
}

function kerasTimes() {
  const { keras } = summarize(variant('b7')).params;
  const words = [join(FOLDER, 'keras_count.py'), String(keras), String(KERAS_ROUNDS)];
  const output = execFileSync(venvProgram('python'), words, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit']
  });
  return output.trim().split('\n').map(Number);
}

const b7 = b7Times();
const specs = Array.from({ length: ROUNDS }, () => time(() => analyseRandomNetworks(SPECS)));
const search = searchTimes();
const searched = search.map(({ all }) => all);
const longestSteps = search.map(({ longest }) => longest);
const front = frontTimes();
const portions = portionTimes();
const thresholds = thresholdTimes();
const keras = kerasTimes();
/** @param {number} value */
const number = (value) => value.toLocaleString('en', { maximumSignificantDigits: 3 });
/**
 * @param {string} what
 * @param {number[]} times
 * @param {string} limit
 */
const row = (what, times, limit) => {
  const { median, lower, upper } = summary(times);
  return [
    what,
    `${number(median)} (${number(lower)}–${number(upper)})`,
    number(quantile(times, 0.95)),
    limit
  ];
};
const ratio = summary(keras).median / summary(b7).median;
console.log('\nAnalysis without a built network\n');
console.log(
  markdownTable(
    ['work', 'ms, median (quartiles)', '95th percentile', 'limit'],
    [
      row('B7, every layer', b7, number(LIMITS.b7)),
      row(`${SPECS.toLocaleString('en')} random networks, made and analysed`, specs, number(LIMITS.specs)),
      row('1,030,301 triplets searched', searched, number(LIMITS.search)),
      row('the longest step of each such search', longestSteps, ''),
      row('the front of a million points that are all on it', front, number(LIMITS.front)),
      ...Object.entries(portions).map(([what, times]) => row(what, times, number(LIMITS.portion))),
      row('a thousand thresholds of a million gates', thresholds, number(LIMITS.thresholds)),
      row('B7, parameters only, Keras builds it', keras, '')
    ]
  )
);
console.log(
  `\nKeras takes ${number(ratio)} × as long for B7's parameter count, because it builds the network.`
);
writeRecord('analysis', {
  workload: { rounds: ROUNDS, reportsPerRound: REPORTS_PER_ROUND, specs: SPECS },
  limits: LIMITS,
  results: {
    b7: { milliseconds: summary(b7), p95: quantile(b7, 0.95) },
    specs: { milliseconds: summary(specs), p95: quantile(specs, 0.95), all: specs },
    search: {
      milliseconds: summary(searched),
      p95: quantile(searched, 0.95),
      all: searched,
      longestSteps
    },
    front: { milliseconds: summary(front), all: front },
    portions: Object.fromEntries(
      Object.entries(portions).map(([what, times]) => [what, { milliseconds: summary(times), all: times }])
    ),
    thresholds: { milliseconds: summary(thresholds), all: thresholds },
    keras: { milliseconds: summary(keras), ratioToOurs: ratio, all: keras }
  }
});
if (
  summary(b7).median > LIMITS.b7 ||
  summary(specs).median > LIMITS.specs ||
  summary(searched).median > LIMITS.search ||
  summary(front).median > LIMITS.front ||
  Object.values(portions).some((times) => summary(times).median > LIMITS.portion) ||
  summary(thresholds).median > LIMITS.thresholds
) {
  console.error('A limit was passed: sliders will lag.');
  process.exitCode = 1;
}
