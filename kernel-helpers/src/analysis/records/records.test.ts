import { describe, expect, test } from 'vitest';
import { SpecError } from '../errors';
import { variant } from '../scaling';
import {
  familiesOf,
  pointsOf,
  PUBLISHED_SETS,
  type PublishedSetName,
  publishedRecords,
  RECORD_LIMITS,
  recordsCsv,
  readRecordsCsv,
  readRecordsCsvSteps,
  recordsFromDocument,
  readRecordsJson,
  readRecordsJsonSteps,
  recordsJson,
  type RecordSet
} from './index';

const provenance = { kind: 'measured', source: 'run 7', date: '2026-02-28', version: null } as const;
const measures = [
  { key: 'latency', name: 'Latency', quantity: 'latency', unit: 'ms', device: 'CPU', batchSize: 1 }
];
const row = { name: 'a', accuracy: 70.5, costs: { latency: 3 } };
const interval = { from: 69.5, to: 71.25, confidence: 0.95, over: 'seeds' } as const;
const many = <T>(count: number, value: T): Record<string, T> =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, value]));
const documentOf = (record: object, more: object = {}): unknown => ({
  format: 'efficientnet-lab.records',
  version: 1,
  title: 'Mine',
  provenance,
  measures,
  records: [{ ...row, ...record }],
  ...more
});

function errorOf(work: () => unknown): Error {
  try {
    work();
  } catch (error) {
    return error as Error;
  }
  throw new Error('nothing was refused');
}

describe('published sets', () => {
  test.each(PUBLISHED_SETS)(
    '%s: every record has source, date and kind, and survives JSON and CSV',
    (name) => {
      const set = publishedRecords(name);
      expect(set.records.length).toBeGreaterThan(3);
      for (const record of set.records) {
        expect(record.provenance.kind).toBe(name === 'mnist' ? 'measured' : 'published');
        expect(record.provenance.date).toBe(name === 'mnist' ? '2026-11-29' : '2026-11-22');
      }
      expect(readRecordsJson(recordsJson(set))).toEqual(set);
      const csv = readRecordsCsv(recordsCsv(set), set);
      // CSV has no column for specifications.
      expect(csv.records).toEqual(set.records.map(({ spec: _, ...record }) => record));
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
      accuracyInterval: interval,
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
    ['records[0].accuracyInterval', { accuracyInterval: null }, {}],
    ['records[0].accuracyInterval', { accuracyInterval: { ...interval, from: 70.6 } }, {}],
    ['records[0].accuracyInterval', { accuracyInterval: { ...interval, to: 70.4 } }, {}],
    ['records[0].accuracyInterval', { accuracyInterval: { ...interval, from: 0.695, to: 0.7125 } }, {}],
    ['records[0].accuracyInterval', { accuracyInterval: interval, accuracy: null }, {}],
    ['records[0].accuracyInterval.from', { accuracyInterval: { ...interval, from: -Infinity } }, {}],
    ['records[0].accuracyInterval.to', { accuracyInterval: { ...interval, to: undefined } }, {}],
    ['records[0].accuracyInterval.confidence', { accuracyInterval: { ...interval, confidence: 95 } }, {}],
    ['records[0].accuracyInterval.confidence', { accuracyInterval: { ...interval, confidence: 0 } }, {}],
    ['records[0].accuracyInterval.confidence', { accuracyInterval: { ...interval, confidence: 1 } }, {}],
    ['records[0].accuracyInterval.over', { accuracyInterval: { ...interval, over: 'days' } }, {}],
    ['records[0].accuracyInterval.mean', { accuracyInterval: { ...interval, mean: 70.5 } }, {}],
    ['records[0].top5', { top5: 100.1 }, {}],
    ['records[0].family', { family: 5 }, {}],
    ['records[0].variant', { variant: ' ' }, {}],
    ['records[0].phi', { phi: NaN }, {}],
    ['records[0].phi', { phi: '1' }, {}],
    ['records[0].resolution', { resolution: 0 }, {}],
    ['records[0].resolution', { resolution: Infinity }, {}],
    ['records[0].resolution', { resolution: '224' }, {}],
    ['records[0].costs.latency', { costs: { latency: '3' } }, {}],
    ['records[0].costs.latency', { costs: { latency: Infinity } }, {}],
    ['records[0].costs', { costs: null }, {}],
    ['records[0].settings', { settings: ['a'] }, {}],
    ['records[0].settings', { settings: many(65, 1) }, {}],
    ['records[0].settings.a', { settings: { a: NaN } }, {}],
    ['records[0].settings.a', { settings: { a: true } }, {}],
    ['records[0].provenance', { provenance: 'me' }, {}],
    ['records[0].provenance.by', { provenance: { ...provenance, by: 'me' } }, {}],
    ['records[0].provenance.source', { provenance: { ...provenance, source: 'x'.repeat(1001) } }, {}],
    ['records[0].provenance.version', { provenance: { ...provenance, version: 5 } }, {}],
    ...['02-03-2026', 'on 2026-02-03', '2026-02-031', '2026-13-01', 20260203, ['2026-02-03']].map(
      (date): [string, object, object] => [
        'records[0].provenance.date',
        { provenance: { ...provenance, date } },
        {}
      ]
    ),
    ...[null, 'a', [row]].map((item): [string, object, object] => ['records[0]', {}, { records: [item] }]),
    ['records.length', {}, { records: new Array(RECORD_LIMITS.records + 1) }],
    ['title', {}, { title: '' }],
    ['measures', {}, { measures: null }],
    ['measures.length', {}, { measures: new Array(65).fill(measures[0]) }],
    ['measures[0]', {}, { measures: ['latency'] }],
    ...['a b', '1a', '-a', 'a\n', `a${'b'.repeat(64)}`, 5, ['latency'], 'toString'].map(
      (key): [string, object, object] => [
        'measures[0].key',
        { costs: {} },
        { measures: [{ ...measures[0], key }] }
      ]
    ),
    ...[0, -1, 1.5, '2', null].map((batchSize): [string, object, object] => [
      'measures[0].batchSize',
      {},
      { measures: [{ ...measures[0], batchSize }] }
    ]),
    ...(['name', 'unit', 'device', 'note', 'source'] as const).map((field): [string, object, object] => [
      `measures[0].${field}`,
      {},
      { measures: [{ ...measures[0], [field]: '' }] }
    ]),
    ['measures[0].quantity', {}, { measures: [{ ...measures[0], quantity: 'speed' }] }],
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

  test.each([null, 'records', [1]])('a document %j is none', (document) => {
    expect(() => recordsFromDocument(document)).toThrow(/^file: got .+, expected an object/);
  });

  test('what is wrong says what there is', () => {
    const read = (record: object, more: object): (() => RecordSet) => {
      return () => recordsFromDocument(documentOf(record, more));
    };
    expect(read({}, { provenance: undefined })).toThrow(/expected kind, source, date, version\. /);
    const two = [...measures, { ...measures[0], key: 'other' }];
    expect(read({ costs: { macs: 1 } }, { measures: two })).toThrow(/expected one of latency, other\. /);
    expect(read({ costs: { macs: 1 } }, { measures: [] })).toThrow(/expected no costs/);
  });

  test('the ends of what is allowed are allowed', () => {
    const record = {
      name: 'x'.repeat(200),
      accuracy: 0,
      top5: 100,
      settings: many(64, 'a'),
      provenance: { ...provenance, source: 'x'.repeat(1000) }
    };
    const all = Array.from({ length: 64 }, (_, i) => ({
      ...measures[0],
      key: i === 0 ? 'latency' : `a${'_'.repeat(i - 1)}`
    }));
    const set = recordsFromDocument(documentOf(record, { measures: all }));
    expect(set).toEqual({ title: 'Mine', measures: all, records: [{ ...row, ...record }] });
  });

  test('a measure keeps what it states, and nothing else', () => {
    const stated = { ...measures[0], note: 'float16', source: 'paper' };
    const { device: _device, batchSize: _size, ...bare } = measures[0];
    for (const measure of [stated, bare]) {
      const [read] = recordsFromDocument(documentOf({}, { measures: [measure] })).measures;
      expect(Object.entries(read).sort()).toEqual(Object.entries(measure).sort());
    }
  });

  test('the provenance that most records have is written once', () => {
    const other = { ...provenance, source: 'run 8' };
    const set = (...all: (typeof provenance)[]): RecordSet => ({
      title: 'Mine',
      measures: [],
      records: all.map((each, i) => ({ name: `n${i}`, accuracy: 1, costs: {}, provenance: each }))
    });
    const sources = (records: RecordSet): unknown[] => {
      const written = JSON.parse(recordsJson(records)) as RecordSet & { provenance?: typeof provenance };
      return [written.provenance, ...written.records].map((each) =>
        each && 'name' in each ? each.provenance?.source : each?.source
      );
    };
    expect(sources(set(other as typeof provenance, provenance, provenance))).toEqual([
      'run 7',
      'run 8',
      undefined,
      undefined
    ]);
    expect(sources(set(other as typeof provenance, provenance))).toEqual(['run 8', undefined, 'run 7']);
    expect(readRecordsJson(`\ufeff${recordsJson(set())}`)).toEqual(set());
  });

  test('texts longer than a string of any engine are refused', () => {
    const text = ' '.repeat(RECORD_LIMITS.characters + 1);
    expect(() => readRecordsJson(text)).toThrow(/^file: got "536870888 characters"/);
    expect(() => readRecordsCsv(text, { title: 'Mine' })).toThrow(/^file: got "536870888 characters"/);
  });

  test('JSON that is none says where', () => {
    expect(() => readRecordsJson('x'.repeat(99))).toThrow(`file: got "${'x'.repeat(40)}", expected JSON`);
    expect(() => readRecordsJson('{"format": ')).toThrow(/^file: got .+ expected JSON\. Correct it/);
  });

  test('an interval may be a point, and end beyond what accuracies can be', () => {
    for (const ends of [
      { from: 70.5, to: 70.5 },
      { from: -3, to: 104 }
    ]) {
      const accuracyInterval = { ...interval, ...ends };
      const set = recordsFromDocument(documentOf({ accuracyInterval }));
      expect(set.records[0].accuracyInterval).toEqual(accuracyInterval);
      expect(readRecordsJson(recordsJson(set))).toEqual(set);
      expect(readRecordsCsv(recordsCsv(set), set)).toEqual(set);
    }
  });

  test('intervals of some records are columns that are empty for the others', () => {
    const records = [{ ...row, accuracyInterval: interval }, row];
    const set = recordsFromDocument(documentOf({}, { records }));
    const text = recordsCsv(set);
    const [header, first, second] = text.split('\r\n').map((line) => line.split(','));
    const cells = (line: string[]): string[] =>
      ['accuracyFrom', 'accuracyTo', 'accuracyConfidence', 'accuracyOver'].map(
        (name) => line[header.indexOf(name)]
      );
    expect([cells(first), cells(second)]).toEqual([
      ['69.5', '71.25', '0.95', 'seeds'],
      ['', '', '', '']
    ]);
    expect(readRecordsCsv(text, set)).toEqual(set);
    expect(recordsCsv({ ...set, records: [set.records[1]] })).not.toContain('accuracyFrom');
  });

  test.each([
    ['', /^file: /],
    ['name,top5\nx,3', /^line 1: .+a column accuracy/],
    ['name;accuracy\nx;3', /^line 1: got "name;accuracy"/],
    ['name,accuracy\nx,3,4', /^line 2: got "3 fields", expected 2/],
    ['name,accuracy\nx,"7', /^line 2: got .+ expected a closing quote/],
    [`name,accuracy\n\n"${'x'.repeat(30)}`, /^line 3: got ".{0,2}x{19}", expected a closing quote/],
    [`name,accuracy\n"x"${'y'.repeat(30)},7`, /^line 2: got "y{20}", expected a comma/],
    ['name,accuracy\r\nx,7\r\n,8', /^line 3\.name/],
    ['name,accuracy,colour\nx,7,red', /^line 1: got "colour"/],
    [
      'name,accuracy,kind,source,date,accuracyFrom\nx,7,measured,a,2026-01-01,6',
      /^line 2\.accuracyInterval\.to/
    ],
    ['name,accuracy,accuracyTo,accuracyTo\nx,7,8,8', /^column 4/],
    ['name,accuracy,accuracyTo\nx,7,8 %', /^line 2, accuracyTo: got "8 %"/],
    ['name,accuracy,cost:a b [ms]\nx,7,1', /^line 1: got "cost:a b/],
    ['name,accuracy,cost:a [ms] mean\nx,7,1', /^line 1: got "cost:a \[ms\] mean"/],
    ['name,accuracy,my cost:a [ms]\nx,7,1', /^line 1: got "my cost:a/],
    ['name,accuracy,setting:a [ms]\nx,7,1', /^line 1: got "setting:a/],
    ['name,accuracy,setting:1\nx,7,1', /^setting:1: /],
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
    const read = (): RecordSet =>
      readRecordsCsv(text, /\.name/.test(message.source) ? { title: 'Mine', provenance } : { title: 'Mine' });
    expect(read).toThrow(SpecError);
    expect(read).toThrow(message);
  });

  test('CSV with quotes, line ends, a byte-order mark and unknown fields', () => {
    const text =
      '\ufeffname,accuracy,cost:latency [ms],setting:batch\r\n"a ""b"", c",70,,8\r\nd,,2e-1,large\r\n';
    const { records, measures: read } = readRecordsCsv(text, { title: 'Mine', provenance });
    expect(read).toEqual([{ key: 'latency', name: 'latency', quantity: 'other', unit: 'ms' }]);
    expect(records).toEqual([
      { name: 'a "b", c', accuracy: 70, costs: {}, settings: { batch: 8 }, provenance },
      { name: 'd', accuracy: null, costs: { latency: 0.2 }, settings: { batch: 'large' }, provenance }
    ]);
  });

  test('CSV with spaces in the header, quotes there behind a byte-order mark, and lines that end with CR', () => {
    const text = '\ufeff"name", accuracy ,cost:macs,cost:time[s]\rx,7,5,1\r\ry,,,\r';
    const { records, measures: read } = readRecordsCsv(text, { title: 'Mine', provenance });
    expect(read.map(({ key, unit }) => [key, unit])).toEqual([
      ['macs', 'MACs'],
      ['time', 's']
    ]);
    expect(records).toEqual([
      { name: 'x', accuracy: 7, costs: { macs: 5, time: 1 }, provenance },
      { name: 'y', accuracy: null, costs: {}, provenance }
    ]);
  });

  test.each([
    ...['0', '-1', '1e999'].map((cost) => [cost, 'a positive finite number']),
    ...['1e-320', '1e101', '1e308'].map((cost) => [cost, 'a number from 1e-100 to 1e+100'])
  ])('a cost of %s is refused', (cost, expected) => {
    const text = `name,accuracy,cost:macs\nx,70,${cost}`;
    expect(() => readRecordsCsv(text, { title: 'Mine', provenance })).toThrow(`expected ${expected}. Leave`);
  });

  test.each([';', '\t'])('CSV with %j between columns is told how to be saved', (separator) => {
    const text = ['name', 'accuracy', 'cost:macs'].join(separator);
    expect(() => readRecordsCsv(text, { title: 'Mine', provenance })).toThrow(
      /expected columns with commas between them. Save it with commas/
    );
  });

  test.each<[string, number | null]>([
    ['12', 12],
    ['12.', 12],
    ['.25', 0.25],
    ['12.25', 12.25],
    ['+1', 1],
    ['-1', -1],
    ['  1 ', 1],
    ['12e10', 12e10],
    ['1E-10', 1e-10],
    ['1e+2', 100],
    ['1e', null],
    ['.', null],
    ['1.2.3', null],
    ['x1', null],
    ['1x', null],
    ['--1', null],
    ['0x10', null],
    ['1 2', null],
    ['Infinity', null],
    ['"1,5"', null]
  ])('CSV number %j is %j', (field, value) => {
    const read = (heading: string): RecordSet['records'][number] =>
      readRecordsCsv(`name,accuracy,${heading}\nx,7,${field}`, { title: 'Mine', provenance }).records[0];
    expect(read('setting:a').settings?.a).toBe(value ?? field.replaceAll('"', ''));
    if (value === null) {
      expect(() => read('phi')).toThrow(/^line 2, phi: got/);
    } else {
      expect(read('phi').phi).toBe(value);
    }
  });

  test('rows with a provenance of their own keep it', () => {
    const text =
      'name,accuracy,kind,source,date,version\na,1,measured,run,2026-01-01,v2\nb,2,,,,\n' +
      'c,3,measured,run,2026-01-01,v3\nd,4,measured,run,2026-01-01,v2\ne,5,published,run,2026-01-01,';
    const { records } = readRecordsCsv(text, { title: 'Mine', provenance });
    const own = { kind: 'measured', source: 'run', date: '2026-01-01' };
    expect(records.map((record) => record.provenance)).toEqual([
      { ...own, version: 'v2' },
      provenance,
      { ...own, version: 'v3' },
      { ...own, version: 'v2' },
      { ...own, kind: 'published', version: null }
    ]);
  });

  test('texts that a spreadsheet would run, quotes and negative numbers survive CSV', () => {
    const names = ['=1+1', '-x', "'=y", "a'=b", "it's", '"q", r', 'two\nlines'];
    const set: RecordSet = {
      title: 'Mine',
      measures: [],
      records: names.map((name) => ({
        name,
        accuracy: 1,
        phi: -1.5,
        costs: {},
        settings: { rate: -0.1, note: name },
        provenance
      }))
    };
    const text = recordsCsv(set);
    expect(text).not.toMatch(/(^|[\n,"])=/);
    expect(readRecordsCsv(text, { title: 'Mine' }).records).toEqual(set.records);
  });

  test.each([
    ['a number of many digits', `name,accuracy\na,${'1'.repeat(100_000)}x`],
    ['a setting of many digits', `name,accuracy,setting:a\na,1,${'1'.repeat(100_000)}x`],
    ['a number in many blanks', `name,accuracy\na,${' '.repeat(100_000)}1`],
    ['a long name of a column', `name,accuracy,setting:${'a '.repeat(100_000)}\na,1,2`],
    ['many columns', `name,accuracy,${'setting:a,'.repeat(100_000)}\n`],
    ['many fields', `name,accuracy\n${'1,'.repeat(1_000_000)}`]
  ])('%s is refused in time that grows with it, in a short sentence', (_, text) => {
    const told = errorOf(() => readRecordsCsv(text, { title: 'Mine', provenance }));
    expect(told).toBeInstanceOf(SpecError);
    expect(told.message.length).toBeLessThan(500);
  });

  test('costs of a document are copied', () => {
    const costs = { latency: 3 };
    const [record] = recordsFromDocument(documentOf({ costs })).records;
    expect([record.costs, record.costs === costs]).toEqual([costs, false]);
  });

  test('a large file is read in steps of 5,000 records', () => {
    const rows = 10_000;
    const document = documentOf({}, { records: new Array<unknown>(12_000).fill(row) });
    const shares = readRecordsJsonSteps(JSON.stringify(document));
    [...shares].forEach((share, i) => expect(share).toBeCloseTo((5 * (i + 1)) / 12, 2));
    expect(recordsFromDocument(document).records).toHaveLength(12_000);
    const text = `name,accuracy,cost:macs\n${'net,70.5,390000000\n'.repeat(rows)}`;
    const last = <T>(steps: Generator<number, T>): { value: T; steps: number } => {
      for (let count = 1; ; count++) {
        const step = steps.next();
        if (step.done) {
          return { value: step.value, steps: count };
        }
      }
    };
    const csv = last(readRecordsCsvSteps(text, { title: 'Mine', provenance }));
    expect(csv.value.records).toHaveLength(rows);
    expect(csv.steps).toBe(rows / 5_000 + 1);
    expect([...readRecordsCsvSteps(text, { title: 'Mine', provenance })]).toEqual([5_000, 10_000]);
    expect(readRecordsCsv(text, { title: 'Mine', provenance }).records).toHaveLength(rows);
    const json = last(readRecordsJsonSteps(recordsJson(csv.value)));
    expect(json.value.records).toHaveLength(rows);
    expect(json.steps).toBe(rows / 5_000 + 1);
  });
});

test('published sets are read once, and known by their names only', () => {
  expect(publishedRecords('paper-v1')).toBe(publishedRecords('paper-v1'));
  for (const name of ['paper', 'toString']) {
    expect(() => publishedRecords(name as PublishedSetName)).toThrow(
      /^name: got .+ expected one of paper-v1,/
    );
  }
});

describe('pointsOf', () => {
  test('takes those that have both and are wanted', () => {
    const record = { costs: { latency: 3 }, provenance };
    const records = [
      { ...record, name: 'a', accuracy: null, family: 'F' },
      { ...record, name: 'b', accuracy: 70, family: 'G' },
      { ...record, name: 'c', accuracy: 80, costs: {} },
      { ...record, name: 'd', accuracy: null, costs: {} },
      { ...record, name: 'e', accuracy: 90, costs: { latency: 5 }, family: 'F' }
    ];
    const [measure] = recordsFromDocument(documentOf({})).measures;
    const set = { title: 'Mine', measures: [measure], records };
    expect(pointsOf(set, 'latency')).toEqual({
      measure,
      records: [records[1], records[4]],
      costs: Float64Array.of(3, 5),
      accuracies: Float64Array.of(70, 90),
      skipped: 3
    });
    const { records: kept, skipped } = pointsOf(set, 'latency', ({ family }) => family === 'F');
    expect([kept, skipped]).toEqual([[records[4]], 1]);
    expect(familiesOf(set)).toEqual(['F', 'G']);
    expect(() => pointsOf({ ...set, measures: [] }, 'latency')).toThrow(/expected none/);
  });

  test('leaves out records without the cost, and names the measures there are', () => {
    const set = publishedRecords('timm');
    const { records, costs, accuracies, skipped } = pointsOf(set, 'time-rtx4090');
    expect(records.length + skipped).toBe(set.records.length);
    expect(costs[3]).toBe(records[3].costs['time-rtx4090']);
    expect(accuracies[3]).toBe(records[3].accuracy);
    expect(() => pointsOf(set, 'latency')).toThrow(/measure: got "latency", expected one of macs, params/);
  });
});
