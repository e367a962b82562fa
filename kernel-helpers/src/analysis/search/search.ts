import { B0, type BaseNetwork } from '../bases';
import { type OptionNames, requireOptions } from '../option-names';
import { compoundScale, type Multipliers, NETWORK_OPTIONS } from '../scaling';
import { requireNumber, requireOneOf } from '../validate';
import { PAPER_COEFFICIENTS } from '../variants';
import { type Candidates, type CandidateSet, candidatesOf, DEFAULT_CANDIDATES } from './candidates';
import { FeasibleTriplets } from './feasible-triplets';
import type { ScoredTriplet, Triplet } from './scored-triplet';
import { type BuiltNetwork, NetworkCosts, type SearchedNetwork, SearchMemory } from './network-costs';
import { requireGrowth } from './optimum';
import { checkSurrogate, predictAccuracy, type Surrogate } from './surrogate';
import { type CostPowers, idealCost, idealPowers, multipliersOf, type SearchMeasure } from './triplet';

/** `ideal`: d·w²·r² (see `idealPowers`). `built`: the exact cost of the network that is built, over the baseline's. */
export type SearchConstraint = 'ideal' | 'built' | 'both';

/**
 * What the surrogate is asked about: the multipliers as `asked`, or those of the network that is `built` (blocks,
 * channels and pixels over the baseline's). Only the latter gives the same network always the same accuracy.
 */
export type ScoredMultipliers = 'asked' | 'built';

export interface SearchRequest {
  surrogate: Surrogate;
  /** Triplets to try; the paper's kind of grid unless given. */
  candidates?: CandidateSet;
  /** g, from 1; 2 unless given. */
  growth?: number;
  /** A triplet is feasible if its growth lies within g ± tolerance, both ends included; 0.1 unless given. */
  tolerance?: number;
  /** `ideal` unless given. */
  constraint?: SearchConstraint;
  /** `macs` unless given. */
  measure?: SearchMeasure;
  /** B0 unless given. */
  base?: BaseNetwork;
  /** `asked` unless given. */
  scored?: ScoredMultipliers;
  /** What the networks have besides: classes, channels of the images, the stem's stride; as `compoundScale` has it. */
  network?: SearchedNetwork;
}

const REQUEST: OptionNames<SearchRequest> = {
  surrogate: true,
  candidates: true,
  growth: true,
  tolerance: true,
  constraint: true,
  measure: true,
  base: true,
  scored: true,
  network: true
};

const { name: _n, resolution: _r, spatialDimensions: _s, ...SEARCHED } = NETWORK_OPTIONS;
const SEARCHED_NETWORK: OptionNames<SearchedNetwork> = SEARCHED;

export interface SearchResult {
  request: Required<SearchRequest>;
  /** Cost of the baseline in the measure's unit. */
  baselineCost: number;
  /** Triplets tried. */
  tried: number;
  /** Different networks among all that were tried: what exhaustive training would train. */
  networks: number;
  /** Triplets that keep each constraint, and both. */
  within: { ideal: number; built: number; both: number };
  feasible: FeasibleTriplets;
  /** Different networks among the feasible triplets. */
  feasibleNetworks: number;
  /** Highest accuracy, ties by the rule of {@link comesBefore}; null where nothing is feasible. */
  best: ScoredTriplet | null;
  /** Feasible triplets with the best one's accuracy, itself included. */
  tied: number;
  /** Networks that those build: where it is 1, the best triplets are no rivals. */
  tiedNetworks: number;
  /** Highest accuracy at equal cost among the feasible. */
  bestAtEqualCost: ScoredTriplet | null;
  /** The triplet whose growth misses g least, feasible or not; of several the first by the tie rule. */
  nearest: ScoredTriplet;
  /** What the published 1.2, 1.1, 1.15 would score, wherever the search looked, and whether it is feasible. */
  published: ScoredTriplet & { feasible: boolean };
}

/** Per cent below which accuracies count as equal: far above rounding errors, far below any measurement. */
export const ACCURACY_STEP = 1e-9;

/** What decides between equal accuracies: the smaller of the first that differs. */
const TIE_KEYS = ['cost', 'ideal', 'alpha', 'beta', 'gamma'] as const;

/** Relative slack of the tolerance, for growths that lie on its edge but for rounding errors. */
const EDGE_SLACK = 1e-12;

/** Work between two pauses: triplets, each report counted as many of them. A few milliseconds. */
const STEP_WORK = 10_000;
const REPORT_WORK = 200;

/**
 * Tie rule: higher accuracy first; accuracies equal to 10⁻⁹ % by lower cost of the built network, then lower ideal
 * growth, then smaller α, β, γ.
 */
export function comesBefore(a: ScoredTriplet, b: ScoredTriplet): boolean {
  return precedes(a, a.accuracy, b, b.accuracy);
}

function precedes(a: ScoredTriplet, scoreOfA: number, b: ScoredTriplet, scoreOfB: number): boolean {
  const higher = Math.round(scoreOfA / ACCURACY_STEP) - Math.round(scoreOfB / ACCURACY_STEP);
  if (higher !== 0) {
    return higher > 0;
  }
  const difference = TIE_KEYS.map((key) => a[key] - b[key]).find((each) => each !== 0);
  return difference !== undefined && difference < 0;
}

/**
 * Searches all candidates at once.
 * @throws SpecError for options out of bounds, a degenerate surrogate, or candidates that build no network.
 */
export function searchTriplets(request: SearchRequest): SearchResult {
  const steps = searchSteps(request);
  for (;;) {
    const step = steps.next();
    if (step.done) {
      return step.value;
    }
  }
}

/**
 * The same search in steps of a few milliseconds, so that a page stays alive meanwhile.
 * @param memory - of the search before, whose networks may be the same
 * @returns the result; yields the share that is done
 */
export function* searchSteps(
  request: SearchRequest,
  memory = new SearchMemory()
): Generator<number, SearchResult, void> {
  requireOptions(request, REQUEST);
  const search = new Search(request, memory);
  const { count } = search.candidates;
  let work = 0;
  for (let i = 0; i < count; i++) {
    const reports = search.costs.reports;
    search.try(i);
    work += 1 + REPORT_WORK * (search.costs.reports - reports);
    if (work >= STEP_WORK) {
      work = 0;
      yield (i + 1) / count;
    }
  }
  return search.result();
}

/**
 * Scores one triplet as a search with the same options would; its network has the number −1.
 * @throws SpecError as {@link searchTriplets}, or where the triplet builds no network.
 */
export function scoreTriplet(
  triplet: Triplet,
  request: Omit<SearchRequest, 'candidates'>
): ScoredTriplet & { feasible: boolean } {
  requireOptions(request, REQUEST);
  // Refuses what can't be built, and coefficients that are no numbers.
  compoundScale({ ...request.network, ...triplet, base: request.base, phi: 1 });
  return new Search(request, new SearchMemory()).scoreWithFeasibility(triplet);
}

class Search {
  readonly candidates: Candidates;
  readonly costs: NetworkCosts;
  private readonly request: Required<SearchRequest>;
  private readonly powers: CostPowers;
  /** Largest miss of a feasible triplet. */
  private readonly edge: number;
  private readonly baseline: BuiltNetwork;
  private readonly feasible: FeasibleTriplets;
  private readonly feasibleNetworks = new Set<number>();
  private readonly within = { ideal: 0, built: 0, both: 0 };
  private readonly triplet: Triplet = { alpha: 1, beta: 1, gamma: 1 };
  private best: ScoredTriplet | null = null;
  private bestAtEqualCost: ScoredTriplet | null = null;
  private nearest: ScoredTriplet | null = null;
  private leastMiss = Infinity;

  constructor(
    request: SearchRequest,
    private readonly memory: SearchMemory
  ) {
    const { candidates = DEFAULT_CANDIDATES, growth = 2, tolerance = 0.1, base = B0 } = request;
    const { constraint = 'ideal', measure = 'macs', scored = 'asked', network = {} } = request;
    const surrogate = checkSurrogate(request.surrogate);
    requireGrowth(growth);
    requireNumber('tolerance', tolerance, { min: 0, max: growth });
    requireOneOf('constraint', constraint, ['ideal', 'built', 'both']);
    requireOneOf('scored', scored, ['asked', 'built']);
    requireOptions(network, SEARCHED_NETWORK, 'network.');
    this.request = { surrogate, candidates, growth, tolerance, constraint, measure, base, scored, network };
    this.edge = tolerance + EDGE_SLACK * growth;
    this.candidates = candidatesOf(candidates);
    // Layers, channels and pixels never fall as coefficients rise: if the largest network can be built, all can.
    compoundScale({ ...network, ...this.candidates.largest, base, phi: 1 });
    this.powers = idealPowers(measure, base);
    this.costs = this.newCosts();
    // Apart, so that it doesn't count among the networks that were tried.
    this.baseline = this.newCosts().at({ alpha: 1, beta: 1, gamma: 1 });
    this.feasible = new FeasibleTriplets();
  }

  /** Tries the candidate of a number. */
  try(index: number): void {
    const { triplet } = this;
    this.candidates.read(index, triplet);
    const network = this.costs.at(triplet);
    const ideal = idealCost(multipliersOf(triplet), this.powers);
    const built = network.cost / this.baseline.cost;
    const { within, edge } = this;
    const withinIdeal = this.missOf('ideal', ideal, built) <= edge;
    const withinBuilt = this.missOf('built', ideal, built) <= edge;
    within.ideal += withinIdeal ? 1 : 0;
    within.built += withinBuilt ? 1 : 0;
    within.both += withinIdeal && withinBuilt ? 1 : 0;
    const missed = this.missOf(this.request.constraint, ideal, built);
    if (missed > edge && missed > this.leastMiss) {
      return;
    }
    const scored = this.score(triplet, network, ideal, built);
    const tie = missed === this.leastMiss && this.nearest !== null && comesBefore(scored, this.nearest);
    if (missed < this.leastMiss || tie) {
      this.leastMiss = missed;
      this.nearest = scored;
    }
    if (missed <= edge) {
      this.keep(scored);
    }
  }

  scoreWithFeasibility(triplet: Triplet): ScoredTriplet & { feasible: boolean } {
    const network = this.networkOf(triplet);
    const ideal = idealCost(multipliersOf(triplet), this.powers);
    const built = network.cost / this.baseline.cost;
    const feasible = this.missOf(this.request.constraint, ideal, built) <= this.edge;
    return { ...this.score(triplet, network, ideal, built), feasible };
  }

  result(): SearchResult {
    const { request, best, nearest, bestAtEqualCost } = this;
    if (nearest === null) {
      throw new Error('A search has at least one candidate.');
    }
    const tied =
      best === null ? { triplets: 0, networks: 0 } : this.feasible.countNear(best.accuracy, ACCURACY_STEP);
    return {
      request,
      baselineCost: this.baseline.cost,
      tried: this.candidates.count,
      networks: this.costs.distinct,
      within: this.within,
      feasible: this.feasible,
      feasibleNetworks: this.feasibleNetworks.size,
      best,
      tied: tied.triplets,
      tiedNetworks: tied.networks,
      bestAtEqualCost,
      nearest,
      published: this.scoreWithFeasibility(PAPER_COEFFICIENTS)
    };
  }

  /** The network with the number it has among those tried; −1 if none of them builds it. */
  private networkOf(triplet: Triplet): BuiltNetwork {
    // In a table of its own, so that asking doesn't change the count of networks.
    return { ...this.newCosts().at(triplet), id: this.costs.find(triplet) };
  }

  private newCosts(): NetworkCosts {
    const { base, measure, network } = this.request;
    return new NetworkCosts(base, measure, network, this.memory.partsOf(base, measure, network));
  }

  /** By how much a growth misses g; for both constraints the larger miss. */
  private missOf(constraint: SearchConstraint, ideal: number, built: number): number {
    const { growth } = this.request;
    const missIdeal = Math.abs(ideal - growth);
    const missBuilt = Math.abs(built - growth);
    return constraint === 'ideal'
      ? missIdeal
      : constraint === 'built'
        ? missBuilt
        : Math.max(missIdeal, missBuilt);
  }

  private score(triplet: Triplet, network: BuiltNetwork, ideal: number, built: number): ScoredTriplet {
    const { surrogate, scored, growth, constraint } = this.request;
    const byIdeal = scored === 'asked' && constraint === 'ideal';
    const { depth, width, resolution } =
      scored === 'asked' ? multipliersOf(triplet) : this.builtMultipliers(network);
    const grown = byIdeal ? ideal : built;
    const phi = Math.log(growth) / Math.log(grown);
    const atEqualCost = { depth: depth ** phi, width: width ** phi, resolution: resolution ** phi };
    return {
      ...triplet,
      ideal,
      built,
      cost: network.cost,
      accuracy: predictAccuracy(surrogate, { depth, width, resolution }),
      equalCostAccuracy: grown > 1 ? predictAccuracy(surrogate, atEqualCost) : null,
      network: network.id
    };
  }

  private builtMultipliers({ blocks, filters, resolution }: BuiltNetwork): Multipliers {
    const { baseline } = this;
    return {
      depth: blocks / baseline.blocks,
      width: filters / baseline.filters,
      resolution: resolution / baseline.resolution
    };
  }

  private keep(scored: ScoredTriplet): void {
    this.feasible.add(scored);
    this.feasibleNetworks.add(scored.network);
    if (this.best === null || comesBefore(scored, this.best)) {
      this.best = scored;
    }
    const { equalCostAccuracy } = scored;
    const known = this.bestAtEqualCost;
    if (equalCostAccuracy === null) {
      return;
    }
    if (known === null || precedes(scored, equalCostAccuracy, known, known.equalCostAccuracy ?? 0)) {
      this.bestAtEqualCost = scored;
    }
  }
}
