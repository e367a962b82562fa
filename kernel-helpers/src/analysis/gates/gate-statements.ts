import { variant } from '../scaling';
import { type Statement, statement } from '../statement';
import { BlockPruning } from './block-pruning';
import { gateContributions, rescaledTwin } from './contribution';
import { gateMatrix } from './gate-matrix';
import { GateAnalysis } from './gate-statistics';

const BLOCK = 'block2b';

/** Statements on gates and pruning, computed at the call. */
export function gateStatements(): Statement[] {
  const section = 'Squeeze-and-excitation';
  const matrix = gateMatrix([[0.9], [0.9]]);
  const projectionNorms = [1];
  const twin = rescaledTwin({ matrix, projectionNorms, channel: 0, factor: 10 });
  const meanOf = (of: typeof matrix): number => new GateAnalysis(of).channels[0].mean;
  const [before] = gateContributions(matrix, { projectionNorms });
  const [after] = gateContributions(twin.matrix, { projectionNorms: twin.projectionNorms });
  // 0.01 on nearly all inputs, 0.95 on one in fifty: a low mean that hides a channel at work.
  const dynamic = new GateAnalysis(gateMatrix(Array.from({ length: 50 }, (_, i) => [i === 0 ? 0.95 : 0.01])));
  const pruning = new BlockPruning(variant('b0'), BLOCK);
  const one = pruning.savings(1);
  return [
    statement({
      id: 'small-gate',
      section,
      claim: 'A channel with a small gate contributes little and can be pruned.',
      quantity:
        'contribution of a channel whose gate is a tenth and whose projection weights are ten times as large',
      status: 'false',
      claimed: meanOf(twin.matrix) / meanOf(matrix),
      computed: after / before,
      why:
        'Both blocks compute the same, so that the size of a gate says nothing by itself: rank by E|g·v|·‖Wp‖, the ' +
        'size of what arrives.'
    }),
    statement({
      id: 'low-on-average',
      section,
      claim: 'A channel whose gate is low over a batch of inputs is suppressed.',
      quantity: `highest gate of a channel with a mean of ${dynamic.channels[0].mean.toFixed(3)}`,
      status: 'false',
      claimed: null,
      computed: dynamic.channels[0].max,
      why: 'A channel may work on few inputs only: look at the maximum or a high quantile, not at the mean.'
    }),
    statement({
      id: 'pruning-saves',
      section,
      claim: 'Pruning a channel makes the model smaller and cheaper.',
      quantity: `multiply-adds that one channel of B0’s ${BLOCK} saves, as a share of the block’s`,
      status: 'holds',
      claimed: null,
      computed: one.share.blockMacs,
      why: `${one.macs} multiply-adds and ${one.params} parameters, one in ${pruning.block.expandedFilters} of what grows with the channels.`
    })
  ];
}
