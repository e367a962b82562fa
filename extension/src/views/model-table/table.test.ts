import {
  type ArchitectureSpec,
  columnMeaning,
  compoundScale,
  summarize,
  variant
} from '@efficientnet-lab/kernel-helpers/analysis';
import { nullTranslator } from '@jupyterlab/translation';
import { describe, expect, it } from 'vitest';
import { si } from '@efficientnet-lab/kernel-helpers/wording';
import { toTypeScript } from './code';
import { valueColumns } from './columns';
import { attributesOf, macsFormula } from './details';
import { type Listing, listingOf, stepFrom } from './listing';
import { MODEL_TABLE_START, ModelTableModel } from './model';
import { OpenRows } from './openness';
import { type CostRow, isLayer, layerRows, stageRows, sumsOf, withDescendants } from './rows';
import { sumRows } from './sums';
import { detail, sentence } from './wording';

const trans = nullTranslator.load('efficientnet_lab');
const B0 = summarize(variant('b0'));
const stages = stageRows(B0);
const ORDER = { sort: { column: 'order', descending: false }, search: '' } as const;

const names = (rows: readonly CostRow[]): string[] => rows.map(({ name }) => name);

describe('the rows', () => {
  it.each(['b0', 'lite2', 'v2-m', 'l2'])('hold every layer of %s once, and its costs', (name) => {
    const report = summarize(variant(name));
    const layers = layerRows(stageRows(report));
    expect(names(layers)).toEqual(report.layers.map((layer) => layer.name));
    for (const rows of [stageRows(report), layers]) {
      const sums = sumsOf(rows);
      expect(sums.macs).toBe(report.macs.total);
      expect(sums.params).toBe(report.params.trainable);
      expect(sums.bytesMoved).toBe(report.bytesMoved);
      expect(sums.activationBytes).toBe(report.memory.outputs);
    }
  });

  it('know where they stand', () => {
    const [stem, , second] = stages;
    expect(names(stem.children)).toEqual(['stem_conv', 'stem_bn', 'stem_activation']);
    expect(names(second.children)).toEqual(['block2a', 'block2b']);
    expect(second.children[0].children[0]).toMatchObject({ level: 3, parent: second.children[0] });
    const all = withDescendants(stages);
    expect(new Set(all.map(({ key }) => key)).size).toBe(all.length);
  });
});

describe('the listing', () => {
  const open = new OpenRows();

  it('shows stages until one is opened', () => {
    const rows = new OpenRows();
    expect(names(listingOf(stages, ORDER, rows).rows)).toEqual(names(stages));
    rows.set(stages[2], true);
    expect(names(listingOf(stages, ORDER, rows).rows).slice(2, 6)).toEqual(['2', 'block2a', 'block2b', '3']);
    rows.setAll(stages, true);
    expect(listingOf(stages, ORDER, rows).rows).toHaveLength(9 + 16 + 206);
    rows.setAll(stages, false);
    expect(listingOf(stages, ORDER, rows).rows).toHaveLength(9);
  });

  it('keeps the ancestors of what is found', () => {
    const rows = new OpenRows();
    rows.searchFor('block6c_SE');
    const { rows: shown, hits } = listingOf(stages, { ...ORDER, search: ' block6c_SE' }, rows);
    expect(names(shown)).toEqual(['6', 'block6c', ...names(hits)]);
    expect(names(hits)).toEqual(
      ['squeeze', 'reduce', 'expand', 'excite'].map((part) => `block6c_se_${part}`)
    );
    rows.set(stages[6], false);
    expect(names(listingOf(stages, { ...ORDER, search: 'block6c_SE' }, rows).rows)).toEqual(['6']);
    rows.searchFor('block6c');
    expect(rows.isOpen(stages[6])).toBe(true);
  });

  it('finds kinds too, and nothing where nothing is', () => {
    expect(listingOf(stages, { ...ORDER, search: 'depthwise' }, open).hits).toHaveLength(16);
    expect(listingOf(stages, { ...ORDER, search: 'transformer' }, open)).toMatchObject({
      rows: [],
      hits: []
    });
  });

  it('puts all layers in one list when it is not in the order of execution', () => {
    const { rows, isTree } = listingOf(
      stages,
      { sort: { column: 'macs', descending: true }, search: '' },
      open
    );
    expect(isTree).toBe(false);
    expect(rows).toHaveLength(206);
    expect(rows.every(isLayer)).toBe(true);
    const macs = rows.map((row) => row.macs);
    expect(macs).toEqual([...macs].sort((a, b) => b - a));
    // 7² · 320 · 1280, more than any other layer.
    expect(rows[0]).toMatchObject({ name: 'top_conv', macs: 7 ** 2 * 320 * 1280 });
    const byName = listingOf(stages, { sort: { column: 'name', descending: false }, search: '' }, open).rows;
    expect(byName[0].name).toBe('avg_pool');
  });
});

describe('the keys', () => {
  const rows = new OpenRows();
  const at = (name: string, listing: Listing): CostRow => {
    const row = listing.rows.find((candidate) => candidate.name === name);
    if (!row) {
      throw new Error(`No row ${name}`);
    }
    return row;
  };
  const step = (name: string, key: string) => {
    const listing = listingOf(stages, ORDER, rows);
    return stepFrom(listing, at(name, listing), key, rows);
  };

  it('walk, open and close', () => {
    expect(step('stem', 'ArrowUp')).toEqual({ to: stages[0] });
    expect(step('stem', 'End')).toEqual({ to: stages[8] });
    expect(step('2', 'PageDown')).toEqual({ to: stages[8] });
    expect(step('2', 'ArrowRight')).toEqual({ open: stages[2] });
    rows.set(stages[2], true);
    expect(step('2', 'ArrowRight')).toEqual({ to: stages[2].children[0] });
    expect(step('block2b', 'ArrowLeft')).toEqual({ to: stages[2] });
    expect(step('2', 'ArrowLeft')).toEqual({ close: stages[2] });
    expect(step('stem', 'ArrowLeft')).toBeNull();
    expect(step('2', 'x')).toBeNull();
  });
});

describe('the words', () => {
  it('say where most is spent, from the numbers', () => {
    const [stage] = [...B0.stages].sort((a, b) => b.macs - a.macs);
    expect(stage.name).toBe('6');
    const share = (part: number, whole: number): string => `${Math.round((100 * part) / whole)} %`;
    expect(sentence(B0, trans)).toBe(
      `B0 has 5.29 M parameters and 386 M MACs; stage 6 holds ${share(stage.macs, B0.macs.total)} of the MACs ` +
        `and ${share(stage.params, B0.params.trainable)} of the parameters.`
    );
  });

  it('say what a search finds', () => {
    const state = { ...MODEL_TABLE_START, search: 'depthwise' };
    const text = detail(B0, state, listingOf(stages, state, new OpenRows()), trans);
    expect(text).toContain('16 of 206 layers match “depthwise”');
    expect(text).toContain(`${((100 * B0.macs.depthwise) / B0.macs.total).toFixed(1)} % of the MACs`);
  });

  it.each(['b3', 'v2-s', 'lite0'])('fill the formula of every product of %s', (name) => {
    const { layers, macs } = summarize(variant(name));
    let total = 0;
    for (const layer of layers) {
      const product = (macsFormula(layer, 2) ?? '0')
        .split(' · ')
        .map((factor) => (factor.endsWith('²') ? Number(factor.slice(0, -1)) ** 2 : Number(factor)))
        .reduce((value, factor) => value * factor, 1);
      expect(product, layer.name).toBe(layer.macs);
      total += product;
    }
    expect(total).toBe(macs.total);
  });

  it('tell all of a layer', () => {
    const row = layerRows(stages).find(({ name }) => name === 'block2a_dwconv');
    const attributes = row ? attributesOf(B0, row, trans) : [];
    expect(attributes).toContainEqual({
      label: 'MACs',
      why: columnMeaning('macs', trans),
      text: '2,709,504',
      note: '= 56² · 3² · 96, 0.70 %'
    });
    expect(attributes).toContainEqual(
      expect.objectContaining({ label: 'kernel', text: '3 × 3', note: 'stride 2' })
    );
    expect(attributes).toContainEqual(expect.objectContaining({ label: 'in', text: '112 × 112 × 96' }));
  });

  it('sum what is found below what there is', () => {
    const columns = valueColumns(2, trans);
    const listing = listingOf(stages, { ...ORDER, search: 'depthwise' }, new OpenRows());
    const [found, whole] = sumRows(B0, sumsOf(stages), listing, columns, trans);
    const macs = columns.findIndex(({ name }) => name === 'macs');
    expect([found.name, found.cells[macs]]).toEqual(['found', si(B0.macs.depthwise)]);
    expect([whole.name, whole.cells[macs]]).toEqual(['whole network', '386 M']);
  });
});

describe('the model', () => {
  it('orders costs from the top and texts from the start', () => {
    const model = new ModelTableModel(MODEL_TABLE_START);
    model.sortBy('macs');
    expect(model.state.sort).toEqual({ column: 'macs', descending: true });
    model.sortBy('macs');
    expect(model.state.sort.descending).toBe(false);
    model.sortBy('name');
    expect(model.state.sort).toEqual({ column: 'name', descending: false });
    model.undo();
    expect(model.state.sort).toEqual({ column: 'macs', descending: false });
  });

  it('says why there are no costs', () => {
    const broken: ArchitectureSpec = { ...variant('b0'), resolution: 0 };
    const { outcome } = new ModelTableModel({ ...MODEL_TABLE_START, spec: broken });
    expect(outcome).toMatchObject({ ok: false, message: expect.stringContaining('resolution') as string });
  });

  it('writes the shortest code that shows the same', () => {
    expect(toTypeScript(MODEL_TABLE_START)).toContain(
      "const spec = enet.variant('b0');\n\nenet.showModelTable(spec);"
    );
    const state = {
      spec: compoundScale({ phi: 1.5 }),
      sort: { column: 'macs', descending: true },
      search: 'se_"'
    } as const;
    const code = toTypeScript(state);
    expect(code).toContain('enet.compoundScale({ phi: 1.5 })');
    expect(code).toContain(`{ sort: { column: 'macs', descending: true }, search: "se_\\"" }`);
    expect(toTypeScript({ ...MODEL_TABLE_START, spec: { ...variant('b0'), classes: 7 } })).toContain(
      '"classes": 7'
    );
  });
});

describe('a sequence network', () => {
  const spec: ArchitectureSpec = { ...variant('b0'), spatialDimensions: 1, resolution: 256 };
  const report = summarize(spec);

  it('is described without squares and pixels', () => {
    const state = { ...MODEL_TABLE_START, spec };
    const rows = stageRows(report);
    expect(detail(report, state, listingOf(rows, state, new OpenRows()), trans)).toContain(
      'one sequence of length 256'
    );
    expect(rows[1].kind).toBe('MBConv1 3');
    const output = valueColumns(1, trans).find(({ name }) => name === 'outputSize');
    expect(output?.text(rows[1])).toBe('128');
    for (const layer of layerRows(rows)) {
      const values = attributesOf(report, layer, trans).map(({ text }) => text);
      expect(values.join()).not.toMatch(/²|px/);
    }
  });

  it('has formulas of one dimension', () => {
    for (const layer of report.layers) {
      const factors = (macsFormula(layer, 1) ?? '0').split(' · ').map(Number);
      expect(factors.reduce((product, factor) => product * factor, 1)).toBe(layer.macs);
    }
  });
});
