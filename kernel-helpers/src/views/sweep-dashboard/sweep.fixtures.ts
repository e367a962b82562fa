import { B0, compoundScale, summarize } from '../../analysis';
import type { KeptSweep } from './state';

/** Candidates with α from 1 in steps of a tenth, again and again, two seeds, two rungs; the second and third went on. */
export function keptSweep(changes: Partial<KeptSweep> = {}, count = 5): KeptSweep {
  const alphas = Array.from({ length: count }, (_, i) => Number((1 + (i % 10) / 10).toFixed(4)));
  const name = (alpha: number): string => `α ${alpha}, β 1.1, γ 1.15`;
  const tenth = alphas
    .slice(0, 10)
    .map((alpha) =>
      summarize(compoundScale({ base: B0, phi: 1, alpha, beta: 1.1, gamma: 1.15, name: name(alpha) }))
    );
  const reports = alphas.map((_, i) => tenth[i % 10]);
  const isFar = (i: number): boolean => i === 1 || i === 2;
  const failed = count - 1;
  const share = (i: number, seed: number, rung: number): number | null =>
    i === failed || (rung === 1 && !isFar(i)) ? null : 0.9 + 0.01 * (i % 7) + 0.03 * rung + 0.004 * seed;
  return {
    id: '',
    folder: 'runs',
    name: 'five',
    status: 'finished',
    message: null,
    dataset: 'mnist',
    seeds: [1, 2],
    rungs: [1, 3],
    reduction: 2,
    counts: {
      candidates: count,
      finished: 2 * (count - 1) + 4,
      failed: 1,
      running: 0,
      decided: 2 * count + 4
    },
    epochs: { trained: 2 * (count - 1) + 8, expected: 2 * (count - 1) + 8 },
    elapsedSeconds: 754,
    remainingSeconds: null,
    heardAt: '2026-11-29T12:00:00.000Z',
    omitted: 0,
    columns: {
      id: alphas.map((_, i) => `candidate${i}`),
      name: alphas.map(name),
      macs: reports.map(({ macs }) => macs.total),
      params: reports.map(({ params }) => params.trainable),
      settings: [
        { name: 'alpha', values: alphas },
        { name: 'beta', values: alphas.map(() => 1.1) },
        { name: 'gamma', values: alphas.map(() => 1.15) },
        { name: 'optimizer', values: alphas.map((_, i) => (i % 2 === 0 ? 'sgd' : 'adam')) }
      ],
      status: alphas.map((_, i) => (i === failed ? 'failed' : isFar(i) ? 'finished' : 'halved')),
      rung: alphas.map((_, i) => (isFar(i) ? 1 : 0)),
      epochs: alphas.map((_, i) => (i === failed ? 0 : isFar(i) ? 6 : 2)),
      seconds: alphas.map((_, i) => (i === failed ? 0 : isFar(i) ? 66 : 22)),
      accuracies: [0, 1].flatMap((rung) => [0, 1].map((seed) => alphas.map((_, i) => share(i, seed, rung))))
    },
    failures: [{ place: failed, seed: 1, kind: 'diverged', message: 'Its loss was no number at step 12.' }],
    running: [],
    networks: { kind: 'triplets', base: B0, options: {}, grid: {} },
    ...changes
  };
}

/** The same while it goes on: the second runs to the last rung, the fourth is still awaited. */
export function runningSweep(): KeptSweep {
  const sweep = keptSweep();
  const { columns } = sweep;
  const [a, b, c, d] = columns.accuracies;
  const without = (list: (number | null)[], place: number): (number | null)[] =>
    list.map((value, i) => (i === place ? null : value));
  return {
    ...sweep,
    id: 'live',
    status: 'running',
    counts: { candidates: 5, finished: 9, failed: 1, running: 1, decided: 14 },
    epochs: { trained: 11, expected: 18 },
    remainingSeconds: 260,
    columns: {
      ...columns,
      status: ['halved', 'running', 'finished', 'waiting', 'failed'],
      accuracies: [without(a, 3), without(b, 3), without(c, 1), without(d, 1)]
    },
    running: [{ place: 1, seed: 1, rung: 1, done: 0.5 }]
  };
}
