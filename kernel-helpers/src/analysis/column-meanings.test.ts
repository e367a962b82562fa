import { describe, expect, it } from 'vitest';
import { COLUMN_MEANINGS } from './column-meanings';
import { ROW_MEANINGS } from './row-meanings';
import {
  closedFormTable,
  efficiencyTable,
  frontTable,
  gateTable,
  GateAnalysis,
  gateMatrix,
  mbconv,
  noiseReport,
  noiseTable,
  paretoFront,
  publishedRecords,
  publishedSurrogate,
  reconcile,
  pointsOf,
  reportTables,
  searchTable,
  searchTriplets,
  statementTable,
  summarize,
  type Table,
  toolCountTable,
  toolTermTable,
  variant
} from './index';

describe('columns of the product’s tables', () => {
  const report = summarize(variant('b0'));
  const counts = reconcile(report);
  const points = pointsOf(publishedRecords('paper-v1'), 'macs');
  const { surrogate } = publishedSurrogate();
  const block = { size: 56, inputFilters: 24, outputFilters: 24, kernelSize: 3, expansionRatio: 6 };
  const place = { batchSize: 8, height: 7, width: 7, channels: 320, groups: 32 };
  const tables: Table[] = [
    ...Object.values(reportTables(report)),
    toolCountTable(counts),
    toolTermTable(counts),
    closedFormTable('block', mbconv({ ...block, squeezeExciteFilters: 6 })),
    statementTable([]),
    searchTable(searchTriplets({ surrogate })),
    frontTable(points, paretoFront(points)),
    efficiencyTable(points),
    gateTable({
      analysis: new GateAnalysis(gateMatrix([[0.9, 0.1]])),
      contributions: [0.1, 0.2],
      threshold: 0.05
    }),
    noiseTable([noiseReport(place)])
  ];

  it.each(tables.map((table) => [table.title, table.columns] as const))(
    'of “%s” are explained by the one list',
    (_, columns) => {
      const known: readonly string[] = Object.values(COLUMN_MEANINGS);
      expect(columns.filter(({ meaning }) => meaning === undefined || !known.includes(meaning))).toEqual([]);
    }
  );

  it('are each told once', () => {
    const texts = Object.values(COLUMN_MEANINGS);
    expect(new Set(texts).size).toBe(texts.length);
  });

  it.each([
    reportTables(report).totals,
    toolTermTable(counts),
    closedFormTable('block', mbconv({ ...block, squeezeExciteFilters: 6 }))
  ])(
    'stand above rows that are explained too, where these name quantities: $title',
    ({ rows, rowMeanings }) => {
      const known: readonly string[] = Object.values(ROW_MEANINGS);
      expect(rowMeanings).toHaveLength(rows.length);
      expect(rowMeanings?.filter((meaning) => !known.includes(meaning))).toEqual([]);
    }
  );
});
