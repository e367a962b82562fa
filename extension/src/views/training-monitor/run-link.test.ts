import type { Kernel } from '@jupyterlab/services';
import { Signal } from '@lumino/signaling';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { KERNEL_TIMEOUT, type RunSession } from './comm-line';
import { ANSWER_TIMEOUT, FOLLOW_INTERVAL, RunLink, SILENCE_TIMEOUT } from './run-link';

function fakeComm() {
  return {
    isDisposed: false,
    open: vi.fn(),
    send: vi.fn(),
    close: vi.fn(),
    onMsg: (_: unknown) => undefined as void,
    onClose: () => undefined as void
  };
}

function fakeSession(options: { kernel?: boolean } = {}) {
  const comm = fakeComm();
  const interrupt = vi.fn(() => Promise.resolve());
  const owner = {};
  const statusChanged = new Signal<object, Kernel.Status>(owner);
  const kernelChanged = new Signal<object, { newValue: unknown }>(owner);
  const kernel = { status: 'idle', handleComms: true, createComm: vi.fn(() => comm), interrupt };
  const session = {
    session: options.kernel === false ? null : { kernel },
    statusChanged,
    kernelChanged
  } as unknown as RunSession;
  const actions = { onReply: vi.fn(), onSilence: vi.fn(), onFallback: vi.fn() };
  return { comm, interrupt, statusChanged, kernelChanged, session, actions, kernel };
}

const RUN = { runId: 'r1', checkpointDir: 'runs' };
const status = (value: string) => ({ content: { data: { runId: 'r1', status: value } } });

describe('RunLink', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());
  const settle = () => vi.advanceTimersByTimeAsync(0);

  it('asks the kernel about the run, says where its folder is, and passes the answers on', async () => {
    const { comm, session, actions, kernel } = fakeSession();
    new RunLink(session, RUN, actions);
    await settle();
    expect(kernel.createComm).toHaveBeenCalledWith('efficientnet-lab.run');
    expect(comm.open).toHaveBeenCalledWith({ runId: 'r1', checkpointDir: 'runs' });
    comm.onMsg(status('running'));
    expect(actions.onReply).toHaveBeenCalledWith({ runId: 'r1', status: 'running' });
  });

  it('says that it follows as long as it is there, and tells when nothing is heard', async () => {
    const { comm, session, actions } = fakeSession();
    const link = new RunLink(session, RUN, actions);
    await settle();
    await vi.advanceTimersByTimeAsync(2 * FOLLOW_INTERVAL);
    expect(comm.send.mock.calls).toEqual([[{ action: 'follow' }], [{ action: 'follow' }]]);
    comm.onMsg(status('running'));
    await vi.advanceTimersByTimeAsync(SILENCE_TIMEOUT);
    expect(actions.onSilence).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(FOLLOW_INTERVAL);
    expect(actions.onSilence).toHaveBeenCalledWith('no-answer');
    link.dispose();
    comm.send.mockClear();
    await vi.advanceTimersByTimeAsync(10 * FOLLOW_INTERVAL);
    expect(comm.send).not.toHaveBeenCalled();
  });

  it('asks for the whole when a message is missing', async () => {
    const { comm, session, actions } = fakeSession();
    new RunLink(session, RUN, actions);
    await settle();
    const numbered = (number: number, rest: object) =>
      comm.onMsg({ content: { data: { runId: 'r1', status: 'running', number, ...rest } } });
    numbered(1, { document: {} });
    numbered(2, { change: {} });
    expect(comm.send).not.toHaveBeenCalled();
    numbered(4, { change: {} });
    expect(comm.send).toHaveBeenCalledWith({ action: 'whole' });
  });

  it('sends stop, and interrupts only when nothing answers', async () => {
    const { comm, interrupt, session, actions } = fakeSession();
    const link = new RunLink(session, RUN, actions);
    await settle();
    link.stop();
    expect(comm.send).toHaveBeenCalledWith({ action: 'stop' });
    comm.onMsg(status('stopping'));
    await vi.advanceTimersByTimeAsync(ANSWER_TIMEOUT + 1);
    expect(interrupt).not.toHaveBeenCalled();
    link.stop();
    await vi.advanceTimersByTimeAsync(ANSWER_TIMEOUT + 1);
    expect(interrupt).toHaveBeenCalledOnce();
    expect(actions.onFallback).toHaveBeenCalledOnce();
  });

  it('starts no kernel, asks one that comes, and says after a while that there is none', async () => {
    const { comm, kernelChanged, session, actions, kernel } = fakeSession({ kernel: false });
    new RunLink(session, RUN, actions);
    await vi.advanceTimersByTimeAsync(KERNEL_TIMEOUT - 1);
    expect(actions.onSilence).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(actions.onSilence).toHaveBeenCalledWith('no-kernel');
    Object.assign(session, { session: { kernel } });
    kernelChanged.emit({ newValue: kernel });
    expect(comm.open).toHaveBeenCalledOnce();
  });

  it('hears of restart and death, and asks the new kernel; not after disposal', async () => {
    const { comm, statusChanged, session, actions, kernel } = fakeSession();
    const link = new RunLink(session, RUN, actions);
    await settle();
    statusChanged.emit('restarting');
    expect(actions.onSilence).toHaveBeenLastCalledWith('kernel-restarted');
    statusChanged.emit('idle');
    expect(kernel.createComm).toHaveBeenCalledTimes(2);
    comm.onClose();
    expect(actions.onSilence).toHaveBeenLastCalledWith('no-answer');
    statusChanged.emit('dead');
    expect(actions.onSilence).toHaveBeenLastCalledWith('kernel-dead');
    link.dispose();
    statusChanged.emit('dead');
    expect(actions.onSilence).toHaveBeenCalledTimes(3);
    expect(comm.close).toHaveBeenCalledTimes(2);
  });
});
