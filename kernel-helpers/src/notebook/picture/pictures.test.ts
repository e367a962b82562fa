import { describe, expect, it } from 'vitest';
import { element, escapeXml } from '../../chart/markup';
import { wrap } from '../../chart/page';
import { gatesOf, type GatesStart } from '../../views/gates/cell';
import { expectHarmless, expectStored, HOSTILE_RECORDS } from '../../views/pictures.fixtures';
import { stoppingPicture } from '../../views/stopping-point';
import { stoppingOf, type StoppingPointStart } from '../../views/stopping-point/cell';
import { gatesPicture } from './gates';
import { GATE_VALUES } from './pictures.fixtures';

const DAY = new Date('2026-11-22T12:00:00Z');
const NEVER = { kind: 'relative', share: 1e-9 } as const;

const drawStopping = (start: StoppingPointStart): string => {
  const { state, result } = stoppingOf(start);
  return stoppingPicture(state, result, DAY);
};

describe('the stored pictures', () => {
  it.each<[string, GatesStart]>([
    ['gates', { gates: GATE_VALUES }],
    ['gates-contribution', { gates: GATE_VALUES, score: 'contribution', threshold: 0.95 }],
    ['gates-few', { gates: [[0.02, 0.95]], channelNames: ['a channel with a long name', '<b>'] }]
  ])('%s', async (name, start) => {
    await expectStored(gatesPicture(gatesOf(start), DAY), name);
  });

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
    ['no gates yet', () => gatesPicture(gatesOf(), DAY)],
    ['gates of hostile origin', () => gatesPicture(gatesOf({ gates: [[0, 1]], origin: '<script>' }), DAY)],
    ['stopping at hostile names', () => drawStopping({ source: HOSTILE_RECORDS })],
    [
      'a rule that stops at the baseline',
      () => drawStopping({ rule: { kind: 'absolute', threshold: 1000 } })
    ],
    ['a rule far beyond the networks', () => drawStopping({ rule: NEVER, axis: 'cost' })]
  ])('%s has nothing active or foreign in it, and no broken number', (_, make) => expectHarmless(make()));
});

describe('markup', () => {
  it('escapes text and attributes, and replaces what XML cannot hold', () => {
    const hostile = `<&>"'\u0000\ud800x`;
    expect(escapeXml(hostile)).toBe('&lt;&amp;&gt;&quot;&#39;\ufffd\ufffdx');
    expect(element('text', { id: hostile }, hostile).text).toBe(
      `<text id="${escapeXml(hostile)}">${escapeXml(hostile)}</text>`
    );
    expect(escapeXml('φ 😀')).toBe('φ 😀');
  });

  it('breaks lines between words and inside endless ones', () => {
    expect(wrap('one two three', 70, 10)).toEqual(['one two', 'three']);
    expect(wrap('abcdefghijkl', 50, 10)).toEqual(['abcde', 'fghij', 'kl']);
    expect(wrap('', 50, 10)).toEqual(['']);
  });

  it('begins no line with a unit or a sign of equality', () => {
    expect(wrap('accuracy 81.4 %, at φ* = 2.16', 150, 10)).toEqual(['accuracy', '81.4 %, at', 'φ* = 2.16']);
    expect(wrap('it costs 1.74 G MACs', 150, 10)).toEqual(['it costs', '1.74 G MACs']);
  });
});
