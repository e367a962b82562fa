import { publishedRecords, recordsJson, type RecordSet } from '@efficientnet-lab/kernel-helpers/analysis';
import { labelBox, PAPER_COLOURS } from '@efficientnet-lab/kernel-helpers/chart';
import { validateDocument } from '@efficientnet-lab/kernel-helpers/contract';
import { FRONT_START, frontResult, type FrontState } from '@efficientnet-lab/kernel-helpers/views/front';
import { nullTranslator } from '@jupyterlab/translation';
import { describe, expect, test } from 'vitest';
import { accuracyAxisOf, costAtShare, costAxisOf, shareOfCost, ticksOf } from './axes';
import { tableText, toTypeScript } from './export';
import { familiesIn } from './families';
import { symbolOf } from './marks';
import { FRONT_SETS, FrontModel } from './model';
import { frontFigure, namesOnPicture, placeOf, pointNear, sceneOf } from './picture';
import { captionOf } from './wording';

const trans = nullTranslator.load('');
const INNER = { width: 640, height: 330 };
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

describe('the picture', () => {
  test.each(
    FRONT_SETS.flatMap((set) => publishedRecords(set).measures.map(({ key }) => [set, key] as const))
  )('of %s by %s has every point on its axes, and names that cover nothing', (set, cost) => {
    for (const scale of ['log', 'linear'] as const) {
      const result = frontResult(at({ source: { published: set }, cost, scale, budget: null }));
      const scene = sceneOf(result);
      result.points.records.forEach((_, i) => {
        const { x, y } = placeOf(result, scene, i);
        expect(x > 0 && x < 1 && y > 0 && y < 1).toBe(true);
      });
      expect(scene.cost.ticks.length).toBeGreaterThan(1);
      expect(scene.cost.ticks.length).toBeLessThan(11);
      const boxes = namesOnPicture(result, scene, INNER, 13).map((label) =>
        labelBox(label, { character: 0.56 * 12, line: 1.2 * 12 })
      );
      expect(boxes.length).toBeGreaterThan(0);
      boxes.forEach((a, i) =>
        expect(
          boxes
            .slice(0, i)
            .some((b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)
        ).toBe(false)
      );
    }
  });

  test('the network that is asked about is named first, and found under the pointer', () => {
    const selected = publishedRecords('timm').records.findIndex(({ name }) => name === 'resnet34.a3_in1k');
    const result = frontResult(at({ source: { published: 'timm' }, cost: 'macs', budget: null, selected }));
    const scene = sceneOf(result);
    const point = result.selected?.point ?? -1;
    expect(namesOnPicture(result, scene, INNER, 13)[0].point).toBe(point);
    const { x, y } = placeOf(result, scene, point);
    const near = { x: x * INNER.width + 1, y: (1 - y) * INNER.height + 1 };
    const found = pointNear(result, scene, near, INNER) ?? -1;
    expect(result.points.costs[found]).toBe(result.points.costs[point]);
    expect(pointNear(result, scene, { x: -500, y: -500 }, INNER)).toBeNull();
  });

  test('texts of a file are no markup', () => {
    const source = documentOf([{ name: '<b>&', accuracy: 50, costs: { latency: 3 }, provenance }]);
    const result = frontResult(at({ source, budget: null }));
    const options = { colours: COLOURS, trans, fontSize: 13, width: 700, height: 420 };
    const text = JSON.stringify(frontFigure(result, sceneOf(result), options));
    expect(text).toContain('&lt;b>&amp;');
    expect(text).not.toContain('<b><b>');
  });

  test('shapes tell kinds, filling tells the front', () => {
    expect(symbolOf('width', 'published', true)).toBe('square');
    expect(symbolOf('width', 'published', false)).toBe('square-open');
    expect(symbolOf('width', 'measured', false)).toBe('square-open-dot');
    expect(symbolOf('width', 'predicted', true)).toBe('x');
  });
});

describe('axes', () => {
  test('ticks are numbers a person would choose', () => {
    expect(ticksOf(4, 520, 'log')).toEqual([5, 10, 20, 50, 100, 200, 500]);
    expect(ticksOf(0, 47, 'linear')).toEqual([0, 10, 20, 30, 40]);
    expect(ticksOf(1e-6, 1e6, 'log')).toHaveLength(7);
    expect(ticksOf(9.8, 10.4, 'log').length).toBeGreaterThan(2);
  });

  test('shares of the axis go back to costs', () => {
    for (const scale of ['log', 'linear'] as const) {
      const axis = costAxisOf(frontResult(at({ scale })));
      for (const cost of [5, 20, 400]) {
        expect(costAtShare(axis, shareOfCost(axis, cost))).toBeCloseTo(cost, 9);
      }
    }
  });

  test('one point and none have axes too', () => {
    const one = frontResult(
      at({
        source: documentOf([{ name: 'a', accuracy: 50, costs: { latency: 3 }, provenance }]),
        budget: null
      })
    );
    expect(costAxisOf(one).low).toBeLessThan(3);
    expect(costAxisOf(one).high).toBeGreaterThan(3);
    expect(accuracyAxisOf(one).low).toBeLessThan(50);
    const none = frontResult(at({ source: documentOf([]), budget: null }));
    expect(
      frontFigure(none, sceneOf(none), { colours: COLOURS, trans, fontSize: 13, ...INNER }).data
    ).toHaveLength(1);
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
      captionOf(frontResult(at({ source: { published: 'paper-v5' }, cost: 'macs', budget: null })), trans)
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
    expect(toTypeScript(FRONT_START)).toContain('enet.front();');
    expect(toTypeScript(at({ source: { published: 'paper-v1' }, cost: 'macs', budget: null }))).toContain(
      "enet.front({ source: 'paper-v1', cost: 'macs' });"
    );
    expect(toTypeScript(at({ budget: null, hidden: ['ResNet'] }))).toContain(
      "enet.front({ hidden: ['ResNet'], budget: null });"
    );
    const own = documentOf([{ name: 'a', accuracy: 50, costs: { latency: 3 }, provenance }]);
    expect(toTypeScript(at({ source: own }))).toMatch(
      /enet\.front\(\{ source: \{ document: \{.*name: 'a'.*budget: 20 \}\);/
    );
  });

  test('what is saved is a document', () => {
    const source = documentOf([{ name: 'a', accuracy: 50, costs: { latency: 3 }, provenance }]);
    const data = at({ source: { ...source, omitted: 7, omittedMembers: 0 } as FrontState['source'] });
    expect(validateDocument({ version: 1, view: 'front', sentence: '', data })).toMatchObject({ ok: true });
  });
});

const COLOURS = { ...PAPER_COLOURS, font: 'sans-serif' };
