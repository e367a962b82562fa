import type { LayersModel } from '@tensorflow/tfjs';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ArchitectureSpec } from '../../kernel-helpers/src/analysis';
import { imagesFromArrays, loadImage } from '../../kernel-helpers/src/data';
import { type Answer, classify, predictor } from '../../kernel-helpers/src/evaluation';
import { loadEfficientNet, modelDescription } from '../../kernel-helpers/src/model';
import { loadTensorFlow } from '../../kernel-helpers/src/tensorflow';

const PYTHON = join(__dirname, '..', '..', '.setup', 'bench-venv', 'bin', 'python');
const CLASSES = 1000;

/** What timm's network says about a photograph. */
interface Photograph {
  path: string;
  probabilities: number[];
  /** The five most probable. */
  labels: string[];
}

let folder: string;
let photographs: Photograph[];
let answers: Answer[][];
let model: LayersModel;
let spec: ArchitectureSpec | undefined;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lite0-'));
  const script = join(__dirname, 'lite0_photographs.py');
  const { status, stderr } = spawnSync(PYTHON, [script, folder], { encoding: 'utf8' });
  expect(status, stderr).toBe(0);
  const answer = JSON.parse(readFileSync(join(folder, 'photographs.json'), 'utf8')) as {
    weights: string;
    photographs: Photograph[];
  };
  photographs = answer.photographs;
  model = await loadEfficientNet(answer.weights);
  spec = modelDescription(model)?.spec;
  answers = await classify(
    model,
    photographs.map(({ path }) => path),
    { top: CLASSES }
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

it('the file tells the network and how TensorFlow trained it', () => {
  expect(spec).toMatchObject({
    name: 'lite0',
    padding: 'same',
    normalizationEpsilon: 1e-3,
    preprocessing: 'inception',
    interpolation: 'bicubic'
  });
});

it("probabilities of all classes are within 1e-3 of timm's on every photograph", () => {
  photographs.forEach(({ path, probabilities }, i) => {
    const differences = answers[i].map(({ index, probability }) =>
      Math.abs(probability - probabilities[index])
    );
    expect(differences).toHaveLength(CLASSES);
    const [{ label, probability }] = answers[i];
    const largest = Math.max(...differences);
    console.log(
      `${basename(path)}: ${label} ${probability.toFixed(3)}, differs by ${largest.toExponential(1)}`
    );
    expect(largest, path).toBeLessThan(1e-3);
  });
});

it('the five most probable classes are the same, with names', () => {
  photographs.forEach(({ path, labels }, i) => {
    expect(
      answers[i].slice(0, 5).map(({ label }) => label),
      path
    ).toEqual(labels);
  });
});

it.each([
  ['chelsea.png', ['tabby', 'tiger cat', 'Egyptian cat']],
  ['coffee.png', ['espresso', 'cup', 'eggnog', 'coffee mug']],
  ['rocket.jpg', ['missile', 'projectile', 'space shuttle']]
])('%s is what it shows', (name, sensible) => {
  const place = photographs.findIndex(({ path }) => basename(path) === name);
  expect(sensible).toContain(answers[place][0].label);
});

it('a photograph in memory has the answer of its file, as a set and as a tensor', async () => {
  const place = photographs.findIndex(({ path }) => basename(path) === 'chelsea.png');
  const { width, height, channels, pixels } = await loadImage(photographs[place].path);
  const shape: [number, number, number, number] = [1, height, width, channels];
  const classes = Array.from({ length: CLASSES }, (_, i) => String(i));
  const set = imagesFromArrays({ images: pixels, shape, labels: [0], classes });
  const ready = predictor(model, { batchSize: 16 });
  const tensor = loadTensorFlow().tensor4d(Float32Array.from(pixels), shape);
  const [fromFile, fromSet, fromTensor] = [
    await ready.predict([photographs[place].path]),
    await ready.predict(set),
    await ready.predict(tensor)
  ];
  ready.dispose();
  expect(fromSet.logits).toEqual(fromFile.logits);
  expect(fromTensor.logits).toEqual(fromFile.logits);
  const [{ index, label, probability }] = answers[place];
  expect([label, fromSet.probabilities[index].toFixed(3)]).toEqual(['tiger cat', probability.toFixed(3)]);
  expect(fromSet.probabilities.indexOf(Math.max(...fromSet.probabilities))).toBe(index);
});
