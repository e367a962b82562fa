import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { venvProgram } from '../../setup/paths.mjs';
import { buildStockModel } from './stock-model.mjs';

const FOLDER = dirname(fileURLToPath(import.meta.url));
const require = createRequire(import.meta.url);

/**
 * Something that trains: `step` makes one training step and returns its milliseconds.
 * @typedef {{ name: string, what: string, step: () => Promise<number>, end?: () => void }} Competitor
 */

/** @typedef {{ batchSize: number, resolution: number, classes: number }} Workload */

/**
 * Our network and the stock one, in this process, on the same library.
 * @param {Workload} workload
 * @returns {Competitor[]}
 */
export function inThisProcess({ batchSize, resolution, classes }) {
  const lib = join(FOLDER, '../../kernel-helpers/lib');
  const { blocksOf, variant } = require(join(lib, 'analysis'));
  const { buildEfficientNet } = require(join(lib, 'model'));
  const { loadTensorFlow, sparseSoftmaxCrossEntropy } = require(join(lib, 'tensorflow'));
  const tf = loadTensorFlow();
  const spec = variant('b0', { resolution, classes });
  const images = tf.randomUniform([batchSize, resolution, resolution, 3]);
  const labels = tf.mod(tf.range(0, batchSize, 1, 'int32'), classes).toInt();
  const oneHot = tf.oneHot(labels, classes).toFloat();

  const trains = (model, loss) => {
    const optimizer = tf.train.momentum(0.01, 0.9);
    const variables = model.trainableWeights.map((weight) => weight.read());
    return async () => {
      const began = performance.now();
      const value = optimizer.minimize(() => loss(model.apply(images, { training: true })), true, variables);
      const [number] = value.dataSync();
      const took = performance.now() - began;
      value.dispose();
      if (!Number.isFinite(number)) {
        throw new Error(`The loss became ${number}: what was measured is not training.`);
      }
      return took;
    };
  };
  return [
    {
      name: 'ours',
      what: 'EfficientNet Lab, eager with direct operations',
      step: trains(buildEfficientNet(spec, { seed: 1 }), (logits) =>
        tf.mean(sparseSoftmaxCrossEntropy(logits, labels))
      )
    },
    {
      name: 'stock',
      what: "TensorFlow.js's own layers, same library",
      step: trains(buildStockModel(tf, spec, blocksOf(spec)), (logits) =>
        tf.losses.softmaxCrossEntropy(oneHot, logits)
      )
    }
  ];
}

/**
 * Keras in a process of its own, on the same library; it waits while others are measured.
 * @param {Workload} workload
 * @returns {Promise<Competitor>}
 */
export async function inKeras({ batchSize, resolution, classes }) {
  const words = [batchSize, resolution, classes].map(String);
  const child = spawn(venvProgram('python'), [join(FOLDER, 'keras_step.py'), ...words], {
    stdio: ['pipe', 'pipe', 'pipe']
  });
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (text) => (complaints = (complaints + text).slice(-4000)));
  const lines = createInterface({ input: child.stdout });
  const closed = once(child, 'close').then(() => {
    throw new Error(`Keras's process ended. Run "npm run setup". It said:\n${complaints}`);
  });
  const nextLine = async () => (await Promise.race([once(lines, 'line'), closed]))[0];
  const ready = await nextLine();
  return {
    name: 'keras',
    what: `${ready.replace('ready ', '')}, jit_compile=False`,
    step: async () => {
      child.stdin.write('step\n');
      return Number(await nextLine());
    },
    end: () => {
      closed.catch(() => undefined);
      child.kill();
    }
  };
}
