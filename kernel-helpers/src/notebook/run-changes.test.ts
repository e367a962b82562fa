import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changeOf, withChange } from '../contract';
import { trainingDocument } from '../views/training-monitor/cell';
import { TrainingFold } from './fold';

const EPOCH = 37;

/** A run in which every step and every epoch can be looked at. */
function* run(steps: number) {
  const fold = new TrainingFold();
  const start = {
    runId: 'r',
    model: 'm',
    dataset: 'd',
    epochs: 9,
    stepsPerEpoch: EPOCH,
    record: { seed: 1 }
  };
  fold.add({ type: 'start', ...start });
  yield fold;
  for (let step = 1; step <= steps; step++) {
    const epoch = Math.ceil(step / EPOCH);
    const rates = { learningRate: 0.01, batchSize: 8, elapsedSeconds: step / 10 };
    fold.add({ type: 'step', step, epoch, loss: Math.sin(step), accuracy: 0.5, ...rates });
    if (step % EPOCH === 0) {
      const record = { epoch, loss: 1, accuracy: 0.5, validationLoss: null, validationAccuracy: null };
      fold.add({
        type: 'epoch',
        record: { ...record, learningRate: 0.01, seconds: 3 },
        elapsedSeconds: step / 10
      });
      fold.add({ type: 'warning', message: `after epoch ${epoch}` });
    }
    yield fold;
  }
  fold.add({ type: 'end', status: 'finished', elapsedSeconds: steps / 10 });
  yield fold;
}

describe('changes of a run', () => {
  it('give the very document, wherever they are taken, also across the thinning of the curve', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 30 }), (gaps) => {
        const taken = new Set(gaps.map((_, i) => gaps.slice(0, i + 1).reduce((sum, gap) => sum + gap, 0)));
        let sent = null;
        let held = null;
        let at = 0;
        for (const fold of run(600)) {
          if (at === 0 || taken.has(at) || fold.ended) {
            const document = trainingDocument(fold.snapshot());
            held = sent === null || held === null ? document : withChange(held, changeOf(sent, document));
            sent = document;
            expect(held).toEqual(document);
          }
          at++;
        }
      }),
      { numRuns: 15, seed: 1 }
    );
  });

  it('are small beside the document', () => {
    let before = null;
    let document = null;
    for (const fold of run(390)) {
      before = document;
      document = trainingDocument(fold.snapshot());
      if (document.data.step === 390) {
        break;
      }
    }
    expect(JSON.stringify(document).length).toBeGreaterThan(10_000);
    expect(JSON.stringify(changeOf(before!, document!)).length).toBeLessThan(1000);
  });
});
