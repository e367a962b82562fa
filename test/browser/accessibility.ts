import { readFileSync } from 'node:fs';
import type { Locator, Page } from '@playwright/test';
import { expect } from '@jupyterlab/galata';
import type { AxeResults } from 'axe-core';

const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

interface WindowWithAxe {
  axe: { run(context: Element, options: object): Promise<AxeResults> };
}

/**
 * Fails with what was found and where, if the checker has serious or critical findings inside the element; the test
 * goes on, so that one theme or size does not hide another.
 */
export async function expectAccessible(page: Page, view: Locator, circumstances: string): Promise<void> {
  if (!(await page.evaluate(() => 'axe' in window))) {
    await page.evaluate(AXE);
  }
  const { violations, passed } = await view.evaluate(async (element) => {
    const { axe } = window as unknown as WindowWithAxe;
    const results = await axe.run(element, { resultTypes: ['violations'] });
    return { violations: results.violations, passed: results.passes.length };
  });
  // An empty view has no findings either.
  expect.soft(passed, `checks passed: ${circumstances}`).toBeGreaterThan(5);
  const serious = violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, help, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${help}\n  ${html}\n  ${failureSummary ?? ''}`)
    );
  expect.soft(serious, circumstances).toEqual([]);
}
