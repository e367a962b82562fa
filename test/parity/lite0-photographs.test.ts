import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { blocksOf, variant } from '../../kernel-helpers/src/analysis';
import { type Answer, classify } from '../../kernel-helpers/src/evaluation';
import { buildEfficientNet, type NamedWeights, setWeightsByName } from '../../kernel-helpers/src/model';

const PYTHON = join(__dirname, '..', '..', '.setup', 'bench-venv', 'bin', 'python');
const CLASSES = 1000;

/** What timm's network says about a photograph. */
interface Photograph {
  path: string;
  probabilities: number[];
  /** The five most probable. */
  labels: string[];
}

// The published weights were trained with TensorFlow: SAME padding, epsilon 1e-3, (x − 127) / 128.
const spec = variant('lite0', { preprocessing: 'inception' });
let folder: string;
let photographs: Photograph[];
let answers: Answer[][];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lite0-'));
  const blocks = blocksOf(spec).map(({ name }) => name);
  const script = join(__dirname, 'lite0_photographs.py');
  const { status, stderr } = spawnSync(PYTHON, [script, folder, blocks.join(',')], { encoding: 'utf8' });
  expect(status, stderr).toBe(0);
  photographs = JSON.parse(readFileSync(join(folder, 'photographs.json'), 'utf8')) as Photograph[];
  const model = buildEfficientNet(spec);
  setWeightsByName(model, publishedWeights());
  answers = await classify(
    model,
    photographs.map(({ path }) => path),
    { top: CLASSES }
  );
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true }));

function publishedWeights(): NamedWeights {
  const shapes = JSON.parse(readFileSync(join(folder, 'weights.json'), 'utf8')) as Record<string, number[]>;
  const bytes = new Uint8Array(readFileSync(join(folder, 'weights.bin')));
  let offset = 0;
  const entries = Object.entries(shapes).map(([path, shape]) => {
    const values = new Float32Array(
      bytes.buffer,
      offset,
      shape.reduce((product, side) => product * side, 1)
    );
    offset += values.byteLength;
    return [path, { shape, values }];
  });
  expect(offset).toBe(bytes.length);
  return Object.fromEntries(entries) as NamedWeights;
}

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
