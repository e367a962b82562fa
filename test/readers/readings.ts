import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { expect } from 'vitest';

/** What came of a file. */
export interface Reading {
  outcome: 'read' | 'refused' | 'failed';
  /** Work of all threads, in ms. */
  work: number;
  /** By how much the process's memory rose at its peak, in bytes. */
  growth: number;
  kind: string | null;
  message: string | null;
}

/**
 * Reads files one after another in a process of its own.
 * @param reader One of those that `child.mjs` knows.
 * @param to Where each is copied to first.
 */
export async function readings(reader: string, paths: readonly string[], to?: string): Promise<Reading[]> {
  const child = spawn(process.execPath, ['--expose-gc', join(__dirname, 'child.mjs'), reader], {
    // Large buffers go back to the system when they are free, or the next file's would seem to take none.
    env: { ...process.env, MALLOC_MMAP_THRESHOLD_: '131072', MALLOC_TRIM_THRESHOLD_: '0' },
    stdio: ['pipe', 'pipe', 'pipe']
  });
  const output = { told: '', errors: '' };
  child.stdout.on('data', (piece: Buffer) => (output.told += piece.toString()));
  child.stderr.on('data', (piece: Buffer) => (output.errors += piece.toString()));
  child.stdin.end(paths.map((path) => `${JSON.stringify({ path, to })}\n`).join(''));
  const code = await new Promise((resolve) => child.on('close', resolve));
  const lines = output.told.split('\n').filter((line) => line !== '');
  expect(code, `after ${paths[lines.length]}: ${output.errors.slice(-2000)}`).toBe(0);
  return lines.map((line) => JSON.parse(line) as Reading);
}
