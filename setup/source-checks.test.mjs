import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { checkSources } from './source-checks.mjs';

const folder = mkdtempSync(join(tmpdir(), 'enet-checks-'));
afterAll(() => rmSync(folder, { recursive: true }));

/**
 * A check of two programs, of which the second ends with a code.
 * @param {string} name
 * @param {number} code
 */
function check(name, code) {
  const [first, second] = [join(folder, `${name}-1.mjs`), join(folder, `${name}-2.mjs`)];
  writeFileSync(first, 'console.log("first of it")');
  writeFileSync(second, `console.log("${name} says"); process.exitCode = ${code}`);
  return { name, title: name, commands: [[first], [second]] };
}

describe('checks of the sources', () => {
  it('count as one test each, in their order, and only failures say why', async () => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
    const results = await checkSources([check('good', 0), check('bad', 2), check('last', 0)]);
    const said = log.mock.calls.flat().join('\n');
    log.mockRestore();
    expect(results.map(({ title, passed, failed }) => [title, passed, failed])).toEqual([
      ['good', 1, 0],
      ['bad', 0, 1],
      ['last', 1, 0]
    ]);
    expect(said).toContain('bad says');
    expect(said).not.toContain('good says');
  });
});
