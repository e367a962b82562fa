import type { Chart } from '../../chart';
import { exact, percent, plain, setting } from '../../wording/format';
import type { Phrases } from '../../wording/words';
import type { NoiseAxes } from './axes';
import { type NormalizationNoiseResult, RUNNING_STEPS } from './result';

/** Settled is what has less than this left. */
const SETTLED = 0.01;
const DECAY_PLACES = 100;

/** What is left of the start value in the running statistics, step by step. */
export function runningChart(
  { state, running }: NormalizationNoiseResult,
  { steps: { from, to } }: NoiseAxes,
  trans: Phrases
): Chart {
  const p = state.momentum;
  const steps = Array.from({ length: DECAY_PLACES + 1 }, (_, i) => Math.round((i * to) / DECAY_PLACES));
  return {
    description: trans.__('Share of the start value left in running statistics, against training steps'),
    x: { title: trans.__('training steps'), kind: 'linear', from, to, text: exact },
    y: {
      title: trans.__('start value left, %'),
      kind: 'linear',
      from: 0,
      to: 104,
      ticks: [0, 25, 50, 75, 100],
      text: plain
    },
    marks: [
      { kind: 'rule', meaning: 'rule', axis: 'y', at: 100 * SETTLED, name: trans.__('1 %: settled') },
      {
        kind: 'line',
        id: 'decay',
        meaning: 'batchNorm',
        moving: true,
        places: steps.map((step) => ({ x: step, y: 100 * p ** step })),
        hover: steps.map((step) => trans.__('step %1: %2 left', exact(step), percent(p ** step))),
        name: `p = ${setting(p)}`
      },
      {
        kind: 'points',
        meaning: 'accent',
        moving: true,
        priority: 1,
        radius: 5,
        places: [{ x: RUNNING_STEPS, y: 100 * running.leftover }],
        names: [trans.__('%1 after %2 steps', percent(running.leftover), String(RUNNING_STEPS))]
      }
    ]
  };
}
