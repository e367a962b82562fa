import { describe, expect, it } from 'vitest';
import * as analysis from '.';
import { SpecError } from './errors';

/** A slip of a script without types. */
const slip = (value: unknown): never => value as never;

const pixels = { width: 4, height: 2, channels: 1, pixels: Uint8Array.from([0, 1, 2, 3, 4, 5, 6, 7]) };
const box = { left: 0, top: 0, width: 4, height: 2 };
const points = { costs: [1, 2, 4], accuracies: [70, 74, 76] };
const front = analysis.paretoFront(points);
const anchors = Float32Array.from([0, 0, 32, 32]);
const object = [0, 0, 30, 30] as const;
const curves = { curves: [{ asymptote: 80, amplitude: 5, rate: 1 }], cost: { base: 1, growth: 2 } };
const bands = slip({ ...curves, failed: 0, resamples: 100, seed: 1 });
const { surrogate } = analysis.publishedSurrogate();
const triplet = { alpha: 1.2, beta: 1.1, gamma: 1.15 };
const shape = { size: 14, inputFilters: 8, outputFilters: 16, kernelSize: 3 };
const b0 = analysis.variant('b0');
const report = analysis.summarize(b0);
const place = { batchSize: 4, height: 2, width: 2, channels: 8, groups: 2 };
const scores = { block2a: Array.from({ length: 96 }, (_, i) => i) };
const gates = analysis.gateMatrix([[0.5, 0.2]]);
const detector = analysis.efficientDet('d0');
const csv = (rows: string): unknown =>
  analysis.readRecordsCsv(`name,accuracy,cost:macs\n${rows}`, {
    title: 'own',
    provenance: { kind: 'measured', source: 'own', date: '2026-11-30', version: null }
  });

/** What gave a number, or a bare error of the language, before. */
const WRONG: Array<[string, () => unknown, RegExp]> = [
  [
    'a multiplier as a text',
    () => analysis.idealGrowth(slip({ depth: '2', width: 1, resolution: 1 })),
    /^depth: got "2"/
  ],
  ['a multiplier left out', () => analysis.idealGrowth(slip({ depth: 2 })), /^width: got undefined/],
  [
    'three spatial dimensions',
    () => analysis.idealGrowth({ depth: 2, width: 1, resolution: 1 }, slip(3)),
    /one of 1, 2/
  ],
  ['another dimension to spend on', () => analysis.spend(2, slip('height')), /^dimension: got "height"/],
  ['NaN to spend', () => analysis.spend(NaN, 'depth'), /^promised: got NaN/],
  ['another measure of cost', () => analysis.idealPowers(slip('flops'), slip({})), /one of macs, params/],
  ['another shape of values', () => analysis.kurtosisOf(slip('box')), /one of gaussian, rectified/],
  ['a correlation above 1', () => analysis.kurtosisOf('rectified', 2), /^correlation: got 2/],
  ['variances as texts', () => analysis.widthTotals(slip(['1', '2'])), /^variances\[0\]: got "1"/],
  ['another scale of costs', () => analysis.kneeOf(points, front, slip('logarithmic')), /one of linear, log/],
  ['a budget as a text', () => analysis.bestWithin(points, front, slip('2')), /^budget: got "2"/],
  ['a front of no points', () => analysis.paretoFront(slip({ cost: [1] })), /^costs: got undefined/],
  [
    'a fit of no points',
    () => analysis.fitSaturating(slip({ costs: [1, 2, 4] })),
    /^accuracies: got undefined/
  ],
  [
    'a fit of texts',
    () => analysis.fitSaturating(slip({ ...points, costs: ['1', '2', '4'] })),
    /^costs\[0\]: got "1"/
  ],
  ['a growth as a text', () => analysis.fitSaturating(points, slip('2')), /^growth: got "2"/],
  [
    'steps of unequal lists',
    () => analysis.efficiencySteps({ costs: slip([1, 2]), accuracies: slip([70]) }),
    /^accuracies: got "1 values"/
  ],
  [
    'steps of no number',
    () => analysis.efficiencySteps({ costs: slip([1, NaN]), accuracies: slip([70, 71]) }),
    /^costs\[1\]: got NaN/
  ],
  ['a level in per cent', () => analysis.bootstrapBand(bands, 1, 95), /^level: got 95/],
  [
    'an accuracy of no number',
    () => analysis.slopeBetween({ cost: 1, accuracy: 70 }, slip({ cost: 2 })),
    /^accuracy: got undefined/
  ],
  ['a quantile in per cent', () => analysis.quantileOf([1, 2, 3], 50), /^quantile: got 50/],
  ['values in no order', () => analysis.quantileOf([3, 1, 2], 0.5), /^sorted: got "3 before 1"/],
  ['a quantile of nothing', () => analysis.quantileOf([], 0.5), /^sorted: got "no values"/],
  [
    'right or wrong as texts',
    () => analysis.mcNemar(slip(['true', 'false']), [false, true]),
    /^first\[0\]: got "true"/
  ],
  ['a level as a text', () => analysis.wilsonInterval(3, 5, slip('0.9')), /^level: got "0\.9"/],
  [
    'logits to calibrate',
    () => analysis.calibration([5, -2, 1, 3], [0, 1]),
    /got "5, -2".*temperedProbabilities/
  ],
  [
    'logits from 0 to 1 to calibrate',
    () => analysis.calibration([0.9, 0.8, 0.7, 0.6], [0, 1]),
    /got "0\.9, 0\.8"/
  ],
  [
    'probabilities as logits',
    () => analysis.fitTemperature([0.9, 0.1, 0.2, 0.8], [0, 1]),
    /expected logits\. Give values: 'probabilities'/
  ],
  [
    'shares that make no 1',
    () => analysis.fitTemperature([0.9, 0.8, 0.2, 0.8], [0, 1], { values: 'probabilities' }),
    /got "0\.9, 0\.8"/
  ],
  ['no size', () => analysis.resizeImage(pixels, { width: 0, height: 2 }, 'bilinear'), /^size\.width: got 0/],
  [
    'a side as a text',
    () => analysis.resizeImage(pixels, slip({ width: '4', height: 2 }), 'nearest'),
    /^size\.width: got "4"/
  ],
  [
    'another interpolation',
    () => analysis.resizeImage(pixels, box, slip('linear')),
    /one of bilinear, bicubic, nearest/
  ],
  [
    'a box beyond the image',
    () => analysis.resizeImage(pixels, box, 'bicubic', { ...box, width: 5 }),
    /^box: got/
  ],
  [
    'fewer pixels than the sides say',
    () => analysis.resizeImage({ ...pixels, channels: 3 }, box, 'bicubic'),
    /^image\.pixels: got "8 values"/
  ],
  ['a part beyond the image', () => analysis.cropImage(pixels, { ...box, left: 1 }), /^box: got "left 1/],
  [
    'a part between pixels',
    () => analysis.cropImage(pixels, { ...box, left: 0.5, width: 3 }),
    /^box\.left: got 0\.5/
  ],
  [
    'a part by other names',
    () => analysis.cropImage(pixels, slip({ x: 0, y: 0, width: 1, height: 1 })),
    /^box: got "left undefined/
  ],
  [
    'another filter of a crop',
    () => analysis.evaluationCrop(pixels, { resolution: 32, cropFraction: 1, interpolation: slip('area') }),
    /one of bilinear, bicubic/
  ],
  [
    'a class below 0',
    () => analysis.assignAnchors(anchors, [{ box: object, class: -1 }]),
    /^objects\[0\]\.class: got -1/
  ],
  [
    'a class between two',
    () => analysis.assignAnchors(anchors, [{ box: object, class: 0.5 }]),
    /^objects\[0\]\.class: got 0\.5/
  ],
  [
    'accuracies as shares',
    () => csv('a,0.763,4\nb,0.801,5\n'),
    /^accuracy: got "at most 0\.801 in all records".*76\.3, not 0\.763/
  ],
  ['no curve', () => analysis.accuracyAt(slip(null), 1), /^curve: got null/],
  [
    'a curve without its rate',
    () => analysis.accuracyAt(slip({ asymptote: 80, amplitude: 5 }), 1),
    /^rate: got undefined/
  ],
  [
    'a φ that is no number',
    () => analysis.accuracyAt({ asymptote: 80, amplitude: 5, rate: 1 }, slip('1')),
    /^phi: got "1"/
  ],
  ['a law of no cost', () => analysis.costAt(slip(undefined), 1), /^cost: got undefined/],
  ['a base as a text', () => analysis.costAt(slip({ base: '1', growth: 2 }), 1), /^base: got "1"/],
  ['a growth below 0', () => analysis.costAt({ base: 1, growth: -2 }, 0.5), /^growth: got -2/],
  ['NaN as φ', () => analysis.costAt({ base: 1, growth: 2 }, NaN), /^phi: got NaN/],
  ['a cost of 0', () => analysis.phiOfCost({ base: 1, growth: 2 }, 0), /^cost: got 0/],
  ['a base below 0', () => analysis.phiOfCost({ base: -1, growth: 2 }, 2), /^base: got -1/],
  ['no growth', () => analysis.phiOfCost({ base: 1, growth: 1 }, 2), /^growth: got 1, expected more than 1/],
  [
    'the gain of no curve',
    () => analysis.marginalGain(slip(null), { base: 1, growth: 2 }, 1),
    /^curve: got null/
  ],
  [
    'the efficiency at no cost',
    () => analysis.efficiencyAt({ asymptote: 80, amplitude: 5, rate: 1 }, slip({}), 1),
    /^base: got undefined/
  ],
  ['a flat box', () => analysis.encodeBox([0, 0, 32, 32], [0, 0, 0, 30]), /^box: got "\[0, 0, 0, 30\]"/],
  ['a narrow box', () => analysis.encodeBox([0, 0, 32, 32], [0, 5, 30, 5]), /^box: got "\[0, 5, 30, 5\]"/],
  ['a flat anchor', () => analysis.encodeBox([8, 0, 8, 32], [0, 0, 30, 30]), /^anchor: got/],
  ['no box', () => analysis.encodeBox([0, 0, 32, 32], slip(null)), /^box: got "\[\]"/],
  [
    'another name of the rule of rounding',
    () => analysis.roundFilters(32, 1.1, slip({ keepNinety: false })),
    /^keepNinety: got false.*Did you mean keepNinetyPercent/
  ],
  ['the rule without its name', () => analysis.roundFilters(32, 1.1, slip(false)), /^options: got false/],
  ['no convolution', () => analysis.standardConvolution(slip(null)), /^shape: got null/],
  ['no pair of convolutions', () => analysis.depthwiseSeparable(slip(undefined)), /^shape: got undefined/],
  ['a block as a list', () => analysis.mbconv(slip([56, 24])), /^shape: got a list of 2/],
  ['no fused block', () => analysis.fusedMbconv(slip(null)), /^shape: got null/],
  ['no candidates', () => analysis.candidatesOf(slip(null)), /^candidates: got null/],
  ['candidates of nothing', () => analysis.candidatesOf(slip({})), /^candidates\.ranges: got undefined/],
  [
    'candidates of two coefficients',
    () =>
      analysis.candidatesOf(
        slip({ kind: 'grid', ranges: { alpha: { from: 1, to: 2 }, beta: { from: 1, to: 2 } }, step: 0.1 })
      ),
    /^gamma\.from: got undefined/
  ],
  [
    'a range without its beginning',
    () => analysis.candidatesOf(slip({ kind: 'grid', ranges: { to: 2 }, step: 0.1 })),
    /^alpha\.from: got undefined/
  ],
  ['a table of no columns', () => analysis.tableOf('t', slip(null), []), /^columns: got null/],
  ['a table of no items', () => analysis.tableOf('t', [], slip(undefined)), /^items: got undefined/],
  [
    'a part without its list',
    () => analysis.reportMarkdown(analysis.summarize(analysis.variant('b0')), slip('layers')),
    /^parts: got "layers", expected a list/
  ],
  ['the Markdown of no report', () => analysis.reportMarkdown(slip({}), ['layers']), /^report: got/],
  ['the JSON of no report', () => analysis.reportJson(slip({})), /^report: got/],
  ['points of no set', () => analysis.pointsOf(slip(null), 'macs'), /^set: got null/],
  ['points of an empty object', () => analysis.pointsOf(slip({}), 'macs'), /^set\.measures: got undefined/],
  [
    'families of no records',
    () => analysis.familiesOf(slip({ measures: [] })),
    /^set\.records: got undefined/
  ],
  ['no set as CSV', () => analysis.recordsCsv(slip({})), /^set\.measures: got undefined/],
  ['no set as JSON', () => analysis.recordsJson(slip(null)), /^set: got null/],
  ['no set to thin', () => analysis.thinnedSet(slip({})), /^set\.measures: got undefined/],
  [
    'the best of no set',
    () => analysis.bestRecordWithin(slip({}), 'macs', 1),
    /^set\.measures: got undefined/
  ],
  ['the smallest of no set', () => analysis.cheapestRecordReaching(slip(null), 'macs', 80), /^set: got null/],
  [
    'importances of no set',
    () => analysis.compareImportances(slip(null), { phase: 'pruned', saving: 'a' } as never),
    /^set: got null/
  ],
  ['statements on no set', () => analysis.frontStatements(slip({})), /^set\.measures: got undefined/],
  ['a search of no set', () => analysis.searchStatements(slip(null)), /^set: got null/],
  ['a stop of no set', () => analysis.stoppingStatements(slip([])), /^set: got a list of 0/],
  [
    'fronts of other rows',
    () => analysis.frontStatements(analysis.publishedRecords('mnist')),
    /^set\.records/
  ],
  ['a search of no surrogate', () => analysis.searchTriplets(slip({})), /^surrogate: got undefined/],
  [
    'a surrogate without width',
    () => analysis.scoreTriplet(triplet, slip({ surrogate: { ...surrogate, width: null } })),
    /^surrogate\.width: got null/
  ],
  [
    'another constraint',
    () => analysis.searchTriplets(slip({ surrogate, constraint: 'biult' })),
    /^constraint: got "biult", expected one of ideal, built, both/
  ],
  [
    'other multipliers to score',
    () => analysis.scoreTriplet(triplet, slip({ surrogate, scored: 'build' })),
    /^scored: got "build"/
  ],
  [
    'a shape with a slip',
    () => analysis.standardConvolution(slip({ ...shape, strides: 2 })),
    /^strides: got 2.*Did you mean stride\?/
  ],
  [
    'a block with a slip',
    () => analysis.mbconv(slip({ ...shape, expansionRatio: 6, squeezeExciteFilters: 0, paddings: 'valid' })),
    /Did you mean padding\?/
  ],
  [
    'a ratio with a slip',
    () => analysis.separationRatio(slip({ kernelSize: 3, outputFilters: 8, spatialDimension: 1 })),
    /Did you mean spatialDimensions\?/
  ],
  ['the ratio of nothing', () => analysis.separationRatio(slip(undefined)), /^options: got undefined/],
  ['a number as coefficients', () => analysis.bestFitPhi('b1', slip(1.2)), /^options: got 1.2/],
  ['bytes in words', () => analysis.largestBatch(report, slip('8 GB')), /^bytes: got "8 GB"/],
  ['a number as options', () => analysis.largestBatch(report, 8e9, slip(16)), /^options: got 16/],
  ['a class that has no score', () => analysis.rankOf(3, [0.1, 0.5]), /^index: got 3/],
  ['a class as a text', () => analysis.rankOf(slip('1'), [0.1, 0.5]), /^index: got "1"/],
  [
    'a label that is no class',
    () => new analysis.CalibrationTally().add([0.2, 0.8], 2),
    /^label: got 2, expected a whole number from 0 to 1/
  ],
  [
    'a correlation as a text',
    () => analysis.noiseReport(slip({ ...place, correlation: '' })),
    /^correlation/
  ],
  ['a correlation of true', () => analysis.noiseReport(slip({ ...place, correlation: true })), /got true/],
  ['no pixels', () => analysis.leastCorrelation(0), /^pixels: got 0/],
  [
    'a cost of null',
    () => analysis.paretoFront(slip({ ...points, costs: [1, null, 4] })),
    /^costs\[1\]: got null/
  ],
  [
    'an accuracy as a text',
    () => analysis.fitSaturating(slip({ ...points, accuracies: [70, '74', 76] })),
    /^accuracies\[1\]/
  ],
  ['a quantile of one number', () => analysis.quantileOf(slip(3), 0.5), /^sorted: got 3/],
  ['a quantile with null', () => analysis.quantileOf(slip([null, 1]), 0.5), /^sorted\[0\]: got null/],
  ['the mean with null', () => analysis.bootstrapInterval(slip([1, null, 0])), /^values\[1\]: got null/],
  ['the mean of nothing', () => analysis.bootstrapInterval(slip(undefined)), /^values: got "0 of them"/],
  [
    'options in place of a statistic',
    () => analysis.bootstrapInterval([0, 1, 2], slip({ seed: 1 })),
    /^statistic/
  ],
  ['a logit of null', () => analysis.temperedProbabilities(slip([1, null]), 2, 1), /^logits\[1\]: got null/],
  [
    'a pixel of null',
    () =>
      analysis.estimateCorrelation(
        slip([
          [1, 2],
          [null, 1]
        ])
      ),
    /^images\[1\]\[0\]: got null/
  ],
  [
    'a score as a text',
    () => analysis.chooseUnderTarget(b0, { block2a: slip(Array(96).fill('1')) }, { saving: 0.01 }),
    /^scores\.block2a\[0\]: got "1"/
  ],
  [
    'a cost of null for a place',
    () => analysis.chooseUnderTarget(b0, scores, slip({ saving: 0, costs: { block2a: null } })),
    /^costs\.block2a: got null/
  ],
  [
    'magnitudes with null',
    () => analysis.gateContributions(gates, slip({ projectionNorms: [1, null] })),
    /^projectionNorms\[1\]: got null/
  ],
  [
    'an order of other channels',
    () => analysis.chooseChannels({ scores: [1, 2], threshold: 1, order: [0, 2] }),
    /^order: got a list of 2/
  ],
  ['counts as a number', () => new analysis.NetworkPruning(b0).savings(slip(8)), /^counts: got 8/],
  ['counts as a list', () => new analysis.NetworkPruning(b0).prunedSpec(slip([8])), /^counts: got a list/],
  [
    'the volume of no points',
    () => analysis.hypervolume(slip({}), front, { cost: 9, accuracy: 60 }),
    /^front\.members/
  ],
  [
    'the volume of other points',
    () => analysis.hypervolume({ costs: [1], accuracies: [70] }, front, { cost: 9, accuracy: 60 }),
    /^front\.members: got 1/
  ],
  ['the knee of no front', () => analysis.kneeOf(points, slip(undefined), 'log'), /^front: got undefined/],
  ['what dominates no point', () => analysis.dominatorsOf(points, front, 3), /^points: got "0 and 3"/],
  ['a point that is none', () => analysis.dominates(points, 0, slip('first')), /^points: got "0 and first"/],
  ['a table of no front', () => analysis.frontTable(slip({}), slip([])), /^front: got a list/],
  [
    'scores of no statistics',
    () => analysis.channelScores(slip({}), 'taylor'),
    /^statistics\.places: got undefined/
  ],
  ['errors of no rows', () => analysis.normalizationStatements([]), /^errors: got a list of 0/],
  [
    'an error left out',
    () => analysis.normalizationStatements(slip([{ batchSize: 2, batch: 30 }])),
    /^errors\[0\]\.group: got undefined/
  ],
  ['the maps of no network', () => analysis.featureMaps(slip(undefined)), /^spec: got undefined/],
  ['maps at no list', () => analysis.featureMapsAt(b0, slip(8)), /^strides: got 8/],
  ['the anchors of no detector', () => analysis.anchorBoxes(slip(undefined)), /^detector: got undefined/],
  [
    'levels without an end',
    () => analysis.anchorBoxes({ ...detector, maxLevel: Infinity }),
    /^maxLevel: got Infinity/
  ],
  [
    'cells without an end',
    () => analysis.neckPlan({ ...detector, fpnRepeats: Infinity }),
    /^fpnRepeats: got Infinity/
  ],
  [
    'anchors of no shape',
    () => analysis.anchorsPerPixel(slip({ ...detector, anchors: null })),
    /^anchors: got null/
  ],
  ['a box of two numbers', () => analysis.overlap(slip([0, 0]), object), /^a: got "2 numbers"/],
  ['offsets with null', () => analysis.decodeBox(object, slip([0, null, 0, 0])), /^offsets\[1\]: got null/],
  ['anchors as a number', () => analysis.assignAnchors(slip(8), []), /^anchors: got 8/],
  ['the crop of no view', () => analysis.evaluationCropWords(slip(undefined)), /^view: got undefined/],
  [
    'the crop to no resolution',
    () => analysis.evaluationCropWords(slip({ cropFraction: 1, interpolation: 'bicubic' })),
    /^resolution: got undefined/
  ],
  [
    'CSV that was not read',
    () => analysis.readRecordsCsv(slip(Buffer.from('a')), { title: 'own' }),
    /^file: got an object/
  ],
  ['CSV without a title', () => analysis.readRecordsCsv('name', slip({})), /^title: got undefined/],
  ['JSON that was not read', () => analysis.readRecordsJson(slip(undefined)), /^file: got undefined/]
];

describe('what scripts without types give', () => {
  it.each(WRONG)('%s is refused by its name', (_, open, told) => {
    let thrown: unknown = null;
    try {
      open();
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(SpecError);
    expect((thrown as SpecError).message).toMatch(told);
  });
});

describe('what looks like a slip and is none', () => {
  it('is taken', () => {
    // Round-off of a box between pixels, and of a softmax in half precision.
    expect(
      analysis.resizeImage(pixels, box, 'bilinear', { ...box, left: 0.2, width: 3.8 + 1e-9 }).width
    ).toBe(4);
    expect(analysis.calibration([0.333, 0.333, 0.333], [0]).bins).toHaveLength(15);
    expect(analysis.fitTemperature([0.4, 0.7, 0.2, 0.9], [0, 1]).temperature).toBeGreaterThan(0);
    // What `gateValues` measured, whole.
    const measured = { dataset: 'a', block: { spec: null, name: 'b' }, gates: [[0.5]], activations: [[3]] };
    const magnitudes = { ...measured, projectionNorms: [2] };
    expect(analysis.gateContributions(analysis.gateMatrix([[0.5]]), magnitudes)).toEqual([3]);
    expect(csv('a,0.763,4\nb,80.1,5\n')).toMatchObject({
      records: [{ accuracy: 0.763 }, { accuracy: 80.1 }]
    });
    expect(csv('a,0.5,4\n')).toMatchObject({ records: [{ accuracy: 0.5 }] });
    expect(csv('a,0,4\nb,0,5\n')).toMatchObject({ records: [{ accuracy: 0 }, { accuracy: 0 }] });
  });
});
