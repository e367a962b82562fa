import { publishedVariant } from '../analysis';
import { type Standing, standings, type SweepEvent, type SweepState, TimeLeft } from '../search';
import {
  type CandidateStatus,
  type KeptSweep,
  type RunningTrial,
  SWEEP_LIMITS,
  type SweepColumns,
  type SweepFailureNote,
  type SweepNetworks,
  type SweepRunStatus
} from '../views/sweep-dashboard';

/** What is told of a sweep besides the state of its runs. */
export interface SweepFacts {
  id: string;
  folder: string | null;
  status: SweepRunStatus;
  message: string | null;
  elapsedSeconds: number | null;
}

/** A sweep as views show it, from the state of its runs and from its events. */
export class SweepFold {
  private readonly places: ReadonlyMap<string, number>;
  private readonly running = new Map<string, RunningTrial>();
  private readonly timeLeft: TimeLeft;
  private readonly networks: SweepNetworks | null;
  private readonly fixed: FixedColumns;
  private known: { standings: Standing[]; rows: Progress[] } | null = null;
  /** Candidates of which something has changed since. */
  private readonly changed = new Set<number>();

  /**
   * @param entered Candidates that a rung has let in, in that order.
   * @param now Seconds.
   */
  constructor(
    private readonly state: SweepState,
    private readonly entered: (rung: number) => readonly number[],
    now?: () => number
  ) {
    this.timeLeft = new TimeLeft(state, now);
    this.places = new Map(state.candidates.map(({ candidate }, place) => [candidate.id, place]));
    this.fixed = fixedColumns(state);
    this.networks = networksOf(state);
  }

  add(event: SweepEvent): void {
    switch (event.type) {
      case 'trial': {
        const { trial, rung } = event;
        const place = this.places.get(trial.candidate.id) ?? 0;
        if (event.status === 'running') {
          this.running.set(trial.id, { place, seed: trial.seed, rung, done: this.doneOf(trial, rung) });
        } else {
          this.running.delete(trial.id);
        }
        if (event.status === 'finished') {
          this.timeLeft.finished(trial.candidate.macs, rung);
        }
        this.changed.add(place);
        return;
      }
      case 'progress': {
        const { trial, rung, progress } = event;
        const place = this.places.get(trial.candidate.id) ?? 0;
        const steps = progress.stepsPerEpoch * this.state.definition.rungs[rung];
        const done = Math.min(1, progress.step / Math.max(1, steps));
        this.running.set(trial.id, { place, seed: trial.seed, rung, done });
        return;
      }
      default:
        // Who was let on since the last trial is told by none of its own.
        this.known = null;
    }
  }

  /** The sweep as it stands; lists that are not written into later. */
  snapshot(facts: SweepFacts, today: Date): KeptSweep {
    const { definition, candidates } = this.state;
    const { name, seeds, rungs, reduction, data } = definition;
    const { standings: all, rows } = this.progress();
    const kept = keptPlaces(all, this.valuesEach());
    const newPlace = new Map(kept.map((place, i) => [place, i]));
    const moved = <T extends { place: number }>(notes: readonly T[]): T[] =>
      notes.flatMap((note) => {
        const place = newPlace.get(note.place);
        return place === undefined ? [] : [{ ...note, place }];
      });
    const finished = rows.reduce(
      (sum, row) => sum + row.accuracies.filter((each) => each !== null).length,
      0
    );
    const live = facts.status === 'running' || facts.status === 'paused' || facts.status === 'stopping';
    const running = [...this.running.values()];
    const busy = new Set(running.map(({ place }) => place));
    const failures = this.failures();
    const trained = rows.reduce((sum, row) => sum + row.epochs, 0);
    return {
      id: facts.id,
      folder: facts.folder,
      name: name.slice(0, SWEEP_LIMITS.nameLength),
      status: facts.status,
      message: facts.message?.slice(0, 1900) ?? null,
      dataset: (data.from ?? data.loader).slice(0, SWEEP_LIMITS.nameLength),
      seeds: [...seeds],
      rungs: [...rungs],
      reduction,
      counts: {
        candidates: candidates.length,
        finished,
        failed: this.state.failures().length,
        running: running.length,
        decided: rungs.reduce((sum, _, rung) => sum + this.entered(rung).length * seeds.length, 0)
      },
      epochs: { trained, expected: Math.max(trained, this.expectedEpochs(live)) },
      elapsedSeconds: facts.elapsedSeconds,
      remainingSeconds: live ? this.timeLeft.seconds((rung) => this.entered(rung).length) : null,
      heardAt: today.toISOString(),
      omitted: candidates.length - kept.length,
      columns: this.columns(kept, all, rows, busy),
      failures: moved(failures).slice(0, SWEEP_LIMITS.failures),
      running: moved(running).slice(0, SWEEP_LIMITS.running),
      networks: this.networks?.kind === 'networks' && kept.length < candidates.length ? null : this.networks
    };
  }

  private columns(
    kept: readonly number[],
    all: readonly Standing[],
    rows: readonly Progress[],
    busy: ReadonlySet<number>
  ): SweepColumns {
    const isWhole = kept.length === rows.length;
    const of = <T>(list: T[]): T[] => (isWhole ? list : kept.map((place) => list[place]));
    const { id, name, macs, params, settings } = this.fixed;
    const { seeds, rungs } = this.state.definition;
    return {
      id: of(id),
      name: of(name),
      macs: of(macs),
      params: of(params),
      settings: isWhole ? settings : settings.map((each) => ({ ...each, values: of(each.values) })),
      status: kept.map((place): CandidateStatus => (busy.has(place) ? 'running' : all[place].kind)),
      rung: kept.map((place) => all[place].rung),
      epochs: kept.map((place) => rows[place].epochs),
      seconds: kept.map((place) => rows[place].seconds),
      accuracies: Array.from({ length: rungs.length * seeds.length }, (_, list) =>
        kept.map((place) => rows[place].accuracies[list])
      )
    };
  }

  /** Only of candidates that have changed since it was asked for. */
  private progress(): { standings: Standing[]; rows: Progress[] } {
    if (this.known === null || this.changed.size > 0) {
      const rows = this.known?.rows ?? this.state.candidates.map((_, place) => progressOf(this.state, place));
      this.changed.forEach((place) => (rows[place] = progressOf(this.state, place)));
      this.changed.clear();
      this.known = { rows, standings: standings(this.state, this.entered) };
    }
    return this.known;
  }

  private failures(): SweepFailureNote[] {
    return this.state.failures().map(({ trial, failure }) => ({
      place: this.places.get(trial.candidate.id) ?? 0,
      seed: trial.seed,
      kind: failure.kind,
      message: failure.message.slice(0, SWEEP_LIMITS.nameLength)
    }));
  }

  /** As the time left counts promotions that are still to come. */
  private expectedEpochs(live: boolean): number {
    const { rungs, seeds, reduction } = this.state.definition;
    let expected = this.state.candidates.length;
    return rungs.reduce((sum, epochs, rung) => {
      const entered = this.entered(rung).length;
      expected = rung === 0 ? expected : Math.max(entered, live ? Math.floor(expected / reduction) : 0);
      return sum + expected * seeds.length * (epochs - (rungs[rung - 1] ?? 0));
    }, 0);
  }

  private doneOf(trial: { id: string; candidate: { id: string }; seed: number }, rung: number): number {
    const place = this.places.get(trial.candidate.id) ?? 0;
    const run = this.state.candidates[place].trials.find(({ id }) => id === trial.id);
    const epochs = run ? this.state.trial(run).history.length : 0;
    return Math.min(1, epochs / this.state.definition.rungs[rung]);
  }

  /** What a candidate takes of a document. */
  private valuesEach(): number {
    const { rungs, seeds } = this.state.definition;
    return 9 + this.fixed.settings.length + rungs.length * seeds.length;
  }
}

/** What has come of a candidate's runs. */
interface Progress {
  epochs: number;
  seconds: number;
  /** By rung and seed. */
  accuracies: (number | null)[];
}

function progressOf(state: SweepState, place: number): Progress {
  const { trials } = state.candidates[place];
  const { rungs } = state.definition;
  const histories = trials.map((trial) => state.trial(trial).history);
  const seconds = histories.flatMap((history) => history.map((epoch) => epoch.seconds));
  return {
    epochs: histories.reduce((sum, history) => sum + history.length, 0),
    seconds: seconds.reduce((sum, each) => sum + each, 0),
    accuracies: rungs.flatMap((_, rung) => trials.map((trial) => state.accuracy(trial, rung)))
  };
}

/** Places of as many candidates as a document holds, those that came farthest, in their order. */
function keptPlaces(all: readonly Standing[], valuesEach: number): number[] {
  const most = Math.min(SWEEP_LIMITS.candidates, Math.floor(SWEEP_LIMITS.values / valuesEach));
  const places = all.map((_, place) => place);
  return all.length <= most
    ? places
    : places
        .sort((a, b) => all[b].rung - all[a].rung || a - b)
        .slice(0, most)
        .sort((a, b) => a - b);
}

type FixedColumns = Pick<SweepColumns, 'id' | 'name' | 'macs' | 'params' | 'settings'>;

function fixedColumns({ candidates }: SweepState): FixedColumns {
  const all = candidates.map(({ candidate }) => candidate);
  const names = [...new Set(all.flatMap(({ settings }) => Object.keys(settings)))];
  const short = (text: string): string => text.slice(0, SWEEP_LIMITS.nameLength);
  return {
    id: all.map(({ id }) => id),
    name: all.map(({ name }) => short(name)),
    macs: all.map(({ macs }) => macs),
    params: all.map(({ params }) => params),
    settings: names.slice(0, SWEEP_LIMITS.settings).map((name) => ({
      name: short(name),
      values: all.map(({ settings }) => {
        const value = settings[name] ?? null;
        return typeof value === 'string' ? short(value) : value;
      })
    }))
  };
}

/** How a page builds the networks of candidates; null where it would need more of them than a document holds. */
function networksOf({ definition, candidates }: SweepState): SweepNetworks | null {
  const { candidates: asked, grid = {} } = definition;
  if (asked.kind === 'triplets') {
    const base = typeof asked.base === 'string' ? publishedVariant(asked.base).base : asked.base;
    return { kind: 'triplets', base, options: asked.network ?? {}, grid: grid.network ?? {} };
  }
  const places = new Map<string, number>();
  const specs = new Map<number, (typeof candidates)[number]['candidate']['spec']>();
  const of = candidates.map(({ candidate: { spec } }) => {
    const key = JSON.stringify(spec);
    const place = places.get(key) ?? places.size;
    places.set(key, place);
    specs.set(place, spec);
    return place;
  });
  const blocks = [...specs.values()].reduce(
    (sum, spec) => sum + spec.stages.reduce((total, stage) => total + stage.blocks.length, 0),
    0
  );
  return blocks > SWEEP_LIMITS.blocks ? null : { kind: 'networks', specs: [...specs.values()], of };
}
