import { describe, expect, it } from 'vitest';
import { B0, publishedSurrogate, searchTriplets, SpecError } from '../../analysis';
import { MIME_TYPE } from '../../contract';
import { bundleOf } from '../../notebook/show';
import { searchCell, searchOf, startOf } from './cell';
import type { SearchExplorerDocument } from './state';

const DAY = new Date('2026-11-22T12:00:00Z');
const { surrogate } = publishedSurrogate();

describe('the search explorer', () => {
  it('searches as the paper does unless a cell says otherwise', () => {
    const { text } = searchCell({}, DAY);
    expect(text).toMatch(/^Of 1,331 triplets 85 are feasible; 1\.3 \/ 1\.1 \/ 1\.15 is predicted best/);
    expect(text).toMatch(/85 triplets by α·β²·γ², 35 by the built network’s MACs, 3 by both/);
    expect(text).toMatch(/^published: 1\.2 \/ 1\.1 \/ 1\.15, α·β²·γ² 1\.92, true growth 2\.57/m);
    expect(text).toMatch(/^continuous optimum: 1\.272 \/ 1\.107 \/ 1\.132/m);
  });

  it('says what is nearest where nothing is feasible, and why there is no optimum', () => {
    expect(searchCell({ growth: 3, tolerance: 0.0001 }, DAY).text).toMatch(
      /nearest is 1\.05 \/ 1\.3 \/ 1\.3/
    );
    expect(searchCell({ measure: 'params' }, DAY).text).toMatch(
      /no continuous optimum: .*resolution costs nothing/
    );
  });

  it.each([
    [{ alpha: 1.2 }, /searchExplorer\.alpha/],
    [{ base: 'b1' }, /searchExplorer\.base|base: got/],
    [{ growth: 0.5 }, /growth/],
    [{ tolerance: -1 }, /tolerance/],
    [{ candidates: { kind: 'grid', ranges: { from: 1, to: 10 }, step: 0.001 } }, /candidates/]
  ])('%j is refused', (start, message) => {
    expect(() => searchOf(start as object)).toThrow(SpecError);
    expect(() => searchOf(start as object)).toThrow(message);
  });
});

describe('show', () => {
  it('draws a search’s result, with its request as the view’s start', () => {
    const result = searchTriplets({ surrogate, growth: 4, constraint: 'built' });
    const document = bundleOf(result, DAY)[MIME_TYPE] as SearchExplorerDocument;
    expect(document.data).toMatchObject({ growth: 4, constraint: 'built', base: 'b0', brushes: [] });
    expect(document.sentence).toBe(searchCell(startOf(result) ?? {}, DAY).document.sentence);
  });

  it('tabulates a search from a baseline that the view does not know', () => {
    const bundle = bundleOf(searchTriplets({ surrogate, base: { ...B0, name: 'mine' } }), DAY);
    expect(bundle[MIME_TYPE]).toBeUndefined();
    expect(String(bundle['text/markdown'])).toMatch(/best first/);
  });

  it('redraws a stored document', () => {
    const { [MIME_TYPE]: document, ...rest } = bundleOf(searchTriplets({ surrogate }), DAY);
    expect(bundleOf(document, DAY)).toEqual({ ...rest, [MIME_TYPE]: document });
  });
});
