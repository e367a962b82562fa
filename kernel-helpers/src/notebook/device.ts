import { randomUUID } from 'node:crypto';
import { type CheckedDevice, checkDevice as check, type DeviceOptions, type DeviceProgress } from '../device';
import { duration } from '../wording/format';
import { cellSignal, heeding } from './bridge';
import { cellOutput } from './output';

/**
 * Tries the device on which notebooks compute, for some ten minutes: results against the CPU's, training in 16 bits,
 * determinism, memory, speed beside Keras and PyTorch. Writes a report to be attached to a bug, whose paths stand in
 * `files`. Interrupting the kernel ends it.
 * @throws SpecError for options that can't be; the signal's reason when aborted.
 *
 * @example
 * ```ts
 * const report = await enet.checkDevice({ quick: true, seconds: 1, steps: 10, folder: null });
 * enet.show(report);
 * ```
 */
export function checkDevice(options: DeviceOptions = {}): Promise<CheckedDevice> {
  const output = cellOutput();
  const displayId = `device-${randomUUID()}`;
  let update = false;
  const tell = (text: string): void => {
    output?.display({ 'text/plain': text }, { displayId, update });
    update = true;
  };
  const onProgress = (progress: DeviceProgress): void => {
    const { name, done, total, secondsLeft } = progress;
    tell(`${done + 1} of ${total}: ${name}, about ${duration(secondsLeft)} left`);
    options.onProgress?.(progress);
  };
  const given = typeof options === 'object' && options !== null;
  const work = check(given ? { ...options, onProgress, signal: cellSignal(options.signal) } : options);
  const told = work.then((report) => {
    const where = report.files.length > 0 ? ` Report: ${report.files.join(' and ')}` : '';
    tell(`Checked in ${duration(report.seconds)}.${where}`);
    return report;
  });
  return heeding(told);
}
