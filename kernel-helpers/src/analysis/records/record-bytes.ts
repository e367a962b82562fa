import { SpecError } from '../errors';
import type { Provenance, ResultRecord } from './record';

/** Memory that is taken whatever the text: with what reading takes for itself, 100 MB. */
const ALWAYS = 40e6;
/** Bytes of objects, of their fields, of numbers with fractions and of texts, in the engines of Node and browsers. */
const [OBJECT, FIELD, NUMBER, TEXT] = [24, 8, 16, 24];
/** A record of four fields in a list that grows. */
const RECORD = OBJECT + 6 * FIELD;

/** What the records of a file take, beside their text. */
export class RecordMemory {
  private left: number;

  /** @param shared Provenance that takes nothing more. */
  constructor(
    private readonly characters: number,
    private readonly shared: Provenance | null
  ) {
    this.left = 2 * characters + ALWAYS;
  }

  /** @throws SpecError for a record with which all of them would take more than twice their text and 100 MB. */
  add(place: string, record: ResultRecord): void {
    const { name, accuracy, costs, provenance } = record;
    this.left -= RECORD + bytesOf(name) + bytesOf(accuracy) + fieldBytes(costs);
    if (provenance !== this.shared) {
      this.left -= fieldBytes(provenance);
    }
    const { accuracyInterval: interval } = record;
    this.left -= interval === undefined ? 0 : 2 * FIELD + fieldBytes(interval);
    const { top5, family, scaling, phi, variant, resolution, settings } = record;
    for (const value of [top5, family, scaling, phi, variant, resolution]) {
      this.left -= value === undefined ? 0 : 2 * FIELD + bytesOf(value);
    }
    this.left -= settings === undefined ? 0 : 2 * FIELD + fieldBytes(settings);
    if (this.left < 0) {
      const expected = 'records that take no more than twice the text and 100 MB';
      throw new SpecError(
        place,
        `more of them in ${this.characters} characters`,
        expected,
        'Divide the file.'
      );
    }
  }
}

/** Beside the field: small whole numbers stand in it, and texts of one character are there already. */
function bytesOf(value: unknown): number {
  if (typeof value === 'number') {
    return value === (value | 0) ? 0 : NUMBER;
  }
  return typeof value === 'string' && value.length > 1 ? TEXT + value.length : 0;
}

function fieldBytes(fields: object): number {
  let bytes = 0;
  for (const key in fields) {
    bytes += FIELD + bytesOf((fields as Record<string, unknown>)[key]);
  }
  return bytes === 0 ? 0 : OBJECT + bytes;
}
