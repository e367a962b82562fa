import type { RunFacts, TrainingRun } from './record';

/** A run of an earlier version, under the names that its facts have now: its EMA's decay, its optimiser's kind. */
export function migratedRun(run: TrainingRun): TrainingRun {
  return { ...run, facts: migratedFacts(run.facts) };
}

function migratedFacts({ weightAverage, ...facts }: RunFacts): RunFacts {
  const { optimizerSettings } = facts;
  return {
    ...(weightAverage === undefined ? {} : { emaDecay: weightAverage }),
    ...facts,
    // JSON, which begins with what the optimiser was called.
    ...(typeof optimizerSettings === 'string'
      ? { optimizerSettings: optimizerSettings.replace(/^\{"name":/, '{"kind":') }
      : {})
  };
}

/** Options of a run, as its record holds them. */
export function migratedOptions<T extends object>(options: T): T {
  const { weightAverage, optimizer, ...others } = options as Record<string, unknown>;
  return {
    ...(weightAverage === undefined ? {} : { emaDecay: weightAverage }),
    ...others,
    ...(optimizer === undefined ? {} : { optimizer: migratedOptimizer(optimizer) })
  } as T;
}

function migratedOptimizer(settings: unknown): unknown {
  const { name, ...others } = Object(settings) as Record<string, unknown>;
  return name === undefined ? settings : { kind: name, ...others };
}
