import { describe, expect, test } from 'vitest';
import { B0 } from './bases';
import { CompoundAxis, neighbour, networkKey, phiInterval } from './compound-axis';
import { SpecError } from './errors';
import type { CostReport } from './report';

describe('neighbour', () => {
  test.each([
    [1, 1, 1 + 2 ** -52],
    [1, -1, 1 - 2 ** -53],
    [-1, 1, -1 + 2 ** -53],
    [-1, -1, -1 - 2 ** -52],
    [0, 1, 2 ** -1074],
    [0, -1, -(2 ** -1074)],
    [2 ** -1074, -1, 0]
  ] as const)('of %d towards %d', (value, direction, expected) => {
    expect(neighbour(value, direction)).toBe(expected);
  });
});

describe('CompoundAxis', () => {
  const axis = new CompoundAxis({});
  const { from, to } = axis.range;

  test('ends where the image does, by a coefficient of 1.15', () => {
    // 31.5 px round to 32, which leave one pixel after five strides; 8192.5 to 8193.
    expect(from).toBeCloseTo(Math.log(31.5 / 224) / Math.log(1.15), 9);
    expect(axis.specAt(from).resolution).toBe(32);
    const sides = new CompoundAxis({ alpha: 1, beta: 1, gamma: 1.5 });
    expect(sides.range.to).toBeCloseTo(Math.log(8192.5 / 224) / Math.log(1.5), 9);
    expect(sides.ceiling).toMatch(/^resolution: got 8193/);
    expect(() => sides.reportAt(neighbour(sides.range.to, 1))).toThrow(SpecError);
  });

  test('has nothing beside its ends', () => {
    expect(axis.beside(to, 1)).toBeNull();
    expect(axis.beside(from, -1)).toBeNull();
    expect(axis.beside(from, 1)).toBe(neighbour(axis.interval(from).to, 1));
  });

  test('keeps classes and channels of the image', () => {
    const { spec } = new CompoundAxis({ classes: 7, inputChannels: 2 }).reportAt(0.5);
    expect(spec).toMatchObject({ classes: 7, inputChannels: 2 });
  });

  test('counts a network once, whichever φ builds it', () => {
    const { to: end } = axis.interval(1);
    expect(end).toBeGreaterThan(1);
    expect(axis.reportAt(end).layers).toBe(axis.reportAt(1).layers);
    expect(axis.reportAt(end).spec.depthCoefficient).toBe(1.2 ** end);
    expect(phiInterval({ phi: 1 })).toEqual(axis.interval(1));
    expect(networkKey(axis.specAt(neighbour(end, 1)))).not.toBe(networkKey(axis.specAt(1)));
  });

  test('asks some doubles beyond an edge, and none beyond the range', () => {
    // Ten to the φ tells neighbouring φ apart.
    const base = { ...B0, stages: B0.stages.slice(0, 1) };
    const steep = new CompoundAxis({ base, alpha: 10, beta: 1, gamma: 1 });
    const stepped = (start: number, steps: number): number =>
      Array.from({ length: steps }).reduce<number>((value) => neighbour(value, 1), start);
    const depthOf = ({ spec }: CostReport): number => spec.depthCoefficient;
    const island = stepped(1.05, 10);
    const holds = (report: CostReport): boolean =>
      depthOf(report) <= 10 ** 1.05 || depthOf(report) === 10 ** island;
    expect(steep.largest(holds)).toBe(island);
    const end = steep.range.to;
    expect(steep.largest((report) => depthOf(report) < 10 ** end)).toBe(neighbour(end, -1));
  });

  test('passes on what is no refusal', () => {
    const faulty = {
      ...B0,
      get stages(): typeof B0.stages {
        throw new TypeError('a fault');
      }
    };
    expect(() => new CompoundAxis({ base: faulty })).toThrow(TypeError);
  });
});
