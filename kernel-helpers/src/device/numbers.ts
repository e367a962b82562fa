import type { LayersModel, Tensor1D, Tensor4D, Variable } from '@tensorflow/tfjs';
import { type ArchitectureSpec, B0, LITE0, scale, V2_B0, variant } from '../analysis';
import { SeededOrder } from '../data';
import { type Classifier, classifierOf, logitsOf } from '../evaluation';
import { buildEfficientNet, variablesByName } from '../model';
import { compile, GraphState, loadTensorFlow } from '../tensorflow';
import { lossAndGradients } from '../training';

/** The families, by the smallest published network of each. */
export const FAMILIES = {
  'EfficientNet-B0': { name: 'b0', base: B0, normalization: 'batch' },
  'EfficientNetV2-B0': { name: 'v2-b0', base: V2_B0, normalization: 'batch' },
  'EfficientNet-Lite0': { name: 'lite0', base: LITE0, normalization: 'batch' },
  'EfficientNet-B0 with group normalisation': { name: 'b0', base: B0, normalization: 'group' }
} as const;

export type FamilyName = keyof typeof FAMILIES;

/** What a network gives for one batch. */
export interface NetworkNumbers {
  /** Mean cross-entropy in training mode. */
  loss: number;
  /** By the weight's name, with the moving statistics that the batch left. */
  weights: Record<string, Float32Array>;
  /** Of the mean loss, by the weight's name. */
  gradients: Record<string, Float32Array>;
  /** Of inference after that, with those statistics, [N, classes]. */
  logits: Float32Array;
}

const CLASSES = 10;
const BATCH_SIZE = 4;

/** A family's network in small: nothing random in a step, so that two devices can agree. */
export function familySpec(family: FamilyName, quick: boolean): ArchitectureSpec {
  const { name, base, normalization } = FAMILIES[family];
  // With the statistics that networks begin with, V2's values would grow a thousandfold from stage to stage, and rounding too.
  const options = {
    classes: CLASSES,
    dropout: 0,
    stochasticDepth: 0,
    normalization,
    batchNormMomentum: 0.01
  };
  return quick
    ? scale({ ...options, name, base, width: 0.25, depth: 0.1, resolution: 64 })
    : variant(name, { ...options, resolution: 96 });
}

/** Builds each family's network, and computes what is compared. */
export function familyNumbers(
  quick: boolean,
  onProgress: (share: number) => void = () => undefined
): Record<FamilyName, NetworkNumbers> {
  const names = Object.keys(FAMILIES) as FamilyName[];
  const numbers = names.map((family, i) => {
    const model = buildEfficientNet(familySpec(family, quick), { seed: 1 });
    try {
      return [family, networkNumbers(model)];
    } finally {
      model.dispose();
      onProgress((i + 1) / names.length);
    }
  });
  return Object.fromEntries(numbers) as Record<FamilyName, NetworkNumbers>;
}

/** Logits, loss and gradients by compiled functions, as `predictor` and `train` compute them. */
export function networkNumbers(model: LayersModel): NetworkNumbers {
  const tf = loadTensorFlow();
  const classifier = classifierOf(model);
  const variables = Object.fromEntries(
    [...variablesByName(model)].map(([name, variable]) => [name, variable.read() as Variable])
  );
  const trainable = new Set(model.trainableWeights.map((weight) => (weight.read() as Variable).name));
  const trained = Object.entries(variables).filter(([, { name }]) => trainable.has(name));
  const state = new GraphState(variables);
  const { shape, pixels, labels } = batchOf(classifier);
  const values = (each: { dataSync(): ArrayLike<number> }): Float32Array =>
    Float32Array.from(each.dataSync());
  try {
    return tf.tidy(() => {
      const images = tf.tensor4d(pixels, shape);
      const train = compile(
        (input, right) => {
          const batch = { images: input as Tensor4D, labels: right as Tensor1D };
          const settings = { labelSmoothing: 0, accumulationSteps: 1 };
          const trainedWeights = trained.map(([, weight]) => weight);
          const { loss, gradients } = lossAndGradients(classifier, trainedWeights, batch, settings);
          return [loss, ...gradients];
        },
        { inputs: [{ shape }, { shape: [BATCH_SIZE], dtype: 'int32' }], state, name: 'train' }
      );
      const infer = compile((input) => logitsOf(classifier, input as Tensor4D, { training: false }), {
        inputs: [{ shape }],
        state,
        name: 'infer'
      });
      const [loss, ...gradients] = train(images, tf.tensor1d(labels, 'int32'));
      const logits = values(infer(images));
      state.pull();
      return {
        loss: loss.dataSync()[0],
        weights: Object.fromEntries(Object.entries(variables).map(([name, each]) => [name, values(each)])),
        gradients: Object.fromEntries(trained.map(([name], i) => [name, values(gradients[i])])),
        logits
      };
    });
  } finally {
    state.dispose();
  }
}

function batchOf({ input: { resolution, channels }, classes }: Classifier) {
  const random = new SeededOrder(0, 'device');
  const shape: [number, number, number, number] = [BATCH_SIZE, resolution, resolution, channels];
  const pixels = Float32Array.from({ length: BATCH_SIZE * resolution ** 2 * channels }, () =>
    random.below(256)
  );
  return { shape, pixels, labels: Int32Array.from({ length: BATCH_SIZE }, (_, i) => i % classes) };
}
