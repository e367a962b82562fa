import { describe, expect, it } from 'vitest';
import { expectHarmless, expectStored } from '../pictures.fixtures';
import { gatesCell, type GatesStart } from './cell';
import { GATE_VALUES } from './gates.fixtures';

const DAY = new Date('2026-11-22T12:00:00Z');
const draw = (start: GatesStart): string => gatesCell(start, DAY).svg;

describe('the stored picture of gates', () => {
  it.each<[string, GatesStart]>([
    ['gates', { gates: GATE_VALUES }],
    ['gates-contribution', { gates: GATE_VALUES, score: 'contribution', threshold: 0.95 }],
    ['gates-few', { gates: [[0.02, 0.95]], channelNames: ['a channel with a long name', '<b>'] }]
  ])('%s', async (name, start) => {
    await expectStored(draw(start), name);
  });

  it.each<[string, GatesStart]>([
    ['no gates yet', {}],
    ['gates of hostile origin', { gates: [[0, 1]], origin: '<script>' }]
  ])('of %s has nothing active or foreign in it, and no broken number', (_, start) => {
    expectHarmless(draw(start));
  });

  it('stays small, and says how much it draws', () => {
    const rows = Array.from({ length: 25 }, (_, i) =>
      Array.from({ length: 10_000 }, (_, c) => ((i + 1) * (c + 1) * 0.618034) % 1)
    );
    const svg = draw({ gates: rows });
    expect(svg.length).toBeLessThan(300_000);
    expect(svg).toContain('channels by mean gate, lowest first (240 of 10,000 drawn)');
  });
});
