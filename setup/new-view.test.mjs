import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { SetupError } from './errors.mjs';
import { newView } from './new-view.mjs';
import { ROOT } from './paths.mjs';

const SHARED = [
  'kernel-helpers/src/contract/document.ts',
  'kernel-helpers/src/contract/schema.ts',
  'kernel-helpers/src/notebook/show.ts',
  'kernel-helpers/src/views/quantities.test.ts',
  'extension/src/tokens.ts',
  'extension/src/views/index.ts',
  'extension/style/index.css'
];

/** @type {string} */
let root;
/** @param {string} file */
const read = (file) => readFileSync(join(root, file), 'utf8');

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'new-view-'));
  SHARED.forEach((file) => cpSync(join(ROOT, file), join(root, file)));
});

afterEach(() => rmSync(root, { recursive: true }));

it('names a view in its five spellings, and keeps every line that was there', () => {
  const written = newView('kernel-sizes', root);
  expect(written).toEqual(expect.arrayContaining(SHARED));
  for (const file of written) {
    expect(read(file)).not.toMatch(/new-?view|new_view/i);
  }
  expect(read('kernel-helpers/src/views/kernel-sizes/state.ts')).toContain('KERNEL_SIZES_START');
  expect(read('extension/src/views/kernel-sizes/kernel-sizes.css')).toContain('.jp-EnetKernelSizes-plot');
  expect(read('extension/src/views/kernel-sizes/adapter.ts')).toContain("trans.__('Kernel sizes')");
  for (const file of SHARED) {
    const before = readFileSync(join(ROOT, file), 'utf8').split('\n');
    const after = new Set(
      read(file)
        .split('\n')
        .flatMap((line) => [line, line.replace(/[,;]$/, '')])
    );
    expect(before.filter((line) => !after.has(line) && !after.has(line.replace(/;$/, '')))).toEqual([]);
  }
});

it('makes a second one beside the first', () => {
  newView('kernel-sizes', root);
  newView('strides', root);
  expect(read('extension/src/views/index.ts')).toMatch(/ {2}kernelSizes,\n {2}strides\n\];/);
  expect(() => newView('strides', root)).toThrow('is there already');
});

it.each(['', 'Kernel', 'kernel sizes', '../kernel', 'kernel-', '2-kernels'])('refuses %j', (name) => {
  expect(() => newView(name, root)).toThrow(SetupError);
});

it('writes nothing where a line finds no place', () => {
  writeFileSync(join(root, 'extension/src/tokens.ts'), '');
  expect(() => newView('kernel-sizes', root)).toThrow('extension/src/tokens.ts has no place');
  SHARED.slice(0, 4).forEach((file) => expect(read(file)).not.toContain('kernel-sizes'));
});
