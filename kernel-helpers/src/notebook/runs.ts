import { type RunReply, type RunRequest, RUN_COMM_TARGET, type RunStatus } from '../contract';
import { type Comm, type KernelBridge, kernelBridge } from './bridge';

interface Run {
  status: RunStatus;
  stop(): void;
  comms: Set<Comm>;
}

/** Runs of this kernel by id; ended ones stay, so that a view learns how they ended. */
const runs = new Map<string, Run>();
const listening = new WeakSet<KernelBridge>();

/** Makes a run reachable from the views that show it. */
export function announceRun(runId: string, stop: () => void): void {
  runs.set(runId, { status: 'running', stop, comms: new Set() });
  listenForViews();
}

/** Tells the views of a run how it stands; an ended run can no longer be stopped. */
export function updateRun(runId: string, status: RunStatus): void {
  const run = runs.get(runId);
  if (!run || run.status === status) {
    return;
  }
  run.status = status;
  run.comms.forEach((comm) => comm.send({ runId, status } satisfies RunReply));
}

/**
 * Answers the comms that views open. A view in a notebook that was saved by another kernel asks for a run
 * nobody knows here: it gets `unknown` and shows the run as interrupted.
 */
export function listenForViews(bridge: KernelBridge | null = kernelBridge()): void {
  if (bridge && !listening.has(bridge)) {
    listening.add(bridge);
    bridge.registerCommTarget(RUN_COMM_TARGET, attend);
  }
}

function attend(comm: Comm): void {
  const runId = runIdOf(comm.data);
  const run = runs.get(runId);
  const reply = (status: RunReply['status']): void => comm.send({ runId, status } satisfies RunReply);
  comm.onMessage = (data) => {
    const active = run?.status === 'running' || run?.status === 'stopping';
    if (run && active && isRequest(data)) {
      run.stop();
      updateRun(runId, 'stopping');
    } else {
      reply(run?.status ?? 'unknown');
    }
  };
  if (run) {
    run.comms.add(comm);
    comm.onClose = () => run.comms.delete(comm);
  }
  reply(run?.status ?? 'unknown');
}

function runIdOf(data: unknown): string {
  const runId = (data as { runId?: unknown } | null)?.runId;
  return typeof runId === 'string' ? runId : '';
}

function isRequest(data: unknown): data is RunRequest {
  return (data as { action?: unknown } | null)?.action === 'stop';
}
