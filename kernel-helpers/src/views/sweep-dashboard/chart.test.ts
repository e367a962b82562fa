import { describe, expect, it } from 'vitest';
import { each, type PointsMark } from '../../chart';
import { BACKGROUNDS, blended, contrast, THEMES, valuesIn } from '../../chart/contrast.fixtures';
import { ENGLISH } from '../../wording/words';
import { sweepAxes, sweepClouds, sweepKey } from './chart';
import { sweepResult } from './result';
import { keptSweep } from './sweep.fixtures';

const result = sweepResult(keptSweep());
if (result === null) {
  throw new Error('A sweep has a result.');
}
const clouds = sweepClouds(
  {
    result,
    cost: 'macs',
    kept: result.rows.map(() => true),
    places: result.rows.map(({ place }) => place),
    selected: null
  },
  sweepAxes(result, 'macs'),
  ENGLISH
);

describe('the points of a sweep', () => {
  it.each(THEMES)('stand out from the background at every rung, %s', (theme) => {
    const values = valuesIn(theme);
    const seen = ({ meaning, opacity = 1 }: PointsMark): number =>
      contrast(blended(values[meaning], BACKGROUNDS[theme], each(opacity, 0)), BACKGROUNDS[theme]);
    const measured = result.rows.filter(({ accuracy }) => accuracy !== null);
    expect(new Set(measured.map(({ measuredAt }) => measuredAt))).toEqual(new Set([0, 1]));
    for (const row of measured) {
      const here = clouds.filter(({ places }) =>
        places.some(({ x, y }) => x === row.macs && y === row.accuracy)
      );
      expect(Math.max(...here.map(seen)), row.id).toBeGreaterThanOrEqual(3);
    }
  });

  it('are shaded by rung, and picked once', () => {
    const rungs = clouds.filter(({ id }) => id?.startsWith('rung'));
    expect(rungs.map(({ opacity }) => opacity)).toEqual([0.3, 1]);
    expect(sweepKey(result, false, ENGLISH).flatMap(({ inside }) => inside ?? [])).toEqual([0.3, 1]);
    for (const { places } of rungs) {
      const outlines = clouds.filter((cloud) => cloud.open && cloud.places === places);
      expect(outlines).toHaveLength(1);
      expect([outlines[0].id, outlines[0].hover]).toEqual([undefined, undefined]);
    }
  });
});
