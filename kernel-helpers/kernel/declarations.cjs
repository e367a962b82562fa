'use strict';
/** What stays declared after a cell that failed: tslab forgets all of it, also the model that was in training. */

/** How a compiled cell begins: `exports.a = exports.b = void 0;` names its variables, classes and enumerations. */
const UNSET = /^(?:exports\.\S+ = )+void 0;$/gm;

function declaredNames(output) {
  return [...output.matchAll(UNSET)].flatMap(([line]) =>
    [...line.matchAll(/exports\.([^\s.]+) =/g)].map(([, name]) => name)
  );
}

/** The statements of a declaration file for the names that are wanted. */
function filtered(typescript, text, isWanted) {
  const file = typescript.createSourceFile('declarations.d.ts', text, typescript.ScriptTarget.Latest, true);
  const printer = typescript.createPrinter({ newLine: typescript.NewLineKind.LineFeed });
  const { factory } = typescript;
  const statements = file.statements.flatMap((statement) => {
    if (!typescript.isVariableStatement(statement)) {
      return isWanted(statement.name?.text) ? [statement] : [];
    }
    const { declarationList, modifiers } = statement;
    const kept = declarationList.declarations.filter((declaration) => isWanted(declaration.name.text));
    const list = factory.updateVariableDeclarationList(declarationList, kept);
    return kept.length > 0 ? [factory.updateVariableStatement(statement, modifiers, list)] : [];
  });
  return statements
    .map((statement) => `${printer.printNode(typescript.EmitHint.Unspecified, statement, file)}\n`)
    .join('');
}

/** Declarations of namespaces and their aliases, which tslab drops after one more cell. */
function namespacesOf(typescript, before, after) {
  if (!/^(declare )?(namespace|import \w+ =)/m.test(before)) {
    return '';
  }
  const parsed = (text) =>
    typescript.createSourceFile('declarations.d.ts', text, typescript.ScriptTarget.Latest, true).statements;
  const taken = new Set(
    parsed(after).flatMap((statement) =>
      typescript.isVariableStatement(statement)
        ? statement.declarationList.declarations.map(({ name }) => name.text)
        : [statement.name?.text]
    )
  );
  return parsed(before)
    .filter(
      (statement) =>
        (typescript.isModuleDeclaration(statement) || typescript.isImportEqualsDeclaration(statement)) &&
        !taken.has(statement.name.text)
    )
    .map((statement) => `${statement.getText()}\n`)
    .join('');
}

/**
 * Notes a cell's variables before it runs.
 * @param {import('typescript')} typescript
 * @param {Record<string, unknown>} values what cells have exported, by name
 * @param {{ before: string, after: string, output: string }} cell declarations without and with it, its compiled code
 * @returns {() => string} to be called when it has failed: the declarations that hold then. What the cell did not
 *   reach keeps its earlier value and type.
 */
function watchDeclarations(typescript, values, { before, after, output }) {
  const earlier = new Map(declaredNames(output).map((name) => [name, values[name]]));
  return () => {
    const missed = new Set([...earlier.keys()].filter((name) => values[name] === undefined));
    if (missed.size === 0) {
      return after;
    }
    missed.forEach((name) => {
      values[name] = earlier.get(name);
    });
    return [
      filtered(typescript, after, (name) => !missed.has(name)),
      filtered(typescript, before, (name) => missed.has(name))
    ].join('');
  };
}

module.exports = { namespacesOf, watchDeclarations };
