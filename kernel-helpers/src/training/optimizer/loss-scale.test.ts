import { describe, expect, it } from 'vitest';
import { loadTensorFlow } from '../../tensorflow';
import { FlatOptimizer } from './flat-optimizer';
import { GraphOptimizer } from './graph-optimizer';
import { type LossScale, lossScaleOf } from './loss-scale';
import { EXECUTIONS, followed, tinyModel } from './loss-scale.fixtures';
import type { UpdateSettings } from './optimizer';
import { OPTIMIZER_NAMES, type OptimizerName, optimizerSettings } from './options';

function updates(name: OptimizerName, lossScale: LossScale, clipNorm: number | null = null): UpdateSettings {
  return { optimizer: optimizerSettings(name), clipNorm, emaDecay: 0.9, lossScale };
}

const DYNAMIC = { initial: 1024, growthInterval: 3 };
const PATTERN = [1, Infinity, 2, NaN, -Infinity, -1, 1, 1, 1, 1];

describe.each(EXECUTIONS)('a dynamic loss scale, %s', (execution) => {
  it('is halved by a step that is not finite, and doubled after so many that are', () => {
    const course = followed(execution, updates('sgd', DYNAMIC), PATTERN);
    expect(course.map(({ scale }) => scale)).toEqual([1024, 512, 512, 256, 128, 128, 128, 256, 256, 256]);
    expect(course.map(({ taken }) => taken)).toEqual(PATTERN.map(Number.isFinite));
    expect(course.map(({ iterations }) => iterations)).toEqual([1, 1, 2, 2, 2, 3, 4, 5, 6, 7]);
  });

  // Clipped where the factor is 2 alone: a clip before the scale is divided out would always clip.
  it.each(OPTIMIZER_NAMES)('%s goes as if skipped steps had never been', (name) => {
    const settings = (lossScale: LossScale): UpdateSettings => updates(name, lossScale, 6);
    const course = followed(execution, settings(DYNAMIC), PATTERN);
    const whole = followed(execution, settings(1), PATTERN.filter(Number.isFinite));
    const taken = course.filter((step) => step.taken);
    expect(taken.map(({ scale: _, ...rest }) => rest)).toEqual(whole.map(({ scale: _, ...rest }) => rest));
    course.forEach((step, i) => {
      if (!step.taken) {
        const { weights, slots, iterations } = course[i - 1];
        expect(step).toMatchObject({ weights, iterations });
        expect(step.slots).toEqual(slots);
      }
    });
    expect(whole.at(-1)!.weights).not.toEqual(whole[0].weights);
  });

  it('that is fixed leaves weights alone at gradients that are not finite, and stays', () => {
    const course = followed(execution, updates('adam', 64), [1, NaN, 1]);
    expect(course.map(({ taken }) => taken)).toEqual([true, false, true]);
    expect(course[1].weights).toEqual(course[0].weights);
  });
});

describe('the state of a loss scale', () => {
  it('goes with a checkpoint, and starts anew from one without', () => {
    const [model, other] = [tinyModel(), tinyModel()];
    const graph = new GraphOptimizer(model, updates('sgd', DYNAMIC));
    const tf = loadTensorFlow();
    const flat = new FlatOptimizer(other, updates('sgd', DYNAMIC));
    const step = (factor: number): void =>
      tf.tidy(
        () =>
          void flat.apply(
            flat.weights.map((weight) => tf.mul(weight, factor)),
            tf.scalar(0.1),
            tf.scalar(1)
          )
      );
    [1, NaN, 1, 1].forEach(step);
    expect([...flat.state().slots.lossScale]).toEqual([512, 2]);
    graph.restore(flat.state(), 'here');
    expect(graph.state()).toEqual(flat.state());
    const { lossScale: _, ...earlier } = flat.state().slots;
    const fresh = new FlatOptimizer(tinyModel(), updates('sgd', DYNAMIC));
    fresh.restore({ iterations: 3, slots: earlier }, 'here');
    expect([...fresh.state().slots.lossScale]).toEqual([1024, 0]);
    const fixed = new FlatOptimizer(tinyModel(), updates('sgd', 1));
    fixed.restore(flat.state(), 'here');
    expect(fixed.state().slots.lossScale).toBeUndefined();
    [graph, flat, fresh, fixed].forEach((optimizer) => optimizer.dispose());
  });
});

describe('the option', () => {
  it('has the numbers of Keras and GradScaler', () => {
    expect(lossScaleOf('dynamic')).toEqual({ initial: 2 ** 15, growthInterval: 2000 });
    expect(lossScaleOf({ growthInterval: 10 })).toEqual({ initial: 2 ** 15, growthInterval: 10 });
    expect(lossScaleOf(1024)).toBe(1024);
  });

  it.each([
    [0, 'lossScale'],
    [NaN, 'lossScale'],
    [-1, 'lossScale'],
    ['auto', 'lossScale'],
    [null, 'lossScale'],
    [{ initial: 0.5 }, 'lossScale.initial'],
    [{ initial: '8' }, 'lossScale.initial'],
    [{ growthInterval: 0 }, 'lossScale.growthInterval'],
    [{ growthInterval: 1.5 }, 'lossScale.growthInterval'],
    [{ growth: 2 }, 'lossScale.growth']
  ])('refuses %o', (bad, option) => {
    expect(() => lossScaleOf(bad as number)).toThrow(
      expect.objectContaining({ name: 'TrainingError', option })
    );
  });
});
