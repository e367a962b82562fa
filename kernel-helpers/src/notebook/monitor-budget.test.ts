import { expect, it, vi } from 'vitest';
import { MIME_TYPE } from '../contract';
import type { TrainingMonitorDocument } from '../views/training-monitor';
import type { MimeBundle } from './bridge';
import { LiveMonitor } from './monitor';

/** As large as a real one; drawing it hundreds of times would take the test's time. */
vi.mock('../views/training-monitor/picture', () => ({ trainingPicture: () => 'p'.repeat(30_000) }));

it('sends ever less as the run goes on: what a server keeps for a page that is closed stays small', () => {
  let time = 0;
  let pending: { due: number; callback: () => void } | null = null;
  let bytes = 0;
  let sentAt = 0;
  let last: MimeBundle = {};
  const display = (bundle: MimeBundle): void => {
    last = bundle;
    sentAt = time;
    bytes += JSON.stringify(bundle).length;
  };
  const monitor = new LiveMonitor({
    output: { display },
    displayId: 'run-1',
    clock: {
      now: () => time,
      today: () => new Date(time),
      after(milliseconds, callback) {
        pending = { due: time + milliseconds, callback };
        return () => (pending = null);
      }
    }
  });
  const start = { runId: 'r', model: 'm', dataset: 'd', epochs: 10, stepsPerEpoch: 24_000, record: {} };
  monitor.listener({ type: 'start', ...start });
  const megabytes: number[] = [];
  for (let step = 1; step <= 24_000; step++) {
    time += 150;
    if (pending !== null && (pending as { due: number }).due <= time) {
      (pending as { callback: () => void }).callback();
    }
    const rest = { epoch: 1, loss: 1 / step, accuracy: 0.5, learningRate: 0.1, batchSize: 8 };
    monitor.listener({ type: 'step', step, ...rest, elapsedSeconds: time / 1000 });
    if (step % 4000 === 0) {
      megabytes.push(bytes / 1e6);
    }
  }
  const [afterTenMinutes, afterAnHour] = [megabytes[0], megabytes[5]];
  expect(afterTenMinutes).toBeLessThan(10);
  expect(afterAnHour).toBeLessThan(14);
  // Other readers than our views still see that it goes on.
  expect(time - sentAt).toBeLessThan(300_000);
  monitor.listener({ type: 'end', status: 'finished', elapsedSeconds: time / 1000 });
  expect((last[MIME_TYPE] as TrainingMonitorDocument).data).toMatchObject({
    status: 'finished',
    step: 24_000
  });
});
