'use strict';
/** What tslab does not tell of a cell's syntax: whether it awaits, and which `export` it must not see. */

/** tslab puts this before a cell's code: it makes the file a module, in which `await (f())` is no call. */
const PREFIX = 'export {};\n';

function parse(typescript, code) {
  return typescript.createSourceFile('cell.ts', `${PREFIX}${code}`, typescript.ScriptTarget.Latest, true);
}

/** Whether code awaits outside functions. */
function awaitsAtTop(typescript, code) {
  const visit = (node) => {
    if (typescript.isAwaitExpression(node) || (typescript.isForOfStatement(node) && node.awaitModifier)) {
      return true;
    }
    if (typescript.isFunctionLike(node) || typescript.isPropertyDeclaration(node)) {
      // Its computed name and decorators are evaluated outside it.
      const outside = [
        node.name,
        ...(typescript.canHaveDecorators(node) ? (typescript.getDecorators(node) ?? []) : [])
      ];
      return outside.some((part) => part !== undefined && visit(part));
    }
    if (typescript.isClassStaticBlockDeclaration(node) || typescript.isModuleDeclaration(node)) {
      return false;
    }
    return typescript.forEachChild(node, (child) => visit(child) || undefined) === true;
  };
  return visit(parse(typescript, code));
}

/**
 * The code without its exports, all of which tslab makes itself, and a second time is an error: what exports the cell's
 * own declarations is blank, another name is a constant, and what comes from a module is imported. Every other character
 * keeps its place, where there is room.
 * @throws Error that says so for an export that gives later cells no name
 */
function withoutExports(typescript, code) {
  const file = parse(typescript, code);
  const edits = file.statements
    .slice(1)
    .flatMap((statement) =>
      typescript.isExportDeclaration(statement)
        ? [[statement, declarationOf(typescript, statement, file)]]
        : typescript.isExportAssignment(statement) && !statement.isExportEquals
          ? [[statement, defaultOf(typescript, statement)]]
          : exportModifiers(typescript, statement).map((modifier) => [modifier, ''])
    );
  return edits.reduceRight((text, [node, replacement]) => {
    const [from, to] = [node.getStart(file) - PREFIX.length, node.getEnd() - PREFIX.length];
    return text.slice(0, from) + inPlaceOf(text.slice(from, to), replacement) + text.slice(to);
  }, code);
}

/** A text that takes as many lines and columns as another one. */
function inPlaceOf(text, replacement) {
  const [first, ...others] = text.split('\n').map((line) => ' '.repeat(line.length));
  return [replacement.padEnd(first.length), ...others].join('\n');
}

/** `export`, and the `default` of what has a name nevertheless. */
function exportModifiers(typescript, statement) {
  const { ExportKeyword, DefaultKeyword } = typescript.SyntaxKind;
  const modifiers = typescript.canHaveModifiers(statement) ? (typescript.getModifiers(statement) ?? []) : [];
  const found = modifiers.filter(({ kind }) => kind === ExportKeyword || kind === DefaultKeyword);
  if (found.some(({ kind }) => kind === DefaultKeyword) && statement.name === undefined) {
    throw withoutName('export default', 'Give the function or class a name.');
  }
  return found;
}

/** `export { a, b as c }`, `export { d } from 'module'` and `export * from 'module'` as a cell needs them. */
function declarationOf(typescript, statement, file) {
  const { exportClause, moduleSpecifier, isTypeOnly } = statement;
  if (moduleSpecifier) {
    const module = moduleSpecifier.getText(file);
    const names = exportClause && typescript.isNamedExports(exportClause) ? exportClause.elements : [];
    if (!exportClause || names.some(({ name }) => name.text === 'default')) {
      const what = exportClause ? `export { … default } from ${module}` : `export * from ${module}`;
      throw withoutName(what, `Write \`import * as name from ${module}\`.`);
    }
    return statement.getText(file).replace('export', 'import');
  }
  const renamed = exportClause.elements.filter(
    ({ name, propertyName }) => propertyName && name.text !== 'default' && name.text !== propertyName.text
  );
  const isType = ({ isTypeOnly: own, propertyName }) =>
    isTypeOnly || own || namesType(typescript, file, propertyName.text);
  const written = (keyword, elements) =>
    elements.map(({ name, propertyName }) => `${keyword} ${name.text}=${propertyName.text};`);
  return [
    ...written(
      'const',
      renamed.filter((element) => !isType(element))
    ),
    ...written('type', renamed.filter(isType))
  ].join('');
}

/** Whether the cell declares a name as a type alone. */
function namesType(typescript, file, name) {
  return file.statements.some(
    (statement) =>
      (typescript.isInterfaceDeclaration(statement) || typescript.isTypeAliasDeclaration(statement)) &&
      statement.name.text === name
  );
}

/** `export default a`: later cells know it as `a`. */
function defaultOf(typescript, { expression }) {
  if (!typescript.isIdentifier(expression)) {
    throw withoutName('export default', 'Write `const name = …`.');
  }
  return '';
}

function withoutName(what, remedy) {
  const message = `got \`${what}\`, expected a name by which later cells can use it. ${remedy}`;
  return Object.assign(new Error(message), { name: 'TypeScriptError' });
}

module.exports = { awaitsAtTop, withoutExports };
