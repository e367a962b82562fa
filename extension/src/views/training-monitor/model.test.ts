import { validateDocument } from '@efficientnet-lab/kernel-helpers/contract';
import { nullTranslator } from '@jupyterlab/translation';
import { describe, expect, it } from 'vitest';
import { exampleRun } from './example';
import { TrainingMonitorModel } from './model';
import { badgeText, checkpointText, figuresOf, formatRate, monitorSentence } from './wording';

const trans = nullTranslator.load('efficientnet_lab');

function running(changes: Partial<ReturnType<typeof exampleRun>['data']> = {}) {
  const document = exampleRun();
  return {
    ...document,
    sentence: 'Epoch 2 of 3',
    data: { ...document.data, status: 'running' as const, step: 300, remainingSeconds: 20, ...changes }
  };
}

const LIVE = { runId: 'example', status: 'running' } as const;
/** Its run's kernel has told of it. */
function followed(changes: Parameters<typeof running>[0] = {}): TrainingMonitorModel {
  const model = new TrainingMonitorModel(running(changes));
  model.hear(LIVE);
  return model;
}

describe('TrainingMonitorModel', () => {
  it('draws some of a hundred thousand epochs, and knows how many there were', () => {
    const [row] = exampleRun().data.history;
    const history = Array.from({ length: 100_000 }, (_, i) => ({ ...row, epoch: i + 1 }));
    const model = new TrainingMonitorModel(
      running({ history, epochs: 100_000, status: 'finished' as never })
    );
    expect(model.state.history.length).toBeLessThanOrEqual(1000);
    expect(model.state.history.at(-1)?.epoch).toBe(100_000);
  });

  it('says that the run was interrupted when its kernel is gone, where it stands and how to go on', () => {
    const model = followed({ checkpoint: 'checkpoints/a' });
    expect(model.status).toBe('running');
    model.silent('kernel-restarted');
    expect(model.status).toBe('interrupted');
    expect(monitorSentence(model, trans)).toBe('Interrupted at step 300 of 600: the kernel was restarted.');
    expect(checkpointText(model, trans)).toBe(
      "The last checkpoint is checkpoints/a. To continue it, train with runName: 'example' and resumeFrom: 'latest'."
    );
  });

  it('does not say that a saved run goes on, nor how long it takes, before it is told so', () => {
    const model = new TrainingMonitorModel(running({ heardAt: '2026-11-22T12:00:00Z' }));
    const timeLeft = () => figuresOf(model, trans)[2].value;
    expect(monitorSentence(model, trans)).toMatch(
      /^Last heard on .+, at step 300 of 600: asking the kernel\.$/
    );
    expect([badgeText(model, trans), timeLeft()]).toEqual(['asking', '–']);
    model.silent('no-answer');
    expect([badgeText(model, trans), timeLeft()]).toEqual(['not known', '–']);
    model.hear({ runId: 'example', status: 'unknown' });
    model.silent('no-answer');
    expect(monitorSentence(model, trans)).toContain('did not start it');
    model.hear(LIVE);
    expect(monitorSentence(model, trans)).toBe('Epoch 2 of 3');
    expect([badgeText(model, trans), timeLeft()]).toEqual(['running', '20 s']);
    const fresh = new TrainingMonitorModel(running({ heardAt: new Date().toISOString() }));
    expect(monitorSentence(fresh, trans)).toBe('Epoch 2 of 3');
  });

  it.each(['finished', 'stopped', 'failed'] as const)('learns from its folder that it %s', (status) => {
    const model = followed({ history: [] });
    model.silent('kernel-restarted');
    const { history } = exampleRun().data;
    const rest = { step: 600, history, checkpoint: 'c', elapsedSeconds: 70, messages: [], heardAt: '' };
    model.hear({ runId: 'example', status, folder: { status, ...rest } });
    expect(model.status).toBe(status);
    expect(model.state).toMatchObject({ step: 600, history, elapsedSeconds: 70, remainingSeconds: null });
    expect(monitorSentence(model, trans)).not.toContain('left');
    expect(monitorSentence(model, trans)).not.toContain('Last heard');
  });

  it('learns from its folder that its process ended first, or that another one has it', () => {
    const rest = {
      step: 400,
      history: [],
      checkpoint: 'runs/a',
      elapsedSeconds: 9,
      messages: [],
      heardAt: ''
    };
    const model = new TrainingMonitorModel(running());
    model.hear({ runId: 'example', status: 'interrupted', folder: { status: 'interrupted', ...rest } });
    expect(model.status).toBe('interrupted');
    expect(monitorSentence(model, trans)).toContain(
      'at step 400 of 600: its process ended before the training did.'
    );
    expect(checkpointText(model, trans)).toContain("resumeFrom: 'latest'");
    const other = new TrainingMonitorModel(running());
    other.hear({ runId: 'example', status: 'running', folder: { status: 'running', ...rest } });
    expect(badgeText(other, trans)).toBe('not known');
    expect(monitorSentence(other, trans)).toContain('another process is running it.');
  });

  it('takes progress as proof of life, and an older output for what it is', () => {
    const model = new TrainingMonitorModel(running());
    model.silent('no-answer');
    model.load(running({ step: 301 }));
    expect([model.status, model.doubt]).toEqual(['running', null]);
    model.load(running({ step: 20 }));
    expect(model.state.step).toBe(301);
    model.hear({ ...LIVE, status: 'finished', document: exampleRun() });
    model.load(running({ step: 550 }));
    expect(model.status).toBe('finished');
  });

  it('keeps a final state whatever the kernel says', () => {
    const model = new TrainingMonitorModel(exampleRun());
    model.silent('no-kernel');
    expect(model.status).toBe('finished');
    expect(model.progress).toBe(1);
    expect(monitorSentence(model, trans)).toBe(exampleRun().sentence);
  });

  it('shows stopping until the document ends', () => {
    const model = followed();
    model.askToStop();
    expect(model.status).toBe('stopping');
    model.load({ ...running(), data: { ...running().data, status: 'stopped' } });
    expect(model.status).toBe('stopped');
  });

  it('always has six figures', () => {
    for (const document of [
      exampleRun(),
      running({ imagesPerSecond: null, remainingSeconds: null, history: [] })
    ]) {
      expect(figuresOf(new TrainingMonitorModel(document), trans)).toHaveLength(6);
    }
    expect(formatRate(0.000016)).toBe('1.60e−5');
  });

  it('has an example that is a valid document', () => {
    expect(validateDocument(exampleRun())).toMatchObject({ ok: true });
  });
});
