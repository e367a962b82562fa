import {
  pointsOf,
  PUBLISHED_SETS,
  publishedRecords,
  type PublishedSetName,
  type RecordSet,
  recordsJson,
  SpecError,
  thinnedSet
} from '../../analysis';
import { counted, significant } from '../../wording/format';
import { sentenceOf } from '../../wording/words';
import { type ViewCell, viewCell } from '../cell';
import { type RecordSource, recordSetOf } from '../record-source';
import { completed, requireChoice } from '../start';
import { costWithUnit } from './groups';
import { frontPicture } from './picture';
import { frontResult, type FrontResult } from './result';
import { FRONT_START, type FrontDocument, type FrontState } from './state';
import { frontNotes, frontWords } from './words';

/** What a cell may say of the front's start. */
export interface FrontStart extends Partial<Omit<FrontState, 'source'>> {
  /** Records, the name of a set that ships with the product, or a document that holds records. */
  source?: RecordSet | PublishedSetName | RecordSource;
}

/**
 * The front at a start. Another source than the one that is shown unless asked begins with its first measure that any
 * record has, and without a budget.
 * @throws SpecError for an unknown field, set, measure or family, or records that break their format.
 */
export function frontOf(start: FrontStart = {}): FrontResult {
  const { source: given, ...rest } = start;
  const source = given === undefined ? FRONT_START.source : recordSourceOf('front.source', given);
  const set = recordSetOf(source);
  const defaults = given === undefined ? FRONT_START : { ...FRONT_START, cost: firstCost(set), budget: null };
  const unasked = rest.cost !== undefined && rest.cost !== defaults.cost ? { budget: null } : {};
  const state = completed<FrontState>('front', { ...defaults, ...unasked }, { ...rest, source });
  requireChoice('front.scale', state.scale, ['log', 'linear']);
  const unknown = state.hidden.find((name) => !set.records.some(({ family }) => (family ?? '') === name));
  if (unknown !== undefined) {
    throw new SpecError('front.hidden', unknown, 'families of the records', 'Leave it out of the list.');
  }
  if (state.selected !== null && set.records[state.selected] === undefined) {
    const range = `a whole number below ${set.records.length}`;
    throw new SpecError('front.selected', state.selected, range, 'Give the number of a record in its set.');
  }
  return frontResult(state);
}

/** Whether a front can be drawn of records: some measure belongs to a record with accuracy. */
export function hasFront(set: RecordSet): boolean {
  return set.measures.some(({ key }) => pointsOf(set, key).records.length > 0);
}

/**
 * A set that ships with the product is named; any other travels in the document, as much as a notebook can hold.
 * @param field - named in the error
 * @throws SpecError for an unknown name.
 */
export function recordSourceOf(
  field: string,
  given: RecordSet | PublishedSetName | RecordSource
): RecordSource {
  if (typeof given === 'string') {
    return { published: requireChoice(field, given, PUBLISHED_SETS) };
  }
  if (!('records' in given)) {
    return given;
  }
  const published = PUBLISHED_SETS.find((name) => publishedRecords(name) === given);
  if (published !== undefined) {
    return { published };
  }
  const { set, omitted } = thinnedSet(given);
  return { document: JSON.parse(recordsJson(set)) as object, ...(omitted > 0 ? { omitted } : {}) };
}

/**
 * The key of latency as the shipped sets have it, or of the first measure that a record has.
 * @throws SpecError for a set without measures.
 */
export function firstCost(set: RecordSet): string {
  const known = set.measures.filter(({ key }) => pointsOf(set, key).records.length > 0);
  const first = known.find(({ key }) => key === FRONT_START.cost) ?? known[0] ?? set.measures[0];
  if (first === undefined) {
    throw new SpecError(
      'source',
      `the set “${set.title}”`,
      'records with a cost',
      'Give each record a cost, or choose another set.'
    );
  }
  return first.key;
}

/** Longer lists are for tables. */
const MEMBERS = 30;

function frontText(result: FrontResult): string {
  const { state, points, front, names, set, steps } = result;
  const { detail } = frontWords(state, result);
  const { costs, accuracies, measure } = points;
  const members = front.members.slice(0, MEMBERS);
  const left = front.members.length - members.length;
  return [
    ...(detail === '' ? [] : [detail]),
    ...frontNotes(result),
    `${set.title}; cost: ${measure.name}. The front:`,
    ...members.map(
      (i) => `  ${names[i]}: ${significant(accuracies[i])} % at ${costWithUnit(costs[i], measure)}`
    ),
    ...(left > 0 ? [`  and ${counted(left, 'network')} more`] : []),
    ...steps.map(
      ({ from, to, slope }) =>
        `  from ${names[from]} to ${names[to]}: ${significant(slope.gain)} percentage points for ${significant(slope.growth)} × the cost`
    )
  ].join('\n');
}

/**
 * The view at a start: document, picture and text.
 * @throws SpecError as {@link frontOf} does.
 */
export function frontCell(start: FrontStart, today: Date): ViewCell<FrontDocument> {
  const result = frontOf(start);
  return viewCell('front', {
    sentence: sentenceOf(frontWords(result.state, result)),
    data: result.state,
    details: frontText(result),
    svg: frontPicture(result, today)
  });
}
