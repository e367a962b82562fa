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
 * The code with blanks in place of what exports its own declarations: tslab exports them all itself, and a second time
 * is an error. Every other character keeps its place.
 */
function withoutExports(typescript, code) {
  const file = parse(typescript, code);
  const spans = file.statements.slice(1).flatMap((statement) => {
    if (isOwnList(typescript, statement)) {
      return [statement];
    }
    const modifiers = typescript.canHaveModifiers(statement)
      ? (typescript.getModifiers(statement) ?? [])
      : [];
    const isDefault = modifiers.some((modifier) => modifier.kind === typescript.SyntaxKind.DefaultKeyword);
    return isDefault
      ? []
      : modifiers.filter((modifier) => modifier.kind === typescript.SyntaxKind.ExportKeyword);
  });
  return spans.reduce((text, span) => {
    const [from, to] = [span.getStart(file) - PREFIX.length, span.getEnd() - PREFIX.length];
    return text.slice(0, from) + text.slice(from, to).replace(/[^\n]/g, ' ') + text.slice(to);
  }, code);
}

/** `export { a, b }`, without other names and another module. */
function isOwnList(typescript, statement) {
  return (
    typescript.isExportDeclaration(statement) &&
    statement.moduleSpecifier === undefined &&
    statement.exportClause !== undefined &&
    typescript.isNamedExports(statement.exportClause) &&
    statement.exportClause.elements.every((element) => element.propertyName === undefined)
  );
}

module.exports = { awaitsAtTop, withoutExports };
