import {
  FOLLOW_SECONDS,
  SWEEP_COMM_TARGET,
  sweepChangeOf,
  type SweepQuestion,
  type SweepReply,
  type SweepRequest,
  type SweepsReply
} from '../contract';
import type { Sweep } from '../search';
import type { KeptSweep, SweepRunStatus } from '../views/sweep-dashboard';
import { type Comm, type KernelBridge, kernelBridge } from './bridge';
import { LiveSweep } from './live-sweep';

/** At most five changes a second to a view that follows. */
const CHANGE_INTERVAL_MS = 200;
const FOLLOW_MS = 1000 * FOLLOW_SECONDS;

interface Shown {
  live: LiveSweep;
  viewers: Set<Viewer>;
  timer: NodeJS.Timeout | null;
  sentAt: number;
  status: SweepRunStatus;
}

/** Sweeps of this kernel by id; ended ones stay, so that a view learns how they ended. */
const sweeps = new Map<string, Shown>();
const known = new WeakMap<Sweep, LiveSweep>();
const lists = new Set<Comm>();
const listening = new WeakSet<KernelBridge>();

/** One comm of one view. */
class Viewer {
  private sent: KeptSweep | null = null;
  private number = 0;
  private followsUntil = 0;

  constructor(
    private readonly live: LiveSweep,
    private readonly comm: Comm
  ) {}

  get follows(): boolean {
    return Date.now() < this.followsUntil;
  }

  follow(): void {
    this.followsUntil = Date.now() + FOLLOW_MS;
  }

  say(rest: Partial<SweepReply> = {}): void {
    const { id: sweepId, status } = this.live;
    this.comm.send({ sweepId, status, origin: 'kernel', ...rest } satisfies SweepReply);
  }

  whole(): void {
    this.sent = this.live.snapshot();
    this.say({ number: ++this.number, sweep: this.sent });
  }

  /** What is new since the message before. */
  change(): void {
    const now = this.live.snapshot();
    const change = this.sent && sweepChangeOf(this.sent, now);
    if (change === null) {
      this.whole();
      return;
    }
    this.sent = now;
    this.say({ number: ++this.number, change });
  }
}

/** Makes a sweep reachable from the views that show it; the same one again for the same sweep. */
export function announceSweep(sweep: Sweep): LiveSweep {
  const before = known.get(sweep);
  if (before) {
    return before;
  }
  const live = new LiveSweep(sweep);
  known.set(sweep, live);
  const shown: Shown = { live, viewers: new Set(), timer: null, sentAt: -Infinity, status: live.status };
  sweeps.set(live.id, shown);
  live.listen(() => update(shown));
  sendLists();
  listenForSweepViews();
  return live;
}

/** The sweep of this kernel whose runs lie in a folder, the newest; null where none was shown. */
export function sweepIn(folder: string): LiveSweep | null {
  const there = [...sweeps.values()].filter(({ live }) => live.isIn(folder));
  return there.at(-1)?.live ?? null;
}

/** Tells views that follow as often as five times a second, all of them when the status changes. */
function update(shown: Shown): void {
  const { live, viewers } = shown;
  if (shown.status !== live.status) {
    shown.status = live.status;
    tell(shown);
    sendLists();
  } else if (live.hasEnded) {
    tell(shown);
  } else if (shown.timer === null && [...viewers].some(({ follows }) => follows)) {
    const wait = Math.max(0, shown.sentAt + CHANGE_INTERVAL_MS - Date.now());
    shown.timer = setTimeout(() => tell(shown), wait);
    shown.timer.unref();
  }
}

/** Views that no longer say that they follow, of a page that is gone or asleep, hear of the end alone. */
function tell(shown: Shown): void {
  clearTimeout(shown.timer ?? undefined);
  shown.timer = null;
  shown.sentAt = Date.now();
  for (const viewer of shown.viewers) {
    if (viewer.follows) {
      viewer.change();
    } else if (shown.live.hasEnded) {
      viewer.say();
    }
  }
}

/** Answers the comms that views of sweeps open. */
export function listenForSweepViews(bridge: KernelBridge | null = kernelBridge()): void {
  if (bridge && !listening.has(bridge)) {
    listening.add(bridge);
    bridge.registerCommTarget(SWEEP_COMM_TARGET, attend);
  }
}

function attend(comm: Comm): void {
  const question = (comm.data ?? {}) as Partial<Extract<SweepQuestion, { sweepId: string }>> & {
    sweeps?: unknown;
  };
  if (question.sweeps === 'all') {
    lists.add(comm);
    comm.onClose = () => lists.delete(comm);
    comm.send(listOfSweeps());
    return;
  }
  const sweepId = typeof question.sweepId === 'string' ? question.sweepId : '';
  const folder = typeof question.folder === 'string' ? question.folder : null;
  const again = folder === null ? null : sweepIn(folder);
  const shown = sweeps.get(sweepId) ?? (again ? sweeps.get(again.id) : undefined);
  if (shown) {
    serve(comm, shown);
  } else {
    serveFolder(comm, sweepId, folder);
  }
}

function serve(comm: Comm, { live, viewers }: Shown): void {
  const viewer = new Viewer(live, comm);
  viewers.add(viewer);
  comm.onClose = () => viewers.delete(viewer);
  comm.onMessage = (data) => {
    switch (actionOf(data)) {
      case 'stop':
        live.stop();
        return;
      case 'pause':
        live.pause();
        return;
      case 'resume':
        live.resume();
        return;
      case 'whole':
        viewer.whole();
        return;
      case 'follow':
        viewer.follow();
        viewer.change();
        return;
      default:
        viewer.say();
    }
  };
  viewer.follow();
  viewer.whole();
}

/**
 * A sweep that another kernel started, or this one before its restart: how it stands is in its folder. It is read when the
 * view asks for all of it: thousands of runs take some seconds.
 */
function serveFolder(comm: Comm, sweepId: string, folder: string | null): void {
  const reply = async (): Promise<void> => {
    const { askedFolder } = await import('./sweep-folder.js');
    const sweep = folder === null ? null : await askedFolder(folder, new Date());
    const said: SweepReply = { sweepId, status: sweep?.status ?? 'unknown', origin: 'folder' };
    comm.send(sweep === null ? said : { ...said, sweep });
  };
  comm.onMessage = (data) => {
    if (actionOf(data) === 'whole') {
      void reply();
    }
  };
  void reply();
}

function listOfSweeps(): SweepsReply {
  return {
    sweeps: [...sweeps].map(([sweepId, { live }]) => ({
      sweepId,
      name: live.sweep.state.definition.name,
      folder: live.folder,
      status: live.status
    }))
  };
}

function sendLists(): void {
  lists.forEach((comm) => comm.send(listOfSweeps()));
}

const ACTIONS: readonly SweepRequest['action'][] = ['stop', 'pause', 'resume', 'follow', 'whole'];

function actionOf(data: unknown): SweepRequest['action'] | null {
  const asked = (data as { action?: unknown } | null)?.action;
  return ACTIONS.find((action) => action === asked) ?? null;
}
