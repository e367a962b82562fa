import type { LayersModel } from '@tensorflow/tfjs';
import { type ChannelLatency, NetworkPruning, type PlaceLatency, type PrunablePlace } from '../analysis';
import type { OptionNames } from '../analysis/option-names';
import { modelDescription, pruneChannels } from '../model';
import { medianOf, medianOfTimes, requireRounds } from './compare-latency';
import { EvaluationError, requireKnown } from './errors';
import { type Machine, thisMachine } from './machine';
import { soundClassifierOf } from './network';
import { timesInTurn } from './times-in-turn';

export interface ChannelLatencyOptions {
  /** Blocks, `top` for the head; default all that can lose channels. */
  places?: readonly string[];
  /** Of its channels that each place loses to be timed; default 0.5. */
  share?: number;
  /** Images in one step; default 1. */
  batchSize?: number;
  /** Steps with and without the channels of a place that are counted; default 30. */
  rounds?: number;
  /** Steps that aren't; default 5. */
  warmUp?: number;
  /** Share of such intervals that hold the true median; default 0.95. */
  level?: number;
  onProgress?: (done: number, total: number) => void;
  /** Ends the measurement with the signal's reason as error. */
  signal?: AbortSignal;
}

const OPTIONS: OptionNames<ChannelLatencyOptions> = {
  places: true,
  share: true,
  batchSize: true,
  rounds: true,
  warmUp: true,
  level: true,
  onProgress: true,
  signal: true
};

/**
 * What a channel of each place takes of a step's time. For each place in turn, the network is timed against itself
 * without a share of that place's channels, step by step in alternation; the median difference, divided by the channels,
 * is what one of them takes. That is a straight line through two measured points: times have steps where widths fill the
 * processor's vectors, and savings of several places need not add up. So what is chosen by it is to be timed again, with
 * `compareLatency`.
 *
 * @throws EvaluationError for a model that `buildEfficientNet` didn't make, options out of bounds; SpecError for places
 *   that can't lose channels; the signal's reason when aborted.
 */
export async function channelLatency(
  model: LayersModel,
  options: ChannelLatencyOptions = {}
): Promise<ChannelLatency> {
  requireKnown(options, OPTIONS);
  const { share = 0.5, batchSize = 1, rounds = 30, warmUp = 5, level = 0.95, signal } = options;
  requireRounds({ batchSize, rounds, warmUp });
  if (!(share > 0 && share < 1)) {
    const remedy = 'Leave it out for a half.';
    throw new EvaluationError('share', String(share), 'a number between 0 and 1', remedy);
  }
  const pruning = new NetworkPruning(requireSpec(model));
  const places = pruning.chosen(options.places).filter(({ mostRemovable }) => mostRemovable > 0);
  if (places.length === 0) {
    const remedy = 'Measure the network as it was before it was pruned to the last.';
    throw new EvaluationError('places', 'none that can lose channels', 'at least one', remedy);
  }
  const whole = soundClassifierOf(model);
  const measured: Record<string, PlaceLatency> = {};
  const wholes: number[] = [];
  for (const [i, place] of places.entries()) {
    const channels = someOf(place, share);
    const { model: narrow } = pruneChannels(model, { [place.name]: channels });
    try {
      const onRound = (): void => options.onProgress?.(++done, total);
      const total = places.length * (rounds + warmUp + 1);
      let done = i * (rounds + warmUp + 1);
      const request = { batchSize, rounds, warmUp, onRound, signal };
      const [full, less] = await timesInTurn([whole, soundClassifierOf(narrow)], request);
      wholes.push(...full);
      measured[place.name] = latencyOf(
        full.map((took, round) => took - less[round]),
        channels.length,
        level
      );
    } finally {
      narrow.dispose();
    }
  }
  return {
    batchSize,
    rounds,
    wholeMs: medianOfTimes(wholes),
    level,
    device: deviceOf(thisMachine()),
    places: measured
  };
}

/** The last ones: which they are makes no difference to the time. */
function someOf({ channels, mostRemovable, step, tying }: PrunablePlace, share: number): number[] {
  const wanted = step * Math.max(1, Math.floor(Math.min(mostRemovable, share * channels) / step));
  const count = wanted === tying ? wanted + step : wanted;
  return Array.from({ length: count }, (_, i) => channels - count + i);
}

function latencyOf(differences: readonly number[], removed: number, level: number): PlaceLatency {
  const { median, from, to } = medianOf(differences, level);
  return { removed, savedMs: median, interval: { from, to }, perChannelMs: Math.max(0, median) / removed };
}

function deviceOf({ cpu, cores, device, tensorFlow }: Machine): string {
  return `${device === 'gpu' ? 'GPU beside ' : ''}${cpu}, ${cores} cores, TensorFlow ${tensorFlow}`;
}

function requireSpec(model: LayersModel): NonNullable<ReturnType<typeof modelDescription>>['spec'] {
  const description = modelDescription(model);
  if (description === null) {
    throw new EvaluationError(
      'model',
      model.name,
      'a network that buildEfficientNet() made, whose specification says what its channels are',
      'Measure the network itself; benchmarkLatency() times any model.'
    );
  }
  return description.spec;
}
