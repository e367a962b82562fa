import { join } from 'node:path';
import ts from 'typescript';
import { expect, it } from 'vitest';
import { ROOT } from './paths.mjs';

/** @param {string} path */
function parsed(path) {
  const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => undefined };
  const found = ts.getParsedCommandLineOfConfigFile(path, {}, host);
  if (!found) {
    throw new Error(`${path} can't be read.`);
  }
  return found;
}

it('the compiler, called in the root, writes where its projects compile to, and nothing beside sources', () => {
  const root = parsed(join(ROOT, 'tsconfig.json'));
  expect(root.fileNames).toEqual([]);
  const projects = (root.projectReferences ?? []).map(({ path }) => path);
  expect(projects.length).toBeGreaterThan(1);
  for (const path of projects) {
    expect(parsed(join(path, 'tsconfig.json')).options.outDir).toBe(join(path, 'lib'));
  }
});
