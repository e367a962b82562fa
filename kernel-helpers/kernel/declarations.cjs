'use strict';
/** What stays declared after a cell that failed: tslab forgets all of it, also the model that was in training. */

/** How a compiled cell begins: `exports.a = exports.b = void 0;`, in as many lines as it takes, names what it declares. */
const UNSET =
  /(?<=^Object\.defineProperty\(exports, "__esModule", \{ value: true \}\);\n)(?:(?:exports\.\S+ = )+void 0;\n)+/m;

/** @returns {{ names: string[], code: string }} what a compiled cell declares, and its code without those lines */
function declaredNames(output) {
  const [unset = ''] = UNSET.exec(output) ?? [];
  const names = [...unset.matchAll(/exports\.([^\s.]+) =/g)].map(([, name]) => name);
  return { names, code: output.replace(UNSET, '\n'.repeat(unset.split('\n').length - 1)) };
}

/**
 * A transformer that lets a cell which fails keep what it has reached: functions, which are there from the beginning, are
 * exported then, and of several variables in one statement each as soon as it has its value.
 * @param {import('typescript')} typescript
 * @returns {import('typescript').TransformerFactory<import('typescript').SourceFile>}
 */
function reachTransformer(typescript) {
  const { factory } = typescript;
  const isFirst = (statement) =>
    typescript.isPrologueDirective(statement) || typescript.isFunctionDeclaration(statement);
  const separate = (statement) => {
    const { declarations, flags } = statement.declarationList ?? { declarations: [] };
    return declarations.length < 2
      ? [statement]
      : declarations.map((declaration) =>
          typescript.setTextRange(
            factory.createVariableStatement(
              statement.modifiers,
              factory.createVariableDeclarationList([declaration], flags)
            ),
            declaration
          )
        );
  };
  return () => (file) => {
    const statements = file.statements.flatMap(separate);
    const [first, others] = [statements.filter(isFirst), statements.filter((one) => !isFirst(one))];
    return factory.updateSourceFile(
      file,
      typescript.setTextRange(factory.createNodeArray([...first, ...others]), file.statements)
    );
  };
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
 * Notes a cell's variables before it runs, and takes them away, so that it can be told what it has reached.
 * @param {import('typescript')} typescript
 * @param {Record<string, unknown>} values what cells have exported, by name
 * @param {{ before: string, after: string, names: string[] }} cell declarations without and with it, what it declares
 * @returns {() => string} to be called when it has failed: the declarations that hold then. What the cell did not
 *   reach keeps its earlier value and type.
 */
function watchDeclarations(typescript, values, { before, after, names }) {
  const earlier = new Map(names.filter((name) => name in values).map((name) => [name, values[name]]));
  names.forEach((name) => delete values[name]);
  return () => {
    const missed = new Set(names.filter((name) => !(name in values)));
    if (missed.size === 0) {
      return after;
    }
    missed.forEach((name) => {
      if (earlier.has(name)) {
        values[name] = earlier.get(name);
      }
    });
    return [
      filtered(typescript, after, (name) => !missed.has(name)),
      filtered(typescript, before, (name) => missed.has(name))
    ].join('');
  };
}

module.exports = { declaredNames, namespacesOf, reachTransformer, watchDeclarations };
