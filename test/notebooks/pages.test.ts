import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { errorsOf } from './cell-compiler';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const IMPORT = `import * as enet from '@efficientnet-lab/kernel-helpers';`;

/** What a page leaves to its reader. */
const GIVEN: Readonly<Record<string, string>> = {
  'docs/sweeps.md': 'declare const definition: enet.SweepRequest;',
  'docs/sweeps-on-ray.md': 'declare const definition: enet.SweepRequest;',
  'docs/training-and-graphs.md': [
    'declare const model: ReturnType<typeof enet.buildEfficientNet>;',
    'declare const data: enet.DatasetSplits<enet.ImageDataset>;'
  ].join('\n')
};

/** Code of a page from top to bottom, as cells of one notebook. */
function codeOf(page: string): string {
  const text = readFileSync(join(ROOT, page), 'utf8');
  return [...text.matchAll(/^```ts\n([\s\S]*?)^```/gm)].map(([, code]) => code).join('\n');
}

const PAGES = ['.', 'docs', 'kernel-helpers', 'extension']
  .flatMap((folder) =>
    readdirSync(join(ROOT, folder))
      .filter((name) => name.endsWith('.md'))
      .map((name) => relative('.', join(folder, name)))
  )
  .filter((page) => codeOf(page) !== '');

describe('what pages for people show as code', () => {
  it('is found', () => {
    expect(PAGES).toEqual(expect.arrayContaining(['README.md', ...Object.keys(GIVEN)]));
  });

  it.each(PAGES)('compiles as cells of a notebook: %s', (page) => {
    const code = codeOf(page);
    const head = code.includes('import * as enet') ? '' : `${IMPORT}\n`;
    expect(errorsOf(`${head}${GIVEN[page] ?? ''}\n${code}\nexport {};`)).toEqual([]);
  });

  it('would not, if a name were wrong', () => {
    expect(errorsOf(`${IMPORT}\nenet.showScalingExplorer({ phy: 1 });\nexport {};`)).not.toEqual([]);
  });
});
