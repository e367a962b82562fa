/** Objects and lists of JSON, and the values in them beside the first of each; never fewer than there are. */
interface JsonExtent {
  containers: number;
  separators: number;
}

/** Counted before memory is taken for them; what stands within texts counts too. */
export function jsonExtent(content: string | Uint8Array): JsonExtent {
  const at =
    typeof content === 'string'
      ? (i: number): number => content.charCodeAt(i)
      : (i: number): number => content[i];
  let [containers, separators] = [0, 0];
  for (let i = 0; i < content.length; i++) {
    const code = at(i);
    if (code === 0x2c) {
      separators++;
    } else if (code === 0x5b || code === 0x7b) {
      containers++;
    }
  }
  return { containers, separators };
}
