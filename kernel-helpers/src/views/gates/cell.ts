import { type GateDocument, type GateMatrix, type GateValues, SpecError } from '../../analysis';
import { counted, exact, percent, plain, significant } from '../../wording/format';
import { sentenceOf } from '../../wording/words';
import { type ViewCell, viewCell } from '../cell';
import { completed, requireChoice, requireShare } from '../start';
import { gatesPicture } from './picture';
import { gatesResult, type GatesResult } from './result';
import { GATES_START, type GatesDocument, type GatesState, MOST_GATES } from './state';
import { channelName, gatesWords, scoreName } from './words';

/** What a cell may say of the gates' start. */
export interface GatesStart extends Partial<Omit<GatesState, 'gates'>> {
  /** Rows for inputs with a gate for each channel; a matrix; what a file held; or what a network gave. */
  gates?: GatesState['gates'] | GateMatrix | GateDocument | GateValues;
}

/** The view's positions with what they stand for; no result while there are no gates. */
export interface Gates {
  state: GatesState;
  result: GatesResult | null;
}

/**
 * Completes a start and computes. What gates bring along (names, block, magnitudes) holds unless a field says otherwise.
 * @throws SpecError for an unknown field, gates that are no matrix, or more of them than a notebook keeps.
 */
export function gatesOf(start: GatesStart = {}): Gates {
  const { gates: given = null, ...rest } = start;
  const brought = given === null ? {} : broughtBy(given);
  const state = completed<GatesState>('gates', { ...GATES_START, ...brought }, rest);
  requireShare('gates.threshold', state.threshold);
  requireShare('gates.quantile', state.quantile);
  requireChoice('gates.score', state.score, ['mean', 'maximum', 'contribution']);
  requireNames(state);
  return { state, result: gatesResult(state) };
}

/** Whether a value is what {@link GatesStart} takes as gates, but for bare rows. */
export function holdsGates(has: (...names: string[]) => boolean): boolean {
  return (
    has('gates', 'activations', 'projectionNorms') ||
    has('matrix', 'channelNames', 'block') ||
    has('inputs', 'channels', 'columns')
  );
}

function broughtBy(given: NonNullable<GatesStart['gates']>): Partial<GatesState> {
  if (isRows(given)) {
    return { gates: kept(given) };
  }
  if (typeof given !== 'object') {
    const remedy = 'Take them from gateValues(), or give a list of numbers for each input.';
    throw new SpecError('gates.gates', given, 'gates of channels', remedy);
  }
  if ('activations' in given) {
    return recorded(given);
  }
  if ('matrix' in given) {
    const { matrix, channelNames, block } = given;
    return { gates: rowsOf(matrix), channelNames, origin: block ?? '' };
  }
  return { gates: rowsOf(given) };
}

function isRows(
  given: NonNullable<GatesStart['gates']>
): given is Extract<NonNullable<GatesStart['gates']>, readonly unknown[]> {
  return Array.isArray(given);
}

/** A block of a model without a specification has unknown costs. */
function recorded({ dataset, block, gates, activations, projectionNorms }: GateValues): Partial<GatesState> {
  const { spec, name } = block;
  return {
    gates: kept(gates).map((row) => row.map(rounded)),
    origin: `${name}${spec ? ` of ${spec.name}` : ''} on ${counted(gates.length, 'image')} of ${dataset}`,
    block: spec && { spec, name },
    activations: projectionNorms.map((_, c) =>
      rounded(activations.reduce((sum, row) => sum + row[c], 0) / activations.length)
    ),
    projectionNorms: projectionNorms.map(rounded)
  };
}

/** Digits that a network's single precision is sure of: a document is smaller without the others. */
function rounded(value: number): number {
  return Number(value.toPrecision(6));
}

function rowsOf({ inputs, channels, columns }: GateMatrix): number[][] {
  requireSize(inputs, channels);
  return Array.from({ length: inputs }, (_, i) => columns.map((column) => column[i]));
}

function kept<Rows extends readonly (readonly number[])[]>(rows: Rows): Rows {
  requireSize(rows.length, rows[0]?.length ?? 0);
  return rows;
}

/** @throws SpecError for more gates than a notebook keeps. */
function requireSize(inputs: number, channels: number): void {
  if (inputs * channels > MOST_GATES) {
    throw new SpecError(
      'gates',
      `${exact(inputs)} inputs of ${counted(channels, 'channel')}`,
      `at most ${exact(MOST_GATES)} gates`,
      'Give fewer inputs to the view; new GateAnalysis(matrix) takes them all.'
    );
  }
}

/** @throws SpecError for another number of names than channels. */
function requireNames({ gates, channelNames }: GatesState): void {
  const channels = gates?.[0]?.length ?? 0;
  if (gates !== null && channelNames !== null && channelNames.length !== channels) {
    const expected = `${channels} names, one for each channel`;
    throw new SpecError('gates.channelNames', channelNames, expected, 'Give one for each channel, or null.');
  }
}

/** Channels of a text; the data table has all. */
const FIRST = 12;

/** `0.034, 5 to 95 % 0.01 to 0.2, highest 0.31`. */
function statisticsText({ analysis }: GatesResult, channel: number): string {
  const { mean, quantiles, max } = analysis.channels[channel];
  const [low, high, highest] = [quantiles.q05, quantiles.q95, max].map(significant);
  return `mean ${significant(mean)}, 5 to 95 % ${low} to ${high}, highest ${highest}`;
}

export function gatesText(gates: Gates): string {
  const { state, result } = gates;
  const { detail } = gatesWords(state, result);
  if (result === null) {
    return detail;
  }
  const { shares, order, contributions, matrix } = result;
  const origin = state.origin === '' ? '' : `: ${state.origin}`;
  return [
    detail,
    `${counted(matrix.inputs, 'input')}, ${counted(matrix.channels, 'channel')}${origin}`,
    `first to prune by ${scoreName(state.score)}:`,
    ...order
      .slice(0, FIRST)
      .map(
        (channel) =>
          `  channel ${channelName(state, channel)}: ${statisticsText(result, channel)}; below ${plain(state.threshold)} on ` +
          `${percent(shares[channel].below)} of inputs; contribution ${significant(contributions[channel])}`
      )
  ].join('\n');
}

/**
 * The view at a start: document, picture and text.
 * @throws SpecError as {@link gatesOf} does.
 */
export function gatesCell(start: GatesStart, today: Date): ViewCell<GatesDocument> {
  const gates = gatesOf(start);
  const { state, result } = gates;
  return viewCell('gates', {
    sentence: sentenceOf(gatesWords(state, result)),
    data: state,
    details: gatesText(gates),
    svg: gatesPicture(state, result, today)
  });
}
