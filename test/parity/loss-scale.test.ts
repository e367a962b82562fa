import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { optimizerSettings } from '../../kernel-helpers/src/training/optimizer';
import {
  EXECUTIONS,
  followed,
  tinyModel
} from '../../kernel-helpers/src/training/optimizer/loss-scale.fixtures';
import { relativeError } from './comparison';

const PYTHON = join(__dirname, '..', '..', '.venv', 'bin', 'python');
const [RATE, CLIP_NORM] = [0.1, 6];
const DYNAMIC = { initial: 2 ** 15, growthInterval: 4 };
/** Factors of the gradients; 0 stands for one that overflows, since JSON has no such number. */
const FACTORS = [0, 1, 2, 0, 0, 1, 1, -1, 1, 1, 1, 1, 1, 0, 1, 0, 2, 1, 1, 1, 1, 1, 1, 1];
const OVERFLOW = 3e38;
const factors = FACTORS.map((factor) => factor || OVERFLOW);

interface Step {
  scale: number;
  iterations: number;
  weights: number[];
}

let keras: Record<'sgd' | 'adam', Step[]>;
beforeAll(() => {
  const weights = tinyModel().trainableWeights.map((weight) => weight.read().arraySync());
  const input = JSON.stringify({ weights, factors, rate: RATE, clipNorm: CLIP_NORM, ...DYNAMIC });
  const { status, stdout, stderr } = spawnSync(PYTHON, [join(__dirname, 'loss_scale.py')], {
    encoding: 'utf8',
    input
  });
  if (status !== 0) {
    throw new Error(stderr);
  }
  keras = JSON.parse(stdout.slice(stdout.indexOf('{"sgd"'))) as typeof keras;
});

describe.each(EXECUTIONS)("a loss scale, %s, goes as Keras's LossScaleOptimizer", (execution) => {
  it.each(['sgd', 'adam'] as const)('with %s', (name) => {
    const settings = {
      optimizer: optimizerSettings(name),
      clipNorm: name === 'adam' ? CLIP_NORM : null,
      emaDecay: null,
      lossScale: DYNAMIC
    };
    const course = followed(execution, settings, factors, RATE);
    const [actual, expected] = [course, keras[name]].map((steps) => [
      steps.map(({ scale }) => scale),
      steps.map(({ iterations }) => iterations)
    ]);
    expect(actual).toEqual(expected);
    expect(new Set(course.map(({ scale }) => scale)).size).toBeGreaterThan(2);
    const trained = keras[name][0].weights.length;
    course.forEach(({ weights }, i) =>
      expect(relativeError(weights.slice(0, trained), keras[name][i].weights), `step ${i + 1}`).toBeLessThan(
        1e-4
      )
    );
  });
});
