import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { instructionSets } from '../hardware.mjs';
import { ROOT } from '../paths.mjs';
import { filesBelow } from '../stamps.mjs';
import { STEPS } from '../prepare.mjs';
import { helpersStep, orphans } from './compile.mjs';
import { extensionStep } from './extension.mjs';
import { machineKernelspec } from './kernel.mjs';

describe('the kernelspec', () => {
  it('names the Node that set it up and keeps the rest', () => {
    const template = { argv: ['python', '{connection_file}'], env: { A: '1' }, language: 'typescript' };
    expect(machineKernelspec(template, '/opt/node')).toEqual({
      ...template,
      env: { A: '1', EFFICIENTNET_LAB_NODE: '/opt/node' }
    });
  });
});

describe('compiled files', () => {
  it('are orphans when their source is gone', () => {
    const root = mkdtempSync(join(tmpdir(), 'enet-orphans-'));
    const [sources, compiled] = [join(root, 'src'), join(root, 'lib')];
    mkdirSync(join(sources, 'model'), { recursive: true });
    mkdirSync(join(compiled, 'model'), { recursive: true });
    writeFileSync(join(sources, 'model', 'kept.ts'), '');
    writeFileSync(join(sources, 'model', 'kept.test.ts'), '');
    for (const name of ['kept.test.js', 'kept.js', 'kept.d.ts', 'kept.js.map', 'gone.js', 'gone.d.ts']) {
      writeFileSync(join(compiled, 'model', name), '');
    }
    writeFileSync(join(compiled, 'tsconfig.tsbuildinfo'), '');
    expect(orphans({ sources, compiled })).toEqual(
      ['gone.d.ts', 'gone.js', 'kept.test.js'].map((name) => join(compiled, 'model', name))
    );
  });
});

describe('the steps', () => {
  it('come after all that they build on', () => {
    const names = STEPS.map(({ name }) => name);
    STEPS.forEach(({ needs = [] }, at) => {
      expect(names.slice(0, at)).toEqual(expect.arrayContaining(needs));
    });
  });

  it('bundle the helpers as they are compiled, and no room of them is left out', () => {
    expect(extensionStep.needs).toContain(helpersStep.name);
    const { files } = extensionStep.inputs({ flavour: 'cpu' });
    const sources = filesBelow(join(ROOT, 'extension', 'src')).filter((file) => /\.tsx?$/.test(file));
    const rooms = sources.flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/'@efficientnet-lab\/kernel-helpers\/(\w+)'/g)].map(
        ([, room]) => room
      )
    );
    expect(new Set(rooms).size).toBeGreaterThan(2);
    for (const room of new Set(rooms)) {
      expect(files).toContain(join(ROOT, 'kernel-helpers', 'lib', room));
    }
  });
});

describe('the processor', () => {
  it('tells its instruction sets on x86 and ARM', () => {
    expect(instructionSets('processor: 0\nflags\t\t: fpu sse avx avx2 fma avx512f\n')).toEqual([
      'AVX',
      'AVX2',
      'FMA',
      'AVX-512'
    ]);
    expect(instructionSets('Features\t: fp asimd sve\n')).toEqual(['NEON', 'SVE']);
    expect(instructionSets('')).toEqual([]);
  });
});
