import { SpecError } from '../analysis';
import { benchmarkLatency, type LatencyOptions, type LatencyReport } from '../evaluation';
import { buildEfficientNet } from '../model';
import { specKey } from './candidates';
import { finishedCandidates, lastRung, type SweepLatency } from './records';
import type { SweepState } from './state';

export interface SweepLatencyOptions extends LatencyOptions {
  /** Default the last with a candidate. */
  rung?: number;
  /** How often all networks are timed in turn; default 1. */
  rounds?: number;
}

/**
 * Times the networks that are at a rung, one after the other: with nothing else running, or the times say little. Other
 * work makes times longer, never shorter, so that of several rounds the fastest one counts. Networks that differ in their
 * training alone are timed once.
 * @returns Reports by the candidates' `id`, for `sweepRecords`.
 * @throws SpecError for rounds that are no whole number from 1.
 */
export async function sweepLatencies(
  state: SweepState,
  { rung = lastRung(state) ?? 0, rounds = 1, ...options }: SweepLatencyOptions = {}
): Promise<Map<string, SweepLatency>> {
  if (!(Number.isInteger(rounds) && rounds >= 1)) {
    throw new SpecError('rounds', rounds, 'a whole number from 1', 'Leave it out for one.');
  }
  const finished = finishedCandidates(state, rung).map(({ candidate }) => candidate);
  const networks = new Map(finished.map(({ spec }) => [specKey(spec), spec]));
  const reports = new Map<string, SweepLatency>();
  for (let round = 0; round < rounds; round++) {
    for (const [key, spec] of networks) {
      const model = buildEfficientNet(spec);
      const report = await benchmarkLatency(model, options).finally(() => model.dispose());
      reports.set(key, fastest(reports.get(key) ?? { ...report, rounds }, report));
    }
  }
  return new Map(
    finished.flatMap(({ id, spec }) => {
      const report = reports.get(specKey(spec));
      return report ? [[id, report]] : [];
    })
  );
}

function fastest(before: SweepLatency, { latencies }: LatencyReport): SweepLatency {
  const faster = before.latencies.map((known, i) =>
    latencies[i].medianMs < known.medianMs ? latencies[i] : known
  );
  return { ...before, latencies: faster };
}
