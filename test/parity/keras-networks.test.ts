import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { type ArchitectureSpec, totalStride } from '../../kernel-helpers/src/analysis';
import { buildEfficientNet, getWeightsByName, setWeightsByName } from '../../kernel-helpers/src/model';
import { compiledLogitError, gradientErrors, logitError, relativeError, trainingStep } from './comparison';
import { randomNetworks } from './random-networks';
import { networkReferences, type Reference } from './reference';

/**
 * Without random layers, which can't draw the same numbers on both sides, and with enough pixels and channels at
 * the end to carry a gradient.
 */
const specs = fc.sample(randomNetworks, { numRuns: 16, seed: 3 }).map((spec) => ({
  ...spec,
  dropout: 0,
  stochasticDepth: 0,
  classes: 10,
  resolution: Math.max(spec.resolution, 4 * totalStride(spec)),
  head: { filters: 24 }
}));
/** Rounding decides on which side of a kink of ReLU6 a value lies, and the gradient jumps there. */
const GRADIENT_TOLERANCE = { swish: 5e-3, relu6: 5e-2 };

let references: Reference[];
beforeAll(() => {
  references = networkReferences(specs);
});

function describeSpec({ spatialDimensions, activation, ...spec }: ArchitectureSpec): string {
  const blocks = spec.stages.flatMap((stage) => stage.blocks);
  const kinds = blocks.map(({ operator, expansionRatio: t }) => `${operator}${t}`);
  return [`${spatialDimensions}-D`, activation, spec.normalization, spec.padding, ...new Set(kinds)].join(
    ' '
  );
}

test('the networks have both operators, activations, normalisations, paddings and dimensions', () => {
  const described = specs.map(describeSpec).join(' ');
  for (const kind of 'MBConv1 FusedMBConv1 swish relu6 batch group same symmetric 1-D 2-D'.split(' ')) {
    expect(described).toContain(kind);
  }
});

describe("networks put together from Keras's layers", () => {
  test.each(specs.map((spec, i) => [describeSpec(spec), spec, i] as const))(
    '%s: same logits, loss, gradients and moved statistics',
    (_title, spec, i) => {
      const reference = references[i];
      const { data, statistics = {}, weights } = reference.tensors;
      const model = buildEfficientNet(spec);
      setWeightsByName(model, weights);
      expect(logitError(model, reference)).toBeLessThan(1e-5);
      expect(compiledLogitError(model, reference)).toBeLessThan(1e-5);

      const step = trainingStep(model, reference);
      expect(Math.abs(step.loss / data.loss.values[0] - 1)).toBeLessThan(1e-5);
      const { worst, compared, vanishing } = gradientErrors(step, reference, 1e-4);
      expect(worst.error, worst.path).toBeLessThan(GRADIENT_TOLERANCE[spec.activation]);
      expect(vanishing.length).toBeLessThan(compared / 3);

      const moved = getWeightsByName(model);
      for (const [path, { values }] of Object.entries(statistics)) {
        expect(relativeError(moved[path].values, values), path).toBeLessThan(1e-4);
      }
    }
  );
});
