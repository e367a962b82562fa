import type { Kernel } from '@jupyterlab/services';
import { Signal } from '@lumino/signaling';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ANSWER_TIMEOUT, RunLink, type RunSession } from './run-link';

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

function fakeSession(options: { kernel?: boolean; needsSelection?: boolean } = {}) {
  const comm = fakeComm();
  const interrupt = vi.fn(() => Promise.resolve());
  const owner = {};
  const statusChanged = new Signal<object, Kernel.Status>(owner);
  const kernelChanged = new Signal<object, { newValue: unknown }>(owner);
  const kernel = { status: 'idle', handleComms: true, createComm: vi.fn(() => comm), interrupt };
  const session = {
    initialize: () => Promise.resolve(options.needsSelection ?? false),
    session: options.kernel === false ? null : { kernel },
    statusChanged,
    kernelChanged
  } as unknown as RunSession;
  const actions = { onAlive: vi.fn(), onInterrupted: vi.fn(), onFallback: vi.fn() };
  return { comm, interrupt, statusChanged, session, actions, kernel };
}

describe('RunLink', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());
  const settle = () => vi.advanceTimersByTimeAsync(0);

  it('asks the kernel about the run and believes its answer', async () => {
    const { comm, session, actions, kernel } = fakeSession();
    new RunLink(session, 'r1', actions);
    await settle();
    expect(kernel.createComm).toHaveBeenCalledWith('efficientnet-lab.run');
    expect(comm.open).toHaveBeenCalledWith({ runId: 'r1' });
    comm.onMsg({ content: { data: { runId: 'r1', status: 'running' } } });
    expect(actions.onAlive).toHaveBeenCalledOnce();
    comm.onMsg({ content: { data: { runId: 'r1', status: 'unknown' } } });
    expect(actions.onInterrupted).toHaveBeenCalledWith('run-unknown');
  });

  it('sends stop, and interrupts only when nothing answers', async () => {
    const { comm, interrupt, session, actions } = fakeSession();
    const link = new RunLink(session, 'r1', actions);
    await settle();
    link.stop();
    expect(comm.send).toHaveBeenCalledWith({ action: 'stop' });
    comm.onMsg({ content: { data: { runId: 'r1', status: 'stopping' } } });
    await vi.advanceTimersByTimeAsync(ANSWER_TIMEOUT + 1);
    expect(interrupt).not.toHaveBeenCalled();
    link.stop();
    await vi.advanceTimersByTimeAsync(ANSWER_TIMEOUT + 1);
    expect(interrupt).toHaveBeenCalledOnce();
    expect(actions.onFallback).toHaveBeenCalledOnce();
  });

  it.each([
    ['no kernel', { kernel: false }],
    ['a notebook that waits for a choice', { needsSelection: true }]
  ])('finds the run interrupted with %s', async (_, options) => {
    const { session, actions } = fakeSession(options);
    new RunLink(session, 'r1', actions);
    await settle();
    expect(actions.onInterrupted).toHaveBeenCalledWith('no-kernel');
  });

  it('hears of restart and death, and of a kernel without the target; not after disposal', async () => {
    const { comm, statusChanged, session, actions } = fakeSession();
    const link = new RunLink(session, 'r1', actions);
    await settle();
    statusChanged.emit('restarting');
    expect(actions.onInterrupted).toHaveBeenLastCalledWith('kernel-restarted');
    statusChanged.emit('dead');
    expect(actions.onInterrupted).toHaveBeenLastCalledWith('kernel-dead');
    comm.onClose();
    expect(actions.onInterrupted).toHaveBeenLastCalledWith('run-unknown');
    link.dispose();
    statusChanged.emit('dead');
    expect(actions.onInterrupted).toHaveBeenCalledTimes(3);
    expect(comm.close).toHaveBeenCalledOnce();
  });
});
