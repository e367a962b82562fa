import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { check, type Diagnostics } from 'recheck';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const ROOT = join(__dirname, '..', '..');
const FOLDERS = ['kernel-helpers/src', 'kernel-helpers/kernel', 'extension/src'];
/** Put together from the digits of a checksum that the program chooses. */
const MADE_OF_PARTS = ['kernel-helpers/src/download/checksum.ts'];

interface Expression {
  source: string;
  flags: string;
  places: string[];
}

/** Every regular expression of the sources, tests left out; and files that make some of parts. */
function expressions(): { all: Expression[]; makers: string[] } {
  const all = new Map<string, Expression>();
  const makers = new Set<string>();
  const files = FOLDERS.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((name) =>
      join(ROOT, folder, name)
    )
  ).filter((path) => /\.[cm]?[jt]s$/.test(path) && !/\.(test|fixtures)\.ts$/.test(path));
  for (const path of files) {
    const name = relative(ROOT, path);
    const file = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
    const visit = (node: ts.Node): void => {
      if (ts.isRegularExpressionLiteral(node)) {
        const end = node.text.lastIndexOf('/');
        const found = all.get(node.text) ?? {
          source: node.text.slice(1, end),
          flags: node.text.slice(end + 1),
          places: []
        };
        found.places.push(`${name}:${file.getLineAndCharacterOfPosition(node.getStart()).line + 1}`);
        all.set(node.text, found);
      } else if (
        (ts.isNewExpression(node) || ts.isCallExpression(node)) &&
        node.expression.getText() === 'RegExp'
      ) {
        makers.add(name);
      }
      ts.forEachChild(node, visit);
    };
    visit(file);
  }
  return { all: [...all.values()], makers: [...makers] };
}

/** Null for one that takes linear time on every text; else what makes it slow, or why that can't be told. */
async function fault({ source, flags }: Pick<Expression, 'source' | 'flags'>): Promise<string | null> {
  const found: Diagnostics = await check(source, flags, { timeout: 60_000 });
  switch (found.status) {
    case 'safe':
      return null;
    case 'vulnerable':
      return `${found.complexity.summary}, for example on ${found.attack.pattern.slice(0, 100)}`;
    case 'unknown':
      return `not decided (${found.error.kind}); make it simpler`;
  }
}

describe('regular expressions', () => {
  it('of the sources take linear time, whatever text they see', async () => {
    const { all, makers } = expressions();
    expect(all.length).toBeGreaterThan(100);
    expect(makers).toEqual(MADE_OF_PARTS);
    const faults: string[] = [];
    for (const expression of all) {
      const found = await fault(expression);
      if (found !== null) {
        faults.push(`${expression.places.join(', ')}: /${expression.source}/ ${found}`);
      }
    }
    expect(faults).toEqual([]);
  });

  it.each([
    [/'shape': *\(((?: *[0-9]{1,10} *,?)*)\)/, 'exponential'],
    [/^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i, '2nd degree polynomial'],
    [/^(?:.*\/)?(?:layers|dependencies)\/([^/]+)((?:\/[^/]+)*)\/vars\/(\d+)$/, '2nd degree polynomial'],
    [/-?\d+\.\d{3,}(e-?\d+)?/g, '2nd degree polynomial'],
    [/\/+$/, '2nd degree polynomial']
  ])('such as %s once was are found', async (expression, complexity) => {
    expect(await fault(expression)).toContain(complexity);
  });
});
