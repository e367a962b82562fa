import { nullTranslator } from '@jupyterlab/translation';
import { describe, expect, it } from 'vitest';
import { exampleRun } from './example';
import { TrainingMonitorModel } from './model';
import { checkpointText, figuresOf, formatRate, monitorSentence } from './wording';
import { validateDocument } from '@efficientnet-lab/kernel-helpers/contract';

const trans = nullTranslator.load('efficientnet_lab');

function running(changes: Partial<ReturnType<typeof exampleRun>['data']> = {}) {
  const document = exampleRun();
  return {
    ...document,
    sentence: 'Epoch 2 of 3',
    data: { ...document.data, status: 'running' as const, step: 300, remainingSeconds: 20, ...changes }
  };
}

describe('TrainingMonitorModel', () => {
  it('believes the kernel when the run is gone, and names checkpoint and step', () => {
    const model = new TrainingMonitorModel(running({ checkpoint: 'checkpoints/a' }));
    expect(model.status).toBe('running');
    model.interrupt('kernel-restarted');
    expect(model.status).toBe('interrupted');
    expect(monitorSentence(model, trans)).toBe('Interrupted at step 300 of 600: the kernel was restarted.');
    expect(checkpointText(model, trans)).toBe('The last checkpoint is checkpoints/a.');
  });

  it('takes progress as proof of life', () => {
    const model = new TrainingMonitorModel(running());
    model.interrupt('run-unknown');
    model.load(running({ step: 301 }));
    expect(model.status).toBe('running');
  });

  it('keeps a final state whatever the kernel says', () => {
    const model = new TrainingMonitorModel(exampleRun());
    model.interrupt('no-kernel');
    expect(model.status).toBe('finished');
    expect(model.progress).toBe(1);
    expect(monitorSentence(model, trans)).toBe(exampleRun().sentence);
  });

  it('shows stopping until the document ends', () => {
    const model = new TrainingMonitorModel(running());
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
