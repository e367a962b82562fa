import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { notesOf } from './notes';
import { randomSpecs } from './random-spec.fixtures';
import {
  type ArchitectureSpec,
  type LayerCost,
  PUBLISHED_VARIANTS,
  reportMarkdown,
  scale,
  summarize,
  variant
} from './index';

/** Taps that meet data and pixels that are read, found by laying every tap of every window on the padded map. */
function layOut({ kernelSize, stride, inputSize }: LayerCost, padding: ArchitectureSpec['padding']) {
  const windows = Math.ceil(inputSize / stride);
  const needed = Math.max((windows - 1) * stride + kernelSize - inputSize, 0);
  const before = padding === 'same' ? Math.floor(needed / 2) : (kernelSize - 1) / 2;
  const taps = new Set<number>();
  const pixels = new Set<number>();
  for (let window = 0; window < windows; window++) {
    for (let tap = 0; tap < kernelSize; tap++) {
      const pixel = window * stride - before + tap;
      if (pixel >= 0 && pixel < inputSize) {
        taps.add(tap);
        pixels.add(pixel);
      }
    }
  }
  return { taps: taps.size, pixels: pixels.size };
}

const withStem = (kernelSize: number, stride: number, options: Partial<ArchitectureSpec>) => {
  const spec = variant('b0');
  return summarize({ ...spec, ...options, stem: { ...spec.stem, kernelSize, stride } }).notes;
};

describe('notes', () => {
  test('a kernel on a single pixel is one tap', () => {
    const { notes } = summarize(variant('b0', { resolution: 32 }));
    const last = notes[notes.length - 1];
    expect(last.layers).toEqual(['block7a_dwconv']);
    expect(last.text).toBe(
      'block7a_dwconv: only 1 of the kernel’s 9 taps ever meet data on a map of 1 px, the others multiply padding.'
    );
    expect(notes.find(({ layers }) => layers.includes('block6b_dwconv'))?.text).toMatch(
      /^block6b_dwconv and 2 more: only 1 of the kernel’s 25 taps/
    );
  });

  test('a stride over the kernel’s side passes over pixels', () => {
    expect(withStem(3, 8, { resolution: 128 })[0]).toEqual({
      layers: ['stem_conv'],
      text: 'stem_conv: stride 8 with a kernel of 3 never reads 80 of 128 pixels along a side.'
    });
  });

  test('a stride over a map of one pixel passes over none', () => {
    const [stem] = summarize(variant('b0')).layers;
    const layer = { ...stem, kernelSize: 1, stride: 2, inputSize: 1, outputSize: 1 };
    const spec = { padding: 'same', spatialDimensions: 2 } as const;
    expect(notesOf([layer], spec)).toEqual([]);
    expect(notesOf([{ ...layer, inputSize: 2 }], spec)[0].text).toContain('never reads 1 of 2 pixels');
  });

  test('sequences have k taps', () => {
    const { notes } = summarize(variant('b0', { resolution: 32, spatialDimensions: 1 }));
    expect(notes[notes.length - 1].text).toContain('only 1 of the kernel’s 3 taps');
  });

  test('published networks have none', () => {
    for (const { name } of PUBLISHED_VARIANTS) {
      expect(summarize(variant(name)).notes).toEqual([]);
      expect(summarize(variant(name, { padding: 'symmetric' })).notes).toEqual([]);
    }
  });

  test('exactly the convolutions that work in vain are named', () => {
    const random = randomSpecs({ channels: 16, resolution: 40, stages: 4, repeats: 2 });
    let noted = 0;
    fc.assert(
      fc.property(random, fc.constantFrom(1, 3, 5, 9), (spec, kernelSize) => {
        spec.stem.kernelSize = kernelSize;
        const { layers, notes } = summarize(spec);
        const vain = layers.filter((layer) => {
          const { taps, pixels } = layOut(layer, spec.padding);
          const convolves = layer.kind === 'conv' || layer.kind === 'depthwise';
          return convolves && (taps < layer.kernelSize || pixels < layer.inputSize);
        });
        expect(notes.flatMap((note) => note.layers).sort()).toEqual(vain.map(({ name }) => name).sort());
        for (const { layers: names, text } of notes) {
          const [layer] = layers.filter(({ name }) => name === names[0]);
          const { taps, pixels } = layOut(layer, spec.padding);
          const seen = taps ** spec.spatialDimensions;
          expect(text.includes(`only ${seen} of`)).toBe(taps < layer.kernelSize);
          expect(text.includes(`${layer.inputSize - pixels} of ${layer.inputSize} pixels`)).toBe(
            pixels < layer.inputSize
          );
        }
        noted += notes.length;
      }),
      { numRuns: 80, seed: 7 }
    );
    expect(noted).toBeGreaterThan(80);
  });

  test('Markdown ends with them', () => {
    const report = summarize(scale({ width: 1, depth: 1, resolution: 32 }));
    const lines = reportMarkdown(report).trimEnd().split('\n');
    expect(lines[lines.length - 1]).toBe(`- ${report.notes[report.notes.length - 1].text}`);
    expect(reportMarkdown(summarize(variant('b0')))).not.toContain('\n- ');
  });
});
