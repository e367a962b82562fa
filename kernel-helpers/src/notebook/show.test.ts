import { describe, expect, it, vi } from 'vitest';
import {
  B0,
  chapterStatements,
  compoundScale,
  mbconv,
  type Preprocessing,
  reconcile,
  reportTables,
  scale,
  SpecError,
  summarize,
  variant
} from '../analysis';
import { MIME_TYPE, validateDocument } from '../contract';
import { buildEfficientNet, describeTraining } from '../model';
import { loadTensorFlow } from '../tensorflow';
import { blockOf, BLOCK_EXPLORER_START } from '../views/block-explorer';
import { blockCell, blockOfStart, type BlockStart } from '../views/block-explorer/cell';
import { EVALUATION } from '../views/evaluation/evaluation.fixtures';
import { galleryCell } from '../views/gallery/cell';
import { galleryState } from '../views/gallery/gallery.fixtures';
import { COMPARISON } from '../views/model-comparison/comparison.fixtures';
import { modelTableCell, type ModelTableOptions } from '../views/model-table/cell';
import { scalingExplorerCell } from '../views/scaling-explorer/cell';
import { toolsCell } from '../views/tool-comparison/cell';
import { trainingDocument } from '../views/training-monitor/cell';
import { KERNEL_BRIDGE, type KernelBridge, type MimeBundle } from './bridge';
import { DocumentError } from './bundle';
import { FINISHED_RUN } from '../views/training-monitor/run.fixtures';
import { showBlockExplorer, bundleOf, showModelTable, showScalingExplorer, show, ShowError } from './show';

const DAY = new Date('2026-11-22');
const SEQUENCES = { base: { ...B0, spatialDimensions: 1 as const }, width: 1, depth: 1, resolution: 4096 };

describe('show', () => {
  it.each<[string, unknown, string | null, RegExp]>([
    ['a published network', variant('b3'), 'model-table', /^B3: 12,233,232 parameters and 1.83 G MACs/],
    [
      'a cost report',
      summarize(compoundScale({ phi: 1 })),
      'model-table',
      /^φ = 1: 9,109,994 parameters and 993 M MACs/
    ],
    ['a network of sequences', scale(SEQUENCES), 'model-table', /for one sequence of length 4096/],
    ['an explorer', scalingExplorerCell({}, DAY).document, 'scaling-explorer', /^φ = 1 costs 2.57/],
    [
      'a block explorer',
      blockCell({}, DAY).document,
      'block-explorer',
      /^At 56 px, 24 → 24 channels, MBConv6 costs 25.7 M MACs: 1.58 × the standard convolution$/m
    ],
    [
      'a model table',
      modelTableCell(summarize(variant('lite0')), { sort: 'macs', search: 'project' }, DAY).document,
      'model-table',
      /^Lite0: 4,652,008 parameters/
    ],
    [
      'a published network that was scaled',
      variant('b4'),
      'model-table',
      /on B0: its depth stands for φ = 3.22, its width for 3.53, its resolution for 3.78; no single φ/
    ],
    [
      'a tool comparison',
      toolsCell(summarize(variant('b0')), DAY).document,
      'tool-comparison',
      // domain.md A4: fvcore on torchvision's build. ptflops was run on both libraries' builds.
      /^fvcore says 401.7 M, .* for the same B0: [^]*Our count is 385,814,752 MACs. .* from 374.5 M .* to 410.2 M [^]*401,659,392 \(\+15,844,640\)/
    ],
    [
      'a network of its own',
      variant('b0', { classes: 10, name: 'ten' }),
      'model-table',
      /^ten: 4,020,358 parameters and 385 M MACs/
    ],
    ['a document', trainingDocument(FINISHED_RUN), 'training-monitor', /^Trained 3 epochs in 2 min 09 s/],
    [
      'a comparison of two networks',
      COMPARISON,
      'model-comparison',
      /^B1 is better than B0 on 150 typed images/
    ],
    ['an evaluation', EVALUATION, 'evaluation', /^98.00 % of 50 Rings test images are right/],
    [
      'images',
      galleryCell(galleryState()).document,
      'gallery',
      /^Five & more\nOf 4 images with an answer 2 are/
    ]
  ])('%s has a picture and text, and data where a view exists', (_, value, view, text) => {
    const bundle = bundleOf(value, DAY);
    expect(bundle['image/svg+xml']).toMatch(/^<svg /);
    expect(bundle['text/plain']).toMatch(text);
    if (view === null) {
      expect(bundle).not.toHaveProperty([MIME_TYPE]);
    } else {
      const document = bundle[MIME_TYPE] as { view: string; sentence: string };
      expect(document.view).toBe(view);
      const saved: unknown = JSON.parse(JSON.stringify(document));
      expect(validateDocument(saved)).toMatchObject({ ok: true });
      expect(bundleOf(saved, DAY)).toEqual(bundle);
      expect(String(bundle['text/plain']).split('\n')[0]).toBe(document.sentence);
    }
  });

  it('compares with the rule only what was scaled by it', () => {
    for (const spec of [variant('b0'), variant('v2-l'), { ...variant('b1'), name: 'b4' }]) {
      expect(bundleOf(spec, DAY)['text/plain']).not.toContain('the rule');
    }
  });

  it('writes exact counts in the text', () => {
    // domain.md A3.
    expect(bundleOf(variant('b0'), DAY)['text/plain']).toMatch(
      /MACs 385,814,752 .*349,375,488.*34,532,064.*627,200.*1,280,000[^]*parameters 5,288,548 trainable, 5,330,564 .*5,330,571/
    );
  });

  it.each([[null], [undefined], [42], ['b0'], [{}], [[]], [{ accuracy: 1 }]])(
    'refuses %j with a remedy',
    (value) => {
      expect(() => bundleOf(value, DAY)).toThrow(ShowError);
      expect(() => bundleOf(value, DAY)).toThrow(/expected a specification/);
    }
  );

  it('speaks of sequences where there are no images', () => {
    const sequences = scale(SEQUENCES);
    const text = bundleOf(sequences, DAY)['text/plain'];
    expect(text).toContain('memory for one sequence: weights');
    expect(text).toContain('32 channels, length 2,048, ');
    expect(text).not.toMatch(/image|px/);
    const tools = toolsCell(summarize(sequences), DAY);
    expect(tools.document.sentence).toMatch(/ costs [\d.]+ [MG] MACs; the tools’ rules cover images only/);
    expect(tools.text).toMatch(/By another rule \(without squeeze-and-excitation\) it is [\d,]+\./);
    expect(tools.svg).toContain('sequence of length');
  });

  it('refuses documents that break the schema', () => {
    expect(() => bundleOf({ version: 7, view: 'scaling-explorer' }, DAY)).toThrow(DocumentError);
    expect(() => bundleOf({ ...trainingDocument(FINISHED_RUN), sentence: 3 }, DAY)).toThrow(DocumentError);
  });

  it('prints the text outside a kernel', () => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
    show(variant('b0'));
    expect(log.mock.calls[0][0]).toMatch(/^B0: 5,288,548 parameters/);
    log.mockRestore();
  });

  it('sends one bundle to the running cell', () => {
    const sent: MimeBundle[] = [];
    const bridge: Partial<KernelBridge> = {
      version: 1,
      cellOutput: () => ({ display: (bundle) => sent.push(bundle) })
    };
    const global = globalThis as { [KERNEL_BRIDGE]?: Partial<KernelBridge> };
    global[KERNEL_BRIDGE] = bridge;
    showScalingExplorer({ phi: 2 });
    delete global[KERNEL_BRIDGE];
    expect(sent).toHaveLength(1);
    expect(sent[0]['text/plain']).toMatch(/^φ = 2 costs/);
  });
});

describe('tables', () => {
  it.each<[string, unknown, number, RegExp]>([
    ['a table', reportTables(summarize(variant('b0'))).stages, 9, /^b0 at 224 px: stages\n.*MACs/],
    ['statements', chapterStatements(), chapterStatements().length, /^What textbooks say/],
    ['counts of tools', reconcile(summarize(variant('b0'))), 11, /401,659,392 +15,844,640/],
    [
      'a closed form',
      mbconv(blockOf(BLOCK_EXPLORER_START)),
      6,
      /^25,742,016 MACs, 10,086 parameters\nterm[^]*56² · 24 · 144 +10,838,016/
    ]
  ])('%s stand in HTML, Markdown and text', (_, value, rows, text) => {
    const bundle = bundleOf(value, DAY);
    expect(Object.keys(bundle)).toEqual(['text/html', 'text/markdown', 'text/plain']);
    expect(bundle['text/plain']).toMatch(text);
    expect(String(bundle['text/html']).match(/<tr>/g)).toHaveLength(rows + 1);
    expect(String(bundle['text/markdown'])).toContain('|');
  });

  it('write numbers for people and let no text act', () => {
    const hostile = '<script>alert("1")</script>';
    const bundle = bundleOf(
      {
        title: hostile,
        columns: [
          { key: 'a', name: hostile, align: 'left', kind: 'text' },
          { key: 'b', name: 'count', unit: 'MACs', align: 'right', kind: 'integer' },
          { key: 'c', name: 'share', align: 'right', kind: 'number' },
          { key: 'd', name: 'whether', align: 'left', kind: 'boolean' }
        ],
        rows: [
          [hostile, -1234567, 1 / 3, true],
          ['', null, 1234.5, false]
        ]
      },
      DAY
    );
    const html = String(bundle['text/html']);
    expect(html).not.toMatch(/<script|<\w+\/>/);
    for (const text of ['−1,234,567', '0.333333', '1,234.5', 'yes', 'no', '–', 'count (MACs)']) {
      expect(html).toContain(text);
      expect(bundle['text/plain']).toContain(text);
    }
  });
});

describe('starts', () => {
  it.each<[BlockStart, string]>([
    [{ kernelSize: 4 }, 'kernelSize: got 4'],
    [{ size: 0 }, 'size: got 0'],
    [{ alpha: 2 }, 'alpha: got 2, expected a number from 0 to 1'],
    [{ squeezeExciteRatio: NaN }, 'squeezeExciteRatio: got NaN'],
    [
      { criterion: 'best' } as unknown as BlockStart,
      'criterion: got "best", expected one of perMac, netUtility'
    ],
    [
      { kernel: 3 } as BlockStart,
      'blockExplorer.kernel: got 3, expected no such option. Did you mean kernelSize? The options are spatialD'
    ],
    [{ stride: 2, size: 1 }, 'size: got 1'],
    [null as unknown as BlockStart, 'blockExplorer: got null, expected an object']
  ])('of the block explorer: %j is refused', (start, message) => {
    expect(() => showBlockExplorer(start)).toThrow(SpecError);
    expect(() => showBlockExplorer(start)).toThrow(message);
  });

  it.each<[ModelTableOptions, string]>([
    [
      { sort: 'flops' } as unknown as ModelTableOptions,
      'modelTable.sort.column: got "flops", expected one of order'
    ],
    [{ search: 3 } as unknown as ModelTableOptions, 'modelTable.search: got 3'],
    [
      { sorted: 'macs' } as unknown as ModelTableOptions,
      'modelTable.sorted: got "macs", expected no such option. Did you mean sort?'
    ],
    [{ sort: { descending: 'no' } } as unknown as ModelTableOptions, 'expected one of true, false']
  ])('of the model table: %j is refused', (options, message) => {
    expect(() => showModelTable(variant('b0'), options)).toThrow(SpecError);
    expect(() => showModelTable(variant('b0'), options)).toThrow(message);
  });

  it('of the scaling explorer has no field that it does not know', () => {
    const start = { base: B0 } as Parameters<typeof showScalingExplorer>[0];
    expect(() => showScalingExplorer(start)).toThrow(SpecError);
    expect(() => showScalingExplorer(start)).toThrow('expected no such option. The options are mode, phi, ');
  });

  it('a model table is made of a network alone', () => {
    const broken = undefined as unknown as Parameters<typeof showModelTable>[0];
    expect(() => showModelTable(broken)).toThrow('spec: got undefined, expected an object');
  });

  it('order costs from the largest and names from the first', () => {
    const sortOf = (options: ModelTableOptions): unknown =>
      modelTableCell(summarize(variant('b0')), options, DAY).document.data.sort;
    expect(sortOf({})).toEqual({ column: 'order', descending: false });
    expect(sortOf({ sort: 'macs' })).toEqual({ column: 'macs', descending: true });
    expect(sortOf({ sort: { column: 'macs', descending: false } })).toEqual({
      column: 'macs',
      descending: false
    });
  });

  it('leave undefined fields to their defaults', () => {
    expect(blockOfStart({ size: undefined, stride: 2 }).state).toEqual({
      ...BLOCK_EXPLORER_START,
      stride: 2
    });
  });

  it('of the scaling explorer may be a network that its controls reach', () => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
    showScalingExplorer(variant('b3'));
    expect(log.mock.calls[0][0]).toMatch(/^B3 costs 4.74 × B0/);
    log.mockRestore();
    expect(() => showScalingExplorer(variant('b0', { classes: 10 }))).toThrow(/scalingExplorer: got "b0"/);
  });
});

it('a network is shown by its specification, with how its images are prepared', () => {
  const spec = variant('lite0', { resolution: 64, cropFraction: 0.8, interpolation: 'bilinear' });
  const model = buildEfficientNet({ ...spec, stages: spec.stages.slice(0, 1), head: { filters: 8 } });
  const text = String(bundleOf(model, DAY)['text/plain']);
  expect(text).toContain(
    'images: the shorter side resized to 80 px (bilinear, antialiased), the middle 64 × 64 px taken'
  );
  const unknown = 'not recorded; not trained, or by an earlier version';
  const last = (network: unknown): string[] =>
    String(bundleOf(network, DAY)['text/plain']).split('\n').slice(-4);
  expect(last(model)).toEqual([
    'an image of 64 × 64 px: taken as it is',
    'values: as they are, preprocessing none',
    `images in training: ${unknown}`,
    `values in training: ${unknown}`
  ]);
  describeTraining(model, {
    imagesInTraining: 'as they are, 64 × 64 px',
    valuesInTraining: { least: 0, most: 255 }
  });
  const trained = ['images in training: as they are, 64 × 64 px', 'values in training: 0 to 255'];
  expect(last(model).slice(2)).toEqual(trained);
  const tf = loadTensorFlow();
  const own = tf.sequential({ layers: [model, tf.layers.dense({ units: 3 })], name: 'own' });
  expect(bundleOf(own, DAY)).not.toHaveProperty([MIME_TYPE]);
  const [first, second] = String(bundleOf(own, DAY)['text/plain']).split('\n');
  expect(first).toBe(
    `own: ${own.countParams().toLocaleString('en')} parameters with moving statistics. It contains lite0:`
  );
  expect(second).toMatch(/^Lite0: /);
  expect(last(own).slice(2)).toEqual(trained);
});

it.each([
  ['unit', /^values: pixels 0…255 divided by 255, preprocessing unit$/m],
  ['imagenet', /^values: pixels 0…255 divided by 255, less ImageNet's means, divided by its deviations/m],
  [
    { factors: [1 / 3, 1, 1], offsets: [-1, 0, 0] },
    /^values: pixels 0…255 times 0\.3333, 1, 1, plus -1, 0, 0, for each channel$/m
  ]
] as const)('a network is shown with what it does to values: %o', (preprocessing, words) => {
  const spec = variant('b0', { resolution: 32, preprocessing: preprocessing as Preprocessing });
  const model = buildEfficientNet({ ...spec, stages: spec.stages.slice(0, 1), head: { filters: 8 } });
  expect(String(bundleOf(model, DAY)['text/plain'])).toMatch(words);
});
