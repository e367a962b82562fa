import type { LayersModel } from '@tensorflow/tfjs';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import {
  type ArchitectureSpec,
  type CostReport,
  type LayerCost,
  networkClosedForm,
  summarize
} from '../../kernel-helpers/src/analysis';
import { buildEfficientNet } from '../../kernel-helpers/src/model';
import { countLayers, countModel, type LayerCount } from '../../kernel-helpers/src/model/counting.fixtures';
import { loadTensorFlow } from '../../kernel-helpers/src/tensorflow';
import { randomNetworks } from './random-networks';
import { startFromZeros } from './zero-kernels';

const RUNS = 1000;
const tf = loadTensorFlow();
beforeAll(startFromZeros);
afterAll(() => {
  vi.restoreAllMocks();
});

function withBuilt(spec: ArchitectureSpec, check: (model: LayersModel) => void): void {
  const model = buildEfficientNet(spec);
  check(model);
  model.dispose();
}

/** What a row of the report says the built layer looks like. */
function expectedShape({ kind, outputSize, outputFilters }: LayerCost, { spec }: CostReport): number[] {
  switch (kind) {
    case 'pool':
    case 'dense':
      return [outputFilters];
    default:
      return [outputSize, spec.spatialDimensions === 1 ? 1 : outputSize, outputFilters];
  }
}

/** Rows of the report in the form of counted layers. */
function expectedLayers(report: CostReport): Array<Omit<LayerCount, 'kind'>> {
  return report.layers.map((layer) => ({
    name: layer.name,
    outputShape: expectedShape(layer, report),
    trainable: layer.params,
    statistics: layer.statistics,
    macs: layer.macs,
    inputs: layer.inputs.map((row) => report.layers[row]?.name ?? 'input_layer')
  }));
}

/** Layers that the report leaves out: they cost nothing, and what comes in goes on. */
const PASSES_ON = /^(preprocessing|sequence_reshape|top_dropout)$|_(pad|drop|se_reshape)$/;

/** The layers that a report has rows for, joined past the others. */
function countedLayers(model: LayersModel): Array<Omit<LayerCount, 'kind'>> {
  const all = new Map(countLayers(model).map((layer) => [layer.name, layer]));
  const source = (name: string): string => {
    const layer = all.get(name);
    return layer && PASSES_ON.test(name) ? source(layer.inputs[0]) : name;
  };
  return [...all.values()]
    .filter(({ name }) => name !== 'input_layer' && !PASSES_ON.test(name))
    .map(({ kind: _, ...layer }) => ({ ...layer, inputs: layer.inputs.map(source) }));
}

test(`closed forms, the walk over the specification and the built layers agree on ${RUNS} random networks`, () => {
  const before = tf.memory().numTensors;
  const seen = { layers: 0, residuals: 0, sequences: 0, symmetric: 0, groups: 0 };
  fc.assert(
    fc.property(randomNetworks, (spec) => {
      const report = summarize(spec);
      const { trainable, withStatistics } = report.params;
      withBuilt(spec, (model) => {
        expect(countedLayers(model)).toEqual(expectedLayers(report));
        expect(countModel(model)).toEqual({ trainable, withStatistics, macs: report.macs });
      });
      expect(networkClosedForm(spec)).toEqual({ params: trainable, macs: report.macs.total });
      seen.layers += report.layers.length;
      seen.residuals += report.layers.filter(({ kind }) => kind === 'add').length;
      seen.sequences += spec.spatialDimensions === 1 ? 1 : 0;
      seen.symmetric += spec.padding === 'symmetric' ? 1 : 0;
      seen.groups += spec.normalization === 'group' ? 1 : 0;
    }),
    { numRuns: RUNS, seed: 1 }
  );
  console.log(`${seen.layers} layers compared in ${RUNS} networks`);
  // Each kind of network must have come up often enough to be told wrong.
  const { residuals, sequences, symmetric, groups } = seen;
  expect(Math.min(residuals, sequences, symmetric, groups)).toBeGreaterThan(RUNS / 4);
  expect(tf.memory().numTensors).toBe(before);
});

test('every random network that is built also runs', () => {
  fc.assert(
    fc.property(randomNetworks, (spec) =>
      withBuilt(spec, (model) => {
        const shape = [2, ...(model.inputs[0].shape as number[]).slice(1)];
        const outputs = tf.tidy(() => (model.predict(tf.ones(shape)) as ReturnType<typeof tf.tensor>).shape);
        expect(outputs).toEqual([2, spec.classes]);
      })
    ),
    { numRuns: 50, seed: 2 }
  );
});
