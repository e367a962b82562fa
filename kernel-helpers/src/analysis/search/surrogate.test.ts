import { describe, expect, test } from 'vitest';
import { SpecError } from '../errors';
import { publishedRecords, type RecordSet, type ResultRecord } from '../records';
import { publishedSurrogate } from './index';

describe('a surrogate through rows', () => {
  const published = publishedRecords('paper-dimensions');
  const changed = (scaling: string, own: Partial<ResultRecord>): RecordSet => ({
    ...published,
    records: published.records.map((record) =>
      record.family === 'EfficientNet-B0' && record.scaling === scaling ? { ...record, ...own } : record
    )
  });

  test.each<[string, string, Partial<ResultRecord>, RegExp]>([
    [
      'no multipliers',
      'depth',
      { settings: undefined },
      /records: got "?setting:depth undefined of .* above 1/
    ],
    ['another one', 'width', { settings: { depth: 2 } }, /setting:width undefined/],
    ['text', 'width', { settings: { width: 'wide' } }, /setting:width wide of/],
    ['none for the compound row', 'compound', { settings: {} }, /setting:depth undefined of .* above 0/],
    [
      'a multiplier of 1, which gains nothing',
      'resolution',
      { settings: { resolution: 1 } },
      /resolution 1 of/
    ],
    ['accuracies that no exponent fits', 'depth', { accuracy: 20 }, /surrogate/]
  ])('is refused for %s', (_, scaling, own, told) => {
    expect(() => publishedSurrogate(changed(scaling, own))).toThrow(told);
    expect(() => publishedSurrogate(changed(scaling, own))).toThrow(SpecError);
  });
});
