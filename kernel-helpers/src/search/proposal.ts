import {
  predictResponse,
  type Prediction,
  proposedCandidates,
  responseModel,
  type ResponseModel,
  type ResponsePoint,
  SpecError
} from '../analysis';
import { type OptionNames, requireOptions } from '../analysis/option-names';
import { type SweepCandidate, sweepCandidates } from './candidates';
import { checkSweep, differingFields } from './check';
import type { AddedCandidate, SweepDefinition, SweepRequest } from './definition';
import { SweepError } from './errors';
import { finishedCandidates, rungOf, sweepTrials } from './records';
import type { SweepState } from './state';

export interface ProposalOptions {
  /** How many candidates to add. */
  count: number;
  /**
   * A wider sweep to choose from, with the same data and training: more triplets, networks or values of the grid. Default
   * this one without `most`: the networks that it was not given.
   */
  among?: SweepRequest;
  /** Whose accuracies the model is fitted to; default the longest at which enough candidates are, else the shortest. */
  rung?: number;
}

const OPTIONS: OptionNames<ProposalOptions> = { count: true, among: true, rung: true };

export interface ProposedCandidate {
  id: string;
  name: string;
  /** Expected improvement over the best so far, and what the model expects, both when it was chosen; per cent. */
  improvement: number;
  prediction: Prediction;
}

export interface SweepProposal {
  /** The sweep with these candidates: start it in the same folder with `extend`. */
  definition: SweepDefinition;
  /** In the order of choice. */
  proposed: ProposedCandidate[];
  rung: number;
  /** Fitted to the finished candidates; its held-out error says whether it knows more than their mean does. */
  model: ResponseModel;
}

/** Finished candidates for each term of the model, below which it would be fitted to noise. */
const POINTS_FOR_A_TERM = 2;
const FEWEST_POINTS = 4;
const MOST_COUNT = 1000;

/**
 * Further candidates of a sweep, as a model of those that are finished proposes them: by expected improvement, one after
 * the other, each believed to come out as predicted before the next is chosen (the kriging believer of Ginsbourger, Le
 * Riche and Carraro 2010), so that they do not all crowd in one place.
 *
 * It is a step of its own between two runs of the sweep, not a part of successive halving: which candidates there are is
 * always written in the definition, so that any number of workers trains the same set, whoever finishes first, and
 * nothing is trained twice. The answer follows from the definition and the results alone.
 *
 * Features are what the settings of candidates differ in, logarithms of positive numbers, of networks listed by hand also
 * those of their multiply-adds and parameters.
 * @throws SpecError for a count out of bounds, or too few finished candidates to fit a model; SweepError where there is
 *   nothing to choose from, and for a wider sweep on other data or with other training.
 */
export function extendByProposal(state: SweepState, options: ProposalOptions): SweepProposal {
  requireOptions(options, OPTIONS);
  const { count, among } = options;
  if (!(Number.isInteger(count) && count >= 1 && count <= MOST_COUNT)) {
    throw new SpecError('count', count, `a whole number from 1 to ${MOST_COUNT}`, 'Take 8.');
  }
  const { definition } = state;
  const rung = options.rung === undefined ? rungFor(state) : rungOf(state, options.rung);
  const finished = finishedCandidates(state, rung).map(({ candidate }) => candidate);
  const known = new Set(state.candidates.map(({ candidate }) => candidate.id));
  const pool = sweepCandidates(widened(definition, among)).filter(({ id }) => !known.has(id));
  const features = featuresOf(definition, finished, pool);
  const choices = pool.flatMap((candidate) => {
    const own = features(candidate);
    return own ? [{ candidate, features: own }] : [];
  });
  if (choices.length < count) {
    const got = `${choices.length} candidates that are not in the sweep`;
    const remedy = 'Propose fewer, or give a wider sweep by the option among.';
    throw new SweepError('definition', 'candidates', got, `at least ${count}`, remedy);
  }
  const points = sweepTrials(state, { rung }).map(({ accuracies }, i): ResponsePoint => ({
    features: features(finished[i]) ?? {},
    accuracy: accuracies.reduce((sum, each) => sum + each, 0) / accuracies.length
  }));
  const degree = degreeFor(points);
  const model = responseModel(points, { degree, folds: Math.min(5, Math.max(2, points.length)) });
  const proposed: Array<ProposedCandidate & { candidate: SweepCandidate }> = [];
  let believed = model;
  let best = Math.max(...points.map(({ accuracy }) => accuracy));
  while (proposed.length < count) {
    const [{ candidate: place, improvement, prediction }] = proposedCandidates(
      believed,
      choices.map((each) => each.features),
      best
    );
    const [{ candidate, features: own }] = choices.splice(place, 1);
    proposed.push({ candidate, id: candidate.id, name: candidate.name, improvement, prediction });
    points.push({ features: own, accuracy: predictResponse(believed, own).accuracy });
    best = Math.max(best, prediction.accuracy);
    believed = responseModel(points, { degree, folds: 2 });
  }
  const added = [
    ...(definition.added ?? []),
    ...proposed.map(({ candidate }) => addedOf(candidate, definition))
  ];
  return {
    definition: checkSweep({ ...definition, added }),
    proposed: proposed.map(({ candidate: _, ...rest }) => rest),
    rung,
    model
  };
}

/** The longest rung with twice as many candidates as a plane has terms, else the shortest. */
function rungFor(state: SweepState): number {
  const { rungs } = state.definition;
  for (let rung = rungs.length - 1; rung > 0; rung--) {
    const finished = finishedCandidates(state, rung).map(({ candidate }) => candidate);
    const { length } = Object.keys(featuresOf(state.definition, finished, [])(finished[0]) ?? {});
    if (finished.length >= Math.max(FEWEST_POINTS, POINTS_FOR_A_TERM * length)) {
      return rung;
    }
  }
  return rungOf(state, 0);
}

/** Squares and products where there are points enough for them. */
function degreeFor(points: readonly ResponsePoint[]): 1 | 2 {
  const { length } = Object.keys(points[0].features);
  return points.length >= POINTS_FOR_A_TERM * (length + (length * (length + 1)) / 2) ? 2 : 1;
}

function widened(definition: SweepDefinition, among: SweepRequest | undefined): SweepDefinition {
  if (among !== undefined) {
    const wider = checkSweep(among);
    const differing = differingFields(definition, wider).filter((field) => /^(data|training)\b/.test(field));
    if (differing.length > 0) {
      const got = `another ${differing.join(', ')}`;
      const remedy = 'Give the same data and training; values to try belong in the grid.';
      throw new SweepError('definition', 'among', got, 'the data and training of the sweep', remedy);
    }
    return wider;
  }
  const { candidates } = definition;
  if (candidates.kind === 'networks') {
    return definition;
  }
  const { most: _, ...all } = candidates;
  return { ...definition, candidates: all };
}

type Features = (candidate: SweepCandidate) => Record<string, number> | null;

/**
 * What candidates differ in, as numbers: null for one of which a finished one has nothing to tell, because it lacks a
 * setting or has a word that none of them has.
 */
function featuresOf(
  { candidates: { kind } }: SweepDefinition,
  finished: readonly SweepCandidate[],
  pool: readonly SweepCandidate[]
): Features {
  const makers: Features[] = [];
  const numbers = (name: string, of: (candidate: SweepCandidate) => string | number | undefined): void => {
    const all = [...finished, ...pool].map(of).filter((value) => typeof value === 'number');
    const scale = all.every((value) => value > 0) ? Math.log : (value: number) => value;
    makers.push((candidate) => {
      const value = of(candidate);
      return typeof value === 'number' ? { [name]: scale(value) } : null;
    });
  };
  const varies = (of: (candidate: SweepCandidate) => unknown): boolean => new Set(finished.map(of)).size > 1;
  for (const name of new Set(finished.flatMap(({ settings }) => Object.keys(settings)))) {
    const of = ({ settings }: SweepCandidate): string | number | undefined => settings[name];
    if (!varies(of) || finished.some((candidate) => of(candidate) === undefined)) {
      continue;
    }
    if (finished.every((candidate) => typeof of(candidate) === 'number')) {
      numbers(name, of);
    } else {
      const words = [...new Set(finished.map((candidate) => String(of(candidate))))].sort();
      makers.push((candidate) => {
        const own = String(of(candidate));
        return words.includes(own)
          ? Object.fromEntries(words.slice(1).map((word) => [`${name} ${word}`, own === word ? 1 : 0]))
          : null;
      });
    }
  }
  for (const name of kind === 'networks' ? (['macs', 'params'] as const) : []) {
    if (varies((candidate) => candidate[name])) {
      numbers(name, (candidate) => candidate[name]);
    }
  }
  return (candidate) => {
    const parts = makers.map((make) => make(candidate));
    return parts.some((part) => part === null)
      ? null
      : (Object.assign({}, ...parts) as Record<string, number>);
  };
}

function addedOf({ spec, training, settings }: SweepCandidate, definition: SweepDefinition): AddedCandidate {
  const before = definition.training as Readonly<Record<string, unknown>>;
  const own = Object.entries(training).filter(
    ([name, value]) => differingFields(before[name], value, name).length > 0
  );
  return { spec, ...(own.length > 0 && { training: Object.fromEntries(own) }), settings };
}
