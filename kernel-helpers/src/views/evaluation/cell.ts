import { type ViewCell, viewCell } from '../cell';
import { canKeep, keptEvaluation } from './kept';
import { evaluationPicture } from './picture';
import {
  EVALUATION_START,
  type EvaluationDocument,
  type EvaluationState,
  type MeasuredEvaluation
} from './state';
import { evaluationText, evaluationWords } from './words';

/** What a cell shows of an evaluation: a picture and text, and the view where a document has room for it. */
export function evaluationCell(
  evaluation: MeasuredEvaluation,
  today: Date
): Pick<ViewCell<EvaluationDocument>, 'svg' | 'text'> & { document?: EvaluationDocument } {
  const state = { ...EVALUATION_START, evaluation: keptEvaluation(evaluation, today) };
  const { document, svg, text } = evaluationStateCell(state);
  return canKeep(evaluation) ? { document, svg, text } : { svg, text };
}

/** What a cell shows of a document's state. */
export function evaluationStateCell(state: EvaluationState): ViewCell<EvaluationDocument> {
  const { sentence, detail } = evaluationWords(state.evaluation);
  const details =
    state.evaluation === null ? detail : evaluationText(state.evaluation).split('\n').slice(1).join('\n');
  return viewCell('evaluation', { sentence, data: state, details, svg: evaluationPicture(state) });
}
