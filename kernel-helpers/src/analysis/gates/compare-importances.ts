import { SpecError } from '../errors';
import { requireOptions } from '../option-names';
import { type RecordSet, requireSet } from '../records';
import { type MeanOverSeeds, meanOverSeeds } from '../trials';
import type { Importance } from './choose-under-target';

/** Which networks of a record of pruning are compared. */
export interface ImportanceQuestion {
  /** `pruned`: right after; `tuned`: after fine-tuning. */
  phase: 'pruned' | 'tuned';
  /** Share of the multiply-adds that went. */
  saving: number;
  /** What the others are compared with, seed by seed; default `random`. */
  over?: Importance;
  /** Share of such intervals that hold the true value; default 0.95. */
  level?: number;
}

/** What one importance made of the networks of all seeds; per cent. */
export interface ImportanceResult extends MeanOverSeeds {
  importance: Importance;
  /** Ascending by seed. */
  accuracies: number[];
  /** Of this less the one compared with, on the same networks; null for that itself. */
  lead: MeanOverSeeds | null;
}

/**
 * Importances by what they left of the same networks, best first, with Student's intervals over seeds. That of a lead is
 * of differences between networks that were one before, so that a seed that trained well is no advantage.
 * @param set As `pruningRuns` gives it.
 * @throws SpecError where the set has no two seeds of what is asked for, or not the same of each importance.
 */
export function compareImportances(set: RecordSet, question: ImportanceQuestion): ImportanceResult[] {
  requireSet(set);
  requireOptions(question, { phase: true, saving: true, over: true, level: true });
  const { phase, saving, over = 'random', level = 0.95 } = question;
  const found = new Map<Importance, Map<number, number>>();
  for (const { settings, accuracy } of set.records) {
    if (settings?.phase === phase && settings.saving === saving && accuracy !== null) {
      const importance = settings.importance as Importance;
      const bySeed = found.get(importance) ?? new Map<number, number>();
      found.set(importance, bySeed.set(Number(settings.seed), accuracy));
    }
  }
  const base = found.get(over);
  const seeds = [...(base?.keys() ?? [])].sort((a, b) => a - b);
  if (!base || seeds.length < 2 || [...found.values()].some((bySeed) => !sameSeeds(bySeed, seeds))) {
    throw new SpecError(
      'question',
      `${phase}, ${saving}, over ${over}: ${seeds.length} seeds`,
      'two or more seeds, the same of each importance',
      'Ask for a phase and a saving that the records have.'
    );
  }
  const of = (importance: Importance): number[] =>
    seeds.map((seed) => (found.get(importance) as Map<number, number>).get(seed) as number);
  return [...found.keys()]
    .map((importance) => {
      const accuracies = of(importance);
      const lead = accuracies.map((accuracy, i) => accuracy - of(over)[i]);
      return {
        importance,
        accuracies,
        ...meanOverSeeds(accuracies, level),
        lead: importance === over ? null : meanOverSeeds(lead, level)
      };
    })
    .sort((a, b) => b.mean - a.mean);
}

function sameSeeds(bySeed: ReadonlyMap<number, number>, seeds: readonly number[]): boolean {
  return bySeed.size === seeds.length && seeds.every((seed) => bySeed.has(seed));
}
