import { describe, expect, it } from 'vitest';
import * as enet from '..';

const isGroup = ([name, value]: [string, unknown]): boolean =>
  typeof value === 'object' &&
  value !== null &&
  Object.prototype.toString.call(value) === '[object Module]' &&
  name !== 'tf';
const groups = Object.entries(enet).filter(isGroup);
const flat = Object.keys(enet).filter((name) => groups.every(([group]) => group !== name));

describe('what a notebook imports', () => {
  it('is some fifty names and groups of the others', () => {
    expect(groups.length).toBeGreaterThan(15);
    expect(flat.length).toBeLessThanOrEqual(60);
    for (const [name, group] of groups) {
      expect(Object.keys(group as object).length, name).toBeGreaterThan(1);
    }
  });

  it('has each value in one place', () => {
    const places = new Map<unknown, string[]>();
    const add = (name: string, value: unknown): void => {
      if (typeof value === 'function' || (typeof value === 'object' && value !== null)) {
        places.set(value, [...(places.get(value) ?? []), name]);
      }
    };
    flat.forEach((name) => add(name, (enet as Record<string, unknown>)[name]));
    groups.forEach(([group, values]) =>
      Object.entries(values as object).forEach(([name, value]) => add(`${group}.${name}`, value))
    );
    expect([...places.values()].filter((names) => names.length > 1)).toEqual([]);
  });
});
