import { describe, expect, it } from 'vitest';
import { publishedRecords, type RecordSet, SpecError } from '../../analysis';
import { MIME_TYPE } from '../../contract';
import { bundleOf } from '../../notebook/show';
import { stoppingOf, stoppingPointCell, type StoppingPointStart } from './cell';
import { STOPPING_POINT_START } from './state';

const DAY = new Date('2026-11-22');
const MODEL = {
  kind: 'model',
  curve: { asymptote: 90, amplitude: 60, rate: 0.5 },
  cost: { base: 1, growth: 2 }
} as const;
const ROWS: [string, number, number][] = [
  ['small', 70, 10],
  ['middle', 80, 40],
  ['large', 84, 160],
  ['huge', 85.6, 640]
];
const MINE: RecordSet = {
  title: 'mine',
  measures: [{ key: 'time', name: 'Time', quantity: 'latency', unit: 'ms' }],
  records: ROWS.map(([name, accuracy, time]) => ({
    name,
    accuracy,
    costs: { time },
    provenance: { kind: 'measured', source: 'a run', date: '2026-11-22', version: null }
  }))
};

describe('the stopping point', () => {
  it('starts at the paper’s networks and a tenth of the first gain', () => {
    const { state, result } = stoppingOf();
    expect(state).toEqual(STOPPING_POINT_START);
    expect(result.stop?.phi).toBeCloseTo(2.159, 3);
  });

  it('takes a set by name, records by themselves, records with what to do, and a model', () => {
    expect(stoppingOf({ source: 'paper-v1' }).state.source).toMatchObject({
      kind: 'records',
      source: { published: 'paper-v1' },
      cost: 'macs'
    });
    expect(stoppingOf({ source: publishedRecords('paper-v1') }).state).toEqual(
      stoppingOf({ source: 'paper-v1' }).state
    );
    expect(stoppingOf({ source: { kind: 'records', cost: 'params', growth: 3 } }).state.source).toMatchObject(
      {
        source: { published: 'paper-v5' },
        cost: 'params',
        growth: 3
      }
    );
    expect(stoppingOf({ source: MODEL }).state.source).toEqual(MODEL);
  });

  it('fits records of one’s own in their first cost', () => {
    // The gap to 86 + 2/3 shrinks by 0.4 with each four-fold of the cost.
    const { state, result } = stoppingOf({ source: MINE });
    expect(state.source).toMatchObject({ cost: 'time' });
    expect(result.fit?.curve.asymptote).toBeCloseTo(86 + 2 / 3, 6);
    expect(result.fit?.curve.rate).toBeCloseTo(-Math.log(0.4) / 2, 6);
    expect(stoppingPointCell({ source: MINE }, DAY).text).toMatch(
      /middle: 40 ms, 80.0 %, 0.333 percentage points/
    );
  });

  it('says where a peak of accuracy per cost lies, and lists no network of a model', () => {
    const { text } = stoppingPointCell({ source: MODEL }, DAY);
    expect(text).toMatch(/\nAccuracy per cost peaks at φ = 0\.2/);
    expect(text).not.toMatch(/B0|±|interval/);
  });

  it.each<[string, unknown, RegExp]>([
    ['an unknown field', { tau: 1 }, /stoppingPoint.tau/],
    ['an unknown field of the source', { source: { kind: 'records', costs: 'macs' } }, /source.costs/],
    [
      'an unknown kind of source',
      { source: { kind: 'curve' } },
      /source.kind: got "curve", expected one of records, model/
    ],
    ['an unknown set', { source: 'paper-v9' }, /paper-v9/],
    ['an unknown cost', { source: { kind: 'records', cost: 'watts' } }, /watts/],
    ['an unknown rule', { rule: { kind: 'never' } }, /rule.kind/],
    ['a threshold of 0', { rule: { kind: 'absolute', threshold: 0 } }, /threshold/],
    ['an unknown axis', { axis: 'params' }, /axis/],
    [
      'a growth of 1',
      { source: { kind: 'records', growth: 1 } },
      /source.growth: got 1, expected a number, more than 1, at most 100/
    ]
  ])('refuses %s', (_, start, message) => {
    const make = (): unknown => stoppingPointCell(start as StoppingPointStart, DAY);
    expect(make).toThrow(message);
  });

  it('explains what it got', () => {
    expect(() => stoppingOf({ axis: 'time' as 'phi' })).toThrow(SpecError);
  });

  it('is shown from its document as from its cell', () => {
    const cell = stoppingPointCell({ rule: { kind: 'absolute', threshold: 0.1 }, axis: 'cost' }, DAY);
    const bundle = bundleOf(JSON.parse(JSON.stringify(cell.document)), DAY);
    expect(bundle[MIME_TYPE]).toEqual(cell.document);
    expect(bundle['image/svg+xml']).toBe(cell.svg);
    expect(bundle['text/plain']).toBe(cell.text);
    expect(cell.text.startsWith(`${cell.document.sentence}\n`)).toBe(true);
  });
});
