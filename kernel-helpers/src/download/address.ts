/** An address to which a path may be added: without strokes at its end. */
export function withoutLastStrokes(address: string): string {
  let end = address.length;
  while (address[end - 1] === '/') {
    end--;
  }
  return address.slice(0, end);
}
