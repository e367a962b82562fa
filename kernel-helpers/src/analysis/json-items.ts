import { SpecError } from './errors';

const [QUOTE, COMMA, COLON, BACKSLASH] = ['"', ',', ':', '\\'].map((sign) => sign.charCodeAt(0));
const [LIST, LIST_END, OBJECT, OBJECT_END] = ['[', ']', '{', '}'].map((sign) => sign.charCodeAt(0));
/** Characters of one item, and of all that stands beside the list: of lists of nothing some forty megabytes. */
const MOST_AT_ONCE = 2 ** 21;

/** JSON of which the items of one list are parsed one by one: together they would take several times the text. */
export interface ListedJson {
  /** The whole without that list: an object without the field, or what has none. Null where the text is the list. */
  rest: unknown;
  /** Null without such a list. */
  items: JsonItems | null;
}

/**
 * Parses JSON but for the items of a list: the text itself, or the field of an object at its top.
 * @throws SpecError for more than two million characters beside the list, SyntaxError for what is no JSON.
 */
export function listedJson(text: string, field: string): ListedJson {
  const scan = new Scan(text);
  const first = scan.sign();
  if (first === LIST) {
    const list = scan.value();
    scan.requireEnd();
    return { rest: null, items: new JsonItems(text, list.from) };
  }
  if (first !== OBJECT) {
    const { from, to } = scan.value();
    scan.requireEnd();
    return { rest: scan.parsed(from, to), items: null };
  }
  // Without a prototype, a field may have any name.
  const rest = Object.create(null) as Record<string, unknown>;
  let items: JsonItems | null = null;
  let beside = 0;
  for (const _ of scan.parts(OBJECT_END)) {
    if (scan.sign() !== QUOTE) {
      throw scan.unexpected();
    }
    const name = scan.value();
    const key = scan.parsed(name.from, name.to) as string;
    scan.take(COLON);
    const isList = scan.sign() === LIST;
    const { from, to } = scan.value();
    if (key === field && isList) {
      items = new JsonItems(text, from);
      delete rest[key];
      continue;
    }
    if (key === field) {
      items = null;
    }
    beside += to - name.from;
    requireShort('file', beside);
    rest[key] = scan.parsed(from, to);
  }
  scan.requireEnd();
  return { rest, items };
}

/** The items of a list in a text, parsed as they are asked for. */
export class JsonItems implements Iterable<unknown> {
  private place = 0;

  constructor(
    private readonly text: string,
    private readonly from: number
  ) {}

  /** How much of the text is read, 0…1. */
  get share(): number {
    return this.place / this.text.length;
  }

  /** @throws SyntaxError for an item that is no JSON, and SpecError for one of more than two million characters. */
  *[Symbol.iterator](): Generator<unknown, void, void> {
    const scan = new Scan(this.text, this.from);
    let count = 0;
    for (const _ of scan.parts(LIST_END)) {
      const { from, to } = scan.value();
      requireShort(`item ${count}`, to - from);
      count++;
      this.place = to;
      yield scan.parsed(from, to);
    }
  }
}

function requireShort(place: string, characters: number): void {
  if (characters > MOST_AT_ONCE) {
    throw new SpecError(place, `${characters} characters`, `at most ${MOST_AT_ONCE}`, 'Divide the file.');
  }
}

/** Walks over JSON without parsing it. */
class Scan {
  constructor(
    private readonly text: string,
    private at = 0
  ) {}

  /** Code of the next character that is no blank; NaN at the end. */
  sign(): number {
    for (; ; this.at++) {
      const code = this.text.charCodeAt(this.at);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) {
        return code;
      }
    }
  }

  take(sign: number): void {
    if (this.sign() !== sign) {
      throw this.unexpected();
    }
    this.at++;
  }

  /** Yields at each part of a list or an object, which is to be passed before the next is asked for. */
  *parts(end: number): Generator<void, void, void> {
    this.at++;
    if (this.sign() === end) {
      this.at++;
      return;
    }
    for (;;) {
      yield;
      if (this.sign() === end) {
        this.at++;
        return;
      }
      this.take(COMMA);
    }
  }

  /** Passes a value, of which only the end is looked for. */
  value(): { from: number; to: number } {
    const first = this.sign();
    const from = this.at;
    if (first === QUOTE) {
      this.at = this.textEnd(from);
    } else if (first === LIST || first === OBJECT) {
      this.at = this.containerEnd(from);
    } else {
      while (this.at < this.text.length && !this.endsValue(this.text.charCodeAt(this.at))) {
        this.at++;
      }
    }
    if (this.at === from) {
      throw this.unexpected();
    }
    return { from, to: this.at };
  }

  parsed(from: number, to: number): unknown {
    try {
      return JSON.parse(this.text.slice(from, to)) as unknown;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new SyntaxError(from === 0 ? reason : `${reason}, counted from ${this.where(from)}`);
    }
  }

  requireEnd(): void {
    if (!Number.isNaN(this.sign())) {
      throw this.unexpected();
    }
  }

  unexpected(): SyntaxError {
    const found = this.text.slice(this.at, this.at + 20);
    const got = found === '' ? 'the end' : JSON.stringify(found);
    return new SyntaxError(`Unexpected ${got} at ${this.where(this.at)}`);
  }

  private where(at: number): string {
    let [line, start] = [1, 0];
    for (let end = this.text.indexOf('\n'); end >= 0 && end < at; end = this.text.indexOf('\n', start)) {
      line++;
      start = end + 1;
    }
    return `line ${line}, character ${at - start + 1}`;
  }

  private endsValue(code: number): boolean {
    return code === COMMA || code === LIST_END || code === OBJECT_END || code === COLON || code <= 0x20;
  }

  private containerEnd(from: number): number {
    const { text } = this;
    let depth = 0;
    for (let at = from; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === QUOTE) {
        at = this.textEnd(at) - 1;
      } else if (code === LIST || code === OBJECT) {
        depth++;
      } else if (code === LIST_END || code === OBJECT_END) {
        depth--;
        if (depth === 0) {
          return at + 1;
        }
      }
    }
    return text.length;
  }

  /** After the quote that ends a text: one behind an even number of backslashes. */
  private textEnd(from: number): number {
    const { text } = this;
    for (let at = text.indexOf('"', from + 1); at >= 0; at = text.indexOf('"', at + 1)) {
      let slashes = 0;
      while (text.charCodeAt(at - 1 - slashes) === BACKSLASH) {
        slashes++;
      }
      if (slashes % 2 === 0) {
        return at + 1;
      }
    }
    return text.length;
  }
}
