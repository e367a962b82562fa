import { recordsJson, type RecordSet } from '@efficientnet-lab/kernel-helpers/analysis';
import { validateDocument } from '@efficientnet-lab/kernel-helpers/contract';
import {
  FRONT_START,
  frontCaption,
  frontResult,
  type FrontState
} from '@efficientnet-lab/kernel-helpers/views/front';
import { nullTranslator } from '@jupyterlab/translation';
import { describe, expect, test } from 'vitest';
import { costAtShare, shareOfCost } from './budget-control';
import { tableText, toTypeScript } from './export';
import { familiesIn } from './families';
import { FrontModel } from './model';

const trans = nullTranslator.load('');
const at = (change: Partial<FrontState>): FrontState => ({ ...FRONT_START, ...change });
const provenance = { kind: 'measured', source: 'runs', date: '2026-11-22', version: null } as const;
const documentOf = (records: RecordSet['records']): FrontState['source'] => ({
  document: JSON.parse(
    recordsJson({
      title: 'Own runs',
      measures: [{ key: 'latency', name: 'Latency', quantity: 'latency', unit: 'ms' }],
      records
    })
  ) as object
});

describe('the slider of the budget', () => {
  test('goes from share to cost and back', () => {
    for (const isLog of [true, false]) {
      const scale = { from: isLog ? 3 : 0, to: 500, isLog };
      for (const cost of [5, 20, 400]) {
        expect(costAtShare(scale, shareOfCost(scale, cost))).toBeCloseTo(cost, 9);
      }
      expect(costAtShare(scale, 1)).toBeCloseTo(500, 9);
    }
  });
});

describe('the model', () => {
  test('other records start with a cost they have, and without budget', () => {
    const model = new FrontModel(at({ hidden: ['ResNet'], selected: 3 }));
    model.chooseSource({ published: 'paper-v5' });
    expect(model.state).toMatchObject({ cost: 'macs', hidden: [], budget: null, selected: null });
    model.undo();
    expect(model.state).toMatchObject({ cost: 'latency', hidden: ['ResNet'], budget: 20 });
    model.chooseSource({ published: 'paper-latency' });
    expect(model.state.cost).toBe('latency');
  });

  test('records without any cost are said, and leave by undo', () => {
    const model = new FrontModel(at({}));
    model.chooseSource({ published: 'group-norm' });
    expect(model.outcome).toMatchObject({ ok: false });
    model.undo();
    expect(model.outcome.ok).toBe(true);
  });

  test('asking twice about a network asks no more; the budget goes back to the start', () => {
    const model = new FrontModel(at({}));
    model.select(4);
    model.select(4);
    expect(model.state.selected).toBeNull();
    model.setBudget(77);
    model.resetBudget();
    expect(model.state.budget).toBe(20);
    model.chooseCost('macs');
    expect(model.state.budget).toBeNull();
    model.toggleFamilies(['ResNet', 'MnasNet'], false);
    model.toggleFamilies(['MnasNet'], true);
    expect(model.state.hidden).toEqual(['ResNet']);
  });
});

describe('words and files', () => {
  test('many families share a button', () => {
    const records = Array.from({ length: 40 }, (_, i) => ({
      name: `n${i}`,
      accuracy: 50,
      costs: { latency: 3 },
      family: `family ${i % 20}`,
      provenance
    }));
    const families = familiesIn(frontResult(at({ source: documentOf(records), budget: null })), trans);
    expect(families).toHaveLength(12);
    expect(families[11]).toMatchObject({ label: '9 other families', count: 18 });
    expect(families.flatMap(({ names }) => names)).toHaveLength(20);
  });

  test('the caption says kind, source, day and edition once', () => {
    expect(
      frontCaption(frontResult(at({ source: { published: 'paper-v5' }, cost: 'macs', budget: null })), trans)
    ).toBe(
      'EfficientNet paper, fifth version: table 2. Multiply-adds: Printed as FLOPs, with one to three digits. ' +
        'Published: arXiv 1905.11946v5, table 2; costs are those of version 1, v5, 2026-11-22.'
    );
  });

  test('the table comes as CSV, JSON and Markdown', () => {
    const result = frontResult(FRONT_START);
    expect(tableText(result, 'csv').split('\n')[0]).toContain('cost');
    expect(tableText(result, 'markdown')).toContain('tf_efficientnet_b2.aa_in1k');
    expect(JSON.parse(tableText(result, 'json'))).toBeTruthy();
  });

  test('code says what differs from the start', () => {
    expect(toTypeScript(FRONT_START)).toContain('enet.showFront();');
    expect(toTypeScript(at({ source: { published: 'paper-v1' }, cost: 'macs', budget: null }))).toContain(
      "enet.showFront({ source: 'paper-v1', cost: 'macs' });"
    );
    expect(toTypeScript(at({ budget: null, hidden: ['ResNet'] }))).toContain(
      "enet.showFront({ hidden: ['ResNet'], budget: null });"
    );
    const own = documentOf([{ name: 'a', accuracy: 50, costs: { latency: 3 }, provenance }]);
    expect(toTypeScript(at({ source: own }))).toMatch(
      /enet\.showFront\(\{ source: \{ document: \{.*name: 'a'.*budget: 20 \}\);/
    );
  });

  test('what is saved is a document', () => {
    const source = documentOf([{ name: 'a', accuracy: 50, costs: { latency: 3 }, provenance }]);
    const data = at({ source: { ...source, omitted: 7, omittedMembers: 0 } as FrontState['source'] });
    expect(validateDocument({ version: 1, view: 'front', sentence: '', data })).toMatchObject({ ok: true });
  });
});
