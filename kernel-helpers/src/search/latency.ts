import { benchmarkLatency, type LatencyOptions, type LatencyReport } from '../evaluation';
import { buildEfficientNet } from '../model';
import { specKey } from './candidates';
import { finishedCandidates, lastRung } from './records';
import type { SweepState } from './state';

/**
 * Times the networks that are at a rung, one after the other: with nothing else running, or the times say little.
 * Networks that differ in their training alone are timed once.
 * @param options.rung Default the last with a candidate; the others are `benchmarkLatency`'s.
 * @returns Reports by the candidates' `id`, for `sweepRecords`.
 */
export async function sweepLatencies(
  state: SweepState,
  { rung = lastRung(state) ?? 0, ...options }: LatencyOptions & { rung?: number } = {}
): Promise<Map<string, LatencyReport>> {
  const byNetwork = new Map<string, LatencyReport>();
  const byCandidate = new Map<string, LatencyReport>();
  for (const { candidate } of finishedCandidates(state, rung)) {
    const key = specKey(candidate.spec);
    let report = byNetwork.get(key);
    if (!report) {
      const model = buildEfficientNet(candidate.spec);
      report = await benchmarkLatency(model, options).finally(() => model.dispose());
      byNetwork.set(key, report);
    }
    byCandidate.set(candidate.id, report);
  }
  return byCandidate;
}
