import type { LayersModel, Tensor1D, Tensor4D, Variable } from '@tensorflow/tfjs';
import { type ArchitectureSpec, quantileOf, scale, summarize, variant } from '../analysis';
import { type DatasetSplits, imageDataset, SeededOrder, splitDataset } from '../data';
import { classifierOf, thisMachine } from '../evaluation';
import { buildEfficientNet, getWeightsByName, variablesByName } from '../model';
import {
  askDriver,
  compile,
  GraphState,
  judgeDriver,
  loadTensorFlow,
  type Precision,
  tensorFlowInfo
} from '../tensorflow';
import {
  deviceBytes,
  fittingBatchSize,
  GraphOptimizer,
  lossAndGradients,
  memoryError,
  settingsOf,
  train,
  trainingProgram
} from '../training';
import { familyNumbers } from './numbers';

/** What a process of `checkDevice` is asked for; each is a function of the same name below. */
export type Task =
  | { kind: 'machine' }
  | { kind: 'families'; quick: boolean }
  | { kind: 'sixteenBits'; precision: Precision; steps: number }
  | { kind: 'repeats' }
  | { kind: 'outOfMemory'; workload: Workload }
  | { kind: 'steady'; workload: Workload; seconds: number }
  | { kind: 'speed'; workload: Workload; steps: number };

/** B0 as it is trained for minutes and timed. */
export interface Workload {
  resolution: number;
  batchSize: number;
}

const CLASSES = 10;
/** Steps before times are counted: libraries choose their ways in the first. */
export const WARM_UP = 3;
const SMALL_BATCH = 16;
const SMALL_STEPS = 10;

/** The most that `train` takes; the clock ends it before. */
const MOST_EPOCHS = 100_000;

/** A small network with every kind of layer of EfficientNet. */
function smallSpec(): ArchitectureSpec {
  const options = { classes: 2, preprocessing: 'unit', batchNormMomentum: 0.9 } as const;
  return scale({ width: 0.25, depth: 0.1, resolution: 32, name: 'small', ...options });
}

function workloadSpec({ resolution }: Workload): ArchitectureSpec {
  return variant('b0', { resolution, classes: CLASSES });
}

/** Images whose brighter half tells the class, with noise. */
function halves(count: number, side: number, classes: number): DatasetSplits {
  const drawn = (images: number, seed: number) => {
    const random = new SeededOrder(seed, 'halves');
    const labels = Uint8Array.from({ length: images }, () => random.below(classes));
    const values = Uint8Array.from({ length: images * side * side * 3 }, (_, i) => {
      const column = Math.floor(i / 3) % side;
      const image = Math.floor(i / (3 * side * side));
      return (column >= side / 2 === (labels[image] % 2 === 1) ? 120 : 20) + random.below(100);
    });
    const names = Array.from({ length: classes }, (_, i) => String(i));
    const shape = [images, side, side, 3];
    return imageDataset('halves', { shape, values }, { shape: [images], values: labels }, names);
  };
  return splitDataset('halves', drawn(count, 1), drawn(2 * classes, 2), { validation: 0, seed: 1 });
}

export const TASKS = {
  machine: () => thisMachine(),
  families: ({ quick }: Extract<Task, { kind: 'families' }>, onProgress?: (share: number) => void) =>
    familyNumbers(quick, onProgress),
  sixteenBits,
  repeats,
  outOfMemory,
  steady,
  speed
};

/** Trains the small network in a precision. */
async function sixteenBits({ precision, steps }: Extract<Task, { kind: 'sixteenBits' }>) {
  const model = buildEfficientNet(smallSpec(), { seed: 1 });
  const losses: number[] = [];
  const run = await train(model, halves(SMALL_BATCH * SMALL_STEPS, 32, 2), {
    precision,
    batchSize: SMALL_BATCH,
    epochs: Math.ceil(steps / SMALL_STEPS),
    checkpointDir: null,
    onEvent: (event) => void (event.type === 'step' && losses.push(event.loss))
  });
  const tenth = Math.max(1, Math.floor(losses.length / 10));
  const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  return {
    status: run.status,
    message: run.message,
    steps: run.steps,
    skipped: run.lossScale?.skipped.length ?? 0,
    firstLoss: mean(losses.slice(0, tenth)),
    lastLoss: mean(losses.slice(-tenth))
  };
}

/** Trains twice from the same seed. */
async function repeats() {
  const data = halves(SMALL_BATCH * SMALL_STEPS, 32, 2);
  const trained = async (): Promise<Uint8Array[]> => {
    const model = buildEfficientNet(smallSpec(), { seed: 1 });
    await train(model, data, { batchSize: SMALL_BATCH, checkpointDir: null, seed: 1 });
    const weights = Object.values(getWeightsByName(model));
    model.dispose();
    return weights.map(({ values }) => new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  };
  const [first, second] = [await trained(), await trained()];
  const differing = first.filter((bytes, i) => Buffer.compare(bytes, second[i]) !== 0).length;
  return { steps: SMALL_STEPS, tensors: first.length, differing };
}

/**
 * Provokes TensorFlow's own error: on a GPU by a step of eight times the images that fit, made of one within the graph; on a
 * CPU, whose system would end other programs first, by asking for more than there are addresses. Then takes a step of as
 * many images as the error says, on a CPU no more than the workload has.
 */
function outOfMemory({ workload }: Extract<Task, { kind: 'outOfMemory' }>) {
  const spec = workloadSpec(workload);
  const model = buildEfficientNet(spec, { seed: 1 });
  const onGpu = tensorFlowInfo().device === 'gpu';
  const bytes = deviceBytes();
  const fits = fittingBatchSize(spec, 'sgd', bytes);
  const batchSize = 8 * Math.max(1, fits);
  const [message, got] = failureOf(() => (onGpu ? repeatedStep(model, batchSize) : beyondAddresses()));
  const told = memoryError(got, { spec, batchSize, accumulationSteps: 1, optimizer: 'sgd' }, () => bytes);
  const tried = onGpu ? fits : Math.min(fits, workload.batchSize);
  const after = tried < 1 ? null : repeatedStep(model, tried);
  const accepted = after !== null && Number.isFinite(after);
  return { batchSize, bytes, fits, tried, accepted, raw: message.slice(0, 300), told: told?.message ?? null };
}

/** Asks for 2⁴⁹ bytes, where processors address 2⁴⁷: refused at once, whatever the system promises. */
function beyondAddresses(): void {
  const tf = loadTensorFlow();
  tf.tidy(() => tf.tile(tf.zeros([1, 1]), [2 ** 24, 2 ** 23]));
}

function failureOf(work: () => unknown): [message: string, error: unknown] {
  try {
    work();
    return ['none', null];
  } catch (error) {
    return [error instanceof Error ? error.message : String(error), error];
  }
}

/** The loss of a training step, forth and back, on one image as often as a batch has images. */
function repeatedStep(model: LayersModel, batchSize: number): number {
  const tf = loadTensorFlow();
  const classifier = classifierOf(model);
  const { resolution, channels } = classifier.input;
  const shape = [1, resolution, resolution, channels];
  const weights = model.trainableWeights.map((weight) => weight.read() as Variable);
  const variables = [...variablesByName(model)].map(
    ([name, each]) => [name, each.read() as Variable] as const
  );
  const state = new GraphState(Object.fromEntries(variables));
  const step = compile(
    (image, label) => {
      const images = tf.tile(image, [batchSize, 1, 1, 1]) as Tensor4D;
      const labels = tf.tile(label, [batchSize]) as Tensor1D;
      const settings = { labelSmoothing: 0, accumulationSteps: 1 };
      const { loss, gradients } = lossAndGradients(classifier, weights, { images, labels }, settings);
      // Gradients that nobody asks for would not be computed.
      return tf.add(loss, tf.mul(0, tf.addN(gradients.map((each) => tf.sum(each)))));
    },
    { inputs: [{ shape }, { shape: [1], dtype: 'int32' }], state, name: 'repeated' }
  );
  try {
    return tf.tidy(() => step(tf.fill(shape, 100), tf.zeros([1], 'int32')).dataSync()[0]);
  } finally {
    state.dispose();
  }
}

/** Trains B0 for a time, with the memory that is in use. */
async function steady(
  { workload, seconds }: Extract<Task, { kind: 'steady' }>,
  onProgress: (share: number) => void = () => undefined
) {
  const { batchSize, resolution } = workload;
  const model = buildEfficientNet(workloadSpec(workload), { seed: 1 });
  const end = new AbortController();
  const onGpu = tensorFlowInfo().device === 'gpu';
  const times: number[] = [];
  const memory: number[] = [];
  let began = performance.now();
  let last = began;
  const run = await train(model, halves(SMALL_STEPS * batchSize, resolution, CLASSES), {
    batchSize,
    epochs: MOST_EPOCHS,
    optimizer: 'momentum',
    learningRate: 1e-3,
    checkpointDir: null,
    signal: end.signal,
    onEvent: (event) => {
      if (event.type !== 'step') {
        return;
      }
      const now = performance.now();
      if (event.step <= WARM_UP) {
        began = now;
      } else {
        times.push(now - last);
        memory.push(onGpu ? gpuBytes(memory, times.length) : process.memoryUsage.rss());
      }
      last = now;
      onProgress(Math.min(1, (now - began) / (1000 * seconds)));
      if (times.length >= SMALL_STEPS && now - began >= 1000 * seconds) {
        end.abort();
      }
    }
  });
  const fifth = Math.floor(times.length / 5);
  const level = (values: number[]): number => quantileOf(Float64Array.from(values).sort(), 0.5);
  return {
    status: run.status,
    message: run.message,
    finite: Number.isFinite(run.finalLoss),
    steps: times.length,
    seconds: (last - began) / 1000,
    firstMs: level(times.slice(0, fifth)),
    lastMs: level(times.slice(-fifth)),
    peakBytes: memory.reduce((most, each) => Math.max(most, each), 0),
    firstBytes: level(memory.slice(fifth, 2 * fifth)),
    lastBytes: level(memory.slice(-fifth))
  };
}

/** Asking the driver takes longer than a small step: every fiftieth is enough. */
function gpuBytes(before: readonly number[], step: number): number {
  return step % 50 === 1 ? (judgeDriver(askDriver()).gpus[0]?.usedBytes ?? 0) : (before.at(-1) ?? 0);
}

/** Milliseconds of training steps of B0, from pixels in memory to the loss in memory. */
function speed({ workload, steps }: Extract<Task, { kind: 'speed' }>) {
  const tf = loadTensorFlow();
  const { batchSize, resolution } = workload;
  const classifier = classifierOf(buildEfficientNet(workloadSpec(workload), { seed: 1 }));
  const { train: data } = halves(batchSize, resolution, CLASSES);
  const settings = settingsOf({ optimizer: 'momentum', batchSize }, data);
  const optimizer = new GraphOptimizer(classifier.model, settings);
  const shape: [number, number, number, number] = [batchSize, resolution, resolution, 3];
  const program = trainingProgram(classifier, optimizer, settings, { train: shape, evaluation: null });
  const pixels = Float32Array.from({ length: batchSize * resolution ** 2 * 3 }, (_, i) => (i * 37) % 256);
  const labels = Int32Array.from({ length: batchSize }, (_, i) => i % CLASSES);
  const milliseconds = Array.from({ length: WARM_UP + steps }, () => {
    const began = performance.now();
    tf.tidy(() => {
      const batch = [tf.tensor4d(pixels, shape), tf.tensor1d(labels, 'int32')];
      program.train(...batch, tf.scalar(0.01)).loss.dataSync();
    });
    return performance.now() - began;
  });
  program.dispose();
  optimizer.dispose();
  return {
    milliseconds: milliseconds.slice(WARM_UP),
    trainable: summarize(workloadSpec(workload)).params.trainable
  };
}
