import {
  changeOf,
  FOLLOW_SECONDS,
  type RunQuestion,
  type RunReply,
  type RunRequest,
  type RunsReply,
  type RunSummary,
  RUN_COMM_TARGET
} from '../contract';
import type { RunStatus, TrainingMonitorDocument } from '../views/training-monitor';
import { type Comm, type KernelBridge, kernelBridge } from './bridge';
import type { Output } from './png';
import { folderReport } from './run-folder';

/** At most five changes a second to a view that follows. */
const CHANGE_INTERVAL_MS = 200;
/** A request takes no longer than this to be answered by what the views ask most: that they follow. */
const FOLLOW_MS = 1000 * FOLLOW_SECONDS;

/** A run of this kernel, to those who show it. */
export interface RunSource {
  stop(): void;
  /** The whole run as it stands. */
  document(): TrainingMonitorDocument;
  /** Document, pictures and text, for a notebook to keep. */
  output(): Output;
  /** The notebook's name of the cell that started it, where that is known. */
  readonly cellId?: string;
}

interface Run {
  source: RunSource;
  status: RunStatus;
  summary: Omit<RunSummary, 'runId' | 'status'>;
  viewers: Set<Viewer>;
  timer: NodeJS.Timeout | null;
  sentAt: number;
}

/** Runs of this kernel by id; ended ones stay, so that a view learns how they ended. */
const runs = new Map<string, Run>();
const lists = new Set<Comm>();
const listening = new WeakSet<KernelBridge>();

/** One comm of one view. */
class Viewer {
  private sent: TrainingMonitorDocument | null = null;
  private number = 0;
  private followsUntil = 0;

  constructor(
    private readonly runId: string,
    private readonly run: Run,
    private readonly comm: Comm
  ) {}

  get follows(): boolean {
    return Date.now() < this.followsUntil;
  }

  follow(): void {
    this.followsUntil = Date.now() + FOLLOW_MS;
  }

  say(rest: Partial<RunReply> = {}): void {
    this.comm.send({ runId: this.runId, status: this.run.status, ...rest } satisfies RunReply);
  }

  whole(document: TrainingMonitorDocument): void {
    this.sent = document;
    this.say({ number: ++this.number, document });
  }

  /** What is new since the message before. */
  change(document: TrainingMonitorDocument): void {
    if (this.sent === null) {
      this.whole(document);
      return;
    }
    const change = changeOf(this.sent, document);
    this.sent = document;
    this.say({ number: ++this.number, change });
  }
}

/** Makes a run reachable from the views that show it; a later one of the same name goes on with it. */
export function announceRun(runId: string, source: RunSource): void {
  const { model, dataset } = source.document().data;
  const before = runs.get(runId);
  runs.delete(runId);
  const run: Run = {
    source,
    status: 'running',
    summary: { model, dataset, ...(source.cellId === undefined ? {} : { cellId: source.cellId }) },
    viewers: new Set(),
    timer: null,
    sentAt: -Infinity
  };
  runs.set(runId, run);
  clearTimeout(before?.timer ?? undefined);
  sendLists();
  listenForViews();
}

/**
 * Tells the views of a run what is new: those that follow as often as five times a second, all of them when its status
 * changes; an ended run can no longer be stopped.
 */
export function updateRun(runId: string, status: RunStatus): void {
  const run = runs.get(runId);
  if (!run) {
    return;
  }
  if (run.status !== status) {
    run.status = status;
    tell(run);
    sendLists();
  } else if (run.timer === null && [...run.viewers].some(({ follows }) => follows)) {
    const wait = Math.max(0, run.sentAt + CHANGE_INTERVAL_MS - Date.now());
    run.timer = setTimeout(() => tell(run), wait);
    run.timer.unref();
  }
}

/** Views that no longer say that they follow, of a page that is gone or asleep, hear the status alone. */
function tell(run: Run): void {
  clearTimeout(run.timer ?? undefined);
  run.timer = null;
  run.sentAt = Date.now();
  const document = run.source.document();
  for (const viewer of run.viewers) {
    if (viewer.follows) {
      viewer.change(document);
    } else if (isEnded(run)) {
      viewer.say();
    }
  }
}

/** Answers the comms that views open. */
export function listenForViews(bridge: KernelBridge | null = kernelBridge()): void {
  if (bridge && !listening.has(bridge)) {
    listening.add(bridge);
    bridge.registerCommTarget(RUN_COMM_TARGET, attend);
  }
}

function attend(comm: Comm): void {
  const question = (comm.data ?? {}) as Partial<Extract<RunQuestion, { runId: string }>> & { runs?: unknown };
  if (question.runs === 'all') {
    lists.add(comm);
    comm.onClose = () => lists.delete(comm);
    comm.send(listOfRuns());
    return;
  }
  const runId = typeof question.runId === 'string' ? question.runId : '';
  const run = runs.get(runId);
  if (run) {
    serve(comm, runId, run);
  } else {
    serveFolder(comm, runId, question.checkpointDir);
  }
}

function serve(comm: Comm, runId: string, run: Run): void {
  const viewer = new Viewer(runId, run, comm);
  run.viewers.add(viewer);
  comm.onClose = () => run.viewers.delete(viewer);
  comm.onMessage = (data) => {
    switch (actionOf(data)) {
      case 'stop':
        if (!isEnded(run)) {
          run.source.stop();
          updateRun(runId, 'stopping');
        } else {
          viewer.say();
        }
        return;
      case 'whole':
        viewer.whole(run.source.document());
        return;
      case 'output':
        viewer.say(isEnded(run) ? { output: run.source.output() } : {});
        return;
      case 'follow':
        viewer.follow();
        viewer.change(run.source.document());
        return;
      default:
        viewer.say();
    }
  };
  viewer.follow();
  viewer.whole(run.source.document());
}

/**
 * A run that another kernel started, or this one before its restart: how it stands is in its folder. A run that still
 * goes on there is looked at again whenever the view asks.
 */
function serveFolder(comm: Comm, runId: string, checkpointDir: unknown): void {
  const reply = async (output?: Output | null): Promise<void> => {
    const folder = typeof checkpointDir === 'string' ? await folderReport(checkpointDir, runId) : null;
    comm.send({
      runId,
      status: folder?.status ?? 'unknown',
      ...(folder ? { folder } : {}),
      ...(output ? { output } : {})
    } satisfies RunReply);
  };
  comm.onMessage = (data) => void outputAsked(data).then(reply);
  void reply();
}

/** Drawn with libraries that a kernel which was only asked need not load. */
async function outputAsked(data: unknown): Promise<Output | null> {
  if (actionOf(data) !== 'output') {
    return null;
  }
  const { outputOf } = await import('./run-output.js');
  return outputOf((data as RunRequest).document, new Date());
}

function listOfRuns(): RunsReply {
  return { runs: [...runs].map(([runId, { status, summary }]) => ({ runId, status, ...summary })) };
}

function sendLists(): void {
  lists.forEach((comm) => comm.send(listOfRuns()));
}

function isEnded({ status }: Run): boolean {
  return status !== 'running' && status !== 'stopping';
}

function actionOf(data: unknown): RunRequest['action'] | null {
  const action = (data as { action?: unknown } | null)?.action;
  return action === 'stop' || action === 'follow' || action === 'whole' || action === 'output'
    ? action
    : null;
}
