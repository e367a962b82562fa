import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { randomSpecs } from './random-spec.fixtures';
import { type ArchitectureSpec, type LayerCost, PUBLISHED_VARIANTS, summarize, variant } from './index';

const small = randomSpecs({ channels: 32, resolution: 96, stages: 4, repeats: 2 });
const convolves = ({ kind }: LayerCost): boolean => kind === 'conv' || kind === 'depthwise';

/** Input positions, along one axis, that the centre of the last map reads, found by going back tap by tap. */
function reach(layers: readonly LayerCost[]): { from: number; to: number; jump: number } {
  let [from, to] = [0, 0];
  for (const { kernelSize, stride } of layers.filter(convolves).reverse()) {
    const side = (kernelSize - 1) / 2;
    from = from * stride - side;
    to = to * stride + side;
  }
  const jump = layers.filter(convolves).reduce((product, { stride }) => product * stride, 1);
  return { from, to, jump };
}

describe('the walk over layers', () => {
  test('element operations of B0 are those that independent tools count', () => {
    const { elements } = summarize(variant('b0'));
    expect(elements).toMatchObject({
      normalization: 6_737_696,
      // fvcore and ptflops see activations of squeeze-and-excitation too: 9,340 of them.
      activation: 6_166_876 - 9_340,
      squeezeExcite: 2 * 9_340,
      multiply: 2_306_528,
      pool: 2_369_248,
      add: 210_112,
      dense: 1000
    });
  });

  // infer_macts of results/benchmark-infer-*.csv, pytorch-image-models, commit aa4b585: millions, two decimals.
  test.each([
    ['b0', 224, 6.75],
    ['b5', 416, 80.68],
    ['b7', 600, 289.94],
    ['b8', 672, 442.89],
    ['lite4', 380, 45.66],
    ['v2-b3', 240, 9.95],
    ['v2-l', 480, 157.99]
  ])(
    'convolutions and classifier of %s at %d px put out the numbers that timm counts',
    (name, resolution, millions) => {
      const { layers } = summarize(variant(name, { resolution }));
      const counted = layers.filter((layer) => convolves(layer) || /squeezeExcite|dense/.test(layer.kind));
      const outputs = counted.reduce((sum, { outputElements }) => sum + outputElements, 0);
      expect(Math.round(outputs / 1e4) / 100).toBe(millions);
    }
  );

  test('depthwise convolutions have Keras’s names, which differ in V2', () => {
    const names = (name: string): string[] =>
      summarize(variant(name))
        .layers.filter(({ kind }) => kind === 'depthwise')
        .map((layer) => layer.name);
    expect(names('b0').slice(0, 2)).toEqual(['block1a_dwconv', 'block2a_dwconv']);
    expect(names('v2-b0').slice(0, 2)).toEqual(['block4a_dwconv2', 'block4b_dwconv2']);
  });

  test('the receptive field is the reach of the taps', () => {
    fc.assert(
      fc.property(small, (spec) => {
        const { layers, receptiveField } = summarize(spec);
        const { from, to, jump } = reach(layers);
        expect(receptiveField).toBe(to - from + 1);
        expect(layers[layers.length - 1].jump).toBe(jump);
      }),
      { numRuns: 200, seed: 3 }
    );
  });

  test('B0 sees 851 pixels, and every published network more than its image', () => {
    expect(summarize(variant('b0')).receptiveField).toBe(851);
    for (const { name, resolution } of PUBLISHED_VARIANTS) {
      expect(summarize(variant(name)).receptiveField).toBeGreaterThan(resolution);
    }
  });

  test('layers are joined in order, and every map but the last is read', () => {
    fc.assert(
      fc.property(small, (spec) => {
        const { layers } = summarize(spec);
        const read = new Set(layers.flatMap(({ inputs }) => inputs));
        layers.forEach(({ inputs }, i) => {
          expect(Math.max(...inputs)).toBe(i - 1);
          expect(read.has(i)).toBe(i < layers.length - 1);
        });
      }),
      { numRuns: 50, seed: 4 }
    );
  });

  test('bytes moved are inputs, weights and outputs', () => {
    const layer = (spec: ArchitectureSpec, name: string): LayerCost | undefined =>
      summarize(spec).layers.find((candidate) => candidate.name === name);
    const b0 = variant('b0');
    const stem = 224 * 224 * 3 + 3 * 3 * 3 * 32 + 112 * 112 * 32;
    expect(layer(b0, 'stem_conv')).toMatchObject({
      bytesMoved: 4 * stem,
      arithmeticIntensity: (27 * 32 * 112 * 112) / (4 * stem)
    });
    // γ, β, mean and variance of 32 channels.
    expect(layer(b0, 'stem_bn')).toMatchObject({ bytesMoved: 4 * (2 * 112 * 112 * 32 + 4 * 32) });
    expect(layer(b0, 'block2b_add')).toMatchObject({
      bytesMoved: 4 * 3 * 56 * 56 * 24,
      elementOps: 56 * 56 * 24
    });
    expect(layer(b0, 'block1a_se_excite')).toMatchObject({ bytesMoved: 4 * (2 * 112 * 112 * 32 + 32) });
  });

  test('a network in one dimension has k where one in two has k × k', () => {
    const flat = summarize({ ...variant('b0'), spatialDimensions: 1, resolution: 224 });
    const square = summarize(variant('b0'));
    square.layers.forEach((layer, i) => {
      const { kernelSize, outputSize, macs } = flat.layers[i];
      expect(layer.macs).toBe(convolves(layer) ? macs * kernelSize * outputSize : macs);
    });
    expect(flat.receptiveField).toBe(square.receptiveField);
  });
});
