import {
  type GatesResult,
  type GatesState,
  gatesWords,
  removableOf
} from '@efficientnet-lab/kernel-helpers/views/gates';

/** What a notebook calls its network and its data. */
export interface CellNames {
  model: string;
  data: string;
}

/** Whether a text is a name of TypeScript, with fields behind points: `run.model`. */
export function isVariable(text: string): boolean {
  return /^[A-Za-z_$][\w$]*(\.[A-Za-z_$][\w$]*)*$/.test(text);
}

/**
 * TypeScript that removes the channels below the threshold from a network, trains what is left a little, and shows both
 * beside the network as it was; null where it is not known which channels of which block go, or none does.
 */
export function pruneCell(state: GatesState, result: GatesResult, { model, data }: CellNames): string | null {
  const { choice, pruning } = result;
  const channels = choice && pruning ? removableOf(choice, pruning) : [];
  if (!pruning || channels.length === 0) {
    return null;
  }
  const { detail } = gatesWords(state, result);
  return `import * as enet from '@efficientnet-lab/kernel-helpers';

// ${detail}
const channels = { ${pruning.block.name}: [${channels.join(', ')}] };
const { model: pruned } = enet.pruning.pruneChannels(${model}, channels);
const { model: tuned } = enet.pruning.pruneChannels(${model}, channels);
await enet.train(tuned, ${data}, { epochs: 1, learningRate: 1e-3, checkpointDir: null });
enet.show(await enet.pruning.beforeAndAfter({ before: ${model}, pruned, tuned }, ${data}.test));
`;
}
