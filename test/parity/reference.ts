import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NamedWeights } from '../../kernel-helpers/src/model';

/** What Keras computed: tensors by group and name, and what else it tells. */
export interface Reference {
  tensors: Record<string, NamedWeights>;
  facts: { layers?: string[]; parameters?: number };
}

const PYTHON = join(__dirname, '..', '..', '.venv', 'bin', 'python');

/**
 * Lets Keras compute its side, afresh each time.
 * @throws Error with Python's own words if it fails.
 */
export function computeReference(): { inference: Reference; training: Reference } {
  const folder = mkdtempSync(join(tmpdir(), 'keras-reference-'));
  try {
    const script = join(__dirname, 'keras_reference.py');
    const { status, stderr, error } = spawnSync(PYTHON, [script, folder], { encoding: 'utf8' });
    if (error !== undefined || status !== 0) {
      throw new Error(
        `Keras's side failed (${error?.message ?? `status ${status}`}). Run \`npm run setup\`.\n${stderr}`
      );
    }
    return { inference: read(folder, 'inference'), training: read(folder, 'training') };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

type Layout = Record<string, Record<string, { shape: number[]; offset: number }>>;

function read(folder: string, name: string): Reference {
  const { tensors: layout, ...facts } = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as {
    tensors: Layout;
  } & Reference['facts'];
  const bytes = readFileSync(join(folder, `${name}.bin`));
  const floats = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
  const tensors: Reference['tensors'] = {};
  for (const [group, entries] of Object.entries(layout)) {
    tensors[group] = {};
    for (const [path, { shape, offset }] of Object.entries(entries)) {
      const size = shape.reduce((product, side) => product * side, 1);
      tensors[group][path] = { shape, values: floats.slice(offset, offset + size) };
    }
  }
  return { tensors, facts };
}
