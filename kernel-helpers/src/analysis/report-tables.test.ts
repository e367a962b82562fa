import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { randomSpecs } from './random-spec.fixtures';
import { parseCsv } from './table.fixtures';
import {
  closedFormTable,
  csvOf,
  markdownOf,
  mbconv,
  reconcile,
  reportCsv,
  reportJson,
  reportMarkdown,
  SpecError,
  summarize,
  toolCountTable,
  toolTermTable,
  variant
} from './index';

const b0 = summarize(variant('b0'));

/** Rows of a CSV as objects with the header's keys. */
function objects(csv: string): Record<string, string>[] {
  const [header, ...rows] = parseCsv(csv);
  return rows.map((row) => Object.fromEntries(header.map((key, i) => [key, row[i]])));
}

describe('B0, stored', () => {
  const stored = (name: string): string => join(__dirname, 'snapshots', name);

  test.each(['totals', 'stages', 'blocks', 'layers'] as const)('%s as CSV', async (part) => {
    await expect(reportCsv(b0, part)).toMatchFileSnapshot(stored(`b0-${part}.csv`));
  });

  test('as Markdown', async () => {
    await expect(reportMarkdown(b0)).toMatchFileSnapshot(stored('b0-report.md'));
  });

  test('other tools as Markdown and CSV', async () => {
    const counts = reconcile(b0);
    await expect(markdownOf(toolCountTable(counts))).toMatchFileSnapshot(stored('b0-tools.md'));
    await expect(csvOf(toolTermTable(counts))).toMatchFileSnapshot(stored('b0-tool-terms.csv'));
  });

  test('a closed form as Markdown', async () => {
    const form = mbconv({
      size: 56,
      inputFilters: 24,
      outputFilters: 24,
      kernelSize: 3,
      expansionRatio: 6,
      squeezeExciteFilters: 6
    });
    await expect(markdownOf(closedFormTable('block2b', form))).toMatchFileSnapshot(stored('block2b.md'));
  });
});

describe('reports on any network', () => {
  test('CSV and JSON parse back to the numbers of the report', () => {
    fc.assert(
      fc.property(randomSpecs({ channels: 128, resolution: 200, stages: 4, repeats: 3 }), (spec) => {
        const report = summarize(spec);
        for (const part of ['stages', 'blocks', 'layers'] as const) {
          const rows = objects(reportCsv(report, part));
          expect(rows.length).toBe(report[part].length);
          report[part].forEach((expected, i) => {
            for (const [key, value] of Object.entries(expected)) {
              if (typeof value === 'number' && key !== 'from' && key !== 'to') {
                expect(Number(rows[i][key])).toBe(value);
              } else if (typeof value === 'string' || value === null) {
                expect(rows[i][key]).toBe(value ?? '');
              }
            }
          });
        }
        const totals = new Map(objects(reportCsv(report, 'totals')).map((row) => [row.quantity, row.value]));
        expect(Number(totals.get('macs.total'))).toBe(report.macs.total);
        expect(Number(totals.get('flops'))).toBe(2 * report.macs.total);
        expect(JSON.parse(reportJson(report))).toEqual({
          format: 'efficientnet-lab/cost-report',
          version: 1,
          ...report
        });
      }),
      { numRuns: 20, seed: 6 }
    );
  });

  test('an unknown part is refused with the parts there are', () => {
    const part = 'layer' as 'layers';
    expect(() => reportCsv(b0, part)).toThrow(/part: got "layer", expected one of totals, stages/);
    expect(() => reportMarkdown(b0, [part])).toThrow(SpecError);
  });

  test.each(['macs', 'layers', 'params'])('what has no %s is no report', (field) => {
    const part = Object.fromEntries(Object.entries(b0).filter(([name]) => name !== field));
    expect(() => reportCsv(part as unknown as typeof b0)).toThrow(
      'report: got an object, expected a cost report'
    );
  });

  test('a specification is told from what has a stem or stages alone', () => {
    const { stem, stages } = b0.spec;
    const got = (given: object): (() => string) => {
      return () => reportCsv(given as typeof b0);
    };
    expect(got({ stem, stages })).toThrow('a specification');
    expect(got({ stem })).toThrow('got an object');
    expect(got({ stages })).toThrow('got an object');
  });

  test('a layer’s inputs are named', () => {
    const rows = objects(reportCsv(b0));
    expect(rows[0].inputs).toBe('image');
    expect(rows.find(({ name }) => name === 'block2b_add')?.inputs).toBe(
      'block2b_project_bn block2a_project_bn'
    );
  });

  test('all that a report counts in whole is in its totals', () => {
    const totals = objects(reportCsv(b0, 'totals')).map(({ quantity }) => quantity);
    for (const group of ['params', 'macs', 'elements', 'memory'] as const) {
      expect(totals).toEqual(expect.arrayContaining(Object.keys(b0[group]).map((key) => `${group}.${key}`)));
    }
  });
});
