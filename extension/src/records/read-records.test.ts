import { publishedRecords, recordsCsv, recordsJson } from '@efficientnet-lab/kernel-helpers/analysis';
import { recordSetOf } from '@efficientnet-lab/kernel-helpers/views';
import { describe, expect, test } from 'vitest';
import { recordsSteps } from './read-records';

const DATE = '2026-11-22';

function read(text: string, name = 'mine.csv'): { source: { document: object }; shares: number[] } {
  const steps = recordsSteps({ name, text, date: DATE });
  const shares: number[] = [];
  for (;;) {
    const { done, value } = steps.next();
    if (done) {
      return { source: value, shares };
    }
    shares.push(value);
  }
}

describe('files of records', () => {
  const set = publishedRecords('timm-cpu');

  test('JSON comes back as it was', () => {
    expect(recordSetOf(read(`\n${recordsJson(set)}`).source)).toEqual(set);
  });

  test('CSV comes back with its records', () => {
    const { records, title } = recordSetOf(read(recordsCsv(set)).source);
    expect(records).toEqual(set.records);
    expect(title).toBe('mine.csv');
  });

  test('rows without a source were measured, in the file', () => {
    const { records, measures } = recordSetOf(
      read('name,accuracy,cost:latency [ms]\na,70,12\nb,71,13').source
    );
    expect(records.map(({ provenance }) => provenance.kind)).toEqual(['measured', 'measured']);
    expect(records[0].provenance).toEqual({
      kind: 'measured',
      source: 'mine.csv',
      date: DATE,
      version: null
    });
    expect(measures[0]).toMatchObject({ key: 'latency', unit: 'ms' });
  });

  test.each([
    ['name,accuracy,cost:latency [ms]\na,70,12\nb,171,13', /^line 3\.accuracy: got 171, expected per cent/],
    ['name,accuracy,cost:latency [ms]\na,70,-1', /^line 2\.costs\.latency: got -1/],
    ['name,accuracy,cost:latency [ms]\na,NaN,1', /^line 2, accuracy: got "NaN"/],
    ['name,accuracy\na,70', /^measures: got "no cost"/],
    ['', /^file: got ""/],
    ['{"format": "other"}', /^format: got "other"/],
    ['{', /JSON/]
  ])('%j is refused', (text, message) => {
    expect(() => read(text)).toThrow(message);
  });

  test('a large file is thinned, in steps', () => {
    const rows = Array.from({ length: 30_000 }, (_, i) => `r${i},${(i * 7) % 90},${1 + ((i * 13) % 1009)}`);
    const { source, shares } = read(`name,accuracy,cost:latency [ms]\n${rows.join('\n')}`);
    const { records } = recordSetOf(source);
    expect(records).toHaveLength(2000);
    expect(source).toMatchObject({ omitted: 28_000, omittedMembers: 0 });
    expect(shares.length).toBeGreaterThan(4);
    expect(shares.every((share) => share > 0 && share < 1)).toBe(true);
  });
});
