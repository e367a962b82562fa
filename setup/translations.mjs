/**
 * The template that translators of JupyterLab's language packs start from: all phrases of the page, and those that it
 * shares with the kernel. `--check` writes nothing and fails where the template is out of date.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';
import { SetupError } from './errors.mjs';
import { main } from './main.mjs';
import { ROOT } from './paths.mjs';

/** Named for the extension's domain, and where `jupyterlab-translate` puts it. */
const TEMPLATE = join(ROOT, 'extension/locale/efficientnet_lab.pot');
const SOURCES = ['extension/src', 'kernel-helpers/src'];
const SCHEMA = 'extension/schema/plugin.json';

/** What each function of a translation bundle takes, in its order. */
const FUNCTIONS = {
  __: ['text'],
  _n: ['text', 'plural'],
  _p: ['context', 'text'],
  _np: ['context', 'text', 'plural']
};

/**
 * @typedef {{ text: string, plural?: string, context?: string }} Phrase
 * @typedef {Phrase & { files: string[] }} Entry
 */

/**
 * The phrases of a file in their order; of a choice both.
 * @param {string} name
 * @param {string} content
 * @returns {Phrase[]}
 * @throws {SetupError} for a phrase that is computed: nobody could translate it
 */
export function phrasesOf(name, content) {
  const file = ts.createSourceFile(name, content, ts.ScriptTarget.Latest, true);
  /** @type {Phrase[]} */
  const found = [];
  const isTable = TABLES.test(name);
  /** @param {ts.Node} node */
  const visit = (node) => {
    found.push(...wordTable(node));
    if (isTable) {
      found.push(...tablePhrases(node));
    }
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
      const parts = FUNCTIONS[/** @type {keyof FUNCTIONS} */ (node.expression.name.text)];
      if (parts && /(^|\.)trans$/.test(node.expression.expression.getText())) {
        found.push(...(isOfTable(name, node.arguments[0]) ? [] : phrases(node, parts)));
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** Tables of what sliders and switches set: their words are data, and translated where a control shows them. */
const TABLES = /(^|\/)(parameters|quantities)\.ts$/;
const SHOWS_TABLES = /^extension\/src\/(controls|frame)\//;
const TABLE_WORDS = ['word', 'label', 'title'];

/** Tables of words by name, `COLUMN_MEANINGS.macs`. */
const WORD_TABLE = /^[A-Z]+_MEANINGS$/;

/**
 * Whether words are told by a table: by its name, as the `meaning` taken from it, or by a control that gets a row of one.
 * @param {string} file
 * @param {ts.Node | undefined} node
 */
function isOfTable(file, node) {
  return (
    node !== undefined &&
    ((ts.isIdentifier(node) && (SHOWS_TABLES.test(file) || node.text === 'meaning')) ||
      (ts.isPropertyAccessExpression(node) && WORD_TABLE.test(node.expression.getText())))
  );
}

/**
 * @param {ts.Node} node
 * @returns {Phrase[]} of a table of words by name
 */
function wordTable(node) {
  if (!ts.isVariableDeclaration(node) || !WORD_TABLE.test(node.name.getText())) {
    return [];
  }
  /** @type {Phrase[]} */
  const found = [];
  node.initializer?.forEachChild((child) => {
    const rows = ts.isObjectLiteralExpression(child) ? child.properties : [child];
    rows.forEach((row) => {
      if (ts.isPropertyAssignment(row)) {
        found.push(...textsOf(row.initializer).map((text) => ({ text })));
      }
    });
  });
  return found;
}

/**
 * Words of a table: of its properties, and of `number('depth α', …)`, whose symbol is not translated, and `choice(…)`.
 * @param {ts.Node} node
 * @returns {Phrase[]}
 */
function tablePhrases(node) {
  if (ts.isPropertyAssignment(node) && TABLE_WORDS.includes(node.name.getText())) {
    return textsOf(node.initializer).map((text) => ({ text }));
  }
  if (ts.isCallExpression(node) && ['number', 'choice'].includes(node.expression.getText())) {
    const [first, second] = node.arguments;
    const isNumber = node.expression.getText() === 'number';
    const words = textsOf(first).map((text) => (isNumber ? text.slice(0, text.lastIndexOf(' ')) : text));
    return [...words, ...(isNumber ? textsOf(second) : [])].map((text) => ({ text }));
  }
  return [];
}

/**
 * @param {ts.CallExpression} call
 * @param {string[]} parts
 * @returns {Phrase[]}
 */
function phrases(call, parts) {
  const values = parts.map((_, i) => textsOf(call.arguments[i]));
  if (values.some((texts) => texts.length === 0)) {
    const file = call.getSourceFile();
    const { line } = file.getLineAndCharacterOfPosition(call.getStart());
    throw new SetupError(
      `${file.fileName}:${line + 1} translates what is computed: ${call.getText().slice(0, 80)}`,
      'Write the phrase out, with %1, %2 … where values go, or choose between phrases that are written out.'
    );
  }
  return values[0].map((_, choice) => {
    const phrase = parts.map((part, i) => [part, values[i][choice] ?? values[i][0]]);
    return /** @type {Phrase} */ (Object.fromEntries(phrase));
  });
}

/**
 * What an argument may be; empty where that can't be told.
 * @param {ts.Node | undefined} node
 * @returns {string[]}
 */
function textsOf(node) {
  if (node === undefined) {
    return [];
  }
  if (ts.isStringLiteralLike(node)) {
    return [node.text];
  }
  if (ts.isParenthesizedExpression(node)) {
    return textsOf(node.expression);
  }
  if (ts.isConditionalExpression(node)) {
    const [yes, no] = [textsOf(node.whenTrue), textsOf(node.whenFalse)];
    return yes.length > 0 && no.length > 0 ? [...yes, ...no] : [];
  }
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
    return textsOf(node.left).flatMap((left) => textsOf(node.right).map((right) => left + right));
  }
  return [];
}

/**
 * What JupyterLab's settings editor translates of a schema, in the contexts that it looks for.
 * @param {Record<string, any>} schema
 * @returns {Phrase[]}
 */
export function schemaPhrases(schema) {
  const told = (/** @type {any} */ value, /** @type {string} */ context) =>
    ['title', 'description'].filter((key) => key in value).map((key) => ({ context, text: value[key] }));
  const label = schema['jupyter.lab.setting-icon-label'];
  return [
    ...told(schema, 'schema'),
    ...(label === undefined ? [] : [{ context: 'settings', text: label }]),
    ...Object.values(schema.properties ?? {}).flatMap((value) => told(value, 'settings'))
  ];
}

/**
 * Phrases that several files say, once.
 * @param {Array<[file: string, phrases: Phrase[]]>} sources
 * @returns {Entry[]} in the order of files and of phrases in them
 */
export function merged(sources) {
  /** @type {Map<string, Entry>} */
  const entries = new Map();
  for (const [file, phrases] of sources) {
    for (const phrase of phrases) {
      const key = JSON.stringify([phrase.context, phrase.text]);
      const entry = entries.get(key) ?? { ...phrase, files: [] };
      entry.plural ??= phrase.plural;
      entry.files = [...new Set([...entry.files, file])];
      entries.set(key, entry);
    }
  }
  return [...entries.values()];
}

/**
 * A template in gettext's format. Files are named without lines: an edit elsewhere leaves it as it is.
 * @param {Entry[]} entries
 */
export function templateOf(entries) {
  const head = [
    'msgid ""',
    'msgstr ""',
    '"Project-Id-Version: efficientnet_lab\\n"',
    '"MIME-Version: 1.0\\n"',
    '"Content-Type: text/plain; charset=UTF-8\\n"',
    '"Content-Transfer-Encoding: 8bit\\n"'
  ];
  const blocks = entries.map(({ text, plural, context, files }) => [
    ...files.map((file) => `#: ${file}`),
    ...(context === undefined ? [] : [`msgctxt ${quoted(context)}`]),
    `msgid ${quoted(text)}`,
    ...(plural === undefined
      ? ['msgstr ""']
      : [`msgid_plural ${quoted(plural)}`, 'msgstr[0] ""', 'msgstr[1] ""'])
  ]);
  return [head, ...blocks].map((lines) => `${lines.join('\n')}\n`).join('\n');
}

/** @param {string} text */
function quoted(text) {
  const escaped = text.replace(/[\\"]/g, '\\$&').replace(/\n/g, '\\n').replace(/\t/g, '\\t');
  return `"${escaped}"`;
}

/** The template as the sources would have it. */
function template() {
  const files = SOURCES.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /(?<!\.(test|fixtures))\.ts$/.test(name))
      .map((name) => join(ROOT, folder, name))
  ).sort();
  const schema = JSON.parse(readFileSync(join(ROOT, SCHEMA), 'utf8'));
  return templateOf(
    merged([
      [SCHEMA, schemaPhrases(schema)],
      ...files.map((path) => {
        const name = relative(ROOT, path).replaceAll('\\', '/');
        return /** @type {[string, Phrase[]]} */ ([name, phrasesOf(name, readFileSync(path, 'utf8'))]);
      })
    ])
  );
}

/** @throws {SetupError} where the template lacks a phrase or has one too many */
function check() {
  const [own, wanted] = [readFileSync(TEMPLATE, 'utf8'), template()];
  if (own !== wanted) {
    const lines = new Set(own.split('\n'));
    const first = wanted.split('\n').find((line) => !lines.has(line)) ?? 'a phrase too many';
    throw new SetupError(
      `${relative(ROOT, TEMPLATE)} is not what the sources say: ${first}`,
      'Run "npm run translations" and commit it.'
    );
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  main(async () => {
    if (process.argv.includes('--check')) {
      check();
    } else {
      writeFileSync(TEMPLATE, template());
    }
  });
}
