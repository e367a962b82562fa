import { DOCUMENT_RECORDS } from '../analysis';

/** Values in a document: what the largest matrix of gates has with its names, checked within a fifth of a second. */
const MOST_VALUES = 300_000;
/** Characters of all its texts. */
const MOST_CHARACTERS = 20_000_000;
/** Blocks of its networks, where the deepest published one has some 150: a page checks and shows these in an instant. */
const MOST_BLOCKS = 1000;

/** Why a document is too large for a page, found without reading all of it; null when it is not. */
export function excessOf(document: object): string | null {
  let values = 0;
  let characters = 0;
  let blocks = 0;
  let records = 0;
  const waiting: unknown[] = [document];
  while (waiting.length > 0) {
    const value = waiting.pop();
    if (typeof value === 'string') {
      characters += value.length;
    } else if (typeof value === 'object' && value !== null) {
      blocks += lengthOf(value, 'blocks');
      records += lengthOf(value, 'records');
      const parts = Array.isArray(value) ? value : Object.values(value);
      values += parts.length;
      if (values <= MOST_VALUES) {
        parts.forEach((part) => (typeof part === 'object' || typeof part === 'string') && waiting.push(part));
      }
    }
    if (blocks > MOST_BLOCKS) {
      return `more than ${MOST_BLOCKS} blocks, expected at most as many; show a smaller network, or summarize() in a cell`;
    }
    if (records > DOCUMENT_RECORDS) {
      return `more than ${DOCUMENT_RECORDS} records, expected at most as many; show them by showFront() in a cell or open their file in the view, which keep the fronts of larger sets`;
    }
    if (values > MOST_VALUES || characters > MOST_CHARACTERS) {
      const what = values > MOST_VALUES ? `${MOST_VALUES} values` : `${MOST_CHARACTERS} characters`;
      return `more than ${what}, expected at most as many; show a part of it`;
    }
  }
  return null;
}

function lengthOf(value: object, name: string): number {
  const list = (value as Record<string, unknown>)[name];
  return Array.isArray(list) ? list.length : 0;
}
