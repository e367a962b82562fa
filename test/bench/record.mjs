import { mkdirSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { cpuDescription } from '../../setup/hardware.mjs';
import { RESULTS } from '../../setup/paths.mjs';

/** Load of the machine when the benchmark began: a busy machine makes every time doubtful. */
const LOAD_BEFORE = loadavg()[0];

/**
 * Writes what was measured, with the machine it was measured on, to `results/<name>.json`.
 * @param {string} name
 * @param {object} content workload and results
 */
export function writeRecord(name, content) {
  const record = {
    measured: new Date().toISOString(),
    machine: cpuDescription(),
    node: process.version,
    loadBefore: LOAD_BEFORE,
    ...content
  };
  mkdirSync(RESULTS, { recursive: true });
  const path = join(RESULTS, `${name}.json`);
  writeFileSync(path, `${JSON.stringify(record, null, 2)}\n`);
  console.log(`\nEvery time is in ${path}. Load of the machine before: ${LOAD_BEFORE.toFixed(1)}.`);
}

/**
 * @param {string[]} head
 * @param {string[][]} rows text first, numbers after it
 * @returns {string} a Markdown table
 */
export function markdownTable(head, rows) {
  /** @param {string[]} cells */
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, i) => (i === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n');
}
