import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Progress } from './progress.mjs';
import { hashInputs, Stamps } from './stamps.mjs';
import { isFresh, runSteps, withNeeds } from './steps/runner.mjs';

/** @type {string} */
let root;
/** @type {Parameters<typeof runSteps>[1]} */
let context;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'enet-stamps-'));
  mkdirSync(join(root, 'src'));
  writeFileSync(join(root, 'src', 'a.ts'), 'one');
  const progress = new Progress({ stream: /** @type {any} */ ({ write() {} }) });
  context = { root, flavour: 'cpu', logFolder: root, stamps: new Stamps(join(root, '.setup')), progress };
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

/** A step that copies its input's presence into one output file and counts its runs. */
function copyingStep({ fail = false } = {}) {
  const output = join(root, 'out');
  return {
    name: 'copy',
    title: 'Copy',
    runs: 0,
    inputs: () => ({ files: [join(root, 'src')] }),
    outputs: () => [output],
    async run() {
      this.runs += 1;
      writeFileSync(output, 'made');
      if (fail) {
        throw new Error('cut short');
      }
    }
  };
}

describe('hashInputs', () => {
  /** @param {unknown[]} facts */
  const hash = (facts = []) => hashInputs({ root, files: [join(root, 'src')], facts });

  it('changes with content, with names, with new files and with facts, and with nothing else', () => {
    const first = hash();
    expect(hash()).toBe(first);
    expect(hash(['gpu'])).not.toBe(first);
    writeFileSync(join(root, 'src', 'a.ts'), 'two');
    const second = hash();
    expect(second).not.toBe(first);
    writeFileSync(join(root, 'src', 'b.ts'), '');
    expect(hash()).not.toBe(second);
    rmSync(join(root, 'src', 'b.ts'));
    expect(hash()).toBe(second);
  });

  it('takes a missing path as no input and looks past node_modules', () => {
    const first = hash();
    mkdirSync(join(root, 'src', 'node_modules'));
    writeFileSync(join(root, 'src', 'node_modules', 'c.js'), '');
    expect(hash()).toBe(first);
    expect(hashInputs({ root, files: [join(root, 'gone')] })).toHaveLength(64);
  });
});

describe('runSteps', () => {
  it('runs a step once and skips it while nothing changes', async () => {
    const step = copyingStep();
    expect(await runSteps([step], context)).toEqual(['copy']);
    expect(await runSteps([step], context)).toEqual([]);
    expect(step.runs).toBe(1);
  });

  it('runs it again when an input changed or an output is gone', async () => {
    const step = copyingStep();
    await runSteps([step], context);
    writeFileSync(join(root, 'src', 'a.ts'), 'other');
    await runSteps([step], context);
    rmSync(join(root, 'out'));
    await runSteps([step], context);
    expect(step.runs).toBe(3);
  });

  it('leaves no stamp when the step is cut short, not even that of an earlier success', async () => {
    await runSteps([copyingStep()], context);
    writeFileSync(join(root, 'src', 'a.ts'), 'other');
    await expect(runSteps([copyingStep({ fail: true })], context)).rejects.toThrow('cut short');
    expect(readdirSync(join(root, '.setup'))).toEqual([]);
    expect(isFresh(copyingStep(), context)).toBe(false);
  });

  it('does not run what comes after a failure', async () => {
    const later = { ...copyingStep(), name: 'later' };
    await expect(runSteps([copyingStep({ fail: true }), later], context)).rejects.toThrow();
    expect(later.runs).toBe(0);
  });

  it('does not count a step as done that made less than it promised', async () => {
    const step = { ...copyingStep(), async run() {} };
    await expect(runSteps([step], context)).rejects.toThrow(/without making .*out/);
    expect(isFresh(step, context)).toBe(false);
  });

  it('runs it again when others have written over what it made, and tells it so', async () => {
    const made = join(root, 'out');
    /** @type {boolean[]} */
    const told = [];
    const copying = copyingStep();
    /** @type {import('./steps/runner.mjs').Step} */
    const step = {
      ...copying,
      made: () => [made],
      run: async ({ isWhole }) => {
        told.push(isWhole);
        await copying.run();
      }
    };
    await runSteps([step], context);
    writeFileSync(made, 'an older one');
    expect(isFresh(step, context)).toBe(false);
    await runSteps([step], context);
    expect(readFileSync(made, 'utf8')).toBe('made');
    writeFileSync(join(root, 'src', 'a.ts'), 'other');
    await runSteps([step], context);
    expect(told).toEqual([false, false, true]);
    expect(isFresh(step, context)).toBe(true);
  });

  it('takes a broken stamp as none', async () => {
    const step = copyingStep();
    await runSteps([step], context);
    writeFileSync(join(root, '.setup', 'copy.json'), '{"hash": "12');
    expect(await runSteps([step], context)).toEqual(['copy']);
  });
});

describe('withNeeds', () => {
  const steps = [
    { name: 'packages' },
    { name: 'binding', needs: ['packages'] },
    { name: 'helpers', needs: ['packages'] },
    { name: 'extension', needs: ['helpers'] }
  ];
  /** @param {string[]} wanted */
  const names = (wanted) => withNeeds(steps, wanted).map(({ name }) => name);

  it('takes with a step all that it builds on, in order', () => {
    expect(names(['extension'])).toEqual(['packages', 'helpers', 'extension']);
    expect(names(['packages'])).toEqual(['packages']);
    expect(names(['extension', 'binding'])).toEqual(['packages', 'binding', 'helpers', 'extension']);
  });
});
