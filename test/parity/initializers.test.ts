import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { efficientDet, variant } from '../../kernel-helpers/src/analysis';
import { imagesFromArrays, splitDataset } from '../../kernel-helpers/src/data';
import {
  buildDetector,
  buildEfficientNet,
  getWeightsByName,
  loadEfficientNet,
  loadWeights,
  type NamedWeights
} from '../../kernel-helpers/src/model';
import { replaceClassifier, train } from '../../kernel-helpers/src/training';

const ROOT = join(__dirname, '..', '..');
const PYTHON = join(ROOT, '.venv', 'bin', 'python');
const LITE0 = join(ROOT, 'notebooks', 'samples', 'efficientnet-lite0.pth');

/** A distribution around zero. */
interface Start {
  deviation: number;
  /** Largest value. */
  limit: number;
}
type Starts = Record<string, Start>;

/** Keras's name, ours, and numbers of classes. */
const NETWORKS = [
  ['EfficientNetB0', 'b0', 2],
  ['EfficientNetB0', 'b0', 10],
  ['EfficientNetV2B0', 'v2-b0', 3],
  ['EfficientNetV2B0', 'v2-b0', 1000]
] as const;

const detectorSpec = efficientDet('d0', { resolution: 128, classes: 7, detector: { fpnRepeats: 2 } });
let detector: NamedWeights;
let keras: { networks: Starts[]; detector: Starts };

beforeAll(() => {
  const model = buildDetector(detectorSpec, { seed: 5 });
  const own = Object.entries(getWeightsByName(model)).filter(
    ([path]) => path.endsWith('/kernel') && /^(p\d|bifpn|class_|box_)/.test(path)
  );
  detector = Object.fromEntries(own);
  model.dispose();
  const shapes = Object.fromEntries(own.map(([path, { shape }]) => [path, shape]));
  const input = JSON.stringify({
    networks: NETWORKS.map(([name, , classes]) => [name, classes]),
    detector: shapes
  });
  const { status, stdout, stderr } = spawnSync(PYTHON, [join(__dirname, 'initializers.py')], {
    input,
    encoding: 'utf8',
    maxBuffer: 2 ** 26
  });
  expect(status, stderr).toBe(0);
  keras = JSON.parse(stdout.slice(stdout.indexOf('{'))) as typeof keras;
});

/** Each kernel by itself within chance, and all together, where chance leaves little room. */
function requireStart(kernels: NamedWeights, starts: Starts): void {
  expect(Object.keys(kernels).sort()).toEqual(Object.keys(starts).sort());
  let squares = 0;
  let reach = 0;
  let count = 0;
  for (const [path, { values }] of Object.entries(kernels)) {
    const { deviation, limit } = starts[path];
    const scaled = values.map((value) => value / deviation);
    const square = scaled.reduce((sum, value) => sum + value * value, 0);
    const mean = scaled.reduce((sum, value) => sum + value, 0) / values.length;
    const largest = scaled.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    // Six deviations: of a square at most √2, as of a normal distribution.
    const room = 6 / Math.sqrt(values.length);
    expect(Math.abs(square / values.length - 1), path).toBeLessThan(Math.SQRT2 * room);
    expect(Math.abs(mean), path).toBeLessThan(room);
    expect(largest, path).toBeLessThanOrEqual((limit / deviation) * (1 + 1e-6));
    squares += square;
    reach += values.length > 1000 ? (largest * deviation) / limit : 0;
    count += values.length;
  }
  expect(Math.abs(squares / count - 1)).toBeLessThan((6 * Math.SQRT2) / Math.sqrt(count));
  const long = Object.values(kernels).filter(({ values }) => values.length > 1000).length;
  // Of thousands of values some come near the limit, also near that of a normal distribution cut.
  expect(reach / long).toBeGreaterThan(0.97);
}

it.each(NETWORKS.map(([, name, classes], i) => [name, classes, i] as const))(
  '%s with %i classes starts as Keras starts it',
  (name, classes, i) => {
    const model = buildEfficientNet(variant(name, { classes }), { seed: 5 });
    const weights = Object.entries(getWeightsByName(model));
    model.dispose();
    requireStart(Object.fromEntries(weights.filter(([path]) => path.endsWith('/kernel'))), keras.networks[i]);
    const others = weights.filter(([path]) => !path.endsWith('/kernel'));
    const expected = (path: string): number => (/(gamma|moving_variance)$/.test(path) ? 1 : 0);
    const odd = others.filter(([path, { values }]) => values.some((value) => value !== expected(path)));
    expect(odd.map(([path]) => path)).toEqual([]);
  }
);

it("a detector's neck and heads start as its authors start them", () => {
  requireStart(detector, keras.detector);
});

describe('a new classifier on trained features', () => {
  const side = 32;
  const images = 24;
  const pixels = Uint8Array.from({ length: images * side * side * 3 }, (_, i) => (i * 7919) % 256);

  /** Loss of the first step of Lite0, in training mode, on images of all classes. */
  async function firstLoss(model: Parameters<typeof train>[0], classes: number): Promise<number> {
    const set = imagesFromArrays({
      images: pixels,
      shape: [images, side, side, 3],
      labels: Array.from({ length: images }, (_, i) => i % classes),
      classes: Array.from({ length: classes }, (_, i) => `class ${i}`)
    });
    const splits = splitDataset('noise', set, set, { validation: 0, seed: 0 });
    const losses: number[] = [];
    await train(model, splits, {
      batchSize: images,
      execution: 'eager',
      checkpointDir: null,
      onEvent: (event) => event.type === 'step' && losses.push(event.loss)
    });
    return losses[0];
  }

  it.each([2, 10, 999])(
    'has the logarithm of %i classes as its first loss, by each door',
    async (classes) => {
      const options = { resolution: side, classes };
      const loaded = await loadEfficientNet(LITE0, options);
      const replaced = replaceClassifier(await loadEfficientNet(LITE0, { resolution: side }), classes);
      const spec = { ...variant('lite0'), preprocessing: 'inception', ...options } as const;
      const built = buildEfficientNet(spec);
      await loadWeights(built, LITE0, { classifier: 'new' });
      for (const model of [loaded, replaced, built]) {
        expect(await firstLoss(model, classes)).toBeCloseTo(Math.log(classes), 5);
        model.dispose();
      }
    }
  );
});
