import { describe, expect, it } from 'vitest';
import { paretoFront, pointsOf, publishedRecords, readRecordsCsv, SpecError } from '../../analysis';
import { MIME_TYPE } from '../../contract';
import { bundleOf } from '../../notebook/show';
import { frontCell, frontOf } from './cell';
import type { FrontDocument } from './state';

const DAY = new Date('2026-11-22T12:00:00Z');
const PROVENANCE = { kind: 'measured', source: 'test', date: '2026-11-22', version: null } as const;
const own = (csv: string): ReturnType<typeof readRecordsCsv> =>
  readRecordsCsv(csv, { title: 'Own runs', provenance: PROVENANCE });

describe('the start of a front', () => {
  it('is the laptop’s latency with a budget unless a cell says otherwise', () => {
    expect(frontOf().state).toMatchObject({ source: { published: 'timm-cpu' }, cost: 'latency', budget: 20 });
    expect(frontOf({ cost: 'params' }).state.budget).toBeNull();
    expect(frontOf({ source: 'paper-v5' }).state).toMatchObject({ cost: 'macs', budget: null });
  });

  it('names sets that ship, and carries others along', () => {
    expect(frontOf({ source: publishedRecords('timm') }).state.source).toEqual({ published: 'timm' });
    const { state, front } = frontOf({ source: own('name,accuracy,cost:energy [J]\na,50,2\nb,40,3\n') });
    expect(state.cost).toBe('energy');
    expect(state.source).toHaveProperty('document.records.length', 2);
    expect(front.members).toEqual([0]);
  });

  it('keeps of a large set what its front needs', () => {
    const rows = Array.from(
      { length: 20_000 },
      (_, i) => `n${i},${(i % 100) * 0.9},${1 + ((i * 37) % 5000)}`
    );
    const set = own(`name,accuracy,cost:latency [ms]\n${rows.join('\n')}\n`);
    const { front, points, omitted } = frontOf({ source: set });
    const all = pointsOf(set, 'latency');
    expect(omitted).toBe(20_000 - points.records.length);
    expect(points.records.length).toBeLessThan(20_000);
    expect(front.members.map((i) => points.records[i].name)).toEqual(
      paretoFront(all).members.map((i) => all.records[i].name)
    );
  });

  it.each([
    [{ source: 'imagenet' }, /front\.source: got "imagenet", expected one of paper-v1/],
    [{ budgets: 3 }, /front\.budgets: got 3, expected no such option/],
    [{ cost: 'joules' }, /joules/],
    [{ scale: 'cubic' }, /front\.scale/],
    [{ hidden: ['VGG'] }, /families of the records/],
    [{ selected: 21 }, /a whole number below 21/],
    [{ source: own('name,accuracy\na,50\n') }, /records with a cost/]
  ])('%j is refused', (start, message) => {
    expect(() => frontOf(start as object)).toThrow(SpecError);
    expect(() => frontOf(start as object)).toThrow(message);
  });
});

describe('a front as text', () => {
  it('names the members, the knee and the area', () => {
    const { text } = frontCell({ budget: null }, DAY);
    expect(text.match(/^ {2}\S+: [\d.]+ % at /gm)).toHaveLength(13);
    expect(text).toMatch(/^Knee \(logarithmic cost\): mobilenetv3_large_100 at 7\.38 ms\.$/m);
    expect(text).toMatch(/^Hypervolume up to 466 ms and down to 65\.9 %: [\d.]+ ms × %\.$/m);
  });

  it('says what scaling one dimension brought', () => {
    const { text } = frontCell({ source: 'paper-dimensions' }, DAY);
    expect(text).toMatch(
      /from EfficientNet-B0 baseline to EfficientNet-B0 compound: 3\.80 .* for 4\.50 × the cost/
    );
  });
});

describe('show', () => {
  it('draws records with a cost, and tabulates others', () => {
    const drawn = bundleOf(publishedRecords('paper-v5'), DAY);
    expect((drawn[MIME_TYPE] as FrontDocument).data).toMatchObject({ source: { published: 'paper-v5' } });
    const listed = bundleOf(publishedRecords('group-norm'), DAY);
    expect(listed[MIME_TYPE]).toBeUndefined();
    expect(String(listed['text/markdown'])).toMatch(/\| Network .*\| normalization .*\| batchSize /);
  });

  it('redraws a stored document', () => {
    const { [MIME_TYPE]: document, ...rest } = bundleOf(publishedRecords('paper-v5'), DAY);
    expect(bundleOf(document, DAY)).toEqual({ ...rest, [MIME_TYPE]: document });
  });
});
