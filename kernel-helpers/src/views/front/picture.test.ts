import { describe, expect, it } from 'vitest';
import { expectHarmless, expectStored, HOSTILE_RECORDS } from '../pictures.fixtures';
import { frontOf, type FrontStart } from './cell';
import { frontPicture } from './picture';

const DAY = new Date('2026-11-22T12:00:00Z');
const draw = (start: FrontStart): string => frontPicture(frontOf(start), DAY);

describe('the stored picture of a front', () => {
  it.each<[string, FrontStart]>([
    ['front', {}],
    ['front-linear', { scale: 'linear', budget: null, selected: 13 }],
    ['front-dimensions', { source: 'paper-dimensions' }],
    ['front-long', { source: 'timm', cost: 'time-rtx4090' }]
  ])('%s', async (name, start) => {
    await expectStored(draw(start), name);
  });

  it.each<[string, FrontStart]>([
    ['hostile names', { source: HOSTILE_RECORDS }],
    ['nothing', { source: { ...HOSTILE_RECORDS, records: [] } }],
    ['one on a linear axis', { source: HOSTILE_RECORDS, scale: 'linear' }],
    ['a budget far off', { budget: 1e9 }]
  ])('of %s has nothing active or foreign in it, and no broken number', (_, start) => {
    expectHarmless(draw(start));
  });

  it('says whose numbers it shows, and what of them it leaves out', () => {
    const svg = draw({ source: 'timm', cost: 'time-rtx4090' });
    expect(svg).toContain('more in the data.');
    expect(svg.replaceAll('</tspan><tspan x="0"', ' ')).toMatch(/Front computed [^>]*>?on 2026-11-22\./);
    expect(svg).toContain('>on the front</text>');
    expect(draw({})).toContain('best under the budget');
    expect(draw({ budget: null })).not.toContain('best under the budget');
  });
});
