import { type MeasuredNoise, simulateNormalization, SpecError } from '../../analysis';
import { counted, exact, plain } from '../../wording/format';
import { ENGLISH, sentenceOf } from '../../wording/words';
import { type ViewCell, viewCell } from '../cell';
import { checkedStart, requireObject } from '../start';
import { type MeasuredInNetwork, measuredInNetwork, shownLayer, startOfLayer } from './measured';
import { noiseRows, type NoiseRow, runningRows, widthRows } from './numbers';
import { type NormalizationNoise, noisePicture } from './picture';
import { NORMALIZATION_QUANTITIES } from './quantities';
import { normalizationNoiseResult } from './result';
import { noiseSimulations, type SimulatedNoise, simulatedPoints } from './simulation';
import {
  NORMALIZATION_NOISE_START,
  type NormalizationNoiseDocument,
  type NormalizationNoiseState
} from './state';
import { noiseShare, normalizationNoiseWords, publishedWords, runningWords } from './words';

/** What a cell may say of the noise view's start; the rest is a late stage of B0 in a small batch. */
export interface NormalizationNoiseStart extends Partial<Omit<NormalizationNoiseState, 'measured'>> {
  /** From `enet.noise.measureNormalizationNoise`. Map, channels, groups and ρ are those of the layer unless given. */
  measured?: MeasuredNoise | MeasuredInNetwork;
  /** Name of the measured layer to begin with; default the first. */
  layer?: string;
}

/** Random numbers that a cell may wait for: about three seconds. */
const MOST_NUMBERS = 4e7;

/**
 * Completes a start, computes and simulates.
 * @throws SpecError for an unknown field, a place that can't be, or a layer that was not measured.
 */
export function noiseOf(start: NormalizationNoiseStart = {}): NormalizationNoise {
  requireObject(start);
  const { measured, layer, ...given } = start;
  if (layer !== undefined && measured === undefined) {
    const remedy = 'Give what measureNormalizationNoise() returned as measured.';
    throw new SpecError('normalizationNoise.layer', layer, 'a measurement with it', remedy);
  }
  const kept = measured && measuredInNetwork(measured, layer);
  const shown = shownLayer(kept);
  const checked = checkedStart<NormalizationNoiseState>(
    'normalizationNoise',
    NORMALIZATION_QUANTITIES,
    NORMALIZATION_NOISE_START,
    { ...(shown ? startOfLayer(shown) : {}), ...given }
  );
  const state: NormalizationNoiseState = kept ? { ...checked, measured: kept } : checked;
  return { result: normalizationNoiseResult(state), simulated: simulatedOf(state) };
}

function simulatedOf(state: NormalizationNoiseState): SimulatedNoise[] {
  const simulations = noiseSimulations(state);
  const requests = simulations.map(({ request }) => request);
  const numbers = requests.reduce(
    (sum, { height, width, batches, batchSizes }) => sum + height * width * batches * Math.max(...batchSizes),
    0
  );
  return numbers > MOST_NUMBERS
    ? []
    : simulatedPoints(simulations, requests.map(simulateNormalization), state.quantity);
}

function noiseText({ result, simulated }: NormalizationNoise): string {
  const { state } = result;
  return [
    normalizationNoiseWords(result).detail,
    `N ${exact(state.batchSize)}, map ${exact(state.side)} × ${exact(state.side)}, C ${exact(state.channels)}, G ${exact(state.groups)}, ` +
      `ρ ${plain(state.correlation)}, ${state.shape} values`,
    ...linesOf(noiseRows(result, ENGLISH), ['by count ', 'batch norm ', 'group norm ']),
    `noise of the means of ${counted(state.channels, 'channel')}:`,
    ...linesOf(widthRows(result, ENGLISH), ['', 'with twice the channels ']),
    `running statistics, p = ${plain(state.momentum)}: ${runningWords(result)}`,
    ...linesOf(runningRows(result, ENGLISH), ['']),
    ...measuredLines(result),
    publishedWords(),
    ...(simulated.length > 0 ? [] : ['Not simulated: maps and batches are too large for a cell to wait for.'])
  ].join('\n');
}

/** Measured errors beside theory, a line for each batch size. */
function measuredLines({ measured }: NormalizationNoise['result']): string[] {
  return (measured?.points ?? []).map(
    ({ batchSize, value, from, to, theory, verdict }) =>
      `measured at N ${exact(batchSize)}: ${noiseShare(value)}, interval ${noiseShare(from)} to ${noiseShare(to)}, ` +
      `theory ${noiseShare(theory)}, ${verdict === 'inside' ? 'inside' : `${verdict} it`}`
  );
}

/** Rows as lines of text, with the titles of their columns before the numbers. */
function linesOf(rows: readonly NoiseRow[], titles: readonly string[]): string[] {
  return rows.map(
    ({ name, values }) => `${name}: ${values.map(({ text }, i) => `${titles[i]}${text}`).join(', ')}`
  );
}

/**
 * The view at a start: document, picture and text.
 * @throws SpecError as {@link noiseOf} does.
 */
export function normalizationNoiseCell(
  start: NormalizationNoiseStart,
  today: Date
): ViewCell<NormalizationNoiseDocument> {
  const noise = noiseOf(start);
  return viewCell('normalization-noise', {
    sentence: sentenceOf(normalizationNoiseWords(noise.result)),
    data: noise.result.state,
    details: noiseText(noise),
    svg: noisePicture(noise, today)
  });
}
