import { choice, number, quantityTable } from '@efficientnet-lab/kernel-helpers/views';
import { describe, expect, it } from 'vitest';
import { DerivedModel } from './quantity-model';

const TABLE = quantityTable({
  alpha: number('depth α', 'depth base', { min: 1, max: 2, step: 0.01, start: 1.2 }),
  beta: number('width β', 'width base', { min: 1, max: 2, step: 0.01, start: 1.1 }),
  rule: choice('Rule', {
    options: [
      { value: 'sum', label: 'sum' },
      { value: 'product', label: 'product' }
    ]
  })
});
const START = { alpha: 1.2, beta: 1.1, rule: 'sum' };
const modelOf = () =>
  new DerivedModel(({ alpha, beta }: typeof START) => alpha + beta, TABLE, { ...START }, START);
const said = (name: string) => name;

describe('QuantityModel', () => {
  it('moves one quantity within its limits, and computes what follows', () => {
    const model = modelOf();
    model.set('alpha', 7);
    expect(model.state.alpha).toBe(2);
    expect(model.result).toBeCloseTo(3.1);
    model.resetParameter('alpha');
    expect(model.state).toEqual(START);
    expect(() => model.set('delta', 1)).toThrow('Unknown quantity delta; expected one of alpha, beta, rule.');
  });

  it('shows a number only while the choice that it belongs to is made', () => {
    const beta = { ...TABLE.beta, onlyWith: { choice: 'rule', value: 'product' } };
    const table = { ...TABLE, beta };
    const model = new DerivedModel(() => 0, table, { ...START }, START);
    expect(model.shown(table.beta)).toBeUndefined();
    model.set('rule', 'product');
    expect(model.shown(table.beta)).toBe(1.1);
  });

  it('says what undo would take back', () => {
    const model = modelOf();
    expect(model.lastChange(said)).toBe('');
    model.set('beta', 1.5, 'moving');
    model.set('beta', 1.6);
    expect(model.lastChange(said)).toBe('width β');
    model.set('rule', 'product');
    expect(model.lastChange(said)).toBe('Rule');
    model.choose({ alpha: 1, beta: 1 });
    expect(model.lastChange(said)).toBe('depth α, width β');
    model.undo();
    expect(model.lastChange(said)).toBe('Rule');
  });
});
