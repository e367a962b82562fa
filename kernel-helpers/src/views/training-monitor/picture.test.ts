import { describe, expect, it } from 'vitest';
import { expectHarmless, expectStored } from '../pictures.fixtures';
import { trainingPicture } from './picture';
import { FINISHED_RUN } from './run.fixtures';
import { curvesNote, trainingSentence } from './words';

const DAY = new Date('2026-11-22T12:00:00Z');
const NOTHING = { step: [], loss: [], accuracy: [], learningRate: [] };
const ONE_STEP = { step: [1], loss: [0], accuracy: [0], learningRate: [0] };

describe('the stored picture of a training', () => {
  it('is stored', async () => {
    await expectStored(trainingPicture(FINISHED_RUN, trainingSentence(FINISHED_RUN), DAY), 'training');
  });

  it.each([
    ['a hostile message', { ...FINISHED_RUN, messages: ['<script>alert("1")</script>'] }],
    ['before its first step', { ...FINISHED_RUN, step: 0, history: [], curve: NOTHING }],
    ['after one step', { ...FINISHED_RUN, history: [], curve: ONE_STEP }]
  ])('of %s has nothing active or foreign in it, and no broken number', (_, run) =>
    expectHarmless(trainingPicture(run, '<b>&</b>', DAY))
  );

  it('tells of no validation where none took place', () => {
    const history = FINISHED_RUN.history.map((row) => ({
      ...row,
      validationLoss: null,
      validationAccuracy: null
    }));
    const run = { ...FINISHED_RUN, history, record: { ...FINISHED_RUN.record, labelSmoothing: 0.1 } };
    expect(curvesNote(run)).toBe('Line: mean over training steps. No images are held out for validation.');
    expect(curvesNote({ ...run, history: [] })).toContain('labels smoothed by 0.1');
  });

  it('says why training loss lies above validation loss, where labels were smoothed', () => {
    const run = { ...FINISHED_RUN, record: { ...FINISHED_RUN.record, labelSmoothing: 0.1 } };
    expect(trainingPicture(run, 'x', DAY)).toContain('labels smoothed by 0.1');
    expect(trainingPicture(FINISHED_RUN, 'x', DAY)).not.toContain('smoothed');
  });
});
