import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { venvProgram } from '../../setup/paths.mjs';
import { markdownTable, writeRecord } from './record.mjs';
import { quantile, summary } from './statistics.mjs';

const FOLDER = dirname(fileURLToPath(import.meta.url));
const require = createRequire(import.meta.url);
const { LITE0, publishedSurrogate, scale, searchSteps, SpecError, summarize, V2_B0, V2_S, variant } = require(
  join(FOLDER, '../../kernel-helpers/lib/analysis')
);

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 15);
const REPORTS_PER_ROUND = 200;
const SPECS = 10_000;
const KERAS_ROUNDS = 3;
/** Milliseconds that the reports must stay under to follow a slider. */
const LIMITS = { b7: 1, specs: 2000, search: 2000 };
/** 101 values of each coefficient. */
const GRID = { kind: 'grid', ranges: { from: 1, to: 1.5 }, step: 0.005 };

/** Numbers from 0 to 1 that are the same in every run (Lehmer's generator with Park and Miller's constants). */
function randomNumbers(seed) {
  let state = seed;
  return () => (state = (state * 48271) % 2147483647) / 2147483647;
}

/** Makes and analyses networks of any width, depth and resolution until there are enough that can be built. */
function analyseRandomNetworks(count) {
  const random = randomNumbers(20261122);
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

/** Searches a million triplets in steps; each step is the longest time for which a page would wait. */
function searchTimes() {
  const { surrogate } = publishedSurrogate();
  return Array.from({ length: ROUNDS }, () => {
    const steps = [];
    let done = false;
    const all = time(() => {
      const search = searchSteps({ surrogate, candidates: GRID });
      while (!done) {
        steps.push(time(() => (done = search.next().done)));
      }
    });
    return { all, longest: Math.max(...steps) };
  });
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
const keras = kerasTimes();
const number = (value) => value.toLocaleString('en', { maximumSignificantDigits: 3 });
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
    keras: { milliseconds: summary(keras), ratioToOurs: ratio, all: keras }
  }
});
if (
  summary(b7).median > LIMITS.b7 ||
  summary(specs).median > LIMITS.specs ||
  summary(searched).median > LIMITS.search
) {
  console.error('A limit was passed: sliders will lag.');
  process.exitCode = 1;
}
