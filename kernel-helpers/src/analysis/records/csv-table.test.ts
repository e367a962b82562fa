import { describe, expect, test } from 'vitest';
import { pointsOf, recordsCsv, readRecordsCsv, readRecordsJson, recordsJson } from './index';

const provenance = { kind: 'measured', source: 'run 7', date: '2026-02-28', version: null } as const;

describe('a large file', () => {
  const header =
    'name,accuracy,accuracyFrom,accuracyTo,accuracyConfidence,accuracyOver,top5,phi,resolution,family,scaling,variant,cost:macs,cost:latency [ms],setting:a,setting:b,kind,source,date,version\n';
  /** Fields that are quoted, empty, numbers or formulas; sources of its own for every third. */
  const line = (i: number): string =>
    [
      i % 7 === 0 ? `"net ""${i}"", of two\nlines"` : `'=net ${i}`,
      i % 5 === 0 ? '' : (i * 37) % 100,
      ...(i % 5 === 1 ? [-1.5, 100.25, 0.9, i % 2 === 0 ? 'seeds' : '"other"'] : ['', '', '', '']),
      i % 3 === 0 ? 99.5 : '',
      i % 4 === 0 ? -0.5 : '',
      i % 11 === 0 ? 224 : '',
      `"family ${i % 9}"`,
      i % 6 === 0 ? 'compound' : '""',
      i % 8 === 0 ? 'b0' : '',
      i + 1,
      i % 2 === 0 ? 4294967295 : '',
      i % 2 === 0 ? '1e3' : 'adam',
      i % 13 === 0 ? '"x,y"' : '',
      ...(i % 3 === 0 ? ['measured', `run ${i}`, '2026-01-01', i % 6 === 0 ? 'v1' : ''] : ['', '', '', ''])
    ].join(',');
  const rows = Array.from({ length: 20_000 }, (_, i) => line(i));
  const large = readRecordsCsv(header + rows.join('\r\n'), { title: 'Mine', provenance });
  const small = Array.from({ length: 20 }, (_, i) =>
    readRecordsCsv(header + rows.slice(1000 * i, 1000 * (i + 1)).join('\n'), { title: 'Mine', provenance })
  ).flatMap(({ records }) => records);

  test('has the same records as its parts, field by field and as JSON', () => {
    expect(large.records).toHaveLength(small.length);
    large.records.forEach((record, i) => {
      const { accuracyInterval } = record;
      const { name, accuracy, costs, top5, phi, resolution, family, scaling, variant, settings } = record;
      const given = { name, accuracy, costs, provenance: record.provenance, settings };
      expect({ ...given, accuracyInterval, top5, phi, resolution, family, scaling, variant }).toEqual(
        small[i]
      );
    });
    expect(large.records[6].accuracyInterval).toEqual({
      ...{ from: -1.5, to: 100.25, confidence: 0.9, over: 'seeds' }
    });
    expect(JSON.parse(JSON.stringify(large.records))).toEqual(JSON.parse(JSON.stringify(small)));
  });

  test('is written as its parts are, and read again', () => {
    const parts = { ...large, records: small };
    expect(readRecordsJson(recordsJson(large)).records).toEqual(readRecordsJson(recordsJson(parts)).records);
    expect(recordsCsv(large)).toBe(recordsCsv(parts));
    expect(pointsOf(large, 'latency').costs).toEqual(pointsOf(parts, 'latency').costs);
  });

  test('shares the sources that records share', () => {
    const [, second, third] = large.records;
    expect(second.provenance).toBe(third.provenance);
  });

  test('is refused where its records would take far more than their text', () => {
    const text = `name,accuracy\n${'a,\n'.repeat(1e6)}`;
    expect(() => readRecordsCsv(text, { title: 'Mine', provenance })).toThrow(/more than \d+ records in/);
    expect(readRecordsCsv(text.slice(0, 1_500_002), { title: 'Mine', provenance }).records).toHaveLength(
      499_996
    );
  });
});
