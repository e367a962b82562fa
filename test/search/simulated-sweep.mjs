/**
 * A sweep whose trials only pretend, in a process of its own: what the coordinator itself takes.
 * node test/search/simulated-sweep.mjs [candidates] [places]; prints JSON.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const require = createRequire(import.meta.url);
const { scale } = require('../../kernel-helpers/lib/analysis');
const { SeededOrder } = require('../../kernel-helpers/lib/data');
const { startSweep } = require('../../kernel-helpers/lib/search');
const { Heap } = require('../../kernel-helpers/lib/search/heap');

const [candidates = 10_000, places = 1000] = process.argv.slice(2).map(Number);
const side = Math.ceil(Math.sqrt(candidates));
const steps = Array.from({ length: side }, (_, i) => i + 1);
/** @type {import('../../kernel-helpers/lib/search/index.js').SweepRequest} */
const request = {
  name: 'simulated',
  data: { loader: 'mnist' },
  candidates: { kind: 'networks', specs: [scale({ width: 1, depth: 1, resolution: 224 })] },
  grid: {
    training: { learningRate: steps.map((i) => i / 1e4), labelSmoothing: steps.map((i) => i / (2 * side)) }
  },
  training: { epochs: 9 },
  seeds: [1],
  rungs: [1, 3, 9],
  reduction: 3
};

/** Trials that end in the order of times by lot, one at each turn of the event loop. */
class Simulated {
  places = places;
  random = new SeededOrder(1, 'pace');
  due = new Heap((a, b) => a.at < b.at);
  histories = new Map();
  now = 0;
  ended = 0;

  /** @param {{ trial: { id: string }, epochs: number }} job */
  submit({ trial, epochs }) {
    const done = new Promise((resolve) => {
      const end = () => resolve({ kind: 'finished', state: this.state(trial, epochs) });
      this.due.push({ at: this.now + epochs * (1000 + this.random.below(1000)), end });
    });
    if (this.due.size === 1) {
      setImmediate(() => this.tick());
    }
    return { done, cancel: () => undefined };
  }

  tick() {
    const { at, end } = this.due.pop();
    this.now = at;
    this.ended += 1;
    end();
    // What waits for it goes first.
    setImmediate(() => this.due.size > 0 && this.tick());
  }

  /**
   * @param {{ id: string }} trial
   * @param {number} epochs
   */
  state(trial, epochs) {
    const history = this.histories.get(trial.id) ?? [];
    while (history.length < epochs) {
      const validationAccuracy = this.random.below(1e6) / 1e6;
      const epoch = {
        epoch: history.length + 1,
        loss: 1,
        accuracy: 1,
        validationLoss: 1,
        validationAccuracy
      };
      history.push({ ...epoch, learningRate: 1e-3, seconds: 1 });
    }
    this.histories.set(trial.id, history);
    return { history, steps: epochs, startedAt: '2026-11-22T10:00:00Z', failure: null, peakBytes: null };
  }

  close() {
    return Promise.resolve();
  }
}

const folder = mkdtempSync(join(tmpdir(), 'simulated-'));
try {
  const executor = new Simulated();
  let events = 0;
  let most = 0;
  const sweep = await startSweep(request, {
    folder,
    executor: () => executor,
    onEvent: (event) => {
      events += 1;
      most = Math.max(most, 'counts' in event ? event.counts.running : 0);
    }
  });
  const status = await sweep.done;
  const { user, system } = process.cpuUsage();
  const { maxRSS, fsRead, fsWrite } = process.resourceUsage();
  const processorSeconds = (user + system) / 1e6;
  const figures = {
    status,
    candidates: sweep.state.candidates.length,
    entered: request.rungs.map((_, rung) => sweep.entered(rung).length),
    jobs: executor.ended,
    mostRunning: most,
    events,
    processorSeconds,
    jobsPerSecond: executor.ended / processorSeconds,
    peakBytes: 1024 * maxRSS,
    fsRead,
    fsWrite
  };
  console.log(JSON.stringify(figures));
} finally {
  rmSync(folder, { recursive: true });
}
