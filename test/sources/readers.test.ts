import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const SOURCES = join(__dirname, '..', '..', 'kernel-helpers', 'src');
/** The one door to files, and those that read what the program itself has just written. */
const MAY_OPEN = [
  'download/part.ts',
  'files/plain-file.ts',
  'model/weights/formats/write.ts',
  // Appends to a log in a folder of its own.
  'search/local-trial.ts',
  'training/files.ts',
  // The system's own table of processes.
  'training/process-identity.ts'
];

it('files are opened where pipes and devices are refused', () => {
  const reads =
    /^import \{[^}]*\b(readFile|readFileSync|createReadStream|open|openSync)\b[^}]*\} from 'node:fs/m;
  const found = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !/\.(test|fixtures)\.ts$/.test(name))
    .filter((name) => reads.test(readFileSync(join(SOURCES, name), 'utf8')));
  expect(found.sort()).toEqual(MAY_OPEN);
});
