import type { GateVerdict } from '@efficientnet-lab/kernel-helpers/analysis';
import type { GatesResult } from '@efficientnet-lab/kernel-helpers/views/gates';
import type { TranslationBundle } from '@jupyterlab/translation';
import { percent } from '@efficientnet-lab/kernel-helpers/wording';

export function verdictName(verdict: GateVerdict, trans: TranslationBundle): string {
  switch (verdict) {
    case 'alwaysLow':
      return trans.__('always low');
    case 'sometimesLow':
      return trans.__('low on some inputs');
    case 'neverLow':
      return trans.__('never low');
  }
}

/** A gate with three decimals. */
function gateText(gate: number): string {
  return gate.toFixed(3);
}

/** All that is known of a channel in one line. */
export function channelWords(
  { analysis, shares, contributions, order }: GatesResult,
  channel: number,
  names: readonly string[] | null,
  trans: TranslationBundle
): string {
  const { mean, quantiles, max } = analysis.channels[channel];
  const { below, verdict } = shares[channel];
  return trans.__(
    'channel %1: mean %2, 5 to 95 % %3 to %4, highest %5; below τ on %6 of inputs, %7; contribution %8, prune rank %9',
    names?.[channel] ?? channel,
    gateText(mean),
    gateText(quantiles.q05),
    gateText(quantiles.q95),
    gateText(max),
    percent(below),
    verdictName(verdict, trans),
    String(Number(contributions[channel].toPrecision(3))),
    order.indexOf(channel) + 1
  );
}
