'use strict';
/**
 * Lets a cell use what earlier cells declared, in every syntactic place: tslab writes `exports.x` for an identifier
 * whose declaration is an earlier cell's, but takes a shorthand's property for its variable, and the name of a property
 * for a reference where an earlier cell declared its type.
 */

const { isPatternTarget, settingTarget } = require('./targets.cjs');

/** The file that holds the declarations of earlier cells. */
const EARLIER = /(^|\/)__prev__\.d\.ts$/;

/** Whether an identifier only names something: a property, a label, what is declared. */
function isName(typescript, node) {
  const { parent } = node;
  return (
    parent !== undefined &&
    (parent.name === node ||
      parent.propertyName === node ||
      parent.label === node ||
      (typescript.isQualifiedName(parent) && parent.right === node))
  );
}

/**
 * A transformer that comes before tslab's own. Its new nodes have no symbol, so that tslab's leaves them alone.
 * @param {import('typescript')} typescript
 * @param {import('typescript').TypeChecker} checker
 * @returns {import('typescript').TransformerFactory<import('typescript').SourceFile>}
 */
function referenceTransformer(typescript, checker) {
  const { factory } = typescript;
  const isEarlier = (symbol) =>
    symbol?.declarations?.some((declaration) => EARLIER.test(declaration.getSourceFile().fileName)) ?? false;
  const isEarlierAt = (node) =>
    typescript.isIdentifier(node) && isEarlier(checker.getSymbolAtLocation(typescript.getOriginalNode(node)));
  /** Whether a pattern assigns to what the cell itself declares for later ones. */
  const isOwnTarget = (name, symbolOf) => {
    const node = typescript.getOriginalNode(name);
    if (!isPatternTarget(typescript, node)) {
      return false;
    }
    const own = node.getSourceFile().locals?.get(node.text)?.declarations ?? [];
    return symbolOf(node)?.declarations?.some((declaration) => own.includes(declaration)) ?? false;
  };
  /** What is called, without brackets and what was said of its type around it. */
  const called = (node) =>
    typescript.isParenthesizedExpression(node) || typescript.isPartiallyEmittedExpression(node)
      ? called(node.expression)
      : node;
  /** Keeps the place, for source maps. */
  const placed = (made, node) => typescript.setTextRange(made, node);
  const bare = (name) => placed(factory.createIdentifier(name.text), name);
  const reference = (name) =>
    placed(factory.createPropertyAccessExpression(factory.createIdentifier('exports'), bare(name)), name);
  /** `exports.f()` would make `exports` the function's `this`. Its calls are at the name's place, as they were written. */
  const detached = (name) =>
    typescript.setEmitFlags(
      placed(
        factory.createParenthesizedExpression(
          factory.createComma(factory.createNumericLiteral(0), reference(name))
        ),
        name
      ),
      typescript.EmitFlags.NoTrailingSourceMap | typescript.EmitFlags.NoNestedSourceMaps
    );

  return (context) => {
    const visit = (node) => {
      if (typescript.isShorthandPropertyAssignment(node)) {
        return shorthand(node);
      }
      if (typescript.isCallExpression(node) && isEarlierAt(called(node.expression))) {
        return factory.updateCallExpression(
          node,
          detached(called(node.expression)),
          undefined,
          typescript.visitNodes(node.arguments, visit)
        );
      }
      if (typescript.isTaggedTemplateExpression(node) && isEarlierAt(called(node.tag))) {
        return factory.updateTaggedTemplateExpression(
          node,
          detached(called(node.tag)),
          undefined,
          typescript.visitNode(node.template, visit)
        );
      }
      if (isEarlierAt(node)) {
        return isName(typescript, typescript.getOriginalNode(node)) ? bare(node) : reference(node);
      }
      if (
        typescript.isIdentifier(node) &&
        isOwnTarget(node, (original) => checker.getSymbolAtLocation(original))
      ) {
        return settingTarget(typescript, node);
      }
      return typescript.visitEachChild(node, visit, context);
    };

    /** `{ x }` and `({ x = 1 } = …)` as `{ x: exports.x }` and `({ x: exports.x = 1 } = …)`. */
    const shorthand = (node) => {
      const initializer =
        node.objectAssignmentInitializer && typescript.visitNode(node.objectAssignmentInitializer, visit);
      const symbol = checker.getShorthandAssignmentValueSymbol(typescript.getOriginalNode(node));
      const isOwn = isOwnTarget(node.name, () => symbol);
      if (!isOwn && !isEarlier(symbol)) {
        const name = isEarlierAt(node.name) ? bare(node.name) : node.name;
        return factory.updateShorthandPropertyAssignment(node, name, initializer);
      }
      const target = isOwn ? settingTarget(typescript, bare(node.name)) : reference(node.name);
      return placed(
        factory.createPropertyAssignment(
          bare(node.name),
          initializer ? placed(factory.createAssignment(target, initializer), node) : target
        ),
        node
      );
    };

    return (file) => typescript.visitEachChild(file, visit, context);
  };
}

module.exports = { referenceTransformer };
