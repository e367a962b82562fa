import { requireOptions } from '../option-names';
import { RandomBits } from '../random-bits';
import { variant } from '../scaling';
import { type Statement, statement } from '../statement';
import { above, atMost, equal } from '../statement-rule';
import { requireArray } from '../validate';
import { BlockPruning } from './block-pruning';
import { gateContributions, rescaledTwin } from './contribution';
import { type GateMatrix, gateMatrix } from './gate-matrix';
import { GateAnalysis } from './gate-statistics';

const BLOCK = 'block2b';
/** Gates below it count as low. */
const LOW = 0.05;

/** One channel's gates over a batch, with the mean of |v| over pixels for each input. */
export interface RecordedChannel {
  gates: readonly number[];
  activations: readonly number[];
}

/**
 * Statements on gates and pruning, computed at the call.
 * @param low - a channel that is taken for suppressed; one that is made for it unless given
 */
export function gateStatements(low: RecordedChannel = alwaysLow()): Statement[] {
  requireOptions(low, { gates: true, activations: true });
  const gates = requireArray('gates', low.gates, 'Give one gate for each input.');
  const section = 'Squeeze-and-excitation';
  const matrix = gateMatrix([[0.9], [0.9]]);
  const projectionNorms = [1];
  const twin = rescaledTwin({ matrix, projectionNorms, channel: 0, factor: 10 });
  const meanOf = (of: GateMatrix): number => new GateAnalysis(of).channels[0].mean;
  const [before] = gateContributions(matrix, { projectionNorms });
  const [after] = gateContributions(twin.matrix, { projectionNorms: twin.projectionNorms });
  const pruning = new BlockPruning(variant('b0'), BLOCK);
  const one = pruning.savings(1);
  const images = gates.length;
  const [{ below }] = new GateAnalysis(gateMatrix(low.gates.map((gate) => [gate]))).at({ threshold: LOW });
  // 0.01 on nearly all inputs, 0.95 on one in fifty: a mean as low, of a channel at work.
  const dynamic = new GateAnalysis(gateMatrix(Array.from({ length: 50 }, (_, i) => [i === 0 ? 0.95 : 0.01])));
  return [
    statement({
      id: 'small-gate',
      section,
      claim: 'A channel with a small gate contributes little and can be pruned.',
      quantity:
        'contribution of a channel whose gate is a tenth and whose projection weights are ten times as large',
      rule: equal(meanOf(twin.matrix) / meanOf(matrix), after / before),
      why:
        'Both blocks compute the same, so that the size of a gate says nothing by itself: rank by E|g·v|·‖Wp‖, the ' +
        'size of what arrives.'
    }),
    statement({
      id: 'low-over-a-batch',
      section,
      claim: 'A channel whose gate is low on every input of a batch is suppressed.',
      quantity: `share of what it would contribute with an open gate, for a gate below ${LOW} on ${images * below} of ${images} inputs`,
      rule: atMost(LOW, shareOf(low)),
      why:
        'On these inputs E|g·v| ≤ max g · E|v|, whatever the activations. Of inputs not seen they say that fewer than ' +
        `${(100 * (1 - 0.05 ** (1 / images))).toFixed(1)} % open it, with 95 % confidence. A low mean says less: ` +
        `${dynamic.channels[0].mean.toFixed(3)} is also that of a gate of ${dynamic.channels[0].max} on one input in ` +
        'fifty. And neither asks how large the projection’s weights are.'
    }),
    statement({
      id: 'pruning-saves',
      section,
      claim: 'Pruning a channel makes the model smaller and cheaper.',
      quantity: `multiply-adds that one channel of B0’s ${BLOCK} saves, as a share of the block’s`,
      rule: above(0, one.share.blockMacs),
      why: `${one.macs} multiply-adds and ${one.params} parameters, one in ${pruning.block.expandedFilters} of what grows with the channels.`
    })
  ];
}

/** Contribution with its gates over that with gates of 1. */
function shareOf({ gates, activations }: RecordedChannel): number {
  const magnitudes = { activations: activations.map((activation) => [activation]) };
  const [gated] = gateContributions(gateMatrix(gates.map((gate) => [gate])), magnitudes);
  const [open] = gateContributions(gateMatrix(gates.map(() => [1])), magnitudes);
  return gated / open;
}

/** Fifty inputs with gates below the threshold, highest where the activations are: the worst case. */
function alwaysLow(): RecordedChannel {
  const bits = new RandomBits(1);
  const strengths = Array.from({ length: 50 }, () => bits.next() / 2 ** 32);
  return {
    gates: strengths.map((strength) => LOW * strength),
    activations: strengths.map((strength) => 1 + 4 * strength)
  };
}
