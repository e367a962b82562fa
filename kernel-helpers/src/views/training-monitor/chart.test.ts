import { describe, expect, it } from 'vitest';
import { type Chart, frameOf, labelsOf, type Mark } from '../../chart';
import { ENGLISH } from '../../wording';
import { curveChart } from './chart';
import { FINISHED_RUN } from './run.fixtures';

const SIZE = { width: 276, height: 220 };
const marksOf = <K extends Mark['kind']>(chart: Chart, kind: K): Extract<Mark, { kind: K }>[] =>
  chart.marks.filter((mark): mark is Extract<Mark, { kind: K }> => mark.kind === kind);

describe('curves of a training', () => {
  it('are means over steps, and validation at the ends of epochs', () => {
    const chart = curveChart(FINISHED_RUN, 'accuracy', ENGLISH);
    const [training, validation] = marksOf(chart, 'line');
    const { curve, stepsPerEpoch } = FINISHED_RUN;
    expect(training.places).toEqual(
      curve.step.map((step, i) => ({ x: step / stepsPerEpoch, y: 100 * curve.accuracy[i] }))
    );
    expect(validation.places.map(({ x }) => x)).toEqual([1, 2, 3]);
    expect(validation.places[2].y).toBeCloseTo(100 * (1 - 0.05 / 3), 9);
    const [points] = marksOf(chart, 'points');
    expect(points.hover?.[2]).toBe('end of epoch 3\nvalidation 98.3 %');
    expect(points.places).toEqual(validation.places);
  });

  it('end with their names and last values', () => {
    const chart = curveChart(FINISHED_RUN, 'loss', ENGLISH);
    const labels = labelsOf(chart, frameOf(chart, SIZE)).map(({ text }) => text);
    expect(labels.find((text) => text.startsWith('training '))).toMatch(/^training 0\.\d{3,4}$/);
    expect(labels).toContain('validation 0.100');
  });

  it('have an accuracy axis near what is reached, in tens of per cents', () => {
    const { y } = curveChart(FINISHED_RUN, 'accuracy', ENGLISH);
    const within = (low: number, high: number): Pick<Chart['y'], 'from' | 'to'> => {
      const accuracy = FINISHED_RUN.curve.accuracy.map((_, i) => (i % 2 ? low : high));
      const curve = { ...FINISHED_RUN.curve, accuracy };
      const { from, to } = curveChart({ ...FINISHED_RUN, history: [], curve }, 'accuracy', ENGLISH).y;
      return { from, to };
    };
    expect(y.to).toBe(100);
    expect(within(0.32, 0.47)).toEqual({ from: 30, to: 50 });
    expect(within(0.991, 0.998)).toEqual({ from: 90, to: 100 });
    expect(within(0, 0)).toEqual({ from: 0, to: 10 });
    expect(within(1, 1)).toEqual({ from: 90, to: 100 });
  });

  it('have a loss axis that the first steps don’t flatten, and a logarithmic one with all of them', () => {
    const loss = FINISHED_RUN.curve.loss.map((value, i) => (i === 0 ? 1000 : value));
    const run = { ...FINISHED_RUN, curve: { ...FINISHED_RUN.curve, loss } };
    const linear = curveChart(run, 'loss', ENGLISH).y;
    expect([linear.from, linear.kind]).toEqual([0, 'linear']);
    expect(linear.to).toBeLessThan(3);
    const logarithmic = curveChart(run, 'loss', ENGLISH, 'log').y;
    expect(logarithmic.kind).toBe('log');
    expect(logarithmic.title).toContain('log scale');
    expect(logarithmic.from).toBeLessThan(Math.min(...loss));
    expect(logarithmic.to).toBeGreaterThan(1000);
    expect(curveChart(run, 'accuracy', ENGLISH, 'log').y.kind).toBe('linear');
  });

  it('wait for the first step, which is a point alone', () => {
    const nothing = { step: [], loss: [], accuracy: [], learningRate: [] };
    const waiting = curveChart({ ...FINISHED_RUN, history: [], curve: nothing }, 'loss', ENGLISH);
    expect([waiting.marks, waiting.note]).toEqual([[], 'waiting for the first step']);
    const first = { step: [1], loss: [2.3], accuracy: [0.1], learningRate: [0.1] };
    const begun = curveChart({ ...FINISHED_RUN, history: [], curve: first }, 'loss', ENGLISH);
    expect(marksOf(begun, 'points')[0].places).toEqual([{ x: 1 / 400, y: 2.3 }]);
    expect(begun.note).toBeUndefined();
  });
});
