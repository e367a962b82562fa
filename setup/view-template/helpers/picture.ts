import { chartSection, page } from '../../chart';
import { isoDay } from '../../wording/format';
import { ENGLISH, type Phrases, sentenceOf } from '../../wording/words';
import { newViewAxes, newViewChart } from './chart';
import type { NewViewResult } from './result';
import { newViewWords } from './words';

const HEIGHT = 280;

/** The picture that a notebook keeps and that is exported, SVG. */
export function newViewPicture(result: NewViewResult, today: Date, trans: Phrases = ENGLISH): string {
  const words = newViewWords(result, trans);
  return page(
    {
      sentence: sentenceOf(words),
      note: words.detail,
      caption: trans.__('MACs by S²·k²·C², computed on %1.', isoDay(today))
    },
    [chartSection([newViewChart(result, newViewAxes(result), trans)], HEIGHT)]
  );
}
