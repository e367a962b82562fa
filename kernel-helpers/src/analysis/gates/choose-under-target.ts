import { SpecError } from '../errors';
import { requireOptions } from '../option-names';
import { RandomBits } from '../random-bits';
import type { ArchitectureSpec } from '../spec';
import { requireNumber, requireObject } from '../validate';
import type { ChannelLatency } from './channel-latency';
import { NetworkPruning, type NetworkSavings, type PrunablePlace } from './network-pruning';
import type { ChannelStatistics, PlaceStatistics } from './place-statistics';

/**
 * What tells which channels matter. `contribution`, E|g·v|·‖W_p‖; `taylor`, the first-order change of the loss
 * (arXiv 1906.10771); `gate`, the mean gate alone, which a rescaled twin changes at will; `norm`, ‖W_p‖, which no data
 * enter; `random`, the baseline that the others have to beat.
 */
export type Importance = 'contribution' | 'taylor' | 'gate' | 'norm' | 'random';

const IMPORTANCES: readonly Importance[] = ['contribution', 'taylor', 'gate', 'norm', 'random'];

/** One score for each channel, by place; small ones go first. */
export type ChannelScores = Readonly<Record<string, readonly number[]>>;

/**
 * Scores of a network's channels. Taylor's are parts of one loss and compare across places as they are. The others have
 * each place's own scale, and are divided by the root of the place's mean square, so that they are about 1 everywhere.
 * @param seed Of `random`; default 0.
 * @throws SpecError for an importance that there is not, or that was not measured: places without gates have no mean
 *   gate, and Taylor's may have been left out.
 */
export function channelScores(
  statistics: ChannelStatistics,
  importance: Importance,
  seed = 0
): ChannelScores {
  if (!IMPORTANCES.includes(importance)) {
    const expected = `one of ${IMPORTANCES.join(', ')}`;
    throw new SpecError('importance', importance, expected, "Choose 'contribution' or 'taylor'.");
  }
  const remedy = 'Give await channelStatistics(model, dataset).';
  const { places } = requireObject('statistics', statistics, remedy) as unknown as ChannelStatistics;
  requireObject('statistics.places', places, remedy);
  const random = new RandomBits(seed);
  const scores: Record<string, number[]> = {};
  for (const [name, place] of Object.entries(places)) {
    const own = scoresOf(place, importance, random);
    if (own === null) {
      throw new SpecError(
        `statistics.places.${name}`,
        importance === 'gate' ? 'no gates' : `no ${importance}`,
        `${importance} of each channel`,
        importance === 'gate'
          ? 'Choose another importance, or measure places with gates alone.'
          : 'Measure with taylor: true.'
      );
    }
    scores[name] = importance === 'taylor' ? own : scaled(own);
  }
  return scores;
}

function scoresOf(place: PlaceStatistics, importance: Importance, random: RandomBits): number[] | null {
  switch (importance) {
    case 'contribution':
      return place.contribution;
    case 'taylor':
      return place.taylor;
    case 'gate':
      return place.gates?.mean ?? null;
    case 'norm':
      return place.projectionNorms;
    case 'random':
      return place.projectionNorms.map(() => random.next() / 2 ** 32);
  }
}

function scaled(scores: number[]): number[] {
  const root = Math.sqrt(scores.reduce((sum, score) => sum + score ** 2, 0) / scores.length);
  return root > 0 ? scores.map((score) => score / root) : scores;
}

export interface PruningTarget {
  /** What is to be saved; default `macs`. */
  measure?: 'macs' | 'params' | 'latency';
  /** Least share of the network's that has to go, 0…1. */
  saving: number;
  /** For `latency`: what `channelLatency` measured on this network. */
  latency?: ChannelLatency;
  /** Most of its channels that a place may lose; default 0.9. */
  mostOfPlace?: number;
  /** What one channel of each place costs, where another cost is to be saved than by `measure`; `saving` is in its unit. */
  costs?: Readonly<Record<string, number>>;
}

/** Channels that go, with what that saves and what it gives up. */
export interface PruningChoice {
  channels: Record<string, number[]>;
  savings: NetworkSavings;
  /** Sum of what the channels that go cost, in the unit of the target: multiply-adds, parameters, ms. */
  cost: number;
  /** Sum of the scores of what goes. */
  loss: number;
}

/** Sums tried, some tenths of a second: large networks are searched in fewer steps, but no fewer than the least. */
const WORK = 3e7;
const LEAST_STEPS = 2000;
/** A product that should be whole may lie this far below it. */
const ROUNDING = 1e-9;
/** Steps of the saving in which the sum is searched; where costs are small whole numbers, each is a step. */
const STEPS = 20_000;

interface PlaceItems {
  name: string;
  /** Channels in the order in which they go, in units that go together. */
  units: number[][];
  /** Scores given up after so many units, ascending differences. */
  losses: Float64Array;
  /** Of one unit. */
  cost: number;
  most: number;
  /** How many units can't go, although fewer and more can; null where there is no such number. */
  tying: number | null;
}

/**
 * The channels whose scores sum to the least among those that save enough: a knapsack with a number of channels for each
 * place, solved by dynamic programming over the saving. Within a place those with the least scores go first, as all cost
 * the same; with group normalisation, whole groups of neighbours. The saving is counted in 2,000 to 20,000 steps, rounded
 * down for each place: what is chosen saves at least what is asked for, and gives up no more than the best choice for a
 * target higher by one step for each place. Small whole costs are counted as they are.
 *
 * @param scores Of the places that may lose channels, as `channelScores` makes them.
 * @throws SpecError for a saving that can't be reached, with what can; for scores that don't fit the network.
 */
export function chooseUnderTarget(
  spec: ArchitectureSpec,
  scores: ChannelScores,
  target: PruningTarget
): PruningChoice {
  requireOptions(target, { measure: true, saving: true, latency: true, mostOfPlace: true, costs: true });
  const { saving, mostOfPlace = 0.9, costs } = target;
  requireNumber('mostOfPlace', mostOfPlace, { min: 0, max: 1 });
  requireNumber('saving', saving, { min: 0, max: costs ? Number.MAX_VALUE : 1 });
  const pruning = new NetworkPruning(spec);
  const { whole, costOf } = costsOf(pruning, target);
  if (typeof scores !== 'object' || scores === null) {
    const remedy = 'Give channelScores(statistics, importance).';
    throw new SpecError('scores', scores, 'scores of channels by place', remedy);
  }
  const places = Object.keys(scores).map((name) =>
    placeItems(pruning, name, scores[name], { mostOfPlace, costOf })
  );
  const wanted = saving * whole;
  const reachable = places.reduce((sum, { most, cost }) => sum + most * cost, 0);
  if (wanted > reachable * (1 + ROUNDING)) {
    const share = reachable / whole;
    throw new SpecError(
      'saving',
      saving,
      `at most ${Math.floor(1e6 * share) / 1e6}, which these places can save`,
      'Lower the target, raise mostOfPlace, or give scores for more places.'
    );
  }
  const counts = givenBack(places, leastLoss(places, wanted), wanted);
  const chosen = places.map(({ name, units }, i) => {
    const gone = units.slice(0, counts[i]).flat();
    return [name, gone.sort((a, b) => a - b)] as const;
  });
  const channels = Object.fromEntries(chosen.filter(([, gone]) => gone.length > 0));
  const removed = Object.fromEntries(Object.entries(channels).map(([name, gone]) => [name, gone.length]));
  return {
    channels,
    savings: pruning.savings(removed),
    cost: places.reduce((sum, { cost }, i) => sum + counts[i] * cost, 0),
    loss: places.reduce((sum, { losses }, i) => sum + losses[counts[i]], 0)
  };
}

/** What a saving of 1 stands for, and what a channel of a place costs of it. */
interface TargetCosts {
  whole: number;
  costOf: (place: PrunablePlace) => number;
}

function costsOf(pruning: NetworkPruning, { measure = 'macs', latency, costs }: PruningTarget): TargetCosts {
  const given = (field: string, value: number | undefined): number => {
    if (!(typeof value === 'number' && value >= 0 && value < Infinity)) {
      const remedy = 'Give one for each place that has scores.';
      throw new SpecError(field, value, 'what a channel of it costs', remedy);
    }
    return value;
  };
  if (costs !== undefined) {
    return { whole: 1, costOf: ({ name }) => given(`costs.${name}`, costs[name]) };
  }
  switch (measure) {
    case 'macs':
    case 'params':
      return { whole: pruning.total[measure], costOf: ({ perChannel }) => perChannel[measure] };
    case 'latency': {
      if (!latency?.places) {
        const remedy = 'Give latency: await channelLatency(model).';
        throw new SpecError('latency', latency, 'what channels take of a step’s time', remedy);
      }
      const { places, wholeMs } = latency;
      return {
        whole: wholeMs,
        costOf: ({ name }) => given(`latency.places.${name}.perChannelMs`, places[name]?.perChannelMs)
      };
    }
    default:
      throw new SpecError('measure', measure, 'macs, params or latency', 'Leave it out for macs.');
  }
}

function placeItems(
  pruning: NetworkPruning,
  name: string,
  scores: readonly number[],
  { mostOfPlace, costOf }: { mostOfPlace: number } & Pick<TargetCosts, 'costOf'>
): PlaceItems {
  const place = pruning.place(name);
  const { channels, step } = place;
  if (!Array.isArray(scores) || scores.length !== channels) {
    const remedy = 'Measure the network that is to be pruned.';
    throw new SpecError(`scores.${name}`, scores, `${channels} scores, one for each channel`, remedy);
  }
  const wrong = scores.findIndex((score) => !(Number.isFinite(score) && score >= 0));
  if (wrong >= 0) {
    const remedy = 'Give one score for each channel, 0 for a channel that is not needed.';
    throw new SpecError(`scores.${name}[${wrong}]`, scores[wrong], 'a finite number of at least 0', remedy);
  }
  const groups = Array.from({ length: channels / step }, (_, g) =>
    Array.from({ length: step }, (_, c) => g * step + c)
  );
  const score = (unit: number[]): number => unit.reduce((sum, channel) => sum + scores[channel], 0);
  const units = groups.sort((a, b) => score(a) - score(b));
  const tying = place.tying === null ? null : place.tying / step;
  const allowed = Math.floor(Math.min(place.mostRemovable, mostOfPlace * channels) / step);
  const most = allowed === tying ? allowed - 1 : allowed;
  const losses = new Float64Array(most + 1);
  for (let n = 0; n < most; n++) {
    losses[n + 1] = losses[n] + score(units[n]);
  }
  return { name, units, losses, cost: most > 0 ? costOf(place) * step : 0, most, tying };
}

/** Units to take of each place: the least sum of losses that saves at least what is wanted. */
function leastLoss(places: readonly PlaceItems[], wanted: number): number[] {
  const units = places.reduce((sum, { most }) => sum + most, 0);
  const steps = Math.min(STEPS, Math.max(LEAST_STEPS, Math.ceil(WORK / (units + 1))));
  const exact = wanted <= steps && places.every(({ cost }) => Number.isInteger(cost));
  const step = exact || wanted === 0 ? 1 : wanted / steps;
  const target = Math.ceil(wanted / step - ROUNDING);
  let least = new Float64Array(target + 1).fill(Infinity);
  least[0] = 0;
  const ways = places.map(({ cost, most, losses, tying }) => {
    const next = new Float64Array(target + 1).fill(Infinity);
    const [taken, came] = [new Uint32Array(target + 1), new Uint32Array(target + 1)];
    for (let n = 0; n <= most; n++) {
      if (n === tying) {
        continue;
      }
      const saved = Math.floor((n * cost) / step + ROUNDING);
      for (let from = 0; from <= target; from++) {
        const to = Math.min(target, from + saved);
        const loss = least[from] + losses[n];
        if (loss < next[to]) {
          next[to] = loss;
          taken[to] = n;
          came[to] = from;
        }
      }
    }
    least = next;
    return { taken, came };
  });
  if (least[target] === Infinity) {
    // Within the last steps below what can be reached, rounding hides it: all of it is enough.
    return places.map(({ most }) => most);
  }
  let at = target;
  const counts: number[] = [];
  for (const { taken, came } of ways.reverse()) {
    counts.unshift(taken[at]);
    at = came[at];
  }
  return counts;
}

/** Leaves those units, most missed first, without which it is still enough: rounding had taken them. */
function givenBack(places: readonly PlaceItems[], counts: readonly number[], wanted: number): number[] {
  const kept = [...counts];
  let spare = places.reduce((sum, { cost }, i) => sum + kept[i] * cost, 0) - wanted;
  const lastScore = (i: number): number => places[i].losses[kept[i]] - places[i].losses[kept[i] - 1];
  for (;;) {
    const spared = kept
      .map((_, i) => i)
      .filter((i) => kept[i] > 0 && places[i].cost <= spare && kept[i] - 1 !== places[i].tying);
    if (spared.length === 0) {
      return kept;
    }
    const most = spared.reduce((best, i) => (lastScore(i) > lastScore(best) ? i : best));
    kept[most]--;
    spare -= places[most].cost;
  }
}
