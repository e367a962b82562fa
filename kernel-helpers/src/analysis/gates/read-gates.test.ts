import { describe, expect, test } from 'vitest';
import { SpecError } from '../index';
import { type GateDocument, readGates, readGatesInSteps } from './index';

const rowsOf = ({ matrix }: GateDocument): number[][] =>
  Array.from({ length: matrix.inputs }, (_, i) => matrix.columns.map((column) => column[i]));

describe('readGates', () => {
  const gates = [
    [0.25, 0.5],
    [0, 1],
    [0.125, 0.75]
  ];

  test.each<[string, string]>([
    ['a JSON list', JSON.stringify(gates)],
    ['a JSON document', JSON.stringify({ gates })],
    ['commas', '0.25,0.5\r\n0,1\r\n0.125,0.75\r\n'],
    ['semicolons', '0.25;0.5\n0;1\n0.125;0.75'],
    ['tabs', '0.25\t0.5\n0\t1\n0.125\t0.75'],
    ['blanks and a byte-order mark', '\uFEFF0.25  0.5\n\n  0 1\n0.125 7.5e-1\n']
  ])('reads %s', (_, text) => {
    const document = readGates(text);
    expect(rowsOf(document)).toEqual(gates);
    expect(document.channelNames).toBeNull();
  });

  test('keeps names of channels and block', () => {
    expect(readGates('"left",right\n0.1,0.2').channelNames).toEqual(['left', 'right']);
    const document = readGates(JSON.stringify({ block: 'block2b', channels: ['a', 'b'], gates }));
    expect([document.block, document.channelNames]).toEqual(['block2b', ['a', 'b']]);
  });

  test.each<[string, string]>([
    ['text', ''],
    ['text', ' \n '],
    ['text', '[[0.1, 0.2]'],
    ['gates', '{"values": [[0.1]]}'],
    ['gates', '[]'],
    ['gates[0]', '[0.1, 0.2]'],
    ['gates[1]', '[[0.1, 0.2], [0.3]]'],
    ['gates[0][1]', '[[0.1, null]]'],
    ['gates[0][1]', '[[0.1, "0.2"]]'],
    ['channels', '{"channels": ["a"], "gates": [[0.1, 0.2]]}'],
    ['channels', 'a\n0.1,0.2'],
    ['gates[0][1]', '0.1,\n0.2,0.3'],
    ['gates[0][0]', 'NaN,NaN\n0.1,0.2'],
    ['gates[1][0]', '0.1,0.2\nx,0.3'],
    ['gates[1]', '0.1,0.2\n0.3'],
    ['gates[0][1]', '0.1,-3'],
    ['gates', 'a,b\n']
  ])('names %s of %j', (field, text) => {
    expect(() => readGates(text)).toThrow(SpecError);
    expect(() => readGates(text)).toThrow(new RegExp(`^${field.replace(/[[\]]/g, '\\$&')}:`));
  });

  test('a million rows come in portions', () => {
    const text = '0.25,0.5,0.125\n'.repeat(1e6);
    const reading = readGatesInSteps(text);
    const rows: number[] = [];
    let step = reading.next();
    for (; !step.done; step = reading.next()) {
      rows.push(step.value.rows);
    }
    expect(step.value.matrix.inputs).toBe(1e6);
    expect(rows).toEqual(Array.from({ length: 200 }, (_, i) => 5000 * (i + 1)));
  });
});
