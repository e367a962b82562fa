import { appendFile } from 'node:fs/promises';
import { csvLine } from '../../analysis/table';
import { CheckpointError } from '../errors';
import { explainFileError, readRunFile } from '../files';

/** A line of a hundred characters for each of ten million steps. */
const MAX_BYTES = 1e9;

/** A growing table, one line for each step, in order. Lines wait in memory until `flush`. */
export class CsvLog {
  private waiting = '';

  /** @param key Column with the number that grows from line to line. */
  constructor(
    private readonly path: string,
    private readonly columns: readonly string[],
    private readonly key: string
  ) {}

  add(row: Readonly<Record<string, string | number | null>>): void {
    this.waiting += csvLine(this.columns.map((column) => row[column]));
  }

  /** What the table holds up to a number, whatever was lost or written after it. Header alone for a new one. */
  async upTo(last: number): Promise<string> {
    const header = csvLine(this.columns);
    const text = await existing(this.path);
    if (!text.startsWith(header)) {
      return header;
    }
    const place = this.columns.indexOf(this.key);
    const kept = new Map<number, string>();
    // The last piece is empty, or a line whose end was never written.
    for (const line of text.slice(header.length).split('\r\n').slice(0, -1)) {
      const number = Number(line.split(',')[place]);
      if (number >= 1 && number <= last) {
        kept.set(number, `${line}\r\n`);
      }
    }
    return header + [...kept.values()].join('');
  }

  /** Appends what waits. @throws CheckpointError when it can't be written. */
  async flush(): Promise<void> {
    if (this.waiting !== '') {
      const lines = this.waiting;
      this.waiting = '';
      await appendFile(this.path, lines, { mode: 0o600 }).catch((error: unknown) => {
        throw explainFileError(error, this.path);
      });
    }
  }
}

async function existing(path: string): Promise<string> {
  try {
    return String(await readRunFile(path, MAX_BYTES));
  } catch (error) {
    if (error instanceof CheckpointError && error.kind === 'not-found') {
      return '';
    }
    throw error;
  }
}
