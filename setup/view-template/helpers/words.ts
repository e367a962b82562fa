import { exact, si } from '../../wording/format';
import { ENGLISH, type Phrases, type ResultText } from '../../wording/words';
import type { NewViewResult } from './result';

/** The result in one sentence. */
export function newViewWords({ state, macs }: NewViewResult, trans: Phrases = ENGLISH): ResultText {
  return {
    before: trans.__('With %1 channels, the convolution costs ', exact(state.channels)),
    factor: trans.__('%1 MACs', si(macs)),
    after: '',
    detail: trans.__('Cost grows with the square of the channels.')
  };
}
