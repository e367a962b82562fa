import { exact } from '../../wording/format';
import { sentenceOf } from '../../wording/words';
import { type ViewCell, viewCell } from '../cell';
import { checkedStart } from '../start';
import { newViewPicture } from './picture';
import { NEW_VIEW_QUANTITIES } from './quantities';
import { newViewResult } from './result';
import { NEW_VIEW_START, type NewViewDocument, type NewViewState } from './state';
import { newViewWords } from './words';

/**
 * The view at a start: document, picture and text.
 * @throws SpecError for an unknown field or a state that stands for nothing.
 */
export function newViewCell(start: Partial<NewViewState>, today: Date): ViewCell<NewViewDocument> {
  const state = checkedStart<NewViewState>('newView', NEW_VIEW_QUANTITIES, NEW_VIEW_START, start);
  const result = newViewResult(state);
  const words = newViewWords(result);
  return viewCell('new-view', {
    sentence: sentenceOf(words),
    data: state,
    details: `${exact(result.macs)} MACs. ${words.detail}`,
    svg: newViewPicture(result, today)
  });
}
