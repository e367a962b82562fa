import type { LayersModel, SymbolicTensor, Tensor, Tensor2D } from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { efficientDet, scale } from '../analysis';
import { buildDetector, buildEfficientNet } from '../model';
import { loadTensorFlow } from '../tensorflow';
import { detectObjects } from './detections';
import { classifierOf } from './network';
import { asLogits, outputKindOf, type OutputKind, requireClassLogits } from './output-kind';

const tf = loadTensorFlow();
const { layers } = tf;

type Head = (x: SymbolicTensor) => SymbolicTensor;
const on = (x: SymbolicTensor, ...all: Array<{ apply(x: SymbolicTensor): unknown }>): SymbolicTensor =>
  all.reduce((y, layer) => layer.apply(y) as SymbolicTensor, x);

/** Three numbers come in as they are. */
function headed(head: Head): LayersModel {
  const inputs = tf.input({ shape: [3] });
  return tf.model({ inputs, outputs: head(inputs) });
}

const dense = (activation?: 'linear' | 'softmax' | 'sigmoid' | 'relu', units = 3) =>
  layers.dense({ units, activation, kernelInitializer: tf.initializers.randomNormal({ seed: 4 }) });
const softmax = () => layers.activation({ activation: 'softmax' });

/** A layer of the user's own, of which nothing is known. */
class Own extends layers.Layer {
  static className = 'Own';
  override call(inputs: Tensor | Tensor[]): Tensor {
    return tf.clone([inputs].flat()[0]);
  }
  override computeOutputShape(shape: number[]): number[] {
    return shape;
  }
}

const HEADS: Array<[string, OutputKind, Head]> = [
  ['a dense layer', 'logits', (x) => on(x, dense())],
  [
    'an activation that is linear',
    'logits',
    (x) => on(x, dense(), layers.activation({ activation: 'linear' }))
  ],
  ['dropout behind a dense layer', 'logits', (x) => on(x, dense(), layers.dropout({ rate: 0.5 }))],
  ['batch normalisation', 'logits', (x) => on(x, dense(), layers.batchNormalization())],
  [
    'a log-softmax',
    'logits',
    (x) => on(x, dense(), layers.activation({ activation: 'logSoftmax' as 'softmax' }))
  ],
  [
    'a sum of logits',
    'logits',
    (x) => layers.add().apply([on(x, dense()), on(x, dense())]) as SymbolicTensor
  ],
  [
    'convolutions on one pixel, flattened',
    'logits',
    (x) =>
      on(
        x,
        layers.reshape({ targetShape: [1, 1, 3] }),
        layers.conv2d({ filters: 3, kernelSize: 1 }),
        layers.flatten()
      )
  ],
  ['logits after a softmax', 'logits', (x) => on(x, dense('softmax'), dense())],
  ['a dense layer with softmax', 'probabilities', (x) => on(x, dense('softmax'))],
  [
    'a softmax without offsets',
    'probabilities',
    (x) => on(x, layers.dense({ units: 3, activation: 'softmax', useBias: false }))
  ],
  ['an activation layer', 'probabilities', (x) => on(x, dense(), softmax())],
  ['a softmax layer', 'probabilities', (x) => on(x, dense(), layers.softmax())],
  ['a softmax layer on axis 1', 'probabilities', (x) => on(x, dense(), layers.softmax({ axis: 1 }))],
  [
    'a softmax, reshaped',
    'probabilities',
    (x) => on(x, dense('softmax'), layers.reshape({ targetShape: [3] }))
  ],
  [
    'a nested network',
    'probabilities',
    (x) => on(x, tf.sequential({ layers: [layers.dense({ units: 3, inputShape: [3] }), softmax()] }))
  ],
  [
    'a nested network that only passes on',
    'probabilities',
    (x) =>
      on(
        x,
        dense('softmax'),
        tf.sequential({ layers: [layers.reshape({ targetShape: [3], inputShape: [3] })] })
      )
  ],
  [
    'nested twice',
    'probabilities',
    (x) => {
      const inner = tf.sequential({
        layers: [layers.dense({ units: 3, inputShape: [3], activation: 'softmax' })]
      });
      const outer = tf.input({ shape: [3] });
      return on(x, tf.model({ inputs: outer, outputs: inner.apply(outer) as SymbolicTensor }));
    }
  ],
  [
    'means over a map of probabilities',
    'probabilities',
    (x) =>
      on(
        x,
        layers.dense({ units: 12 }),
        layers.reshape({ targetShape: [2, 2, 3] }),
        layers.conv2d({ filters: 3, kernelSize: 1, activation: 'softmax' }),
        layers.globalAveragePooling2d({})
      )
  ],
  [
    'the mean of two networks',
    'probabilities',
    (x) => layers.average().apply([on(x, dense('softmax')), on(x, dense('softmax'))]) as SymbolicTensor
  ]
];

describe('what a network puts out', () => {
  it.each(HEADS)('%s: %s', (_, kind, head) => {
    const model = headed(head);
    expect(outputKindOf(model.outputs[0]).outputs).toBe(kind);
    expect(outputKindOf(model.outputs[0], kind).outputs).toBe(kind);
    const other = kind === 'logits' ? 'probabilities' : 'logits';
    expect(() => outputKindOf(model.outputs[0], other)).toThrow(/as the network's layers tell/);
  });

  it.each(HEADS.filter(([, kind]) => kind === 'probabilities'))(
    '%s: the softmax of its logits are what it says, and it is as before afterwards',
    (_, _kind, head) => {
      const model = headed(head);
      const x = tf.tensor2d([
        [0.3, -2, 1],
        [4, 0, -1]
      ]);
      const says = (model.apply(x) as Tensor2D).arraySync();
      const known = outputKindOf(model.outputs[0]);
      const logits = asLogits(known, () => model.apply(x) as Tensor2D);
      const again = tf.softmax(logits).arraySync();
      again.flat().forEach((share, i) => expect(share).toBeCloseTo(says.flat()[i], 6));
      expect((model.apply(x) as Tensor2D).arraySync()).toEqual(says);
    }
  );

  it('keeps the gradient of an answer that is quite wrong, where a probability is 0 in float32', () => {
    for (const head of [(x) => on(x, layers.softmax()), (x) => on(x, softmax())] as Head[]) {
      const model = headed(head);
      const known = outputKindOf(model.outputs[0]);
      const slope = tf.grad((x: Tensor) => {
        const logits = asLogits(known, () => model.apply(x) as Tensor2D);
        return tf.losses.softmaxCrossEntropy(tf.tensor2d([[0, 1, 0]]), logits);
      });
      expect([...slope(tf.tensor2d([[0, -500, -500]])).dataSync()]).toEqual([1, -1, 0]);
    }
  });

  it.each<[string, Head, RegExp]>([
    ['sigmoid', (x) => on(x, dense('sigmoid')), /answers through sigmoid .*each class by itself/],
    [
      'sigmoid behind dropout',
      (x) => on(x, dense('sigmoid'), layers.dropout({ rate: 0.1 })),
      /each class by itself/
    ],
    ['relu', (x) => on(x, dense('relu')), /outputs of relu .* set outputs: 'logits'/],
    ['a layer of relu', (x) => on(x, dense(), layers.reLU()), /outputs of ReLU .*State which they are/],
    [
      'an own layer',
      (x) => on(x, dense(), new Own({ name: 'mine' })),
      /outputs of Own \("mine"\).*State which they are/
    ],
    [
      'dropout behind a softmax',
      (x) => on(x, dense('softmax'), layers.dropout({ rate: 0.1 })),
      /outputs of Dropout/
    ],
    [
      'a sum of probabilities',
      (x) => layers.add().apply([on(x, dense('softmax')), on(x, dense('softmax'))]) as SymbolicTensor,
      /outputs of Add/
    ],
    ['the input itself', (x) => x, /InputLayer/]
  ])('%s is asked about or refused', (_, head, message) => {
    expect(() => outputKindOf(headed(head).outputs[0])).toThrow(message);
  });

  it('is what the user says where layers do not tell, but never a sigmoid', () => {
    const own = headed((x) => on(x, dense(), new Own({})));
    expect(outputKindOf(own.outputs[0], 'logits')).toEqual({ outputs: 'logits', softmax: null });
    expect(outputKindOf(own.outputs[0], 'probabilities')).toEqual({
      outputs: 'probabilities',
      softmax: null
    });
    expect(outputKindOf(headed((x) => on(x, dense('relu'))).outputs[0], 'logits').outputs).toBe('logits');
    for (const outputs of ['logits', 'probabilities'] as const) {
      expect(() => outputKindOf(headed((x) => on(x, dense('sigmoid'))).outputs[0], outputs)).toThrow(
        /sigmoid/
      );
    }
    expect(() => outputKindOf(own.outputs[0], 'softmax' as OutputKind)).toThrow(
      /'logits' or 'probabilities'/
    );
  });

  it('of a detector must be logits, as ours are', () => {
    const spec = efficientDet('d0', {
      resolution: 64,
      classes: 3,
      detector: { fpnChannels: 16, fpnRepeats: 1, headRepeats: 1, maxLevel: 5 }
    });
    const detector = buildDetector(spec);
    expect(() => requireClassLogits(detector)).not.toThrow();
    const outputs = [
      on(detector.outputs[0], layers.activation({ activation: 'sigmoid' })),
      detector.outputs[1]
    ];
    const squashed = tf.model({ inputs: detector.inputs, outputs });
    const pixels = new Uint8Array(64 * 64 * 3);
    expect(() => detectObjects(squashed, spec, pixels)).toThrow(
      /class scores through sigmoid, expected logits/
    );
  });

  it('is told by the layers, also where a description is older than they are', () => {
    const spec = scale({ width: 0.25, depth: 0.25, resolution: 32, classes: 3, preprocessing: 'unit' });
    const ours = buildEfficientNet(spec);
    const more = tf.model({ inputs: ours.inputs, outputs: on(ours.outputs[0], layers.softmax()) });
    more.setUserDefinedMetadata(ours.getUserDefinedMetadata() as object);
    expect(classifierOf(ours).outputs).toBe('logits');
    expect(classifierOf(more).outputs).toBe('probabilities');
    expect(classifierOf(buildEfficientNet(spec, { classifierActivation: 'softmax' })).outputs).toBe(
      'probabilities'
    );
  });
});
