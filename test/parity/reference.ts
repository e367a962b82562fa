import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ArchitectureSpec } from '../../kernel-helpers/src/analysis';
import type { NamedWeights } from '../../kernel-helpers/src/model';

/** What Keras computed: tensors by group and name, and what else it tells. */
export interface Reference {
  tensors: Record<string, NamedWeights>;
  facts: { layers?: string[]; parameters?: number };
}

export interface KerasCost {
  keras: number;
  trainable: number;
  macs: number;
}

const PYTHON = join(__dirname, '..', '..', '.venv', 'bin', 'python');

/** A published network as Keras builds it: logits of images, and one training step of a smaller input. */
export function publishedReference(name: 'b0' | 'v2-b0'): { inference: Reference; training: Reference } {
  return withKeras('published', [name], (folder) => ({
    inference: read(folder, `${name}-inference`),
    training: read(folder, `${name}-training`)
  }));
}

/** Logits and one training step of each network, put together from Keras's layers. */
export function networkReferences(specs: readonly ArchitectureSpec[]): Reference[] {
  return withKeras('networks', specs, (folder) => specs.map((_, i) => read(folder, String(i))));
}

/** Costs of Keras's V2 networks by name. */
export function kerasCosts(): Record<string, KerasCost> {
  return withKeras(
    'costs',
    [],
    (folder) => JSON.parse(readFileSync(join(folder, 'costs.json'), 'utf8')) as Record<string, KerasCost>
  );
}

/** Weights after each step, one after the other, and their moving averages. */
export interface Trajectory {
  weights: number[][];
  averages: number[][];
}

/** Trajectories of Keras's optimisers, or of TensorFlow 1's, in the order of the cases. */
export function optimizerTrajectories(problem: object): Trajectory[] {
  return withKeras(
    'trajectories',
    problem,
    (folder) => JSON.parse(readFileSync(join(folder, 'trajectories.json'), 'utf8')) as Trajectory[]
  );
}

/**
 * Lets Keras compute its side, afresh each time.
 * @throws Error with Python's own words if it fails.
 */
function withKeras<T>(
  what: 'published' | 'networks' | 'costs' | 'trajectories',
  request: object,
  collect: (folder: string) => T
): T {
  const folder = mkdtempSync(join(tmpdir(), 'keras-reference-'));
  try {
    writeFileSync(join(folder, 'request.json'), JSON.stringify(request));
    const script = join(__dirname, 'keras_reference.py');
    const { status, stderr, error } = spawnSync(PYTHON, [script, folder, what], { encoding: 'utf8' });
    if (error !== undefined || status !== 0) {
      throw new Error(
        `Keras's side failed (${error?.message ?? `status ${status}`}). Run \`npm run setup\`.\n${stderr}`
      );
    }
    return collect(folder);
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
