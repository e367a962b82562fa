import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';

const ROOT = join(__dirname, '..', '..');
const KERAS = join(ROOT, '.venv', 'bin', 'python');
const PYTORCH = join(ROOT, '.setup', 'bench-venv', 'bin', 'python');

/** A folder with what `torch_files.py` and `keras_files.py` write. */
export function writtenFiles(): string {
  const folder = mkdtempSync(join(tmpdir(), 'weight-files-'));
  for (const [python, script] of [
    [PYTORCH, 'torch_files.py'],
    [KERAS, 'keras_files.py']
  ]) {
    const { status, stderr } = spawnSync(python, [join(__dirname, script), folder], {
      encoding: 'utf8',
      env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '2' }
    });
    expect(stderr.slice(-2000) + status).toMatch(/0$/);
  }
  return folder;
}

/** What a script says that its files hold: shape and values by name. */
export function expectedTensors(folder: string, name: string): Map<string, [number[], number[]]> {
  const text = readFileSync(join(folder, name), 'utf8');
  return new Map(Object.entries(JSON.parse(text) as Record<string, [number[], number[]]>));
}
