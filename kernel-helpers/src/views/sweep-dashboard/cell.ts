import { SpecError } from '../../analysis';
import { ENGLISH, sentenceOf } from '../../wording/words';
import { type ViewCell, viewCell } from '../cell';
import { completed, requireChoice } from '../start';
import { listedWords, sweepPicture } from './picture';
import { sweepResult, winnerOf } from './result';
import {
  COST_MEASURES,
  type KeptSweep,
  SWEEP_DASHBOARD_START,
  type SweepChoices,
  type SweepDashboardDocument,
  type SweepDashboardState
} from './state';
import { omittedText, setupText, sweepWords } from './words';

/** What a cell may say of what it shows of a sweep. */
export type SweepDashboardStart = Partial<SweepChoices>;

/**
 * The view's state for a sweep at a start.
 * @throws SpecError for an unknown field, cost, axis or candidate.
 */
export function sweepStateOf(sweep: KeptSweep | null, start: SweepDashboardStart = {}): SweepDashboardState {
  const { sweep: _, ...defaults } = SWEEP_DASHBOARD_START;
  const choices = completed<SweepChoices>('showSweep', defaults, start);
  requireChoice('showSweep.cost', choices.cost, COST_MEASURES);
  const result = sweepResult(sweep);
  const axes = result?.axes.map(({ key }) => key) ?? [];
  choices.brushes.forEach(({ axis, from, to }, i) => {
    requireChoice(`showSweep.brushes[${i}].axis`, axis, axes);
    if (!(from <= to)) {
      throw new SpecError(`showSweep.brushes[${i}]`, { from, to }, 'from ≤ to', 'Swap the ends.');
    }
  });
  if (choices.selected !== null && !sweep?.columns.id.includes(choices.selected)) {
    throw new SpecError(
      'showSweep.selected',
      choices.selected,
      'the id of a candidate',
      'Leave it out for none.'
    );
  }
  return { ...choices, sweep };
}

/** What a cell shows of a state: document, picture, text. */
export function sweepCell(state: SweepDashboardState): ViewCell<SweepDashboardDocument> {
  const { document, text } = sweepText(state);
  return { document, text, svg: sweepPicture(state) };
}

/** The document and the text alone, which are quick to make. */
export function sweepText(state: SweepDashboardState): { document: SweepDashboardDocument; text: string } {
  const result = sweepResult(state.sweep);
  const words = sweepWords(result, result && winnerOf(result));
  const lines = result
    ? [setupText(result.sweep, ENGLISH), omittedText(result.sweep, ENGLISH), ...listedWords(result)]
    : [];
  const { document, text } = viewCell('sweep-dashboard', {
    sentence: sentenceOf(words),
    data: state,
    details: [words.detail, ...lines].filter((line) => line !== '').join('\n'),
    svg: ''
  });
  return { document, text };
}
