/**
 * Which importance tells best what a network can do without, at equal savings of multiply-adds:
 * `node test/bench/pruning.mjs [seeds] [training images] [shares]`, by default `1,2,3 8000 0.1,0.2,0.3`.
 *
 * For each seed a small network is trained on MNIST. Scores are measured on its training images, channels are removed
 * from all blocks with gates, and the answers on held-out test images counted: right after (`pruned`), and after an
 * epoch of fine-tuning (`tuned`), for which the whole network, trained on as long, is the measure. The same share of
 * each block goes, so that importances differ by their order within blocks alone.
 *
 * What is finished is kept in `results/pruning`, and another start goes on from it; processes with other seeds, or other shares of
 * networks that are trained, can run at the same time. The records that ship with the product, `analysis/records/data/mnist-pruning.json`, are a copy of
 * `results/pruning-records.json`.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { RESULTS } from '../../setup/paths.mjs';

const require = createRequire(import.meta.url);
const LIB = join(dirname(fileURLToPath(import.meta.url)), '../../kernel-helpers/lib');
const {
  channelScores,
  chooseUnderTarget,
  MACS_MEASURE,
  NetworkPruning,
  PARAMS_MEASURE,
  recordsJson,
  scale,
  SpecError,
  summarize
} = require(join(LIB, 'analysis'));
const { firstImages, loadMnist, splitDataset } = require(join(LIB, 'data'));
const { channelStatistics, predictor } = require(join(LIB, 'evaluation'));
const { buildEfficientNet, modelDescription, pruneChannels } = require(join(LIB, 'model'));
const { loadCheckpoint, train } = require(join(LIB, 'training'));

const [SEEDS, [IMAGES], SHARES] = ['1,2,3', '8000', '0.1,0.2,0.3'].map((usual, i) =>
  (process.argv[2 + i] ?? usual).split(',').map(Number)
);
const FOLDER = join(RESULTS, 'pruning');
const IMPORTANCES = ['contribution', 'taylor', 'gate', 'norm', 'random'];
/** Of MNIST's test images, which neither training nor the scores see. */
const TESTED = 3000;
/** Training images that scores are measured on. */
const SCORED = 1000;
const VALIDATION = 500;
const TRAINING = { epochs: 4, batchSize: 64, learningRate: 8e-3, warmupEpochs: 0.2 };
/** On a quarter of the training images, at an eighth of the rate. */
const TUNING = { epochs: 1, batchSize: 64, learningRate: 1e-3, images: IMAGES / 4 };

const spec = scale({
  name: 'small digits',
  width: 0.25,
  depth: 0.25,
  resolution: 32,
  inputChannels: 1,
  classes: 10,
  preprocessing: 'unit',
  batchNormMomentum: 0.9,
  dropout: 0,
  stochasticDepth: 0
});
/**
 * @typedef {import('@tensorflow/tfjs-node-gpu').LayersModel} Model
 * @typedef {{ importance: string, saving: number }} Settings
 * @typedef {{ name: string, accuracy: number, costs: object, family: string, settings: object }} Measured
 */

const pruning = new NetworkPruning(spec);
/** @type {string[]} */
const gated = /** @type {import('../../kernel-helpers/lib/analysis/index.js').CostReport} */ (
  summarize(spec)
).blocks
  .filter(({ squeezeExciteFilters }) => squeezeExciteFilters > 0)
  .map(({ name }) => name);
/**
 * Blocks with gates, whose mean is one of the importances.
 * @type {string[]}
 */
const PLACES = /** @type {{ name: string }[]} */ (pruning.places)
  .map(({ name }) => name)
  .filter((name) => gated.includes(name));

const mnist = await loadMnist();
/** @param {number} images */
const splits = (images) =>
  splitDataset('MNIST', firstImages(mnist.train, images + VALIDATION), mnist.test, {
    validation: VALIDATION,
    seed: 1
  });
const data = splits(IMAGES);
const tuningData = splits(TUNING.images);
const test = firstImages(mnist.test, TESTED);

/**
 * The network of a seed, trained, or from its checkpoint where it was.
 * @param {number} seed
 * @returns {Promise<Model>}
 */
async function trained(seed) {
  const known = pathOf(`trained, seed ${seed}`);
  if (!existsSync(known)) {
    const run = await train(buildEfficientNet(spec, { seed }), data, {
      ...TRAINING,
      seed,
      checkpointDir: FOLDER,
      runName: `seed ${seed}`,
      resumeFrom: 'latest'
    });
    writeFileSync(known, JSON.stringify(run.checkpoint));
  }
  return (await loadCheckpoint(JSON.parse(readFileSync(known, 'utf8')))).model;
}

/**
 * @param {Model} model
 * @param {number} seed
 */
async function tuned(model, seed) {
  const { images: _images, ...options } = TUNING;
  await train(model, tuningData, { ...options, seed: 100 + seed, checkpointDir: null, thread: 'main' });
}

/**
 * The least share of its channels that each place may lose so that all together save enough.
 * @param {number} saving
 */
function evenShare(saving) {
  const alike = Object.fromEntries(
    PLACES.map((name) => [name, new Array(pruning.place(name).channels).fill(1)])
  );
  for (let share = saving; share < 1; share += 0.001) {
    try {
      chooseUnderTarget(spec, alike, { saving, mostOfPlace: share });
      return share;
    } catch (error) {
      if (!(error instanceof SpecError)) {
        throw error;
      }
    }
  }
  throw new Error(`No share of all blocks saves ${saving}.`);
}

/**
 * Whether each test image is recognised.
 * @param {Model} model
 * @returns {Promise<boolean[]>}
 */
async function recognised(model) {
  const answering = predictor(model, { batchSize: 512 });
  const { probabilities, classes } = await answering.predict(test);
  answering.dispose();
  return Array.from({ length: test.shape[0] }, (_, i) => {
    const row = probabilities.subarray(i * classes, (i + 1) * classes);
    return row.indexOf(Math.max(...row)) === test.labels[i];
  });
}

/**
 * A network's answers beside those of the whole one, as a record.
 * @param {string} name
 * @param {{ model: Model, whole: boolean[], settings: Settings & { seed: number, phase: string } }} request
 * @returns {Promise<Measured>}
 */
async function recordOf(name, { model, whole, settings }) {
  const right = await recognised(model);
  /** @param {(is: boolean, i: number) => boolean} counts */
  const count = (counts) => right.filter(counts).length;
  const { macs, params } = summarize(modelDescription(model).spec);
  const accuracy = (100 * count(Boolean)) / right.length;
  console.log(`${name}: ${accuracy.toFixed(2)} %`);
  return {
    name,
    accuracy,
    costs: { macs: macs.total, params: params.trainable },
    family: settings.importance,
    settings: {
      ...settings,
      images: right.length,
      onlyWhole: count((is, i) => !is && whole[i]),
      onlyThis: count((is, i) => is && !whole[i])
    }
  };
}

/**
 * Where a record is kept as soon as it is there.
 * @param {string} name
 */
const pathOf = (name) => join(FOLDER, `${name}.json`);

/**
 * The records of one seed, those that are missing measured.
 * @param {number} seed
 */
async function seedRecords(seed) {
  const model = await trained(seed);
  const whole = await recognised(model);
  /** @type {Measured[]} */
  const records = [];
  /**
   * Adds what becomes of a network, right after it is made and after fine-tuning.
   * @param {string} title
   * @param {Settings} settings
   * @param {() => Model} made
   */
  const measure = async (title, settings, made) => {
    const phases = ['pruned', 'tuned'].map((phase) => ({ phase, name: `${title}, ${phase}, seed ${seed}` }));
    const network = phases.every(({ name }) => existsSync(pathOf(name))) ? null : made();
    for (const { phase, name } of phases) {
      if (network !== null && !existsSync(pathOf(name))) {
        if (phase === 'tuned') {
          await tuned(network, seed);
        }
        const request = { model: network, whole, settings: { seed, phase, ...settings } };
        writeFileSync(pathOf(name), JSON.stringify(await recordOf(name, request)));
      }
      records.push(JSON.parse(readFileSync(pathOf(name), 'utf8')));
    }
    network?.dispose();
  };
  await measure('whole', { importance: 'none', saving: 0 }, () => pruneChannels(model, {}).model);
  const statistics = await channelStatistics(model, firstImages(data.train, SCORED), { places: PLACES });
  for (const saving of SHARES) {
    const mostOfPlace = evenShare(saving);
    for (const importance of IMPORTANCES) {
      const scores = channelScores(statistics, importance, seed);
      const { channels } = chooseUnderTarget(spec, scores, { saving, mostOfPlace });
      const title = `${importance}, ${(100 * saving).toFixed(0)} %`;
      await measure(title, { importance, saving }, () => pruneChannels(model, channels).model);
    }
  }
  model.dispose();
  return records;
}

mkdirSync(FOLDER, { recursive: true });
/** @type {Measured[]} */
const records = [];
for (const seed of SEEDS) {
  records.push(...(await seedRecords(seed)));
}
const provenance = {
  kind: 'measured',
  source:
    `test/bench/pruning.mjs: ${spec.name}, ${SEEDS.length} seeds, ${IMAGES} training images of MNIST, ${TRAINING.epochs} epochs, ` +
    `${TUNING.epochs} of fine-tuning on ${TUNING.images}; scores on ${SCORED}; first ${TESTED} test images`,
  date: new Date().toISOString().slice(0, 10),
  version: null
};
const path = join(RESULTS, 'pruning-records.json');
writeFileSync(
  path,
  recordsJson({
    title: 'MNIST, a small network without some of its channels: every choice and seed',
    measures: [MACS_MEASURE, PARAMS_MEASURE],
    records: records.map((record) => ({ ...record, provenance }))
  })
);
console.log(`\n${records.length} records in ${path}`);
