import { type GateMatrix, readGatesInSteps } from '@efficientnet-lab/kernel-helpers/analysis';
import { MOST_GATES } from '@efficientnet-lab/kernel-helpers/views/gates';
import type { ReadGates } from './model';

/**
 * Gates from a file or a paste, with as many inputs as a document holds: of more, every so many are kept. Yields the
 * share done.
 * @param name - of the file
 * @throws SpecError for text that holds no possible gate matrix.
 */
export function* gatesSteps(text: string, name: string): Generator<number, ReadGates> {
  const steps = readGatesInSteps(text);
  let next = steps.next();
  while (!next.done) {
    yield next.value.share;
    next = steps.next();
  }
  const { matrix, channelNames, block } = next.value;
  const { gates, stride } = sampled(matrix);
  const from = block === null ? name : `${name}, ${block}`;
  return {
    gates,
    channelNames,
    origin: stride === 1 ? from : `${from}; one of every ${stride} of ${matrix.inputs} inputs`
  };
}

function sampled({ inputs, channels, columns }: GateMatrix): { gates: number[][]; stride: number } {
  const stride = Math.max(1, Math.ceil((inputs * channels) / MOST_GATES));
  const gates: number[][] = [];
  for (let i = 0; i < inputs; i += stride) {
    gates.push(columns.map((column) => column[i]));
  }
  return { gates, stride };
}
