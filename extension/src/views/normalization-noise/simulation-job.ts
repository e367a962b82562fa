import {
  type MonteCarloRequest,
  type MonteCarloResult,
  NormalizationMonteCarlo
} from '@efficientnet-lab/kernel-helpers/analysis';

/** What a page asks of the worker. A new start ends what was running. */
export type SimulationOrder =
  | { action: 'start'; job: number; requests: MonteCarloRequest[] }
  | { action: 'pause' }
  | { action: 'resume' };

/** What the worker answers. */
export type SimulationNews = { job: number; progress: number; results: MonteCarloResult[] };

/** Some simulations one after another, in portions. Knows neither worker nor page. */
export class SimulationJob {
  /** @throws SpecError for a request that can't be simulated. */
  constructor(requests: readonly MonteCarloRequest[]) {
    this.parts = requests.map((request) => ({
      simulation: new NormalizationMonteCarlo(request),
      work: request.batches * Math.max(...request.batchSizes) * request.height * request.width
    }));
  }

  get done(): boolean {
    return this.parts.every(({ simulation }) => simulation.done);
  }

  /** Share of the work that is done, 0…1. */
  get progress(): number {
    const all = this.parts.reduce((sum, { work }) => sum + work, 0);
    const done = this.parts.reduce(
      (sum, { simulation, work }) => sum + work * simulation.result().progress,
      0
    );
    return all === 0 ? 1 : done / all;
  }

  /** Draws about so many numbers; returns whether all are drawn. */
  advance(numbers: number): boolean {
    this.parts.find(({ simulation }) => !simulation.done)?.simulation.advance(numbers);
    return this.done;
  }

  /** What each simulation has shown so far. */
  results(): MonteCarloResult[] {
    return this.parts.map(({ simulation }) => simulation.result());
  }

  private readonly parts: { simulation: NormalizationMonteCarlo; work: number }[];
}
