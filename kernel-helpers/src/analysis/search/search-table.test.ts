import { describe, expect, test } from 'vitest';
import { summarize } from '../cost';
import { SpecError } from '../errors';
import { readRecordsJson, recordsJson } from '../records';
import { compoundScale } from '../scaling';
import {
  comesBefore,
  publishedSurrogate,
  searchNetworks,
  searchRecords,
  searchTable,
  searchTriplets
} from './index';

const { surrogate } = publishedSurrogate();

describe('report', () => {
  const result = searchTriplets({ surrogate });

  test.each([
    ['macs', 'ideal', 'Multiply-adds', 'MACs', 'ideal cost'],
    ['params', 'both', 'Parameters', 'parameters', 'ideal and the true cost']
  ] as const)('the table of %s by %s says so, and holds the triplets', (measure, constraint, ...named) => {
    const found = searchTriplets({ surrogate, measure, constraint, growth: 1.5, tolerance: 0.2 });
    const { title, columns, rows } = searchTable(found);
    expect(rows).toHaveLength(Math.min(100, found.feasible.count));
    const cost = columns.find(({ key }) => key === 'cost');
    expect([cost?.name, cost?.unit]).toEqual(named.slice(0, 2));
    expect(title).toBe(`Triplets with growth 1.5 by the ${named[2]}, best first`);
    const [first] = rows.map((row) => Object.fromEntries(row.map((cell, i) => [columns[i].key, cell])));
    expect(first).toEqual(found.best);
    const [record] = searchRecords(found, { source: 'model', date: '2026-11-22' }).records;
    const { alpha, beta, gamma } = found.best!;
    expect(record.costs).toEqual({ [measure]: found.best!.cost });
    expect(record.settings).toEqual({ alpha, beta, gamma });
    expect(record.resolution).toBe(Math.round(224 * gamma));
    expect(record.name).toBe(`α ${alpha}, β ${beta}, γ ${gamma}`);
  });

  test('a number of rows is whole', () => {
    expect(() => searchTable(result, 1.5)).toThrow(/^rows: got 1.5/);
    expect(searchTable(result, 1).rows).toHaveLength(1);
  });

  test.each(['asked', 'built'] as const)('a few of many are the same as the first of all, %s', (scored) => {
    const many = searchTriplets({
      surrogate,
      scored,
      tolerance: 2,
      candidates: { kind: 'grid', ranges: { from: 1, to: 1.5 }, step: 0.025 }
    });
    const all = searchTable(many, many.feasible.count).rows;
    expect(all.length).toBeGreaterThan(5000);
    [1, 10, 700].forEach((rows) => expect(searchTable(many, rows).rows).toEqual(all.slice(0, rows)));
  });

  test('the table has the best first', () => {
    const { columns, rows } = searchTable(result, 1000);
    expect(rows).toHaveLength(85);
    const accuracy = columns.findIndex(({ key }) => key === 'accuracy');
    expect(rows[0][accuracy]).toBe(result.best?.accuracy);
    expect(searchTable(result, 3).rows).toEqual(rows.slice(0, 3));
    expect(() => searchTable(result, 0)).toThrow(SpecError);
  });

  test.each(['asked', 'built'] as const)('networks are listed once, scored as %s', (scored) => {
    const search = searchTriplets({ surrogate, scored });
    const networks = searchNetworks(search, 1000);
    // Told apart by what is built, not by numbers that the search gives.
    const descriptionOf = ({ alpha, beta, gamma }: (typeof networks)[number]): string => {
      const { stem, stages, head, resolution } = compoundScale({ alpha, beta, gamma, phi: 1 });
      return JSON.stringify([stem, stages, head, resolution]);
    };
    const all = Array.from({ length: search.feasible.count }, (_, i) => search.feasible.at(i));
    const built = new Map<string, number>();
    for (const triplet of all) {
      const description = descriptionOf({ ...triplet, triplets: 1 });
      built.set(description, (built.get(description) ?? 0) + 1);
    }
    expect(new Map(networks.map((network) => [descriptionOf(network), network.triplets]))).toEqual(built);
    expect(networks).toHaveLength(built.size);
    expect(networks[0]).toMatchObject({ ...search.best });
    networks.slice(1).forEach((network, i) => expect(comesBefore(networks[i], network)).toBe(true));
    expect(searchNetworks(search, 2)).toEqual(networks.slice(0, 2));
    expect(() => searchNetworks(search, 0)).toThrow(SpecError);
  });

  test('records are predictions, one for each network, and survive a file', () => {
    const set = searchRecords(result, { source: 'surrogate', date: '2026-11-22', rows: 1000 });
    expect(set.records).toHaveLength(result.feasibleNetworks);
    expect(set.records.every(({ provenance }) => provenance.kind === 'predicted')).toBe(true);
    expect(readRecordsJson(recordsJson(set))).toEqual(set);
    const [{ spec, costs }] = set.records;
    expect(costs.macs).toBe(spec && summarize(spec).macs.total);
  });
});
