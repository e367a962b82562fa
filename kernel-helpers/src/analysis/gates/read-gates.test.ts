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

  test.each<[string, string]>([
    ['a byte-order mark and JSON', `\uFEFF ${JSON.stringify(gates)}`],
    ['an empty first line', '\n0.25,0.5\n0,1\n0.125,0.75'],
    ['lines of blanks', '\n0.25 0.5\n\n0 1\n \n0.125 0.75']
  ])('reads through %s', (_, text) => {
    expect(rowsOf(readGates(text))).toEqual(gates);
  });

  test.each<[string, string[]]>([
    ['"say ""hi""",b', ['say "hi"', 'b']],
    ['x "y","y" z', ['x "y"', '"y" z']],
    // A separator that comes first leaves the others to the names.
    ['a,b c;d', ['a,b c', 'd']],
    ['a,b c\td', ['a,b c', 'd']],
    ['a b , d', ['a b', 'd']],
    // Names that hold, begin or end with what a broken number would be called.
    ['finan,banana', ['finan', 'banana']],
    ['nano,info', ['nano', 'info']],
    ['x-inf,infinite', ['x-inf', 'infinite']],
    ['a0,1;2,3b', ['a0,1', '2,3b']]
  ])('takes the heading %j for names', (heading, names) => {
    const separator = [';', '\t', ','].find((mark) => heading.includes(mark));
    const document = readGates(`${heading}\n0.5${separator}0.25`);
    expect(document.channelNames).toEqual(names);
    expect(rowsOf(document)).toEqual([[0.5, 0.25]]);
  });

  test.each(['nan', '-NaN', 'inf', '+INF', 'infinity', '-Infinity', ''])(
    'takes a first line with %j for data, and refuses it',
    (field) => {
      expect(() => readGates(`${field},a\n0.1,0.2`)).toThrow(/^gates\[0\]\[[01]\]: /);
      expect(() => readGates(`a,${field}\n0.1,0.2`)).toThrow(/^gates\[0\]\[0\]: /);
    }
  );

  test('keeps names of channels and block', () => {
    expect(readGates('{"channels": [1, true], "gates": [[0.1, 0.2]]}').channelNames).toEqual(['1', 'true']);
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
    ['gates', 'a,b\n'],
    ['gates', '{"gates": {"length": 1}}'],
    ['channels', '{"channels": "ab", "gates": [[0.1, 0.2]]}'],
    ['channels', '{"channels": ["a", "b", "c"], "gates": [[0.1, 0.2]]}'],
    ['block', `{"block": "${'b'.repeat(201)}", "gates": [[0.1]]}`],
    ['block', '{"block": 2, "gates": [[0.1]]}'],
    ['gates[0][0]', 'a,b\nc,d\n0.1,0.2'],
    ['gates[1][1]', 'a,b\n0.1,0.2\n0.3,x'],
    // Decimal commas between semicolons, in the first line and later.
    ['gates[0][0]', '10,25;12,50'],
    ['gates[0][0]', ',25;,5'],
    ['gates[0][0]', 'a;b\n0,5;0,25']
  ])('names %s of %j', (field, text) => {
    expect(() => readGates(text)).toThrow(SpecError);
    expect(() => readGates(text)).toThrow(new RegExp(`^${field.replace(/[[\]]/g, '\\$&')}:`));
  });

  test('names what is no number, and a block of 200 letters', () => {
    expect(() => readGates('0.1,x')).toThrow(
      /^gates\[0\]\[1\]: got "x", expected a number with a decimal point/
    );
    const block = 'b'.repeat(200);
    expect(readGates(JSON.stringify({ block, gates })).block).toBe(block);
    // At once, beyond the first portion too.
    expect(readGates('0.5\n'.repeat(5001)).matrix.inputs).toBe(5001);
  });

  test('no text and one longer than can be read are refused', () => {
    expect(() => readGates(undefined as unknown as string)).toThrow(/^text: got undefined/);
    // As long as a string can be; it is never written out.
    expect(() => readGates('0'.repeat(2 ** 29 - 24))).toThrow(/^text: got "536870888 characters"/);
  });

  test.each<[string, string]>([
    ['JSON', JSON.stringify(Array.from({ length: 12_500 }, () => [0.5]))],
    ['lines', '0.5\n'.repeat(12_500)]
  ])('%s tell after 5,000 rows each how far they are', (_, text) => {
    const steps = [...readGatesInSteps(text)];
    expect(steps.map(({ rows }) => rows)).toEqual([5000, 10_000]);
    steps.forEach(({ rows, share }) => expect(share).toBeCloseTo(rows / 12_500, 3));
  });

  test('a row of more gates than any network has is refused before it is divided', () => {
    expect(() => readGates('0,'.repeat(2 ** 21))).toThrow(/a line of 4194304 characters/);
    expect(() => readGates(`[[${'0,'.repeat(2 ** 21)}0]]`)).toThrow(SpecError);
    expect(() => readGates(`${'0,'.repeat(70_000)}0`)).toThrow(/70001 gates", expected at most 65536/);
  });

  test('numbers that would take far more than their text are refused', () => {
    // Five million of one character each take 40 MB, which is within bounds; fifteen million are not.
    const row = '0 '.repeat(50);
    expect(readGates(`${row}\n`.repeat(1e5)).matrix.inputs).toBe(1e5);
    expect(() => readGates(`${row}\n`.repeat(3e5))).toThrow(/more than \d+ gates/);
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
