'use strict';
/**
 * Places at which code of a cell ends when the cell was given up, whatever it waits for there: a file, the network, a
 * process, a thread. Each `await`, and each function that calls others, asks `globalThis.efficientnetLabEnded` with its
 * cell's number. That is `undefined` before an interrupt has left a cell behind, and where a function's text is sent to.
 */

const ENDED = 'efficientnetLabEnded';
/** What a given-up cell that listens to the abort signal does at its end may take so long. */
const COOPERATION_MS = 10_000;

/** Whether a cell was given up and does not end by itself. @param {import('./server.cjs').Cell | undefined} cell */
const isEnded = (cell) => cell !== undefined && cell.isGivenUp && !cell.cooperative;

/** Whether even one that listens no longer goes on: it was told twice, or has had its time. */
const isOver = (cell) =>
  cell !== undefined &&
  cell.isGivenUp &&
  (!cell.cooperative || cell.isToldTwice || Date.now() > cell.givenUpAt + COOPERATION_MS);

/**
 * @param {import('node:async_hooks').AsyncLocalStorage} contexts what runs in which cell
 * @returns {(cell: import('./server.cjs').Cell) => void} to be called for each cell that is given up
 */
function createHalts(contexts) {
  const left = new Map();
  let newest = 0;
  const never = new Promise(() => {});

  /** @returns {Promise<never> | undefined} a promise, if the code of cell `text` ends here */
  function ended(text, isFunction = false) {
    if (text > newest) {
      return undefined;
    }
    const isPast = isFunction ? isEnded : isOver;
    const cell = contexts.getStore();
    const number = cell?.count ?? 0;
    // Newer code goes on though the ended cell has opened what calls it, and the ended cell's code where a newer one calls it.
    return isPast(text <= number ? cell : left.get(text)) ? never : undefined;
  }

  const define = (value) => Object.defineProperty(globalThis, ENDED, { value, configurable: true });
  // A property that is there is found in 2 ns, one that is not in 9.
  define(undefined);
  return (cell) => {
    left.set(cell.count, cell);
    newest = Math.max(newest, cell.count);
    define(ended);
  };
}

/**
 * A transformer that writes the places.
 * @param {import('typescript')} typescript
 * @param {() => number} cellNumber of the cell that is compiled
 * @returns {import('typescript').TransformerFactory<import('typescript').SourceFile>}
 */
function haltTransformer(typescript, cellNumber) {
  const { factory, SyntaxKind } = typescript;
  const asked = (...args) =>
    factory.createCallChain(
      factory.createPropertyAccessExpression(factory.createIdentifier('globalThis'), ENDED),
      factory.createToken(SyntaxKind.QuestionDotToken),
      undefined,
      [factory.createNumericLiteral(cellNumber()), ...args]
    );
  const forFunction = () => asked(factory.createTrue());
  const isAsync = (node) =>
    typescript.getModifiers(node)?.some(({ kind }) => kind === SyntaxKind.AsyncKeyword) ?? false;
  /** Waits for what never comes, where waiting is possible. */
  const wait = (question) => factory.createAwaitExpression(question);
  const haltLoop = () => factory.createIfStatement(asked(), factory.createExpressionStatement(wait(asked())));
  const haltFunction = (node) =>
    factory.createIfStatement(
      forFunction(),
      isAsync(node) ? factory.createExpressionStatement(wait(forFunction())) : factory.createReturnStatement()
    );

  /** Whether a function's own code calls others. One that calls nothing can neither wait nor begin anything. */
  function calls(node) {
    const search = (part) => {
      if (typescript.isFunctionLike(part) || typescript.isClassLike(part)) {
        return undefined;
      }
      const isCall =
        (typescript.isCallExpression(part) && !isArithmetic(part.expression)) ||
        typescript.isNewExpression(part) ||
        typescript.isTaggedTemplateExpression(part);
      return isCall || typescript.forEachChild(part, search);
    };
    return search(node.body) === true;
  }
  const isArithmetic = (callee) =>
    typescript.isPropertyAccessExpression(callee) &&
    typescript.isIdentifier(callee.expression) &&
    callee.expression.text === 'Math';

  function halting(node, visited) {
    const { body } = visited;
    if (!typescript.isBlock(body)) {
      const otherwise = isAsync(node) ? wait(forFunction()) : factory.createVoidZero();
      return factory.createConditionalExpression(
        forFunction(),
        undefined,
        otherwise,
        undefined,
        factory.createParenthesizedExpression(body)
      );
    }
    const directives = body.statements.filter(typescript.isPrologueDirective).length;
    return factory.updateBlock(body, [
      ...body.statements.slice(0, directives),
      haltFunction(node),
      ...body.statements.slice(directives)
    ]);
  }

  function withBody(node, body) {
    const { modifiers, asteriskToken, name, typeParameters, parameters, type } = node;
    switch (node.kind) {
      case SyntaxKind.ArrowFunction:
        return factory.updateArrowFunction(
          node,
          modifiers,
          typeParameters,
          parameters,
          type,
          node.equalsGreaterThanToken,
          body
        );
      case SyntaxKind.FunctionExpression:
        return factory.updateFunctionExpression(
          node,
          modifiers,
          asteriskToken,
          name,
          typeParameters,
          parameters,
          type,
          body
        );
      case SyntaxKind.FunctionDeclaration:
        return factory.updateFunctionDeclaration(
          node,
          modifiers,
          asteriskToken,
          name,
          typeParameters,
          parameters,
          type,
          body
        );
      case SyntaxKind.MethodDeclaration:
        return factory.updateMethodDeclaration(
          node,
          modifiers,
          asteriskToken,
          name,
          undefined,
          typeParameters,
          parameters,
          type,
          body
        );
      default:
        return node;
    }
  }

  return (context) => {
    const visit = (node) => {
      const visited = typescript.visitEachChild(node, visit, context);
      if (typescript.isAwaitExpression(node)) {
        const operand = factory.createParenthesizedExpression(visited.expression);
        return factory.updateAwaitExpression(
          visited,
          factory.createParenthesizedExpression(
            factory.createBinaryExpression(asked(), SyntaxKind.QuestionQuestionToken, operand)
          )
        );
      }
      if (typescript.isForOfStatement(node) && node.awaitModifier) {
        const { awaitModifier, initializer, expression, statement } = visited;
        const statements = typescript.isBlock(statement) ? statement.statements : [statement];
        const body = factory.createBlock([haltLoop(), ...statements]);
        return factory.updateForOfStatement(visited, awaitModifier, initializer, expression, body);
      }
      return typescript.isFunctionLike(node) && node.body && calls(node)
        ? withBody(visited, halting(node, visited))
        : visited;
    };
    return (file) => typescript.visitEachChild(file, visit, context);
  };
}

module.exports = { createHalts, haltTransformer, isEnded };
