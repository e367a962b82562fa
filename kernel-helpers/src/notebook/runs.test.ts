import { describe, expect, it } from 'vitest';
import { RUN_COMM_TARGET } from '../contract';
import type { Comm, KernelBridge } from './bridge';
import { announceRun, listenForViews, updateRun } from './runs';

class TestComm implements Comm {
  readonly id = 'comm';
  readonly sent: unknown[] = [];
  onMessage: ((data: unknown) => void) | null = null;
  onClose: (() => void) | null = null;
  constructor(readonly data: unknown) {}
  send(data: unknown): void {
    this.sent.push(data);
  }
  close(): void {}
}

const targets: string[] = [];
let open: (comm: Comm) => void = () => undefined;
const bridge: KernelBridge = {
  version: 1,
  registerCommTarget(target, handler) {
    targets.push(target);
    open = handler;
    return () => undefined;
  },
  cellOutput: () => ({ display: () => undefined }),
  interruptSignal: () => new AbortController().signal
};

function connect(data: unknown): TestComm {
  const comm = new TestComm(data);
  open(comm);
  return comm;
}

describe('the run comm', () => {
  it('is registered once', () => {
    listenForViews(bridge);
    listenForViews(bridge);
    expect(targets).toEqual([RUN_COMM_TARGET]);
  });

  it('answers with the status and passes a stop on, once', () => {
    let stops = 0;
    announceRun('a', () => stops++);
    const comm = connect({ runId: 'a' });
    expect(comm.sent).toEqual([{ runId: 'a', status: 'running' }]);
    comm.onMessage?.({ action: 'stop' });
    expect(stops).toBe(1);
    updateRun('a', 'stopped');
    comm.onMessage?.({ action: 'stop' });
    expect(stops).toBe(1);
    expect(comm.sent.slice(1)).toEqual(
      ['stopping', 'stopped', 'stopped'].map((status) => ({ runId: 'a', status }))
    );
  });

  it('stops the run that was asked for and no other', () => {
    const stopped: string[] = [];
    announceRun('b', () => stopped.push('b'));
    announceRun('c', () => stopped.push('c'));
    connect({ runId: 'c' }).onMessage?.({ action: 'stop' });
    expect(stopped).toEqual(['c']);
  });

  it.each([[{ runId: 'nobody' }], [null], [{}], [{ runId: 7 }], ['run']])(
    'answers %j with unknown',
    (data) => {
      const comm = connect(data);
      comm.onMessage?.({ action: 'stop' });
      expect(comm.sent.map((reply) => (reply as { status: string }).status)).toEqual(['unknown', 'unknown']);
    }
  );

  it('ignores what is no request', () => {
    let stops = 0;
    announceRun('d', () => stops++);
    const comm = connect({ runId: 'd' });
    [null, 'stop', { action: 'go' }].forEach((data) => comm.onMessage?.(data));
    expect(stops).toBe(0);
    comm.onClose?.();
    updateRun('d', 'finished');
    expect(comm.sent.at(-1)).toEqual({ runId: 'd', status: 'running' });
  });
});
