import {
  NORMALIZATION_NOISE_START,
  noiseSimulations
} from '@efficientnet-lab/kernel-helpers/views/normalization-noise';
import { describe, expect, it, vi } from 'vitest';
import { Simulation, type WorkerLike } from './simulation';
import type { SimulationNews, SimulationOrder } from './simulation-job';

class FakeWorker implements WorkerLike {
  onmessage: WorkerLike['onmessage'] = null;
  onerror: WorkerLike['onerror'] = null;
  readonly orders: SimulationOrder[] = [];
  isTerminated = false;

  postMessage(order: SimulationOrder): void {
    this.orders.push(order);
  }

  terminate(): void {
    this.isTerminated = true;
  }

  tell(progress: number, job = this.job): void {
    this.onmessage?.({ data: { job, progress, results: [] } } as unknown as MessageEvent<SimulationNews>);
  }

  get job(): number {
    return this.orders.flatMap((order) => (order.action === 'start' ? [order.job] : [])).at(-1) ?? NaN;
  }
}

function made() {
  const workers: FakeWorker[] = [];
  const clock = { now: 0 };
  const simulation = new Simulation(
    () => {
      const worker = new FakeWorker();
      workers.push(worker);
      return worker;
    },
    () => clock.now
  );
  return { simulation, workers, clock };
}
const wanted = noiseSimulations(NORMALIZATION_NOISE_START);

describe('Simulation', () => {
  it('tells the time left, which a pause does not lengthen', () => {
    const { simulation, workers, clock } = made();
    simulation.start(wanted);
    expect([simulation.status, simulation.secondsLeft]).toEqual(['running', null]);
    clock.now = 1000;
    workers[0].tell(0.25);
    expect(simulation.secondsLeft).toBeCloseTo(3, 12);
    simulation.pause();
    clock.now = 50_000;
    workers[0].tell(0.25);
    simulation.resume();
    expect(simulation.secondsLeft).toBeCloseTo(3, 12);
    clock.now = 51_000;
    workers[0].tell(0.5);
    expect(simulation.secondsLeft).toBeCloseTo(2, 12);
    expect(workers[0].orders.map(({ action }) => action)).toEqual(['start', 'pause', 'resume']);
  });

  it('ends its worker when all is drawn, and takes another one to start again', () => {
    const { simulation, workers } = made();
    simulation.start(wanted);
    workers[0].tell(1);
    expect([simulation.status, workers[0].isTerminated]).toEqual(['done', true]);
    simulation.start(wanted);
    expect([simulation.status, workers.length]).toEqual(['running', 2]);
  });

  it('hears nothing of what belongs to another state', () => {
    const { simulation, workers } = made();
    simulation.start(wanted);
    const { job } = workers[0];
    simulation.start(wanted);
    workers[0].tell(0.9, job);
    expect(simulation.progress).toBe(0);
    simulation.clear();
    workers[0].tell(0.9);
    expect([simulation.status, simulation.progress, workers[0].isTerminated]).toEqual(['idle', 0, true]);
  });

  it('says why there is no simulation, at once or later', () => {
    const none = new Simulation(() => {
      throw new Error('no workers here');
    });
    none.start(wanted);
    expect([none.status, none.problem]).toEqual(['failed', 'Error: no workers here']);
    const { simulation, workers } = made();
    simulation.start(wanted);
    workers[0].onerror?.({ message: 'not found' } as ErrorEvent);
    expect([simulation.status, simulation.problem]).toEqual(['failed', 'not found']);
  });

  it('ends with its view', () => {
    const { simulation, workers } = made();
    const changed = vi.fn();
    simulation.start(wanted);
    simulation.changed.connect(changed);
    simulation.dispose();
    simulation.start(wanted);
    expect([workers[0].isTerminated, workers.length]).toEqual([true, 1]);
    expect(changed).not.toHaveBeenCalled();
  });
});
