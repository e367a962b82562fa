/** The minus sign of typography, which has the width of the plus. */
export function withMinus(text: string): string {
  return text.replace(/^-/, '−');
}

/** Whole digits, a sign before them or not, with thousands separated: `5,288,548`; other texts as they are. */
export function separatedThousands(text: string): string {
  if (!/^-?\d+$/.test(text)) {
    return text;
  }
  const sign = text.startsWith('-') ? 1 : 0;
  const first = sign + ((text.length - sign) % 3 || 3);
  const parts = [text.slice(0, first)];
  for (let at = first; at < text.length; at += 3) {
    parts.push(text.slice(at, at + 3));
  }
  return parts.join(',');
}
