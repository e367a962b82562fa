import { expect, it } from 'vitest';
import * as enet from './index';
import { smallData, smallModel, smallSpec } from './training/small.fixtures';

const data = smallData();
const model = smallModel();
const images = data.test;
const { tf } = enet;
const detectorSpec = enet.detection.efficientDet('d0', {
  resolution: 64,
  classes: 2,
  detector: { fpnChannels: 16, fpnRepeats: 1, headRepeats: 1, maxLevel: 5 }
});
const detector = enet.detection.buildDetector(detectorSpec);
const pixels = { width: 1, height: 1, channels: 3, pixels: new Uint8Array(3) };

type Given = Record<string, unknown>;
/** A door as a script without types calls it, a slip, and what was meant. */
type Door = [name: string, open: (options: never) => unknown, slip: Given, meant: string | null];

const place = { batchSize: 4, height: 2, width: 2, channels: 8, groups: 2 };
const { surrogate } = enet.search.publishedSurrogate();
const fit = enet.stopping.fitSaturating({ costs: [1, 2, 4, 8, 16], accuracies: [70, 75, 78, 80, 81] });

const run = { checkpointDir: null };
const nothing = null as never;
const DOORS: Door[] = [
  ['startSweep', (o) => enet.sweeps.startSweep(nothing, o), { folder: 'runs', place: 2 }, 'places'],
  ['sweepRecords', (o) => enet.sweeps.sweepRecords(nothing, o), { rungs: 1 }, 'rung'],
  ['sweepRuns', (o) => enet.sweeps.sweepRuns(nothing, o), { testscores: [] }, 'testScores'],
  ['sweepTestScores', (o) => enet.sweeps.sweepTestScores(nothing, o), { batchsize: 1 }, 'batchSize'],
  ['extendByProposal', (o) => enet.sweeps.extendByProposal(nothing, o), { counts: 1 }, 'count'],
  ['sweepTrials', (o) => enet.sweeps.sweepTrials(nothing, o), { measures: 'macs' }, 'measure'],
  ['train', (o) => enet.train(model, data, Object.assign({}, run, o)), { lr: 0.1 }, 'learningRate'],
  ['train', (o) => enet.train(model, data, Object.assign({}, run, o)), { epoch: 3 }, 'epochs'],
  ['train', (o) => enet.train(model, data, Object.assign({}, run, o)), { loss: 'mse' }, null],
  ['train', (o) => enet.train(model, data, Object.assign({}, run, o)), { batch_size: 8 }, 'batchSize'],
  ['train, within', (o) => enet.train(model, data, { ...run, earlyStopping: o }), { patient: 3 }, 'patience'],
  [
    'train, within',
    (o) => enet.train(model, data, { ...run, logs: o }),
    { tensorboard: true },
    'tensorBoard'
  ],
  ['train, within', (o) => enet.train(model, data, { ...run, augmentation: o }), { mixup: 0.2 }, 'mixUp'],
  [
    'train, within',
    (o) => enet.train(model, data, { ...run, augmentation: { randAugment: o } }),
    { magnitud: 3 },
    'magnitude'
  ],
  [
    'train, within',
    (o) => enet.train(model, data, { ...run, augmentation: { randomResizedCrop: o } }),
    { scales: [0.1, 1] },
    'scale'
  ],
  [
    'train, within',
    (o) => enet.train(model, data, { ...run, schedule: Object.assign({ kind: 'cosine' }, o) as never }),
    { ends: 0.1 },
    'end'
  ],
  [
    'train, within',
    (o) => enet.train(model, data, { ...run, optimizer: Object.assign({ kind: 'adamw' }, o) as never }),
    { weight_decay: 0.1 },
    'weightDecay'
  ],
  [
    'trainInStages',
    (o) => enet.trainInStages(model, data, [{ trainable: 'stem' }], o),
    { lr: 0.1 },
    'learningRate'
  ],
  [
    'trainInStages',
    (o) => enet.trainInStages(model, data, [Object.assign({ trainable: 'stem' }, o)]),
    { epoch: 1 },
    'epochs'
  ],
  ['recalibrateBatchNorm', (o) => enet.recalibrateBatchNorm(model, images, o), { batch: 2 }, 'batches'],
  ['freeze', (o) => enet.freeze(model, Object.assign({ through: 'stem' }, o)), { throug: 'stem' }, 'through'],
  ['replaceClassifier', (o) => enet.replaceClassifier(model, 3, o), { seeds: 2 }, 'seed'],
  [
    'trainingPreset',
    (o) => enet.trainingPreset('transfer', Object.assign({ images: 9, batchSize: 3 }, o)),
    { image: 3 },
    'images'
  ],
  [
    'detectionStep',
    (o) => enet.detection.detectionStep(detector, detectorSpec, o),
    { batchsize: 2 },
    'batchSize'
  ],
  ['evaluate', (o) => enet.evaluate(model, images, o), { batchsize: 8 }, 'batchSize'],
  ['predictor', (o) => enet.predictor(model, o), { bs: 8 }, 'batchSize'],
  ['predict', (o) => enet.predictor(model).predict(images, o), { progress: 8 }, 'onProgress'],
  ['classify', (o) => enet.classify(model, [pixels], o), { topk: 8 }, 'top'],
  ['compareModels', (o) => enet.compareModels(model, model, images, o), { batchsize: 8 }, 'batchSize'],
  ['gradCam', (o) => enet.gradCam(model, images, o), { layers: 'a' }, 'layer'],
  [
    'overlay',
    (o) => enet.images.overlay(pixels, { width: 1, height: 1, values: new Float32Array(1) }, o),
    { opacit: 1 },
    'opacity'
  ],
  ['gateValues', (o) => enet.gateValues(model, images, 'block1a', o), { batch_size: 8 }, 'batchSize'],
  [
    'channelStatistics',
    (o) => enet.pruning.channelStatistics(model, images, o),
    { batch_size: 8 },
    'batchSize'
  ],
  [
    'chooseUnderTarget',
    (o) => enet.pruning.chooseUnderTarget(smallSpec(), {}, Object.assign({ saving: 0 }, o)),
    { measures: 'macs' },
    'measure'
  ],
  ['channelLatency', (o) => enet.pruning.channelLatency(model, o), { batchSizes: [1] }, 'batchSize'],
  ['compareLatency', (o) => enet.pruning.compareLatency(model, model, o), { runs: 3 }, null],
  [
    'beforeAndAfter',
    (o) => enet.pruning.beforeAndAfter({ whole: model, pruned: model }, images, o),
    { round: 3 },
    'rounds'
  ],
  ['pruneChannels', (o) => enet.pruning.pruneChannels(model, {}, o), { compensation: [] }, 'compensate'],
  [
    'measureNormalizationNoise',
    (o) => enet.noise.measureNormalizationNoise(model, images, o),
    { sizes: [2] },
    null
  ],
  [
    'measureNormalizationNoise',
    (o) => enet.noise.measureNormalizationNoise(model, images, o),
    { resample: 200 },
    'resamples'
  ],
  ['checkDevice', (o) => enet.checkDevice(o), { second: 8 }, 'seconds'],
  ['benchmarkLatency', (o) => enet.benchmarkLatency(model, o), { batchSize: 8 }, 'batchSizes'],
  [
    'detectObjects',
    (o) => enet.detection.detectObjects(detector, detectorSpec, new Uint8Array(3), o),
    { minscore: 8 },
    'minScore'
  ],
  [
    'buildEfficientNet',
    (o) => enet.buildEfficientNet(smallSpec(), o),
    { activation: 'softmax' },
    'classifierActivation'
  ],
  [
    'buildEfficientNet, the specification',
    (o) => enet.buildEfficientNet(Object.assign({}, smallSpec(), o)),
    { num_classes: 3 },
    'classes'
  ],
  ['buildDetector', (o) => enet.detection.buildDetector(detectorSpec, o), { sed: 3 }, 'seed'],
  ['variant', (o) => enet.variant('b0', o), { clases: 3 }, 'classes'],
  [
    'scale',
    (o) => enet.scale(Object.assign({ width: 1, depth: 1, resolution: 32 }, o)),
    { img_size: 3 },
    'resolution'
  ],
  ['compoundScale', (o) => enet.compoundScale(Object.assign({ phi: 1 }, o)), { dropOut: 3 }, 'dropout'],
  ['efficientDet', (o) => enet.detection.efficientDet('d0', o), { num_classes: 3 }, 'classes'],
  [
    'efficientDet, within',
    (o) => enet.detection.efficientDet('d0', { detector: o }),
    { fpnchannels: 3 },
    'fpnChannels'
  ],
  ['loadEfficientNet', (o) => enet.loadEfficientNet('none', o), { num_classes: 3 }, 'classes'],
  [
    'loadEfficientNet, within',
    (o) => enet.loadEfficientNet('none', { network: o }),
    { drop_rate: 0.1 },
    'dropout'
  ],
  ['loadWeights', (o) => enet.loadWeights(model, 'none', o), { classifer: 'keep' }, 'classifier'],
  ['saveWeights', (o) => enet.saveWeights(model, 'none', o), { formats: 'keras' }, 'format'],
  ['loadWeightFile', (o) => enet.weights.loadWeightFile('none', o), { maxbytes: 1 }, 'maxBytes'],
  ['downloadWeights', (o) => enet.weights.downloadWeights('timm/none', o), { revison: 'main' }, 'revision'],
  ['setWeightsByName', (o) => enet.weights.setWeightsByName(model, {}, o), { partially: true }, 'partial'],
  ['loadMnist', (o) => enet.loadMnist(o), { validation_split: 0.1 }, 'validation'],
  ['loadCifar10', (o) => enet.loadCifar10(o), { folders: 'a' }, 'folder'],
  ['loadCifar100', (o) => enet.loadCifar100(o), { label: 'fine' }, 'labels'],
  ['loadFashionMnist', (o) => enet.loadFashionMnist(o), { downloads: true }, 'download'],
  ['loadMedMnist', (o) => enet.loadMedMnist('pneumoniamnist', o), { paths: 'a' }, 'path'],
  ['loadNpz', (o) => enet.loadNpz('none', o), { class: ['a'] }, 'classes'],
  ['loadImageFolder', (o) => enet.loadImageFolder('none', o), { channel: 1 }, 'channels'],
  ['loadImage', (o) => enet.loadImage('none', o), { range: [0, 1] }, null],
  [
    'prepareImages',
    (o) => enet.images.prepareImages([pixels], smallSpec(), o),
    { valuerange: [0, 1] },
    'valueRange'
  ],
  ['publicSet', (o) => enet.data.publicSet('cifar-10', o), { mirrors: 'a' }, 'mirror'],
  [
    'imagesFromArrays',
    (o) => enet.imagesFromArrays(Object.assign({ images: [[[1]]], labels: [0] }, o)),
    { label: [0] },
    'labels'
  ],
  [
    'splitDataset',
    (o) => enet.splitDataset('a', images, images, Object.assign({ validation: 0, seed: 1 }, o)),
    { stratifed: true },
    'stratified'
  ],
  ['classWeights', (o) => enet.data.classWeights(images, o), { methods: 'effective' }, 'method'],
  ['showBatch', (o) => enet.showBatch(images, smallSpec(), o), { epochs: 1 }, 'epoch'],
  ['modelTable', (o) => enet.showModelTable(enet.variant('b0'), o), { sorted: 'macs' }, 'sort'],
  ['front', (o) => enet.showFront(o), { budgets: 3 }, 'budget'],
  [
    'compile',
    (o) => enet.graph.compile((x) => x, Object.assign({ inputs: [{ shape: [1] }] }, o)),
    { input: 1 },
    'inputs'
  ],
  ['loadCheckpoint', (o) => enet.loadCheckpoint('none', o), { model }, null],
  [
    'downloadFile',
    (o) => enet.data.downloadFile(Object.assign({ url: 'http://127.0.0.1:1/', name: 'a' }, o)),
    { checksum: 'a' },
    null
  ],
  [
    'downloadFile',
    (o) => enet.data.downloadFile(Object.assign({ url: 'http://127.0.0.1:1/', name: 'a' }, o)),
    { sha: 'a' },
    null
  ],
  [
    'readRecordsCsv',
    (o) => enet.records.readRecordsCsv('name', Object.assign({ title: 'a' }, o)),
    { source: 'a' },
    null
  ],
  [
    'runningStatistics',
    (o) => enet.noise.runningStatistics(Object.assign({ momentum: 0.9, steps: 3 }, o)),
    { settle: 0.1 },
    'settled'
  ],
  [
    'noiseReport',
    (o) => enet.noise.noiseReport(Object.assign({}, place, o)),
    { correlaton: 0.1 },
    'correlation'
  ],
  [
    'statisticNoise',
    (o) => enet.noise.statisticNoise(Object.assign({}, place, o)),
    { kurtoses: 3 },
    'kurtosis'
  ],
  ['outputNoise', (o) => enet.noise.outputNoise(Object.assign({}, place, o)), { rho: 0.1 }, null],
  [
    'normalizationCounts',
    (o) => enet.noise.normalizationCounts(Object.assign({}, place, o)),
    { momentum: 0.1 },
    null
  ],
  [
    'companionNoise',
    (o) => enet.noise.companionNoise(Object.assign({ batches: 2, seed: 1 }, place, o)),
    { eps: 0.1 },
    null
  ],
  [
    'simulateNormalization',
    (o) =>
      enet.noise.simulateNormalization(
        Object.assign(
          { height: 2, width: 2, channels: 8, groups: 2, batchSizes: [2], batches: 2, seed: 1 },
          o
        )
      ),
    { shapes: 'uniform' },
    'shape'
  ],
  [
    'trainingMemory',
    (o) => enet.costs.trainingMemory(enet.summarize(enet.variant('b0')), Object.assign({ batchSize: 2 }, o)),
    { optimiser: 'sgd' },
    'optimizer'
  ],
  [
    'trainingPeak',
    (o) => enet.costs.trainingPeak(enet.summarize(enet.variant('b0')), Object.assign({ batchSize: 2 }, o)),
    { accumulationStep: 2 },
    'accumulationSteps'
  ],
  [
    'searchTriplets',
    (o) => enet.search.searchTriplets(Object.assign({ surrogate }, o)),
    { growths: 4 },
    'growth'
  ],
  [
    'scoreTriplet',
    (o) => enet.search.scoreTriplet({ alpha: 1.2, beta: 1.1, gamma: 1.15 }, Object.assign({ surrogate }, o)),
    { tolerence: 0.2 },
    'tolerance'
  ],
  [
    'chooseChannels',
    (o) => enet.pruning.chooseChannels(Object.assign({ scores: [1, 2], threshold: 1 }, o)),
    { keepAtleast: 2 },
    'keepAtLeast'
  ],
  [
    'largestPhi',
    (o) => enet.scaling.largestPhi(Object.assign({ macs: 1e9 }, o)),
    { num_classes: 10 },
    'classes'
  ],
  [
    'largestPhi, within',
    (o) => enet.scaling.largestPhi({ training: Object.assign({ bytes: 1e9, batchSize: 2 }, o) }),
    { optim: 'sgd' },
    'optimizer'
  ],
  [
    'costExponents',
    (o) => enet.costs.costExponents(Object.assign({ depth: 1, width: 1, resolution: 1 }, o)),
    { phi: 1 },
    null
  ],
  [
    'growth',
    (o) => enet.scaling.growth(Object.assign({ depth: 1, width: 1, resolution: 1 }, o)),
    { widths: 2 },
    'width'
  ],
  [
    'compoundMultipliers',
    (o) => enet.scaling.compoundMultipliers(Object.assign({ phi: 1 }, o)),
    { aplha: 2 },
    'alpha'
  ],
  ['phiInterval', (o) => enet.scaling.phiInterval(Object.assign({ phi: 1 }, o)), { betta: 2 }, 'beta'],
  [
    'continuousOptimum',
    (o) => enet.search.continuousOptimum(Object.assign({ surrogate, growth: 2 }, o)),
    { larges: {} },
    'largest'
  ],
  [
    'unroundedOptimum',
    (o) => enet.search.unroundedOptimum(Object.assign({ surrogate, growth: 2 }, o)),
    { powers: {} },
    null
  ],
  [
    'searchRecords',
    (o) => enet.search.searchRecords(nothing, Object.assign({ source: 'a', date: '2026-11-30' }, o)),
    { row: 3 },
    'rows'
  ],
  [
    'gateContributions',
    (o) => enet.pruning.gateContributions(enet.pruning.gateMatrix([[0.5]]), o),
    { activation: [2] },
    'activations'
  ],
  ['bootstrapIntervals', (o) => enet.stopping.bootstrapIntervals({} as never, o), { levl: 0.9 }, 'level'],
  [
    'bootstrapFit',
    (o) => enet.stopping.bootstrapFit(fit, Object.assign({ seed: 1 }, o)),
    { confidence: 0.9 },
    null
  ],
  [
    'fitTemperature',
    (o) => enet.metrics.fitTemperature([1, 0, 0, 1], [0, 1], o),
    { value: 'logits' },
    'values'
  ],
  ['calibration', (o) => enet.metrics.calibration([1, 0, 0, 1], [0, 1], o), { bin: 3 }, 'bins'],
  [
    'bootstrapInterval',
    (o) => enet.metrics.bootstrapInterval([0, 1, 1], undefined, o),
    { resample: 100 },
    'resamples'
  ],
  [
    'detectionLosses',
    (o) =>
      enet.detection.detectionLosses(
        tf.zeros([1, 1, 2]),
        tf.zeros([1, 1, 4]),
        { classes: tf.zeros([1, 1], 'int32'), offsets: tf.zeros([1, 1, 4]) },
        o
      ),
    { gama: 1 },
    'gamma'
  ]
];

it.each(DOORS.map((door) => [`${door[0]} refuses ${JSON.stringify(door[2])}`, door] as const))(
  '%s',
  async (_, [, open, slip, meant]) => {
    const [name] = Object.keys(slip);
    const error: unknown = await Promise.resolve()
      .then(() => open(slip as never))
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(Error);
    const { message } = error as Error;
    expect(message).toContain(name);
    expect(message).toMatch(meant === null ? /no such option\. The options are / : `Did you mean ${meant}?`);
  }
);

it.each<[string, (nothing: never) => unknown]>([
  ['train', (o) => enet.train(model, data, o)],
  ['trainInStages', (o) => enet.trainInStages(model, data, [{ trainable: 'stem' }], o)],
  ['evaluate', (o) => enet.evaluate(model, images, o)],
  ['predictor', (o) => enet.predictor(model, o)],
  ['classify', (o) => enet.classify(model, [pixels], o)],
  ['loadCheckpoint', (o) => enet.loadCheckpoint('none', o)]
])('%s refuses null, and a number, in place of options', async (_, open) => {
  for (const given of [null, 3]) {
    const opened = Promise.resolve().then(() => open(given as never));
    await expect(opened).rejects.toThrow(`options: got ${given}, expected an object`);
  }
});

it.each<[string, (wrong: never) => unknown, unknown, string]>([
  [
    'train',
    (o) => enet.train(model, o),
    images,
    'data: got one data set, expected train, validation and test'
  ],
  ['train', (o) => enet.train(model, o), null, 'data: got null'],
  ['train', (o) => enet.train(o, data), null, 'model: got null, expected a model'],
  ['evaluate', (o) => enet.evaluate(model, o), null, 'dataset: got null, expected a data set'],
  ['loadNpz', (o) => enet.loadNpz(o), undefined, 'path: got undefined, expected a path'],
  ['loadImageFolder', (o) => enet.loadImageFolder(o), 3, 'folder: got 3, expected a path'],
  ['predictor', (o) => enet.predictor(o), smallSpec(), 'model: got a specification, expected a model'],
  ['predictor', (o) => enet.predictor(o), Promise.resolve(model), 'model: got a promise, expected a model']
])('%s tells what it was given in place of %s', async (_, open, wrong, told) => {
  const opened = Promise.resolve().then(() => open(wrong as never));
  await expect(opened).rejects.toThrow(told);
});

const { detection, pruning, weights } = enet;
const vector = [0.1, 0.9];
const matrix = pruning.gateMatrix([vector]);
const cam = { images: 1, maps: new Float32Array(4), height: 2, width: 2 };

/** Functions with the arguments that they can't do without. */
const NEEDING: [string, (...given: never[]) => unknown, unknown[]][] = [
  ['pruneChannels', pruning.pruneChannels, [model, {}]],
  ['channelStatistics', pruning.channelStatistics, [model, images]],
  ['channelLatency', pruning.channelLatency, [model]],
  ['compareLatency', pruning.compareLatency, [model, model]],
  ['beforeAndAfter', pruning.beforeAndAfter, [{ whole: model, same: model }, images]],
  ['gateMatrix', pruning.gateMatrix, [[vector]]],
  ['gateContributions', pruning.gateContributions, [matrix]],
  ['rescaledTwin', pruning.rescaledTwin, [{}]],
  ['pruneOrder', pruning.pruneOrder, [vector]],
  ['chooseChannels', pruning.chooseChannels, [{}]],
  ['gateTable', pruning.gateTable, [{}]],
  ['classify', enet.classify, [model, [pixels]]],
  ['compareModels', enet.compareModels, [model, model, images]],
  ['evaluate', enet.evaluate, [model, images]],
  ['gateValues', enet.gateValues, [model, images]],
  ['gradCam', enet.gradCam, [model, images]],
  ['heatMap', enet.images.heatMap, [cam, 0]],
  ['overlay', enet.images.overlay, [pixels, { width: 1, height: 1, values: [0] }]],
  ['predictor', enet.predictor, [model]],
  ['benchmarkLatency', enet.benchmarkLatency, [model]],
  ['measureNormalizationNoise', enet.noise.measureNormalizationNoise, [model, images]],
  ['detectObjects', detection.detectObjects, [detector, detectorSpec, pixels.pixels]],
  ['detectionStep', detection.detectionStep, [detector, detectorSpec]],
  ['modelDescription', enet.modelDescription, [model]],
  ['getWeightsByName', weights.getWeightsByName, [model]],
  ['setWeightsByName', weights.setWeightsByName, [model, {}]],
  ['saveWeights', enet.saveWeights, [model, 'weights.safetensors']],
  ['loadWeights', enet.loadWeights, [model, 'weights.safetensors']],
  ['loadWeightFile', weights.loadWeightFile, ['weights.safetensors']],
  ['loadEfficientNet', enet.loadEfficientNet, ['weights.safetensors']],
  ['replaceClassifier', enet.replaceClassifier, [model, 3]],
  ['freeze', enet.freeze, [model, { through: 'stem' }]],
  ['recalibrateBatchNorm', enet.recalibrateBatchNorm, [model, images]],
  ['trainInStages', enet.trainInStages, [model, data, []]]
];

it.each(NEEDING)(
  '%s tells what stands in place of an argument, or that it is missing',
  async (_, open, right) => {
    for (const place of right.keys()) {
      for (const wrong of [undefined, null, true, [[]]]) {
        const given = [...right.slice(0, place), wrong] as never[];
        const opened = Promise.resolve().then(() => open(...given));
        await expect(opened, `argument ${place}: ${wrong}`).rejects.toThrow(enet.errors.EnetError);
      }
    }
  }
);
