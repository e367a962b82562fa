import { type GraphNode, nodeOf } from './node';

/** The nodes, each behind all that it reads or waits for. */
export function inOrder(nodes: readonly GraphNode[]): GraphNode[] {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const done = new Set<GraphNode>();
  const waiting = [...nodes].reverse();
  for (let node = waiting.at(-1); node !== undefined; node = waiting.at(-1)) {
    const before = node.inputs.flatMap((input) => byName.get(nodeOf(input)) ?? []);
    const missing = before.filter((each) => !done.has(each));
    if (missing.length > 0) {
      waiting.push(...missing);
    } else {
      waiting.pop();
      done.add(node);
    }
  }
  return [...done];
}
