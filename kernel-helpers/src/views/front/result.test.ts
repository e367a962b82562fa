import { describe, expect, test } from 'vitest';
import { publishedRecords, recordsJson, type RecordSet, SpecError } from '../../analysis';
import { sentenceOf } from '../../wording';
import { frontResult } from './result';
import { FRONT_START, type FrontState } from './state';
import { boxText, frontWords, selectedText } from './words';

const at = (change: Partial<FrontState>): FrontState => ({ ...FRONT_START, ...change });
const sentence = (state: FrontState): string => sentenceOf(frontWords(state, frontResult(state)));
const detail = (state: FrontState): string => frontWords(state, frontResult(state)).detail;

const own = (rows: readonly [name: string, accuracy: number | null, cost: number][]): FrontState => {
  const provenance = { kind: 'measured', source: 'test', date: '2026-11-22', version: null } as const;
  const set: RecordSet = {
    title: 'Own runs',
    measures: [{ key: 'latency', name: 'Latency', quantity: 'latency', unit: 'ms' }],
    records: rows.map(([name, accuracy, cost]) => ({ name, accuracy, costs: { latency: cost }, provenance }))
  };
  return at({ source: { document: JSON.parse(recordsJson(set)) as object } });
};

describe('the front in words', () => {
  test('a budget names the best, and what comes next', () => {
    expect(sentence(FRONT_START)).toBe('Under 20 ms the best is efficientnet_b1 with 78.8 % at 18.4 ms');
    expect(detail(FRONT_START)).toMatch(/^Next comes efficientnet_b2: 1\.23 percentage points more for /);
    expect(detail(FRONT_START)).toMatch(/13 of 21 networks are on the front\.$/);
    expect(sentence(at({ budget: 1 }))).toBe(
      'Nothing fits under 1 ms: the cheapest, mobilenetv2_050, needs 4.5 ms for 65.9 %'
    );
    expect(detail(at({ budget: 1e4 }))).toMatch(/^Nothing here is more accurate\./);
  });

  test('without a budget the front’s length', () => {
    expect(sentence(at({ budget: null }))).toMatch(
      /^13 of 21 networks are on the front: from mobilenetv2_050 to efficientnet_b7, 18\.5 percentage points/
    );
  });

  test('empty, single and equal points', () => {
    const everything = publishedRecords('timm-cpu').records.map(({ family }) => family ?? '');
    const nothing = at({ hidden: everything });
    expect(sentence(nothing)).toBe('The front is empty');
    expect(detail(nothing)).toBe('All families are hidden; show one of them.');
    expect(detail(own([]))).toBe('The file holds no records; choose another one.');
    expect(detail(own([['a', null, 1]]))).toBe(
      'Left out: 1 record without Latency or accuracy. Choose another cost.'
    );
    expect(sentence({ ...own([['a', 50, 3]]), budget: null })).toBe(
      '1 of 1 networks is on the front: a, alone'
    );
    const twice = own([
      ['a', 50, 3],
      ['b', 50, 3]
    ]);
    expect(sentence({ ...twice, budget: null })).toMatch(/all of the same cost and accuracy$/);
    expect(selectedText(frontResult({ ...twice, selected: 1 }))).toBe(
      'b: 50.0 % at 3 ms. On the front. Of the same cost and accuracy: a.'
    );
  });

  test('what a large file leaves out is counted and said', () => {
    const few = own([
      ['a', 50, 3],
      ['b', 60, 4]
    ]);
    const large = { ...few, source: { ...few.source, omitted: 9998, omittedMembers: 0 }, budget: null };
    expect(sentence(large)).toMatch(/^2 of 10,000 networks are on the front/);
    expect(detail(large)).toMatch(/2 of 10,000 records of the file are kept, including all of the front\.$/);
    const longer = { ...large, source: { ...few.source, omitted: 9998, omittedMembers: 7 } };
    expect(sentence(longer)).toMatch(/^2 of 2 networks/);
    expect(detail(longer)).toMatch(/without 7 of the front\.$/);
  });

  test('who dominates whom', () => {
    const { records } = publishedRecords('timm-cpu');
    const selected = records.findIndex(({ name }) => name.startsWith('resnet50'));
    expect(selectedText(frontResult(at({ selected })))).toBe(
      'resnet50: 76.2 % at 32.8 ms. Dominated by 4 of the front: efficientnet_b0, efficientnet_lite2, efficientnet_b1 and 1 more.'
    );
    const member = records.findIndex(({ name }) => name.startsWith('tf_efficientnet_b0'));
    expect(selectedText(frontResult(at({ selected: member })))).toBe(
      'efficientnet_b0: 76.9 % at 12.9 ms. On the front. It dominates 4: efficientnet_lite1, resnet18, resnet34 and 1 more.'
    );
  });
});

test('a box tells how much of the front is in it, the cheapest and the most accurate', () => {
  const result = frontResult(FRONT_START);
  const inBox = ['resnet50', 'efficientnet_b1', 'efficientnet_b2'].map((name) => result.names.indexOf(name));
  expect(boxText(result, inBox)).toBe(
    'In the box: 3 networks, 2 of the front. Cheapest: efficientnet_b1, 18.4 ms. Most accurate: efficientnet_b2, 80.1 %.'
  );
  expect(boxText(result, [])).toBe('In the box: nothing.');
});

describe('the front', () => {
  test('hidden families leave the reference of the hypervolume where it is', () => {
    const { reference } = frontResult(FRONT_START).volume ?? {};
    const without = frontResult(at({ hidden: ['EfficientNet'] }));
    expect(without.volume?.reference).toEqual(reference);
    expect(without.points.records.some(({ family }) => family === 'EfficientNet')).toBe(false);
  });

  test('single dimensions have the colours of what was scaled, and slopes from their baselines', () => {
    const state = at({ source: { published: 'paper-dimensions' }, cost: 'macs', budget: null });
    const { grouping, steps, points } = frontResult(state);
    expect(grouping.by).toBe('scaling');
    expect(grouping.groups.map(({ meaning }) => meaning)).toEqual([
      'baseline',
      'depth',
      'width',
      'resolution',
      'compound'
    ]);
    const step = steps.find(({ to }) => points.records[to].name === 'MobileNetV2 d=4');
    expect(step?.slope.gain).toBeCloseTo(4.8, 9);
    expect(step?.slope.perDoubling).toBeCloseTo(2.4, 9);
    expect(steps).toHaveLength(points.records.length - 4);
  });

  test('at most five families have hues', () => {
    const { grouping } = frontResult(at({ source: { published: 'timm' }, cost: 'macs', budget: null }));
    expect(grouping.by).toBe('family');
    expect(grouping.groups).toHaveLength(6);
    expect(grouping.groups[0]).toEqual({ meaning: 'compound', name: 'EfficientNet' });
    expect(grouping.groups[5]).toEqual({ meaning: 'otherFamily', name: '' });
  });

  test('records without families have one hue, and no legend', () => {
    const { grouping, set } = frontResult({ ...own([['a', 50, 3]]), budget: null });
    expect(grouping.groups).toEqual([]);
    expect(grouping.meaningOf(set.records[0])).toBe('family1');
  });

  test('short names tell records apart', () => {
    const { names } = frontResult(at({ source: { published: 'timm' }, cost: 'macs', budget: null }));
    expect(new Set(names).size).toBe(names.length);
    expect(names).toContain('mobilenetv2_050');
  });

  test('a measure that the set hasn’t is refused', () => {
    expect(() => frontResult(at({ cost: 'joules' }))).toThrow(SpecError);
  });
});
