import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { randomSpecs } from './random-spec.fixtures';
import {
  type ArchitectureSpec,
  compoundScale,
  PUBLISHED_VARIANTS,
  reconcile,
  reportTables,
  scale,
  summarize,
  TOOL_FIGURES,
  type ToolCount,
  trainingMemory,
  variant
} from './index';

/** Per operator, as fvcore printed them for both builds. */
const FVCORE_OPERATORS = [
  { name: 'b0', conv: 384534752, linear: 1280000, norm: 13475392, timm: 62720, torchvision: 2369248 },
  { name: 'b1', conv: 685522832, linear: 1280000, norm: 21738336, timm: 81920, torchvision: 4191248 },
  { name: 'b2', conv: 992153872, linear: 1408000, norm: 27632848, timm: 114048, torchvision: 5384400 },
  { name: 'b3', conv: 1825605392, linear: 1536000, norm: 47620432, timm: 153600, torchvision: 9141744 },
  { name: 'b4', conv: 4391979024, linear: 1792000, norm: 98917984, timm: 258048, torchvision: 19806192 }
] as const;

function countOf(counts: readonly ToolCount[], id: ToolCount['id']): ToolCount {
  const found = counts.find((count) => count.id === id);
  if (!found) {
    throw new Error(`no ${id} among ${counts.map((count) => count.id).join(', ')}`);
  }
  return found;
}

function operators({ terms }: ToolCount): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { operator, included, value } of terms) {
    if (included && operator !== null) {
      sums[operator] = (sums[operator] ?? 0) + value;
    }
  }
  return sums;
}

const termValue = (count: ToolCount, id: string): number | undefined =>
  count.terms.find((term) => term.id === id)?.value;

describe('reconcile', () => {
  test.each(FVCORE_OPERATORS)('$name: every operator of fvcore, both builds', (row) => {
    const counts = reconcile(summarize(variant(row.name)));
    const { conv, linear, norm } = row;
    expect(operators(countOf(counts, 'fvcore-timm'))).toEqual({
      conv,
      linear,
      norm,
      adaptive_avg_pool2d: row.timm
    });
    expect(operators(countOf(counts, 'fvcore-torchvision'))).toEqual({
      conv,
      linear,
      norm,
      adaptive_avg_pool2d: row.torchvision
    });
  });

  test.each(TOOL_FIGURES.filter(({ tool }) => tool !== 'paper' && tool !== 'lite-readme'))(
    '$tool, $network at $resolution px, $normalization normalisation, $build: $value',
    ({ tool, network, resolution, normalization, value, tolerance }) => {
      const padding = tool === 'ptflops-pytorch' ? 'symmetric' : 'same';
      const spec = variant(network, { resolution, normalization, padding });
      const count = countOf(reconcile(summarize(spec)), tool);
      expect(Math.abs(count.total - value)).toBeLessThanOrEqual(tolerance);
      expect(count.agrees).toBe(true);
      expect(termValue(count, 'unexplained')).toBeUndefined();
    }
  );

  test('the paper’s figures: four are ours rounded, four are not', () => {
    const paper = TOOL_FIGURES.filter(({ tool }) => tool === 'paper').map(({ network }) =>
      countOf(reconcile(summarize(variant(network))), 'paper')
    );
    expect(paper.map(({ agrees }) => agrees)).toEqual([true, false, true, true, false, false, true, false]);
    const lessThanConvolutions = paper.map(({ terms, figure }) => {
      const [convolution, depthwise] = terms;
      return figure !== null && figure.value + figure.tolerance < convolution.value + depthwise.value;
    });
    expect(lessThanConvolutions).toEqual([false, false, false, false, true, true, false, true]);
    expect(paper[4]).toMatchObject({ total: 4.2e9, difference: 4.2e9 - 4393771024 });
    expect(termValue(paper[4], 'unexplained')).toBe(4.2e9 - 4393771024);
  });

  test('the Lite README prints 3 to 6 % more than the multiplications', () => {
    const percents = TOOL_FIGURES.filter(({ tool }) => tool === 'lite-readme').map(
      ({ network }) => countOf(reconcile(summarize(variant(network))), 'lite-readme').percent
    );
    expect(percents.map((percent) => Number(percent.toFixed(1)))).toEqual([5.7, 5.1, 4.6, 4.1, 3.4]);
  });

  test('group normalisation costs fvcore 5 an element', () => {
    const counts = reconcile(summarize(variant('b0', { normalization: 'group' })));
    expect(operators(countOf(counts, 'fvcore-timm')).norm).toBe(33688480);
  });

  test('B2’s metadata are for larger images, as a term of its own', () => {
    const count = countOf(reconcile(summarize(variant('b2'))), 'torchvision-metadata');
    expect(termValue(count, 'imageSize')).toBe(
      summarize(variant('b2', { resolution: 288 })).macs.total - 993561872
    );
    expect(count.agrees).toBe(true);
    const there = countOf(reconcile(summarize(variant('b2', { resolution: 288 }))), 'torchvision-metadata');
    expect(termValue(there, 'imageSize')).toBeUndefined();
    // At a third size there is no figure to compare with.
    const ids = reconcile(summarize(variant('b2', { resolution: 256 }))).map(({ id }) => id);
    expect(ids).not.toContain('torchvision-metadata');
  });

  test('without squeeze-and-excitation', () => {
    const count = countOf(reconcile(summarize(variant('b0'))), 'without-squeeze-excite');
    expect(count).toMatchObject({ total: 385187552, difference: -627200, figure: null, agrees: null });
    expect(count.terms.find(({ id }) => id === 'squeezeExcite')).toMatchObject({
      included: false,
      factor: 0,
      value: 627200
    });
  });

  test('what a tool passes over is booked under none of its operators', () => {
    const { terms } = countOf(reconcile(summarize(variant('b0'))), 'fvcore-timm');
    const means = terms.find(({ id }) => id === 'squeezePool');
    // 2,306,528 pixels of all blocks, into one mean for each channel.
    expect(means).toMatchObject({ included: false, value: 2_306_528, operator: null });
    expect(terms.find(({ id }) => id === 'headPool')).toMatchObject({ operator: 'adaptive_avg_pool2d' });
  });

  test('refuses sums that doubles no longer hold', () => {
    const report = summarize(variant('b0'));
    const macs = { ...report.macs, conv: 2 ** 53 };
    expect(() => reconcile({ ...report, macs })).toThrow('fewer than 2^53 operations');
    expect(() => reconcile({ ...report, macs })).toThrow('9.01e+15');
  });

  /** What fvcore counts is the same for either padding; ptflops' hooks miss what timm builds otherwise. */
  test('ptflops on timm leaves convolutions with a stride out exactly where they pad by TensorFlow’s rule', () => {
    const [same, symmetric] = (['same', 'symmetric'] as const).map((padding) =>
      reconcile(summarize(variant('b0', { padding })))
    );
    const left = countOf(same, 'ptflops-pytorch-same');
    expect(left.total).toBe(374491968);
    expect(left.terms.find(({ id }) => id === 'stridedConvolution')).toMatchObject({
      // The stem and the four depthwise convolutions with a stride of 2.
      count:
        3 * 9 * 32 * 112 ** 2 + 9 * 96 * 56 ** 2 + 25 * 144 * 28 ** 2 + 9 * 240 * 14 ** 2 + 25 * 672 * 7 ** 2,
      factor: -1,
      included: true
    });
    expect(countOf(symmetric, 'ptflops-pytorch').total).toBe(392108448);
    expect(same.map(({ id }) => id)).not.toContain('ptflops-pytorch');
    expect(symmetric.map(({ id }) => id)).not.toContain('ptflops-pytorch-same');
    const others = (counts: ToolCount[]): [string, number][] =>
      counts.filter(({ id }) => !/^ptflops-pytorch(-same)?$/.test(id)).map(({ id, total }) => [id, total]);
    expect(others(same)).toEqual(others(symmetric));
    const terms = others(same).map(([id]) =>
      termValue(countOf(same, id as ToolCount['id']), 'stridedConvolution')
    );
    expect(new Set(terms)).toEqual(new Set([undefined]));
  });

  test('a network that rounding makes a published one has its figures', () => {
    const rounded = scale({ width: 1.001, depth: 1, resolution: 224 });
    expect(countOf(reconcile(summarize(rounded)), 'paper').figure?.network).toBe('b0');
  });

  test('a network that nobody published has computed counts only', () => {
    for (const spec of [compoundScale({ phi: 0.5 }), variant('b0', { classes: 10 })]) {
      const counts = reconcile(summarize(spec));
      expect(counts.map(({ id }) => id)).toEqual([
        'this-report',
        'without-squeeze-excite',
        'fvcore-multiplications',
        'fvcore-timm',
        'fvcore-torchvision',
        'ptflops-aten',
        'ptflops-pytorch-same',
        'ptflops-pytorch-torchvision'
      ]);
      expect(counts.every(({ figure, agrees }) => figure === null && agrees === null)).toBe(true);
    }
  });

  /** torchvision's class takes its widths from its own rules: EfficientNet, MBConv and FusedMBConv refuse or ignore others. */
  test.each<[string, (spec: ArchitectureSpec) => void]>([
    [
      'another width of squeeze-and-excitation',
      ({ stages }) => (stages[3].blocks[1].squeezeExciteFilters = 7)
    ],
    ['none', ({ stages }) => (stages[3].blocks[1].squeezeExciteFilters = 0)],
    ['another width inside', ({ stages }) => (stages[3].blocks[1].expandedFilters -= 8)],
    ['a stride of 3', ({ stages }) => (stages[3].blocks[0].stride = 3)],
    ['a stem of another kernel', ({ stem }) => (stem.kernelSize = 5)],
    ['a stem without a stride', ({ stem }) => (stem.stride = 1)],
    ['ReLU6', (spec) => (spec.activation = 'relu6')],
    [
      'squeeze-and-excitation in a fused block',
      ({ stages }) => (stages[3].blocks[1].operator = 'FusedMBConv')
    ]
  ])('torchvision says nothing of a network with %s', (_, change) => {
    const spec = variant('b0');
    change(spec);
    const ids = reconcile(summarize(spec)).map(({ id }) => id);
    expect(ids.filter((id) => id.includes('torchvision'))).toEqual([]);
    expect(ids).toContain('fvcore-timm');
  });

  test('timm pads strides of 3 otherwise than PyTorch’s networks are padded here, and says nothing of them', () => {
    const spec = variant('b0', { padding: 'symmetric' });
    spec.stages[3].blocks[0].stride = 3;
    const ids = reconcile(summarize(spec)).map(({ id }) => id);
    expect(ids).toEqual(['this-report', 'without-squeeze-excite', 'fvcore-multiplications', 'ptflops-aten']);
  });

  test('tools that only build networks for images say nothing about sequences', () => {
    const counts = reconcile(summarize(variant('b0', { spatialDimensions: 1 })));
    expect(counts.map(({ id }) => id)).toEqual(['this-report', 'without-squeeze-excite']);
  });

  test('every published network has an entry for each tool that can build it', () => {
    for (const { name, family } of PUBLISHED_VARIANTS) {
      const ids = reconcile(summarize(variant(name))).map(({ id }) => id);
      expect(ids.includes('fvcore-torchvision')).toBe(family !== 'lite');
      expect(ids.includes('paper')).toBe(/^b[0-7]$/.test(name));
    }
  });

  test('totals, differences and terms fit together, and biases are parameters that multiply nothing', () => {
    fc.assert(
      fc.property(randomSpecs({ channels: 128, resolution: 200, stages: 4, repeats: 3 }), (spec) => {
        const report = summarize(spec);
        const counts = reconcile(report);
        for (const { total, terms, difference, percent } of counts) {
          const sum = terms
            .filter(({ included }) => included)
            .reduce((all, { factor, count }) => all + factor * count, 0);
          expect(total).toBe(sum);
          expect(difference).toBe(total - report.macs.total);
          expect(percent).toBeCloseTo((total / report.macs.total - 1) * 100, 6);
        }
        const vectors = report.layers.filter(({ kind }) => kind === 'squeezeExcite' || kind === 'dense');
        const biases = vectors.reduce((all, { params, macs }) => all + params - macs, 0);
        const aten = counts.find(({ id }) => id === 'ptflops-aten');
        expect(aten?.difference ?? biases).toBe(biases);
      }),
      { numRuns: 80, seed: 3 }
    );
  });
});

test.each([
  ['a specification', variant('b0'), /^report: got "a specification", .*summarize\(spec\)/],
  ['a model', { getUserDefinedMetadata: null }, /^report: got "a model", .*modelDescription\(model\)\.spec/],
  ['nothing', undefined, /^report: got undefined/]
])('%s in place of a report is told', (_, given, told) => {
  for (const open of [
    () => reconcile(given as never),
    () => reportTables(given as never),
    () => trainingMemory(given as never, { batchSize: 1 })
  ]) {
    expect(open).toThrow(/^report: got .*, expected a cost report/);
  }
  expect(() => reconcile(given as never)).toThrow(told);
});
