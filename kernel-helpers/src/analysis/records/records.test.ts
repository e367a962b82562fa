import { describe, expect, test } from 'vitest';
import { SpecError } from '../errors';
import { variant } from '../scaling';
import {
  pointsOf,
  PUBLISHED_SETS,
  publishedRecords,
  recordsCsv,
  recordsFromCsv,
  recordsFromCsvSteps,
  recordsFromDocument,
  recordsFromJson,
  recordsFromJsonSteps,
  recordsJson,
  type RecordSet
} from './index';

const provenance = { kind: 'measured', source: 'run 7', date: '2026-02-28', version: null } as const;
const measures = [
  { key: 'latency', name: 'Latency', quantity: 'latency', unit: 'ms', device: 'CPU', batchSize: 1 }
];
const row = { name: 'a', accuracy: 70.5, costs: { latency: 3 } };
const documentOf = (record: object, more: object = {}): unknown => ({
  format: 'efficientnet-lab.records',
  version: 1,
  title: 'Mine',
  provenance,
  measures,
  records: [{ ...row, ...record }],
  ...more
});

describe('published sets', () => {
  test.each(PUBLISHED_SETS)(
    '%s: every record has source, date and kind, and survives JSON and CSV',
    (name) => {
      const set = publishedRecords(name);
      expect(set.records.length).toBeGreaterThan(3);
      for (const record of set.records) {
        expect(record.provenance.kind).toBe('published');
        expect(record.provenance.date).toBe('2026-11-22');
      }
      expect(recordsFromJson(recordsJson(set))).toEqual(set);
      const csv = recordsFromCsv(recordsCsv(set), set);
      expect(csv.records).toEqual(set.records);
      expect(csv.measures).toEqual(set.measures);
    }
  );

  test('B0 to B7 of both versions, and timm on two CPUs and two GPUs', () => {
    const top1 = (name: 'paper-v1' | 'paper-v5'): (number | null)[] =>
      publishedRecords(name).records.map(({ accuracy }) => accuracy);
    expect(top1('paper-v1')).toEqual([76.3, 78.8, 79.8, 81.1, 82.6, 83.3, 84, 84.4]);
    expect(top1('paper-v5')).toEqual([77.1, 79.1, 80.1, 81.6, 82.9, 83.6, 84, 84.3]);
    const timm = publishedRecords('timm');
    const devices = new Set(timm.measures.flatMap(({ device }) => device ?? []));
    expect([...devices].map((device) => device.split(' ')[0])).toEqual([
      'Intel',
      'Intel',
      'NVIDIA',
      'NVIDIA'
    ]);
    const b0 = timm.records.find(({ name }) => name === 'efficientnet_b0.ra_in1k');
    expect(b0?.costs['latency-i7-12700h']).toBe(10.662);
    // Images per second in the benchmark's own column.
    expect(1000 / (b0?.costs['time-rtx4090'] ?? NaN)).toBeCloseTo(9831.7, -1);
  });
});

describe('reading', () => {
  test('a record keeps what it states, and takes the shared provenance otherwise', () => {
    const own = { ...provenance, kind: 'predicted', version: 'v2' };
    const stated = {
      provenance: own,
      top5: 90,
      family: 'F',
      scaling: 'depth',
      phi: -1,
      variant: 'b0',
      resolution: 224,
      settings: { batchSize: 4, split: 'val' },
      spec: variant('b0')
    };
    const { records } = recordsFromDocument(documentOf(stated));
    expect(records[0]).toEqual({ ...row, ...stated });
    expect(recordsFromDocument(documentOf({})).records[0]).toEqual({ ...row, provenance });
    expect(recordsFromDocument(documentOf({ accuracy: null })).records[0].accuracy).toBeNull();
  });

  test.each<[string, object, object]>([
    ['records[0].accuracy', { accuracy: 101 }, {}],
    ['records[0].accuracy', { accuracy: -0.1 }, {}],
    ['records[0].accuracy', { accuracy: NaN }, {}],
    ['records[0].accuracy', { accuracy: undefined }, {}],
    ['records[0].accuracy', { accuracy: '70' }, {}],
    ['records[0].costs.latency', { costs: { latency: -1 } }, {}],
    ['records[0].costs.latency', { costs: { latency: 0 } }, {}],
    ['records[0].costs.latency', { costs: { latency: NaN } }, {}],
    ['records[0].costs.macs', { costs: { macs: 1 } }, {}],
    ['records[0].costs', { costs: [3] }, {}],
    ['records[0].name', { name: '' }, {}],
    ['records[0].name', { name: 'x'.repeat(201) }, {}],
    ['records[0].accurracy', { accurracy: 1 }, {}],
    ['records[0].scaling', { scaling: 'deep' }, {}],
    ['records[0].settings.toString', { settings: { toString: 1 } }, {}],
    ['records[0].provenance.kind', { provenance: { ...provenance, kind: 'guessed' } }, {}],
    ['records[0].provenance.date', { provenance: { ...provenance, date: '2026-02-30' } }, {}],
    ['records[0].provenance', {}, { provenance: undefined }],
    ['format', {}, { format: 'other' }],
    ['version', {}, { version: 2 }],
    ['records', {}, { records: {} }],
    ['measures[1].key', {}, { measures: [...measures, ...measures] }],
    ['measures[0].key', {}, { measures: [{ ...measures[0], key: '__proto__' }] }],
    ['file.extra', {}, { extra: 1 }]
  ])('%s is refused by name', (field, record, more) => {
    const read = (): RecordSet => recordsFromDocument(documentOf(record, more));
    expect(read).toThrow(SpecError);
    expect(read).toThrow(new RegExp(`^${field.replace(/[[\]]/g, '\\$&')}: got .+, expected .+\\. .+`));
  });

  test('JSON that is none says where', () => {
    expect(() => recordsFromJson('{"format": ')).toThrow(/^file: got .+ expected JSON\. Correct it/);
  });

  test.each([
    ['', /^file: /],
    ['name,top5\nx,3', /^line 1: .+a column accuracy/],
    ['name;accuracy\nx;3', /^line 1: got "name;accuracy"/],
    ['name,accuracy\nx,3,4', /^line 2: got "3 fields", expected 2/],
    ['name,accuracy\nx,"7', /^line 2: .+closing quote/],
    ['name,accuracy\n"x"y,7', /^line 2: /],
    ['name,accuracy\nx,7 %', /^line 2, accuracy: got "7 %"/],
    [
      'name,accuracy,kind,source,date\n\n"a\nb",7,measured,run,2026-01-01\ny,700,,,',
      /^line 5\.accuracy: got 700/
    ],
    ['name,accuracy,cost:latency\nx,7,1', /^cost:latency: .+a unit/],
    ['name,accuracy,cost:macs [ms]\nx,7,1', /^cost:macs/],
    ['name,accuracy,accuracy\nx,7,1', /^column 3/],
    ['name,accuracy\nx,7', /^line 2\.provenance/],
    ['name,accuracy,kind\nx,7,measured', /^line 2\.source/]
  ])('CSV %j is refused', (text, message) => {
    expect(() => recordsFromCsv(text, { title: 'Mine' })).toThrow(message);
  });

  test('CSV with quotes, line ends, a byte-order mark and unknown fields', () => {
    const text =
      '\ufeffname,accuracy,cost:latency [ms],setting:batch\r\n"a ""b"", c",70,,8\r\nd,,2e-1,large\r\n';
    const { records, measures: read } = recordsFromCsv(text, { title: 'Mine', provenance });
    expect(read).toEqual([{ key: 'latency', name: 'latency', quantity: 'other', unit: 'ms' }]);
    expect(records).toEqual([
      { name: 'a "b", c', accuracy: 70, costs: {}, settings: { batch: 8 }, provenance },
      { name: 'd', accuracy: null, costs: { latency: 0.2 }, settings: { batch: 'large' }, provenance }
    ]);
  });

  test('a large file is read in steps of 5,000 records', () => {
    const rows = 60_000;
    const text = `name,accuracy,cost:macs\n${'net,70.5,390000000\n'.repeat(rows)}`;
    const last = <T>(steps: Generator<number, T>): { value: T; steps: number } => {
      for (let count = 1; ; count++) {
        const step = steps.next();
        if (step.done) {
          return { value: step.value, steps: count };
        }
      }
    };
    const csv = last(recordsFromCsvSteps(text, { title: 'Mine', provenance }));
    expect(csv.value.records).toHaveLength(rows);
    expect(csv.steps).toBe(rows / 5_000 + 1);
    const json = last(recordsFromJsonSteps(recordsJson(csv.value)));
    expect(json.value.records).toHaveLength(rows);
    expect(json.steps).toBe(rows / 5_000 + 1);
  });
});

describe('pointsOf', () => {
  test('leaves out records without the cost, and names the measures there are', () => {
    const set = publishedRecords('timm');
    const { records, costs, accuracies, skipped } = pointsOf(set, 'time-rtx4090');
    expect(records.length + skipped).toBe(set.records.length);
    expect(costs[3]).toBe(records[3].costs['time-rtx4090']);
    expect(accuracies[3]).toBe(records[3].accuracy);
    expect(() => pointsOf(set, 'latency')).toThrow(/measure: got "latency", expected one of macs, params/);
  });
});
