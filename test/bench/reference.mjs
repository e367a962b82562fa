import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { jobOf } from './workloads.mjs';

const FOLDER = dirname(fileURLToPath(import.meta.url));
const run = promisify(execFile);

/** Of the largest logit; the same numbers summed in another order differ by some 1e-6. */
export const TOLERANCE = 1e-4;

/** How a competitor's convolutions pad: as TensorFlow does, or as torchvision's networks do. */
/** @typedef {'same' | 'symmetric'} Padding */

/**
 * What all competitors of inference compute: `folder` holds images and weights, `logits` what ours gives for them.
 * @typedef {{ folder: string, logits: Record<Padding, Float32Array>, remove: () => void }} Reference
 */

/**
 * @param {import('./workloads.mjs').Workload} workload
 * @param {string} [exporter] a Python that has PyTorch and the runtimes that its network is exported to, where they take part
 * @returns {Promise<Reference>}
 */
export async function makeReference(workload, exporter) {
  const folder = mkdtempSync(join(tmpdir(), 'bench-reference-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    const job = JSON.stringify({ ...jobOf(workload, 'inference'), reference: folder });
    const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: '2' };
    await run(process.execPath, [join(FOLDER, 'write-reference.mjs'), job], { env });
    if (exporter !== undefined) {
      await run(exporter, [join(FOLDER, 'export_peers.py'), job], { env, maxBuffer: 2 ** 26 });
    }
    /** @param {Padding} padding */
    const logits = (padding) =>
      new Float32Array(new Uint8Array(readFileSync(join(folder, `logits-${padding}.bin`))).buffer);
    return { folder, logits: { same: logits('same'), symmetric: logits('symmetric') }, remove };
  } catch (error) {
    remove();
    throw error;
  }
}

/**
 * How far logits are from the reference's, in units of its largest one.
 * @param {string} name of the competitor
 * @param {ArrayLike<number> | undefined} logits
 * @param {ArrayLike<number>} expected
 * @returns {number}
 * @throws {Error} for other logits: what was measured would be another network
 */
export function requireEqualLogits(name, logits, expected) {
  if (logits?.length !== expected.length) {
    throw new Error(`${name} gave ${logits?.length ?? 'no'} logits where ${expected.length} were expected.`);
  }
  const values = Array.from(expected);
  const largest = Math.max(...values.map(Math.abs));
  const difference = Math.max(...values.map((value, i) => Math.abs(value - logits[i]))) / largest;
  // Not a number is no agreement either.
  if (!(difference <= TOLERANCE)) {
    throw new Error(
      `${name} gave other logits: they differ by ${difference} of the largest, and ${TOLERANCE} was allowed.`
    );
  }
  return difference;
}
