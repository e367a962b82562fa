/** Documents and notebooks that the browser tests show. */
import { variant } from '@efficientnet-lab/kernel-helpers/analysis';
import { MIME_TYPE } from '@efficientnet-lab/kernel-helpers/contract';

export { MIME_TYPE };

export function explorerDocument(state: Record<string, unknown> = {}) {
  return {
    version: 1,
    view: 'scaling-explorer',
    sentence: 'φ = 1 costs 2.57 × B0; the rule says 1.92 ×',
    data: {
      mode: 'rule',
      phi: 1,
      alpha: 1.2,
      beta: 1.1,
      gamma: 1.15,
      variant: 'b0',
      depth: 1,
      width: 1,
      resolution: 224,
      ...state
    }
  };
}

/** The paper's kind of search, with a model of accuracy that is typed here, not taken from the product. */
export function searchDocument(state: Record<string, unknown> = {}) {
  const shortfall = { amplitude: 1.7, exponent: 5 };
  return {
    version: 1,
    view: 'search-explorer',
    sentence: 'Of 1,331 triplets 85 are feasible',
    data: {
      surrogate: { asymptote: 82.5, depth: shortfall, width: shortfall, resolution: shortfall },
      growth: 2,
      tolerance: 0.1,
      constraint: 'ideal',
      measure: 'macs',
      scored: 'asked',
      candidates: { kind: 'grid', ranges: { from: 1, to: 1.5 }, step: 0.05 },
      base: 'b0',
      brushes: [],
      ...state
    }
  };
}

/** Three channels on two inputs: one always low, one sometimes, one never. */
export function gatesDocument(state: Record<string, unknown> = {}) {
  return {
    version: 1,
    view: 'gates',
    sentence: 'Below τ = 0.1, 1 of 3 channels is always low',
    data: {
      gates: [
        [0.02, 0.9, 0.05],
        [0.04, 0.8, 0.6]
      ],
      channelNames: null,
      origin: 'typed',
      block: null,
      activations: null,
      projectionNorms: null,
      threshold: 0.1,
      quantile: 1,
      score: 'mean',
      order: { column: 'score', descending: false },
      ...state
    }
  };
}

/** The paper's networks, stopping at a tenth of the first gain. */
export function stoppingDocument(state: Record<string, unknown> = {}) {
  return {
    version: 1,
    view: 'stopping-point',
    sentence: 'φ* = 2.16',
    data: {
      source: {
        kind: 'records',
        source: { published: 'paper-v5' },
        cost: 'macs',
        hidden: [],
        growth: 2,
        seed: 1,
        resamples: 1000
      },
      rule: { kind: 'relative', share: 0.1 },
      axis: 'phi',
      ...state
    }
  };
}

/** Block 2b of B0. */
export function blockDocument(state: Record<string, unknown> = {}) {
  return {
    version: 1,
    view: 'block-explorer',
    sentence: 'At 56 px, 24 → 24 channels, MBConv6 costs 25.7 M MACs: 1.58 × the standard convolution',
    data: {
      spatialDimensions: 2,
      size: 56,
      inputFilters: 24,
      outputFilters: 24,
      kernelSize: 3,
      stride: 1,
      expansionRatio: 6,
      squeezeExciteRatio: 0.25,
      alpha: 0.2,
      criterion: 'perMac',
      relativeCost: 0.5,
      ...state
    }
  };
}

/** Batch against group normalisation where its view starts. */
export function noiseDocument(state: Record<string, unknown> = {}) {
  return {
    version: 1,
    view: 'normalization-noise',
    sentence: 'With 8 images, a batch-norm mean is off by 19.8 % of σ; the pixel count alone says 5.05 %',
    data: {
      batchSize: 8,
      side: 7,
      channels: 192,
      groups: 24,
      correlation: 0.3,
      shape: 'gaussian',
      momentum: 0.99,
      quantity: 'meanError',
      axis: 'batchSize',
      seed: 1,
      ...state
    }
  };
}

/** What a cell keeps of noise measured in a network: two layers, of which theory misses the second one's variance. */
export const MEASURED_NOISE = {
  network: 'small',
  dataset: 'digits',
  images: 500,
  confidence: 0.95,
  layer: 'stem_bn',
  layers: [
    {
      ...{ name: 'stem_bn', side: 16, channels: 8, groups: null, correlation: 0.05 },
      ...{ squaresCorrelation: 0.02, kurtosis: 4 },
      points: [2, 8, 32].map((batchSize) => ({
        batchSize,
        meanError: {
          value: 0.23 / Math.sqrt(batchSize),
          from: 0.2 / Math.sqrt(batchSize),
          to: 0.25 / Math.sqrt(batchSize)
        },
        varianceError: { value: 0.2, from: 0.15, to: 0.25 }
      }))
    },
    {
      ...{ name: 'top_bn', side: 2, channels: 320, groups: null, correlation: 0.1 },
      ...{ squaresCorrelation: 0.4, kurtosis: 6 },
      points: [2, 8, 32].map((batchSize) => ({
        batchSize,
        meanError: {
          value: 0.5 / Math.sqrt(batchSize),
          from: 0.4 / Math.sqrt(batchSize),
          to: 0.7 / Math.sqrt(batchSize)
        },
        varianceError: {
          value: 2 / Math.sqrt(batchSize),
          from: 1.8 / Math.sqrt(batchSize),
          to: 2.2 / Math.sqrt(batchSize)
        }
      }))
    }
  ]
};

/** Published networks timed on one CPU, and what 20 ms buy. */
export function frontDocument(state: Record<string, unknown> = {}) {
  return {
    version: 1,
    view: 'front',
    sentence: 'Under 20 ms the best is efficientnet_b1 with 78.8 % at 18.4 ms',
    data: {
      source: { published: 'timm-cpu' },
      cost: 'latency',
      scale: 'log',
      hidden: [],
      budget: 20,
      selected: null,
      ...state
    }
  };
}

/** A run of 2 epochs of 100 steps whose first epoch has ended. */
export function monitorDocument(
  data: Record<string, unknown> = {},
  sentence = 'Epoch 2 of 2: loss 0.21 at step 150'
) {
  const step = Array.from({ length: 30 }, (_, i) => 5 * (i + 1));
  return {
    version: 1,
    view: 'training-monitor',
    sentence,
    data: {
      runId: 'run-1',
      status: 'running',
      model: 'EfficientNet custom, 101,234 parameters',
      dataset: 'MNIST, 55,000 training and 5,000 validation images',
      epochs: 2,
      stepsPerEpoch: 100,
      step: 150,
      elapsedSeconds: 61,
      remainingSeconds: 20,
      imagesPerSecond: 812.4,
      learningRate: 0.0031,
      curve: {
        step,
        loss: step.map((s) => 0.1 + 2.2 * Math.exp(-s / 40)),
        accuracy: step.map((s) => 0.98 - 0.85 * Math.exp(-s / 40)),
        learningRate: step.map(() => 0.0031)
      },
      history: [
        {
          epoch: 1,
          loss: 0.61,
          accuracy: 0.8123,
          validationLoss: 0.24,
          validationAccuracy: 0.9312,
          learningRate: 0.004,
          seconds: 41
        }
      ],
      checkpoint: 'checkpoints/run-1/epoch-1',
      messages: [],
      record: { seed: 1, 'TensorFlow.js': '4.22.0', images: 55000 },
      ...data
    }
  };
}

export function finishedDocument() {
  const epoch = (n: number, loss: number, accuracy: number) => ({
    epoch: n,
    loss,
    accuracy: accuracy - 0.01,
    validationLoss: loss * 0.9,
    validationAccuracy: accuracy,
    learningRate: 0.004 / n,
    seconds: 41
  });
  const step = Array.from({ length: 40 }, (_, i) => 5 * (i + 1));
  return monitorDocument(
    {
      status: 'finished',
      step: 200,
      remainingSeconds: null,
      curve: {
        step,
        loss: step.map((s) => 0.05 + 2.2 * Math.exp(-s / 40)),
        accuracy: step.map((s) => 0.99 - 0.85 * Math.exp(-s / 40)),
        learningRate: step.map(() => 0.0031)
      },
      history: [epoch(1, 0.31, 0.9512), epoch(2, 0.0512, 0.9861)]
    },
    'Finished after 2 epochs: 98.61 % of the validation images are right'
  );
}

/** A notebook whose cells have these documents as saved outputs, and no kernel of its own. */
export function notebookOf(documents: unknown[], kernelName?: string): string {
  return JSON.stringify({
    nbformat: 4,
    nbformat_minor: 5,
    // As a front end saves them: the language stands in both.
    metadata: kernelName
      ? {
          kernelspec: { name: kernelName, display_name: kernelName, language: 'typescript' },
          language_info: { name: 'typescript' }
        }
      : {},
    cells: documents.map((document, i) => ({
      id: `cell-${i}`,
      cell_type: 'code',
      execution_count: i + 1,
      metadata: {},
      source: `enet.show(document${i})`,
      outputs: [
        {
          output_type: 'display_data',
          metadata: {},
          data: {
            [MIME_TYPE]: document,
            'image/svg+xml': '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"></svg>',
            'text/plain': `text of output ${i}`
          }
        }
      ]
    }))
  });
}

/** A notebook of code cells that have not run, for a kernel of this name. */
export function codeNotebook(sources: string[], kernelName: string): string {
  const notebook = JSON.parse(notebookOf([], kernelName)) as { cells: unknown[] };
  notebook.cells = sources.map((source, i) => ({
    id: `c${i}`,
    cell_type: 'code',
    execution_count: null,
    metadata: {},
    source,
    outputs: []
  }));
  return JSON.stringify(notebook);
}

/** Of so many classes with 50 images each, of which some are read as the class behind. */
export function evaluationDocument(
  state: Record<string, unknown> = {},
  { classes = 10, wrong = (i: number) => i % 10, images = 24 } = {}
) {
  const all = Array.from({ length: classes }, (_, i) => i);
  const before = (i: number) => (i + classes - 1) % classes;
  const behind = (i: number) => (i + 1) % classes;
  const missed = all.filter((i) => wrong(i) > 0);
  const mistakes = all.reduce((sum, i) => sum + wrong(i), 0);
  const top1 = 1 - mistakes / (50 * classes);
  const half = 1.96 * Math.sqrt((top1 * (1 - top1)) / (50 * classes));
  // Rows of a ring, each mistake's a little wider.
  const pixels = (i: number) =>
    Buffer.from(
      Array.from({ length: 256 }, (_, p) =>
        Math.abs(Math.hypot((p % 16) - 7.5, Math.floor(p / 16) - 7.5) - 2 - (i % 5)) < 1 ? 255 : 20
      )
    ).toString('base64');
  return {
    version: 1,
    view: 'evaluation',
    sentence: `${(100 * top1).toFixed(2)} % of ${50 * classes} typed images are right.`,
    data: {
      evaluation: {
        dataset: 'typed',
        date: '2026-11-22',
        images: 50 * classes,
        top1,
        top1Interval: { from: top1 - half, to: top1 + half },
        top5: 0.998,
        loss: 0.21,
        calibration: {
          ece: 0.034,
          mce: 0.12,
          brier: 0.14,
          bins: [
            { images: 0, confidence: null, accuracy: null },
            { images: 6, confidence: 0.48, accuracy: 0.5 },
            { images: 60, confidence: 0.76, accuracy: 0.7 },
            { images: 50 * classes - 66, confidence: 0.97, accuracy: 0.94 }
          ]
        },
        macroF1: top1,
        imagesPerSecond: 800,
        classes: all.map((i) => {
          const right = 50 - wrong(i);
          const read = right + wrong(before(i));
          return {
            name: `kind ${i}`,
            images: 50,
            recall: right / 50,
            precision: right / read,
            f1: (2 * right) / (50 + read)
          };
        }),
        confusion: {
          truth: [...all, ...missed],
          predicted: [...all, ...missed.map(behind)],
          counts: [...all.map((i) => 50 - wrong(i)), ...missed.map(wrong)]
        },
        omittedMistakes: 0,
        mostConfident: Math.min(12, images),
        mistakes: missed.slice(-images).map((truth, i) => ({
          index: 50 * truth + i,
          truth,
          predicted: behind(truth),
          confidence: 0.99 - i / 100,
          truthProbability: 0.005,
          image: { width: 16, height: 16, channels: 1, base64: pixels(i) }
        }))
      },
      cells: 'counts',
      sort: { column: 'f1', descending: false },
      selected: null,
      ...state
    }
  };
}

/** Two networks on 300 images of six classes: the first alone is right on 24, the second alone on 6. */
export function comparisonDocument(state: Record<string, unknown> = {}) {
  const pixels = (i: number) =>
    Buffer.from(Array.from({ length: 64 }, (_, p) => (p * (i + 3)) % 256)).toString('base64');
  const classes = Array.from({ length: 6 }, (_, i) => ({
    name: `sort ${i}`,
    bothRight: 40,
    onlyFirst: i < 4 ? 6 : 0,
    onlySecond: i < 4 ? 0 : 3,
    bothWrong: i < 4 ? 4 : 7
  }));
  return {
    version: 1,
    view: 'model-comparison',
    sentence: 'large is better than small on 300 typed images.',
    data: {
      comparison: {
        dataset: 'typed',
        first: { name: 'large', spec: variant('b1') },
        second: { name: 'small', spec: variant('b0') },
        level: 0.95,
        answers: { bothRight: 240, onlyFirst: 24, onlySecond: 6, bothWrong: 30 },
        differingImages: 40,
        classes,
        classCount: 6,
        examples: Array.from({ length: 9 }, (_, i) => ({
          index: 10 * i,
          truth: 'sort 0',
          first: i % 3 === 0 ? 'sort 0' : 'sort 1',
          second: i % 3 === 1 ? 'sort 0' : 'sort 2',
          image: { width: 8, height: 8, channels: 1, base64: pixels(i) }
        }))
      },
      order: 'difference',
      shown: 'all',
      ...state
    }
  };
}

/** A sweep of so many candidates over α and a learning rate, one seed pair, two rungs; every third came to the second. */
export function sweepDocument(
  state: Record<string, unknown> = {},
  sweep: Record<string, unknown> = {},
  count = 12
) {
  const all = Array.from({ length: count }, (_, i) => i);
  const isFar = (i: number) => i % 3 === 0;
  const failed = 1;
  const share = (i: number, rung: number, seed: number) =>
    i === failed || (rung === 1 && !isFar(i)) ? null : 0.8 + (0.1 * i) / count + 0.05 * rung + 0.004 * seed;
  return {
    version: 1,
    view: 'sweep-dashboard',
    sentence: 'Best of some typed candidates.',
    data: {
      sweep: {
        id: '',
        folder: null,
        name: 'typed',
        status: 'finished',
        message: null,
        dataset: 'mnist',
        seeds: [1, 2],
        rungs: [1, 3],
        reduction: 3,
        counts: { candidates: count, finished: 2 * count, failed: 1, running: 0, decided: 3 * count },
        epochs: { trained: 4 * count, expected: 4 * count },
        elapsedSeconds: 100,
        remainingSeconds: null,
        heardAt: '2026-11-22T12:00:00.000Z',
        omitted: 0,
        columns: {
          id: all.map((i) => `c${i}`),
          name: all.map((i) => `candidate ${i}`),
          macs: all.map((i) => 1e8 * (1 + i)),
          params: all.map((i) => 1e6 * (1 + (i % 7))),
          settings: [
            { name: 'alpha', values: all.map((i) => 1 + (i % 4) / 10) },
            { name: 'optimizer', values: all.map((i) => (i % 2 === 0 ? 'adam' : "it's <b>")) }
          ],
          status: all.map((i) => (i === failed ? 'failed' : isFar(i) ? 'finished' : 'halved')),
          rung: all.map((i) => (isFar(i) ? 1 : 0)),
          epochs: all.map((i) => (isFar(i) ? 6 : 2)),
          seconds: all.map((i) => (isFar(i) ? 60 : 20)),
          accuracies: [0, 1].flatMap((rung) => [0, 1].map((seed) => all.map((i) => share(i, rung, seed))))
        },
        failures: [{ place: failed, seed: 1, kind: 'memory', message: 'More than 1 GB.' }],
        running: [],
        networks: { kind: 'networks', specs: [variant('b0')], of: all.map(() => 0) },
        ...sweep
      },
      cost: 'macs',
      selected: null,
      brushes: [],
      sort: { column: 'accuracy', descending: true },
      ...state
    }
  };
}

/** 30 images of three sorts, of which each fifth is read as the next sort; the first 12 have a map. */
export function galleryDocument(state: Record<string, unknown> = {}) {
  const pixels = (i: number) =>
    Buffer.from(Array.from({ length: 64 }, (_, p) => (p * (i + 3)) % 256)).toString('base64');
  const base64 = Buffer.from([0, 255, 128, 0]).toString('base64');
  return {
    version: 1,
    view: 'gallery',
    sentence: 'Typed images',
    data: {
      gallery: {
        title: 'Typed images',
        note: '',
        images: Array.from({ length: 30 }, (_, i) => ({
          name: `image-${i}.png`,
          caption: [],
          truth: `sort ${i % 3}`,
          predicted: `sort ${(i + (i % 5 === 4 ? 1 : 0)) % 3}`,
          probability: 0.5 + i / 100,
          truthProbability: i % 5 === 4 ? 0.5 - i / 100 : 0.5 + i / 100,
          image: { width: 8, height: 8, channels: 1, base64: pixels(i) },
          file: null,
          map: i < 12 ? { width: 2, height: 2, channels: 1, base64 } : null
        }))
      },
      shown: 'all',
      order: 'given',
      heat: 'image',
      ofClass: null,
      enlarged: null,
      ...state
    }
  };
}
