import type { PublishedSetName, RecordSet } from '../../analysis';
import { significant } from '../../wording/format';
import { sentenceOf } from '../../wording/words';
import { type ViewCell, viewCell } from '../cell';
import { firstCost, recordSourceOf } from '../front/cell';
import { recordSetOf } from '../record-source';
import { checkedStart, completed, requireChoice } from '../start';
import { stoppingLawText, stoppingPicture } from './picture';
import { STOPPING_QUANTITIES } from './quantities';
import { stoppingPointResult, type StoppingPointResult } from './result';
import {
  STOPPING_POINT_START,
  type StoppingPointDocument,
  type StoppingPointState,
  type StoppingSource
} from './state';
import { accuracyText, costText, costUnitName, stoppingPointWords } from './words';

type RecordsSource = Extract<StoppingSource, { kind: 'records' }>;
type ModelSource = Extract<StoppingSource, { kind: 'model' }>;

/** What a cell may say of the stopping point's start; the rest is the paper's family and a tenth of the first gain. */
export interface StoppingPointStart extends Partial<Omit<StoppingPointState, 'source'>> {
  /**
   * Records, the name of a set that ships with the product, records with what is to be done with them
   * (`{ kind: 'records', cost: 'params' }`), or a curve and a cost (`{ kind: 'model', curve, cost }`).
   */
  source?: RecordSet | PublishedSetName | ModelSource | ({ kind: 'records' } & Partial<RecordsSource>);
}

/** A state and what follows from it. */
export interface Stopping {
  state: StoppingPointState;
  result: StoppingPointResult;
}

/**
 * Completes a start, fits and finds φ*.
 * @throws SpecError for an unknown field, set or measure, records that break their format, or a rule out of bounds.
 */
export function stoppingOf(start: StoppingPointStart = {}): Stopping {
  const { source, ...rest } = start;
  const state = checkedStart<StoppingPointState>('stoppingPoint', STOPPING_QUANTITIES, STOPPING_POINT_START, {
    ...rest,
    source: sourceOf(source)
  });
  return { state, result: stoppingPointResult(state) };
}

function sourceOf(given: StoppingPointStart['source']): StoppingSource {
  const start = STOPPING_POINT_START.source;
  if (given === undefined || start.kind === 'model') {
    return start;
  }
  if (typeof given === 'object' && 'kind' in given) {
    requireChoice('stoppingPoint.source.kind', given.kind, ['records', 'model']);
    return given.kind === 'model'
      ? given
      : completed<RecordsSource>('stoppingPoint.source', withCost(start, given.source), given);
  }
  return withCost(start, recordSourceOf('stoppingPoint.source', given));
}

/** MACs where the records have them, otherwise their first cost. */
function withCost(start: RecordsSource, source: RecordsSource['source'] = start.source): RecordsSource {
  const set = recordSetOf(source);
  const known = set.records.some(({ costs }) => costs[start.cost] !== undefined);
  return { ...start, source, cost: known ? start.cost : firstCost(set) };
}

function stoppingText({ state, result }: Stopping): string {
  const { steps, points, unit } = result;
  const { detail } = stoppingPointWords(state, result);
  return [
    detail,
    ...(result.law === null ? [] : [stoppingLawText(result)]),
    ...steps.map(({ point, cost, accuracy, step }) => {
      const name = points?.records[point].name ?? '';
      const gain =
        step === null || step.marginal === null
          ? ''
          : `, ${significant(step.marginal)} percentage points for ${costUnitName(unit)}`;
      return `${name}: ${costText(cost, unit)}, ${accuracyText(accuracy)}${gain}`;
    })
  ].join('\n');
}

/**
 * The view at a start: document, picture and text.
 * @throws SpecError as {@link stoppingOf} does.
 */
export function stoppingPointCell(start: StoppingPointStart, today: Date): ViewCell<StoppingPointDocument> {
  const { state, result } = stoppingOf(start);
  return viewCell('stopping-point', {
    sentence: sentenceOf(stoppingPointWords(state, result)),
    data: state,
    details: stoppingText({ state, result }),
    svg: stoppingPicture(state, result, today)
  });
}
