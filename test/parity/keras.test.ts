import type { LayersModel } from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { type SpecOptions, variant } from '../../kernel-helpers/src/analysis';
import { buildEfficientNet, getWeightsByName, setWeightsByName } from '../../kernel-helpers/src/model';
import { gradientErrors, logitError, relativeError, type TrainingStep, trainingStep } from './comparison';
import { publishedReference, type Reference } from './reference';

describe.each([
  // Keras's in-graph preprocessing without pretrained weights is x/255, and a layer of seven numbers.
  { name: 'b0', preprocessing: 'unit', normalization: 7, statistics: 98 },
  { name: 'v2-b0', preprocessing: 'none', normalization: 0, statistics: 118 }
] as const)("$name with Keras's weights", ({ name, preprocessing, normalization, statistics }) => {
  let reference: ReturnType<typeof publishedReference>;
  beforeAll(() => {
    reference = publishedReference(name);
  });

  function build(options: SpecOptions = {}): LayersModel {
    return buildEfficientNet(variant(name, { preprocessing, ...options }));
  }

  function withKerasWeights({ tensors }: Reference, options: SpecOptions): LayersModel {
    const model = build({ dropout: 0, stochasticDepth: 0, ...options });
    setWeightsByName(model, tensors.weights);
    return model;
  }

  test("layers are Keras's, but for padding and preprocessing, which need fewer", () => {
    const names = build().layers.map((layer) => layer.name);
    const folded = /^(rescaling|normalization)$|_pad$/;
    const keras = reference.inference.facts.layers?.filter((layer) => !folded.test(layer));
    expect(names.filter((layer) => layer !== 'preprocessing')).toEqual(keras);
  });

  test('parameters are as many as Keras says, but for its normalisation layer', () => {
    expect(build().countParams() + normalization).toBe(reference.inference.facts.parameters);
  });

  test('logits with random weights and statistics are within 1e-4 of the largest', () => {
    const { values } = reference.inference.tensors.data.logits;
    // Two images must not give the same logits, or the comparison would see little.
    expect(relativeError(values.slice(0, 1000), values.slice(1000))).toBeGreaterThan(0.01);
    const error = logitError(withKerasWeights(reference.inference, {}), reference.inference);
    console.log(`${name}: largest difference of a logit: ${error.toExponential(1)} of the largest logit`);
    expect(error).toBeLessThanOrEqual(1e-4);
  });

  describe('one training step', () => {
    let step: TrainingStep;
    let model: LayersModel;

    beforeAll(() => {
      model = withKerasWeights(reference.training, { resolution: 64, classes: 10 });
      step = trainingStep(model, reference.training);
    });

    test("has Keras's loss", () => {
      expect(Math.abs(step.loss / reference.training.tensors.data.loss.values[0] - 1)).toBeLessThan(1e-5);
    });

    test("has Keras's gradient at every trainable variable", () => {
      const expected = Object.keys(reference.training.tensors.gradients);
      expect([...step.gradients.keys()].sort()).toEqual(expected.sort());
      const { vanishing, compared, worst } = gradientErrors(step, reference.training, 1e-6);
      // A projection's offset is taken out again by the next normalisation: its gradient is rounding alone.
      expect(vanishing.filter((path) => !path.endsWith('_project_bn/beta'))).toEqual([]);
      console.log(
        `${name}: ${compared} gradients compared, worst ${worst.path}: ${worst.error.toExponential(1)}`
      );
      expect(worst.error).toBeLessThan(1e-3);
    });

    test("moves the statistics as Keras's batch normalisation does", () => {
      const weights = getWeightsByName(model);
      const expected = Object.entries(reference.training.tensors.statistics);
      expect(expected).toHaveLength(statistics);
      for (const [path, { values }] of expected) {
        expect(relativeError(weights[path].values, values), path).toBeLessThan(1e-5);
        const before = reference.training.tensors.weights[path].values;
        expect(relativeError(before, values), path).toBeGreaterThan(1e-4);
      }
    });
  });
});
