import { createHash } from 'node:crypto';
import {
  type ArchitectureSpec,
  type BaseNetwork,
  compoundScale,
  publishedSurrogate,
  publishedVariant,
  type ScoredTriplet,
  type SearchRequest,
  type SearchResult,
  searchTriplets,
  SpecError,
  summarize,
  validateSpec
} from '../analysis';
import { allDigits } from '../wording';
import type { ListedCandidates, SweepDefinition, SweepTraining, TripletCandidates } from './definition';
import { MOST_TRIALS } from './definition-schema';
import { SweepError } from './errors';
import { combinations, sortedJson } from './grid';
import { trainingOptions } from './learning-rate';

/** A network with a way of training it: what competes. */
export interface SweepCandidate {
  /** Follows from network and training alone, so that the same candidate of a longer sweep is the same. */
  id: string;
  name: string;
  spec: ArchitectureSpec;
  training: SweepTraining;
  /** What tells it from others: coefficients, and values of the grid. */
  settings: Readonly<Record<string, string | number>>;
  macs: number;
  /** Trainable ones. */
  params: number;
}

/** A candidate with one seed: one run in one folder. */
export interface SweepTrial {
  /** Also the name of its run's folder. */
  id: string;
  candidate: SweepCandidate;
  seed: number;
}

/** A network before its training is chosen. */
interface Network {
  spec: ArchitectureSpec;
  settings: Readonly<Record<string, string | number>>;
  /** The same for equal networks. */
  key: string;
  /** Decides which networks are taken where not all are. */
  lot: string;
  macs: number;
  params: number;
}

const ID_DIGITS = 12;

/**
 * The candidates of a definition, each network once, in the order in which they are begun: by lot, the same at every
 * call, so that successive halving does not meet the small ones first.
 * @throws SweepError when none keeps the cost, naming the nearest; SpecError for networks that can't be built.
 */
export function sweepCandidates(definition: SweepDefinition): SweepCandidate[] {
  const { grid = {}, added = [], training, seeds } = definition;
  const trainings = combinations(grid.training ?? {});
  const networks = networksOf(definition);
  const trials = (networks.length * trainings.length + added.length) * seeds.length;
  if (trials > MOST_TRIALS) {
    const remedy = 'Try fewer values, seeds or networks.';
    throw new SweepError(
      'definition',
      'grid',
      `${allDigits(trials)} trials`,
      `at most ${allDigits(MOST_TRIALS)}`,
      remedy
    );
  }
  const candidates = new Map<string, SweepCandidate>();
  const add = (network: Network, options: Readonly<Record<string, unknown>>): void => {
    const one = candidateOf(network, training, options);
    candidates.set(one.id, candidates.get(one.id) ?? one);
  };
  for (const options of trainings) {
    networks.forEach((network) => add(network, options));
  }
  for (const { spec, training: options = {}, settings = {} } of added) {
    const network = validateSpec(spec);
    add({ ...networkOf(network, settings, ''), spec: network }, options);
  }
  return [...candidates.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

function candidateOf(
  { spec, settings, key, macs, params }: Network,
  training: SweepTraining,
  options: Readonly<Record<string, unknown>>
): SweepCandidate {
  const own: SweepTraining = { ...training, ...options };
  const { learningRate } = trainingOptions(own);
  const follows = own.learningRatePer !== undefined && learningRate !== undefined;
  const shown = shownSettings({ ...options, ...(follows && { learningRate }) });
  const name = [spec.name, ...Object.entries(shown).map((pair) => pair.join(' '))].join(', ');
  const id = idOf(`${key} ${sortedJson(own)}`);
  return { id, name, spec, training: own, settings: { ...settings, ...shown }, macs, params };
}

/** A candidate's runs, one for each seed. */
export function trialsOf(candidate: SweepCandidate, seeds: readonly number[]): SweepTrial[] {
  return seeds.map((seed) => ({ id: `${candidate.id} seed ${seed}`, candidate, seed }));
}

function networksOf({ candidates, grid = {}, limit }: SweepDefinition): Network[] {
  const fits = ({ macs, params }: Network): boolean =>
    !limit || { macs, params }[limit.measure] <= limit.most;
  const all = combinations(grid.network ?? {}).map((options) =>
    candidates.kind === 'triplets'
      ? tripletNetworks(candidates, options)
      : listedNetworks(candidates, options)
  );
  const { most = Infinity } = candidates.kind === 'triplets' ? candidates : {};
  const chosen = all.flatMap((networks) => drawn(networks.filter(fits), most));
  if (limit && chosen.length === 0) {
    const { measure } = limit;
    const [nearest] = all.flat().sort((a, b) => a[measure] - b[measure]);
    const remedy = `The nearest is ${nearest.spec.name} with ${allDigits(nearest[measure])}: raise the limit, or give smaller networks.`;
    const expected = `a limit that at least one network meets`;
    throw new SweepError('definition', 'limit.most', `${allDigits(limit.most)} ${measure}`, expected, remedy);
  }
  return [...new Map(chosen.map((network) => [network.key, network])).values()];
}

/** So many by lot; more of them begin with the same. */
function drawn(networks: readonly Network[], most: number): Network[] {
  return networks.length <= most
    ? [...networks]
    : [...networks].sort((a, b) => (a.lot < b.lot ? -1 : 1)).slice(0, most);
}

function tripletNetworks(asked: TripletCandidates, options: Record<string, unknown>): Network[] {
  const { base: given, triplets, growth, tolerance, constraint, measure } = asked;
  const base: BaseNetwork = typeof given === 'string' ? publishedVariant(given).base : given;
  const network = { ...asked.network, ...options } as SearchRequest['network'];
  const { surrogate } = publishedSurrogate();
  const request = { surrogate, candidates: triplets, growth, tolerance, constraint, measure, base, network };
  const result = searchTriplets(request);
  if (result.feasible.count === 0) {
    throw noneFeasible(result);
  }
  return firstTriplets(result).map(({ alpha, beta, gamma }) => {
    const name = `α ${short(alpha)}, β ${short(beta)}, γ ${short(gamma)}`;
    const spec = compoundScale({ ...network, name, alpha, beta, gamma, base, phi: 1 });
    return networkOf(
      spec,
      { alpha, beta, gamma, ...shownSettings(options) },
      idOf(`${alpha} ${beta} ${gamma}`)
    );
  });
}

/** The first triplet tried of each feasible network. */
function firstTriplets({ feasible }: SearchResult): ScoredTriplet[] {
  const first = new Map<number, ScoredTriplet>();
  feasible.column('network').forEach((network, place) => {
    if (!first.has(network)) {
      first.set(network, feasible.at(place));
    }
  });
  return [...first.values()];
}

function noneFeasible({ tried, nearest, request }: SearchResult): SweepError {
  const { growth, tolerance, constraint } = request;
  const { alpha, beta, gamma, ideal, built } = nearest;
  const which = { ideal: 'ideal cost', built: 'true cost', both: 'ideal and true cost' }[constraint];
  return new SweepError(
    'definition',
    'candidates',
    `${allDigits(tried)} triplets, none with a growth of ${growth} ± ${tolerance} by the ${which}`,
    'at least one',
    `The nearest is α ${short(alpha)}, β ${short(beta)}, γ ${short(gamma)} with ${short(ideal)} ideally and ` +
      `${short(built)} as built: widen the tolerance or the ranges, or choose another growth.`
  );
}

function listedNetworks({ specs }: ListedCandidates, options: Record<string, unknown>): Network[] {
  return specs.map((given) => {
    const unknown = Object.keys(options).find((name) => !(name in given));
    if (unknown !== undefined) {
      const remedy = `Its fields are ${Object.keys(given).join(', ')}.`;
      throw new SpecError(
        `grid.network.${unknown}`,
        options[unknown],
        'a field of the specification',
        remedy
      );
    }
    const spec = validateSpec({ ...given, ...options });
    return networkOf(spec, shownSettings(options), '');
  });
}

function networkOf(spec: ArchitectureSpec, settings: Network['settings'], lot: string): Network {
  const { macs, params } = summarize(spec);
  const shown = Object.entries(settings).filter(([name]) => !COEFFICIENTS.includes(name));
  const name = [spec.name, ...shown.map((pair) => pair.join(' '))].join(', ');
  return {
    spec: { ...spec, name },
    settings,
    key: specKey(spec),
    lot,
    macs: macs.total,
    params: params.trainable
  };
}

/** The same text for equal networks: what a network was scaled by, and its name, change nothing of it. */
export function specKey(spec: ArchitectureSpec): string {
  const { name: _n, widthCoefficient: _w, depthCoefficient: _d, ...built } = spec;
  return sortedJson(built);
}

const COEFFICIENTS = ['alpha', 'beta', 'gamma'];

/** Values of a grid as a table shows them. */
function shownSettings(options: Record<string, unknown>): Record<string, string | number> {
  return Object.fromEntries(
    Object.entries(options).map(([name, value]) => [
      name,
      typeof value === 'number' || typeof value === 'string' ? value : JSON.stringify(value)
    ])
  );
}

function idOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, ID_DIGITS);
}

const short = (value: number): number => Number(value.toFixed(4));
