import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ROOT } from './paths.mjs';

/** @type {{ packages: Record<string, { integrity?: string, resolved?: string, dev?: boolean }> }} */
const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'));

it('every package of the lock has its address at the public registry', () => {
  const fetched = Object.entries(lock.packages).filter(([, { integrity }]) => integrity);
  expect(fetched.length).toBeGreaterThan(900);
  const without = fetched.filter(([, { resolved }]) => !resolved?.startsWith('https://registry.npmjs.org/'));
  expect(without.map(([path]) => path)).toEqual([]);
});

it('brings what builds without the packages of tests, and those of tests apart', () => {
  const isOfTests = (/** @type {string} */ name) => lock.packages[`node_modules/${name}`].dev === true;
  const builders = ['typescript', 'node-api-headers', '@jupyter/builder', '@rspack/core', '@types/yauzl'];
  expect(builders.filter(isOfTests)).toEqual([]);
  const testers = ['vitest', '@playwright/test', '@jupyterlab/galata', 'eslint', 'typedoc'];
  expect(testers.filter(isOfTests)).toEqual(testers);
});
