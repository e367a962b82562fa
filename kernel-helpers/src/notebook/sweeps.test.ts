import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { MIME_TYPE, type SweepReply, withSweepChange } from '../contract';
import { startSweep, type Sweep } from '../search';
import { SMALL_SWEEP } from '../search/search.fixtures';
import { SimulatedExecutor } from '../search/simulated.fixtures';
import type { KeptSweep, SweepDashboardDocument } from '../views/sweep-dashboard';
import { type CellOutput, type Comm, KERNEL_BRIDGE, type KernelBridge } from './bridge';
import { showSweep } from './show-sweep';
import { announceSweep, listenForSweepViews } from './sweeps';

/** For what is read from a disk. */
const PATIENT = { timeout: 50_000 };

let root: string;
let count = 0;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'sweeps-'));
});
afterAll(() => rm(root, { recursive: true }));
afterEach(() => {
  delete (globalThis as { [KERNEL_BRIDGE]?: KernelBridge })[KERNEL_BRIDGE];
});

const started = (): Promise<Sweep> =>
  startSweep(SMALL_SWEEP, {
    folder: join(root, `sweep ${++count}`),
    executor: () =>
      new SimulatedExecutor(2, ({ trial }) => Number.parseInt(trial.candidate.id.slice(0, 2), 16) / 255)
  });

/** A kernel whose views are told what they would hear. */
class Kernel {
  readonly displayed: { data: Record<string, unknown>; update: boolean }[] = [];
  readonly interrupt = new AbortController();
  private handler: ((comm: Comm) => void) | null = null;

  readonly bridge: KernelBridge = {
    version: 1,
    registerCommTarget: (_, handler) => {
      this.handler = handler;
      return () => undefined;
    },
    cellOutput: (): CellOutput => ({
      display: (data, { update = false } = {}) => void this.displayed.push({ data, update })
    }),
    interruptSignal: () => this.interrupt.signal
  };

  constructor() {
    (globalThis as { [KERNEL_BRIDGE]?: KernelBridge })[KERNEL_BRIDGE] = this.bridge;
    listenForSweepViews(this.bridge);
  }

  open(data: unknown): { comm: Comm; heard: SweepReply[]; ask: (action: string) => void } {
    const heard: SweepReply[] = [];
    const comm: Comm = {
      id: 'comm',
      data,
      send: (message) => void heard.push(JSON.parse(JSON.stringify(message)) as SweepReply),
      close: () => undefined,
      onMessage: null,
      onClose: null
    };
    this.handler?.(comm);
    return { comm, heard, ask: (action) => comm.onMessage?.({ action }) };
  }
}

/** The sweep that a view holds after all that it heard, each message in its turn. */
function held(heard: readonly SweepReply[]): KeptSweep | null {
  let number = 0;
  return heard.reduce<KeptSweep | null>((sweep, reply) => {
    if (reply.number !== undefined) {
      expect(reply.number).toBe(++number);
    }
    return reply.sweep ?? (sweep && reply.change ? withSweepChange(sweep, reply.change) : sweep);
  }, null);
}

describe('a view of a sweep', () => {
  it('gets all of it at first, then what is new, and its end', async () => {
    const kernel = new Kernel();
    const sweep = await started();
    const live = announceSweep(sweep);
    const { heard, ask } = kernel.open({ sweepId: live.id });
    expect(heard[0]).toMatchObject({ status: 'running', origin: 'kernel', number: 1 });
    await new Promise((resolve) => setTimeout(resolve, 20));
    ask('follow');
    await sweep.done;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(heard.filter((reply) => reply.sweep).length).toBe(1);
    expect(heard.filter((reply) => reply.change).length).toBeGreaterThan(1);
    expect(held(heard)).toEqual(JSON.parse(JSON.stringify(live.snapshot())));
    expect(held(heard)?.status).toBe('finished');
  });

  it('pauses, resumes and stops it', async () => {
    const kernel = new Kernel();
    const sweep = await started();
    const { heard, ask } = kernel.open({ sweepId: announceSweep(sweep).id });
    await new Promise((resolve) => setImmediate(resolve));
    ask('pause');
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(sweep.paused).toBe(true);
    expect(heard.at(-1)?.status).toBe('paused');
    ask('resume');
    ask('nonsense');
    ask('stop');
    expect(await sweep.done).toBe('cancelled');
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(held(heard)?.status).toBe('stopped');
  });

  it('finds it by its folder when another kernel named it, and is told of none', async () => {
    const kernel = new Kernel();
    const sweep = await started();
    const live = announceSweep(sweep);
    const again = kernel.open({ sweepId: 'of a kernel that is gone', folder: sweep.folder });
    expect(again.heard[0]).toMatchObject({ sweepId: live.id, origin: 'kernel' });
    const none = kernel.open({ sweepId: 'x', folder: join(root, 'nothing') });
    await expect
      .poll(() => none.heard.at(-1), PATIENT)
      .toMatchObject({ status: 'unknown', origin: 'folder' });
    const { heard } = kernel.open({ sweeps: 'all' });
    expect(JSON.stringify(heard)).toContain(live.id);
    await sweep.cancel();
  });

  it('reads one that nobody runs from its folder', async () => {
    const kernel = new Kernel();
    const sweep = await started();
    await sweep.cancel();
    const { heard } = kernel.open({ sweepId: 'x', folder: sweep.folder });
    await expect.poll(() => heard.at(-1), PATIENT).toMatchObject({ status: 'interrupted', origin: 'folder' });
    expect(held(heard)?.columns.id.length).toBe(sweep.state.candidates.length);
  });
});

describe('showSweep', () => {
  it('updates one output until the end, which is kept with its picture in pixels', async () => {
    const kernel = new Kernel();
    const sweep = await started();
    expect(await showSweep(sweep, { cost: 'params' })).toBe('finished');
    const { displayed } = kernel;
    expect(displayed[0].update).toBe(false);
    expect(displayed.slice(1).every(({ update }) => update)).toBe(true);
    const { data } = displayed[displayed.length - 1];
    const document = data[MIME_TYPE] as SweepDashboardDocument;
    expect(document.data).toMatchObject({ cost: 'params', sweep: { status: 'finished' } });
    expect(String(data['image/svg+xml'])).toContain('Finished:');
    expect(String(data['text/plain']).split('\n')[0]).toBe(document.sentence);
  });

  it('ends with an interrupt of the cell', async () => {
    const kernel = new Kernel();
    const sweep = await started();
    const shown = showSweep(sweep);
    await new Promise((resolve) => setImmediate(resolve));
    kernel.interrupt.abort();
    expect(await shown).toBe('cancelled');
  });

  it('refuses what it can’t show, and slips in its start', async () => {
    new Kernel();
    const sweep = await started();
    await expect(showSweep(sweep, { cost: 'time' as 'macs' })).rejects.toThrow('showSweep.cost');
    await expect(showSweep(sweep, { colour: 1 } as object)).rejects.toThrow('colour');
    await expect(showSweep(sweep, { selected: 'nobody' })).rejects.toThrow('showSweep.selected');
    await expect(showSweep(sweep, { brushes: [{ axis: 'width', from: 0, to: 1 }] })).rejects.toThrow('axis');
    await expect(showSweep(7 as unknown as string)).rejects.toThrow('showSweep');
    await expect(showSweep(join(root, 'nothing'))).rejects.toThrow('no sweep');
    await sweep.cancel();
    expect(await showSweep(sweep.folder)).toBeNull();
  });
});
