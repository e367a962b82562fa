import { TensorFlowError } from '../../errors';
import { callSite } from '../call-site';
import type { GraphDtype, NodeAttribute } from '../node';

/** What is known of a tensor while recording. */
export interface AbstractTensor {
  shape: number[];
  dtype: GraphDtype;
}

/** An operation about to be recorded. */
export interface Operation {
  op: string;
  attributes: Readonly<Record<string, NodeAttribute>>;
  inputs: readonly AbstractTensor[];
  /** Values of an input that decides the shape. @throws TensorFlowError `recording` if it is computed in the graph. */
  constant(input: number): number[];
}

/** Shapes and types of an operation's outputs, from those of its inputs. */
export type Rule = (operation: Operation) => AbstractTensor[];

/** Rules by the names of operations. */
export type Rules = ReadonlyMap<string, Rule>;

/** @param entries Names of operations, divided by spaces, with the rule that they share. */
export function rules(entries: ReadonlyArray<readonly [names: string, rule: Rule]>): Rules {
  return new Map(
    entries.flatMap(([names, rule]) => names.split(/\s+/).map((name): [string, Rule] => [name, rule]))
  );
}

/** Outputs that are like an input. */
export const like =
  (input: number): Rule =>
  ({ inputs }) => [{ ...inputs[input] }];

export function broadcastShape(a: readonly number[], b: readonly number[], op: string): number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const [left, right] = [a[i - rank + a.length] ?? 1, b[i - rank + b.length] ?? 1];
    if (left !== right && left !== 1 && right !== 1) {
      const found = `got shapes [${a.join(', ')}] and [${b.join(', ')}]`;
      throw impossible(op, found, 'sides that are equal or 1 on each axis', 'Reshape or tile one of them.');
    }
    return left === 1 ? right : left;
  });
}

/** @param found What the operation was given. */
export function impossible(op: string, found: string, expected: string, remedy: string): TensorFlowError {
  return new TensorFlowError('invalid-argument', `${op}, called ${callSite()}, ${found}.`, expected, remedy);
}

export function replaced(shape: readonly number[], axis: number, size: number): number[] {
  return shape.map((old, i) => (i === axis ? size : old));
}

export function fromEnd(axis: number, rank: number): number {
  return axis < 0 ? axis + rank : axis;
}

export function typeOf(attribute: NodeAttribute): GraphDtype {
  return 'type' in attribute ? attribute.type : 'float32';
}

export function flag(attribute: NodeAttribute | undefined): boolean {
  return attribute !== undefined && 'bool' in attribute && attribute.bool;
}

export function whole(attribute: NodeAttribute): number {
  return 'int' in attribute ? attribute.int : 0;
}

export function ints(attribute: NodeAttribute | undefined): number[] {
  return attribute !== undefined && 'ints' in attribute ? attribute.ints : [];
}

export function text(attribute: NodeAttribute): string {
  return 'string' in attribute ? attribute.string : '';
}
