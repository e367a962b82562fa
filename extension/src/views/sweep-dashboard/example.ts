import { B0, compoundScale, summarize } from '@efficientnet-lab/kernel-helpers/analysis';
import type { CandidateStatus, KeptSweep } from '@efficientnet-lab/kernel-helpers/views/sweep-dashboard';
import { uniform } from '../../frame/uniform';

export const EXAMPLE_ID = 'example';

const SEEDS = [1, 2];
const RUNGS = [1, 3, 9];
const REDUCTION = 3;
/** Values of each coefficient. */
const VALUES = { alpha: [1, 1.1, 1.2, 1.3, 1.4], beta: [1, 1.1, 1.2], gamma: [1, 1.15, 1.3] } as const;
const RATES = [0.01, 0.03];
const SECONDS_PER_EPOCH = 12;

/** A finished sweep with made-up accuracies; networks and their costs are real, and its name says what is not. */
export function exampleSweep(): KeptSweep {
  const draw = uniform(11);
  const networks = VALUES.alpha.flatMap((alpha) =>
    VALUES.beta.flatMap((beta) =>
      VALUES.gamma.map((gamma) => {
        const name = `α ${alpha}, β ${beta}, γ ${gamma}`;
        const spec = compoundScale({ base: B0, phi: 1, alpha, beta, gamma, name });
        const { macs, params } = summarize(spec);
        return { alpha, beta, gamma, name, macs: macs.total, params: params.trainable };
      })
    )
  );
  const all = networks.flatMap((network) =>
    RATES.map((learningRate) => ({
      ...network,
      learningRate,
      name: `${network.name}, learningRate ${learningRate}`
    }))
  );
  const gift = all.map(({ macs, learningRate }) => {
    const fit = 0.03 * Math.log10(macs / 4e8) - (learningRate === 0.03 ? 0.008 : 0);
    return 0.85 + fit + 0.02 * (draw() - 0.5);
  });
  const accuracyAt = (place: number, rung: number): number =>
    Math.min(0.995, gift[place] + 0.035 * rung + 0.006 * (draw() - 0.5));
  let places = all.map((_, place) => place);
  const failed = new Set([places[7], places[40]]);
  const entered: number[][] = [];
  const accuracies: (number | null)[][] = [];
  for (const rung of RUNGS.keys()) {
    entered.push(places);
    const runs = SEEDS.map(() =>
      all.map((_, place) => (places.includes(place) && !failed.has(place) ? accuracyAt(place, rung) : null))
    );
    accuracies.push(...runs);
    const mean = (place: number): number => runs.reduce((sum, run) => sum + (run[place] ?? -1), 0);
    const quota = Math.floor(places.length / REDUCTION);
    places = [...places].sort((a, b) => mean(b) - mean(a)).slice(0, quota);
  }
  const rung = all.map((_, place) => entered.filter((list) => list.includes(place)).length - 1);
  const epochs = all.map((_, place) => (failed.has(place) ? 0 : SEEDS.length * RUNGS[rung[place]]));
  const seconds = epochs.map((count) => count * SECONDS_PER_EPOCH);
  const runs = entered.reduce((sum, list) => sum + list.length * SEEDS.length, 0);
  const finished = accuracies.reduce((sum, list) => sum + list.filter((each) => each !== null).length, 0);
  const trained = epochs.reduce((sum, each) => sum + each, 0);
  const settings = (['alpha', 'beta', 'gamma', 'learningRate'] as const).map((name) => ({
    name,
    values: all.map((candidate) => candidate[name])
  }));
  return {
    id: EXAMPLE_ID,
    folder: null,
    name: 'made-up example',
    status: 'finished',
    message: null,
    dataset: 'no data',
    seeds: SEEDS,
    rungs: RUNGS,
    reduction: REDUCTION,
    counts: { candidates: all.length, finished, failed: failed.size, running: 0, decided: runs },
    epochs: { trained, expected: trained },
    elapsedSeconds: null,
    remainingSeconds: null,
    heardAt: new Date().toISOString(),
    omitted: 0,
    columns: {
      id: all.map((_, place) => `${EXAMPLE_ID} ${place}`),
      name: all.map(({ name }) => name),
      macs: all.map(({ macs }) => macs),
      params: all.map(({ params }) => params),
      settings,
      status: rung.map((at, place): CandidateStatus =>
        failed.has(place) ? 'failed' : at === RUNGS.length - 1 ? 'finished' : 'halved'
      ),
      rung,
      epochs,
      seconds,
      accuracies
    },
    failures: [...failed].map((place) => ({
      place,
      seed: 1,
      kind: 'diverged',
      message: 'Made up, as all accuracies here.'
    })),
    running: [],
    networks: { kind: 'triplets', base: B0, options: {}, grid: {} }
  };
}
