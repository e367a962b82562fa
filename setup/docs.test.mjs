import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from './paths.mjs';

const PAGES = [ROOT, join(ROOT, 'docs'), join(ROOT, 'extension'), join(ROOT, 'kernel-helpers')].flatMap(
  (folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.md'))
      .map((name) => join(folder, name))
);

/** @param {string} page */
const textOf = (page) => readFileSync(page, 'utf8').replace(/^```[\s\S]*?^```/gm, '');

/**
 * The names by which a page's headings are reached.
 * @param {string} page
 */
function anchors(page) {
  const headings = [...textOf(page).matchAll(/^#+ (.*)$/gm)].map(([, heading]) => heading);
  return headings.map((heading) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-')
  );
}

/**
 * The links of a page that lead to nothing.
 * @param {string} page
 */
function broken(page) {
  const links = [...textOf(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link);
  return links
    .filter((link) => !/^[a-z]+:/.test(link))
    .filter((link) => {
      const [path, anchor] = link.split('#');
      const target = path === '' ? page : resolve(dirname(page), path);
      return !existsSync(target) || (anchor !== undefined && !anchors(target).includes(anchor));
    });
}

describe('the pages for people', () => {
  it('are found', () => {
    expect(PAGES).toContain(join(ROOT, 'README.md'));
    expect(PAGES.length).toBeGreaterThan(10);
  });

  it.each(PAGES)('%s leads to what is there', (page) => {
    expect(broken(page)).toEqual([]);
  });

  it('are all reached from the README', () => {
    const reached = new Set([join(ROOT, 'README.md')]);
    for (const page of reached) {
      [...textOf(page).matchAll(/\]\(([^)\s#]+\.md)/g)]
        .map(([, link]) => resolve(dirname(page), link))
        .filter((target) => existsSync(target))
        .forEach((target) => reached.add(target));
    }
    expect(PAGES.filter((page) => page.includes('/docs/') && !reached.has(page))).toEqual([]);
  });
});
