/** A new view of a template, ready to be shown: `npm run new-view -- kernel-sizes`. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { SetupError } from './errors.mjs';
import { main } from './main.mjs';
import { ROOT } from './paths.mjs';

const TEMPLATE = join(ROOT, 'setup/view-template');

/** Where each part of the template goes. */
const FOLDERS = { helpers: 'kernel-helpers/src/views', extension: 'extension/src/views' };

/** The template's own name in its four spellings and in words. */
const SPELLINGS = ['new-view', 'newView', 'NewView', 'NEW_VIEW', 'New view'];

/**
 * What names a view besides its folders: each line stands behind the last one that `behind` finds. `ends` ends the line
 * before it, and the new one gets what stood there.
 * @type {readonly { file: string, behind: RegExp, line: string, ends?: string }[]}
 */
const LINES = [
  {
    file: 'kernel-helpers/src/contract/document.ts',
    behind: /^import type .* from '\.\.\/views\/.*$/gm,
    line: "import type { NewViewDocument } from '../views/new-view/state';"
  },
  {
    file: 'kernel-helpers/src/contract/document.ts',
    behind: /^ {2}\| \w+Document/gm,
    line: '  | NewViewDocument'
  },
  {
    file: 'kernel-helpers/src/contract/schema.ts',
    behind: /^import .* from '\.\.\/views\/.*$/gm,
    line: "import { newViewSchema } from '../views/new-view/state';"
  },
  {
    file: 'kernel-helpers/src/contract/schema.ts',
    behind: /^ {2}\S+: view\(.*\)/gm,
    line: "  'new-view': view('new-view', newViewSchema)",
    ends: ','
  },
  {
    file: 'kernel-helpers/src/notebook/show.ts',
    behind: /^import .* from '\.\.\/views\/.*$/gm,
    line: "import { newViewCell } from '../views/new-view/cell';"
  },
  {
    file: 'kernel-helpers/src/notebook/show.ts',
    behind: /^ {2}\S+: \(\{ data \}.*\) => \w+Cell\(.*\)/gm,
    line: "  'new-view': ({ data }, today) => newViewCell(data, today)",
    ends: ','
  },
  {
    file: 'kernel-helpers/src/views/quantities.test.ts',
    behind: /^import .* from '\.\/[\w-]+';$/gm,
    line: "import { NEW_VIEW_QUANTITIES, NEW_VIEW_START } from './new-view';"
  },
  {
    file: 'kernel-helpers/src/views/quantities.test.ts',
    behind: /^ {2}\['[\w-]+', \w+_QUANTITIES, .*\],$/gm,
    line: "  ['new-view', NEW_VIEW_QUANTITIES, [NEW_VIEW_START]],"
  },
  {
    file: 'extension/src/tokens.ts',
    behind: /^ {2}export const open\w+ = .*$/gm,
    line: "  /** Opens “New view”; args may hold `{ state: NewViewState }`. */\n  export const openNewView = 'efficientnet-lab:open-new-view';"
  },
  {
    file: 'extension/src/views/index.ts',
    behind: /^import .* from '\.\/.*\/adapter';$/gm,
    line: "import { newView } from './new-view/adapter';"
  },
  { file: 'extension/src/views/index.ts', behind: /^ {2}\w+(?=\n\];)/gm, line: '  newView', ends: ',' },
  {
    file: 'extension/style/index.css',
    behind: /^@import url\('\.\.\/src\/views\/.*$/gm,
    line: "@import url('../src/views/new-view/new-view.css');"
  }
];

/**
 * Writes the folders of a view and the lines that name it elsewhere.
 * @param {string} name of the view, as its document says it
 * @param {string} [root] of the repository
 * @returns {string[]} what was written
 * @throws {SetupError} for a name that is none or is taken, and where a line finds no place; nothing is written then
 */
export function newView(name, root = ROOT) {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) {
    throw new SetupError(
      `"${name}" names no view: words in small letters are expected, with hyphens between them.`,
      'Use: npm run new-view -- kernel-sizes'
    );
  }
  const named = spelledFor(name);
  /** @type {Map<string, string>} */
  const written = new Map();
  for (const [part, folder] of Object.entries(FOLDERS)) {
    const place = join(folder, name);
    if (existsSync(join(root, place))) {
      throw new SetupError(`${place} is there already.`, 'Choose another name.');
    }
    for (const file of readdirSync(join(TEMPLATE, part))) {
      written.set(join(place, named(file)), named(readFileSync(join(TEMPLATE, part, file), 'utf8')));
    }
  }
  for (const { file, ...line } of LINES) {
    const before = written.get(file) ?? readFileSync(join(root, file), 'utf8');
    written.set(file, withLine(file, before, { ...line, line: named(line.line) }));
  }
  for (const [file, content] of written) {
    mkdirSync(join(root, file, '..'), { recursive: true });
    writeFileSync(join(root, file), content);
  }
  return [...written.keys()];
}

/**
 * Puts the name of a view in the place of the template's.
 * @param {string} name
 * @returns {(text: string) => string}
 */
function spelledFor(name) {
  const words = name.split('-');
  const capital = words.map((word) => word[0].toUpperCase() + word.slice(1)).join('');
  const spelled = [
    name,
    capital[0].toLowerCase() + capital.slice(1),
    capital,
    words.join('_').toUpperCase(),
    name[0].toUpperCase() + words.join(' ').slice(1)
  ];
  return (text) =>
    text.replaceAll(new RegExp(SPELLINGS.join('|'), 'g'), (found) => spelled[SPELLINGS.indexOf(found)]);
}

/**
 * @param {string} file
 * @param {string} content
 * @param {{ behind: RegExp, line: string, ends?: string }} line
 * @returns {string}
 */
function withLine(file, content, { behind, line, ends = '' }) {
  const last = [...content.matchAll(behind)].at(-1);
  if (!last) {
    throw new SetupError(
      `${file} has no place for this line: ${line.trim()}`,
      'Say in setup/new-view.mjs where it belongs now.'
    );
  }
  const end = last.index + last[0].length;
  return `${content.slice(0, end)}${ends}\n${line}${content.slice(end)}`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await main(async () => {
    newView(process.argv[2] ?? '').forEach((file) => console.log(file));
  });
}
