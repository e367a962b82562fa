import type { Tensor, Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import { afterAll, describe, expect, it } from 'vitest';
import {
  anchorBoxes,
  assignAnchors,
  type DetectorSpec,
  efficientDet,
  overlap
} from '../../kernel-helpers/src/analysis';
import { detectObjects } from '../../kernel-helpers/src/evaluation';
import { buildDetector, getWeightsByName } from '../../kernel-helpers/src/model';
import { loadTensorFlow } from '../../kernel-helpers/src/tensorflow';
import {
  type DetectionExample,
  detectionLosses,
  detectionStep,
  TrainingError
} from '../../kernel-helpers/src/training';

const tf = loadTensorFlow();

it('losses are those of the formulas, anchor by anchor', () => {
  const logits = [
    [2, -1],
    [-3, 0.5],
    [90, -90]
  ];
  const offsets = [
    [0.05, -0.3, 0, 1],
    [5, 5, 5, 5],
    [0, 0, 0, 0.02]
  ];
  const classes = [1, -1, 0];
  const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
  const focal = logits.flatMap((row, anchor) =>
    row.map((logit, name) => {
      const right = classes[anchor] === name;
      const p = right ? sigmoid(logit) : sigmoid(-logit);
      return -(right ? 0.25 : 0.75) * (1 - p) ** 1.5 * Math.log(p);
    })
  );
  const huber = (x: number): number => (Math.abs(x) <= 0.1 ? x ** 2 / 2 : 0.1 * Math.abs(x) - 0.1 ** 2 / 2);
  const found = [0, 2].flatMap((anchor) => offsets[anchor].map(huber));
  const total = (values: number[]): number => values.reduce((a, b) => a + b, 0);
  const result = detectionLosses(tf.tensor3d([logits]), tf.tensor3d([offsets]), {
    classes: tf.tensor2d([classes], [1, 3], 'int32'),
    offsets: tf.zeros([1, 3, 4]) as Tensor3D
  });
  expect(result.classification.dataSync()[0]).toBeCloseTo(total(focal) / 3, 5);
  expect(result.boxes.dataSync()[0]).toBeCloseTo(total(found) / 12, 6);
  expect(result.loss.dataSync()[0]).toBeCloseTo(total(focal) / 3 + (50 * total(found)) / 12, 5);
});

describe('a compiled step of a small detector', () => {
  const spec: DetectorSpec = efficientDet('d0', {
    resolution: 64,
    classes: 2,
    stochasticDepth: 0,
    batchNormMomentum: 0.8,
    detector: { fpnChannels: 16, fpnRepeats: 1, headRepeats: 1, maxLevel: 5 }
  });
  const detector = buildDetector(spec, { seed: 1 });
  const step = detectionStep(detector, spec, { batchSize: 2 });
  afterAll(() => step.dispose());

  /** A bright square on a dark image. */
  const example = (top: number, left: number, side: number, value: number): DetectionExample => {
    const pixels = new Uint8Array(64 * 64 * 3).fill(20);
    for (let y = top; y < top + side; y++) {
      pixels.fill(value, (y * 64 + left) * 3, (y * 64 + left + side) * 3);
    }
    return { pixels, objects: [{ box: [top, left, top + side, left + side], class: value > 200 ? 1 : 0 }] };
  };
  const examples = [example(8, 8, 30, 250), example(24, 20, 34, 150)];

  it('begins with the losses that the eager network has', () => {
    const anchors = anchorBoxes(spec);
    const targets = examples.map(({ objects }) => assignAnchors(anchors, objects));
    const rows = anchors.length / 4;
    const [logits, offsets] = tf.tidy(
      () =>
        detector.apply(
          tf.tensor4d(
            examples.flatMap(({ pixels }) => [...pixels]),
            [2, 64, 64, 3]
          ),
          { training: true }
        ) as [Tensor3D, Tensor3D]
    );
    const expected = detectionLosses(logits, offsets, {
      classes: tf.tensor2d(
        targets.flatMap(({ classes }) => [...classes]),
        [2, rows],
        'int32'
      ),
      offsets: tf.tensor3d(
        targets.flatMap((each) => [...each.offsets]),
        [2, rows, 4]
      )
    });
    const value = (tensor: Tensor): number => tensor.dataSync()[0];
    const first = step.run(examples, 0);
    expect(first.positives).toBe(targets.reduce((sum, { positives }) => sum + positives, 0));
    expect(first.classification / value(expected.classification)).toBeCloseTo(1, 4);
    expect(first.boxes / value(expected.boxes)).toBeCloseTo(1, 4);
  });

  it('learns where the squares are', () => {
    const first = step.run(examples, 0.02);
    let last = first;
    for (let i = 0; i < 80; i++) {
      last = step.run(examples, 0.02);
    }
    expect(last.classification).toBeLessThan(first.classification / 2);
    expect(last.boxes).toBeLessThan(first.boxes / 2);
  });

  it('gives the model its weights when asked, which find the squares', () => {
    const before = getWeightsByName(detector)['class_predict_conv/bias'].values;
    step.pull();
    expect(getWeightsByName(detector)['class_predict_conv/bias'].values).not.toEqual(before);
    for (const { pixels, objects } of examples) {
      // With the statistics of the batches it was trained on.
      const [first] = detectObjects(detector, spec, pixels, { minScore: 0 });
      expect(first.class).toBe(objects[0].class);
      expect(overlap(first.box, objects[0].box)).toBeGreaterThan(0.5);
    }
  });

  it.each<[string, DetectionExample[], string]>([
    ['too few images', [examples[0]], 'as many images'],
    ['an image of another size', [examples[0], { ...examples[1], pixels: new Uint8Array(3) }], '12288, for'],
    [
      'an unknown class',
      [examples[0], { ...examples[1], objects: [{ box: [0, 0, 9, 9], class: 2 }] }],
      'from 0 to 1'
    ],
    [
      'a box in shares of the image',
      [examples[0], { ...examples[1], objects: [{ box: [0.1, 0, 0.9, 0.7], class: 0 }] }],
      'Multiply fractions'
    ],
    [
      'a box without area',
      [examples[0], { ...examples[1], objects: [{ box: [9, 0, 9, 9], class: 0 }] }],
      'with an area'
    ]
  ])('%s are refused', (_, batch, part) => {
    expect(() => step.run(batch, 0.1)).toThrow(TrainingError);
    expect(() => step.run(batch, 0.1)).toThrow(part);
  });

  it.each<[string, ArrayLike<number>, RegExp]>([
    [
      'shares of 255',
      Float32Array.from(examples[0].pixels, (value) => value / 255),
      /expected whole numbers from 0 to 255/
    ],
    ['levels below 0', Float32Array.from(examples[0].pixels, (value) => value - 21), /got -1 at place 0/],
    ['levels above 255', Float32Array.from(examples[0].pixels, (value) => 2 * value), /got 500 at place/]
  ])('pixels that are %s are refused, in training and by detectObjects', (_, wrong, told) => {
    const pixels = wrong as Uint8Array;
    expect(() => step.run([{ ...examples[0], pixels }, examples[1]], 0.1)).toThrow(told);
    expect(() => detectObjects(detector, spec, pixels)).toThrow(told);
  });

  it.each([
    [{ minScore: 30 }, 'minScore: got 30, expected a number from 0 to 1'],
    [{ minScore: '0.3' }, 'minScore: got 0.3, expected a number'],
    [{ maxOverlap: NaN }, 'maxOverlap: got NaN'],
    [{ limit: 0 }, 'limit: got 0, expected a whole number from 1']
  ])('detectObjects refuses %j', (options, told) => {
    expect(() => detectObjects(detector, spec, examples[0].pixels, options as never)).toThrow(told);
  });
});

it('classes of background are no classes', () => {
  const truth = tf.oneHot(tf.tensor2d([[-1, 1]], [1, 2], 'int32') as Tensor2D, 2);
  expect([...truth.dataSync()]).toEqual([0, 0, 0, 1]);
});
