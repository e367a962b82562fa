import { exact, times } from '../../wording/format';
import { ENGLISH, sentenceOf } from '../../wording/words';
import { type ViewCell, viewCell } from '../cell';
import { checkedStart } from '../start';
import { blockPicture } from './picture';
import { BLOCK_QUANTITIES } from './quantities';
import { blockResult, type BlockResult, type Candidate } from './result';
import { BLOCK_EXPLORER_START, type BlockExplorerDocument, type BlockExplorerState } from './state';
import { blockWords, candidateName, placeText, termName } from './words';

/** What a cell may say of the block explorer's start; the rest is block 2b of B0. */
export type BlockStart = Partial<BlockExplorerState>;

/**
 * Completes a start, checks and counts it.
 * @throws SpecError for an unknown field or a place that can't be.
 */
export function blockOfStart(start: BlockStart = {}): BlockResult {
  return blockResult(
    checkedStart<BlockExplorerState>('blockExplorer', BLOCK_QUANTITIES, BLOCK_EXPLORER_START, start)
  );
}

function formText({ name, form }: Candidate, { state, standard }: BlockResult): string[] {
  return [
    `${candidateName(name, state, ENGLISH)}: ${exact(form.macs)} MACs (${times(form.macs / standard.macs)}), ` +
      `${exact(form.params)} parameters`,
    ...form.terms.map(
      (term) =>
        `  ${termName(term.name, ENGLISH)}: ` +
        `${term.macs === 0 ? 'no MACs' : `${term.formula} = ${term.filled} = ${exact(term.macs)} MACs`}, ` +
        `${term.paramsFormula} = ${term.paramsFilled} = ${exact(term.params)} parameters`
    )
  ];
}

/** What a cell shows: one place in a network with the three ways to fill it. */
export function blockCell(start: BlockStart, today: Date): ViewCell<BlockExplorerDocument> {
  const result = blockOfStart(start);
  const words = blockWords(result);
  return viewCell('block-explorer', {
    sentence: sentenceOf(words),
    data: result.state,
    details: [
      placeText(result, ENGLISH),
      ...result.candidates.flatMap((candidate) => formText(candidate, result)),
      words.detail
    ].join('\n'),
    svg: blockPicture(result, today)
  });
}
