import { describe, it } from 'vitest';
import { expectHarmless, expectStored, HOSTILE_RECORDS } from '../pictures.fixtures';
import { stoppingOf, type StoppingPointStart } from './cell';
import { stoppingPicture } from './picture';

const DAY = new Date('2026-11-22T12:00:00Z');
const NEVER = { kind: 'relative', share: 1e-9 } as const;

const drawStopping = (start: StoppingPointStart): string => {
  const { state, result } = stoppingOf(start);
  return stoppingPicture(state, result, DAY);
};

describe('the stored picture of a stopping point', () => {
  it.each<[string, StoppingPointStart]>([
    ['stopping', {}],
    [
      'stopping-params',
      {
        axis: 'cost',
        source: { kind: 'records', cost: 'params' },
        rule: { kind: 'absolute', threshold: 0.1 }
      }
    ],
    [
      'stopping-model',
      {
        source: {
          kind: 'model',
          curve: { asymptote: 85, amplitude: 60, rate: 0.5 },
          cost: { base: 0.4, growth: 2 }
        }
      }
    ]
  ])('%s', async (name, start) => {
    await expectStored(drawStopping(start), name);
  });
});

describe('every picture', () => {
  it.each<[string, () => string]>([
    ['stopping at hostile names', () => drawStopping({ source: HOSTILE_RECORDS })],
    [
      'a rule that stops at the baseline',
      () => drawStopping({ rule: { kind: 'absolute', threshold: 1000 } })
    ],
    ['a rule far beyond the networks', () => drawStopping({ rule: NEVER, axis: 'cost' })]
  ])('%s has nothing active or foreign in it, and no broken number', (_, make) => expectHarmless(make()));
});
