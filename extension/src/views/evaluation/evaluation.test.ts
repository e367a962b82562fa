import { validateDocument } from '@efficientnet-lab/kernel-helpers/contract';
import { EVALUATION_START } from '@efficientnet-lab/kernel-helpers/views/evaluation';
import { describe, expect, it } from 'vitest';
import { exampleEvaluation } from './example';
import { EvaluationModel } from './model';

describe('EvaluationModel', () => {
  it('is empty until it has an evaluation, and undoes it', () => {
    const model = new EvaluationModel(EVALUATION_START);
    expect(model.outcome).toEqual({ ok: true, result: null });
    model.takeExample();
    expect(model.result?.rows.map(({ name }) => name)).toEqual(['circle', 'square', 'triangle']);
    model.undo();
    expect(model.result).toBeNull();
  });

  it('computes once for one evaluation, whatever of it is looked at', () => {
    const model = new EvaluationModel({ ...EVALUATION_START, evaluation: exampleEvaluation() });
    const { result } = model;
    model.fill('shares');
    model.sortBy('images');
    expect(model.result).toBe(result);
    expect(model.state).toMatchObject({ cells: 'shares', sort: { column: 'images', descending: true } });
  });

  it('sorts the other way round when asked again; names rise first', () => {
    const model = new EvaluationModel(EVALUATION_START);
    const sorted = (column: Parameters<typeof model.sortBy>[0]): boolean => {
      model.sortBy(column);
      return model.state.sort.descending;
    };
    expect([sorted('name'), sorted('name'), sorted('recall'), sorted('recall')]).toEqual([
      false,
      true,
      true,
      false
    ]);
  });

  it('shows a cell, and all of them when the cell is chosen again', () => {
    const model = new EvaluationModel({ ...EVALUATION_START, evaluation: exampleEvaluation() });
    model.select({ truth: 0, predicted: 1 });
    expect(model.state.selected).toEqual({ truth: 0, predicted: 1 });
    model.select({ truth: 0, predicted: 1 });
    expect(model.state.selected).toBeNull();
    model.select({ truth: 1, predicted: 0 });
    model.takeExample();
    expect(model.state.selected).toBeNull();
  });
});

describe('the example', () => {
  it('is a sound document, says that it is made up, and has images for several cells', () => {
    const evaluation = exampleEvaluation();
    const data = { ...EVALUATION_START, evaluation };
    expect(validateDocument({ version: 1, view: 'evaluation', sentence: '', data })).toMatchObject({
      ok: true
    });
    expect(evaluation).toMatchObject({ images: 600, imagesPerSecond: null });
    expect(evaluation.top1).toBeGreaterThan(0.6);
    expect(evaluation.top1).toBeLessThan(0.95);
    expect(new Set(evaluation.mistakes.map(({ truth, predicted }) => `${truth},${predicted}`)).size).toBe(6);
  });
});
