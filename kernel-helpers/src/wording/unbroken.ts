/** What no line begins with: it belongs to the number before it. */
const UNITS: ReadonlySet<string> = new Set(
  '% × k M G T P B kB MB GB TB MACs FLOPs parameters points blocks images px ms s min h'.split(' ')
);
/** What stands alone at no line's beginning, whatever is before it. */
const LETTERS: ReadonlySet<string> = new Set(['σ', 'σ²']);
/** What stands between two that belong together. */
const BETWEEN: ReadonlySet<string> = new Set(['=', '/', '±', '<']);
/** What may stand behind a unit. */
const MARKS: ReadonlySet<string> = new Set(',.:;)?');
const NO_BREAK = '\u00a0';

/**
 * A text that breaks at no space between a number and its unit, or around a sign between two: `1.74 G MACs,`,
 * `φ* = 2.16`, `1.3 / 1.1 / 1.15`. Also where it is a part of a sentence, and begins or ends in the middle of one.
 */
export function unbroken(text: string): string {
  const words = text.split(' ');
  return words.reduce((line, word, i) => {
    const before = words[i - 1];
    const bare = withoutMarks(word);
    const isTail = BETWEEN.has(word) || LETTERS.has(bare) || (UNITS.has(bare) && endsInNumber(words, i));
    return line + (isTail || BETWEEN.has(before) ? NO_BREAK : ' ') + word;
  });
}

/** Whether what stands before a place is a number, with a prefix of its unit or without; the middle of a sentence may be. */
function endsInNumber(words: readonly string[], place: number): boolean {
  const before = words[place - 1];
  return (
    (before === '' && place === 1) ||
    /[\d∞¹²³⁰-⁹]$/.test(before) ||
    (UNITS.has(before) && place > 1 && endsInNumber(words, place - 1))
  );
}

function withoutMarks(word: string): string {
  let end = word.length;
  while (end > 0 && MARKS.has(word[end - 1])) {
    end--;
  }
  return word.slice(0, end);
}
