'use strict';
/**
 * Patterns that assign to variables of the cell: `({ a: x = 1 } = …)`. TypeScript takes the default of a variable that is
 * exported for an assignment of its own: `x` kept its value, and patterns within patterns were no code.
 */

/** Whether an identifier is what a pattern assigns to. */
function isPatternTarget(typescript, identifier) {
  const { SyntaxKind } = typescript;
  let isInside = false;
  for (let node = identifier, { parent } = node; parent !== undefined; node = parent, parent = node.parent) {
    switch (parent.kind) {
      case SyntaxKind.ParenthesizedExpression:
      case SyntaxKind.AsExpression:
      case SyntaxKind.SatisfiesExpression:
      case SyntaxKind.TypeAssertionExpression:
      case SyntaxKind.NonNullExpression:
        break;
      case SyntaxKind.PropertyAssignment:
        if (parent.initializer !== node) {
          return false;
        }
        break;
      case SyntaxKind.ShorthandPropertyAssignment:
        if (parent.name !== node) {
          return false;
        }
        break;
      case SyntaxKind.SpreadAssignment:
      case SyntaxKind.SpreadElement:
        break;
      case SyntaxKind.ObjectLiteralExpression:
      case SyntaxKind.ArrayLiteralExpression:
        isInside = true;
        break;
      case SyntaxKind.BinaryExpression:
        if (parent.operatorToken.kind !== SyntaxKind.EqualsToken || parent.left !== node) {
          return false;
        }
        if (isInside) {
          return true;
        }
        // A default, if this stands in a pattern.
        break;
      case SyntaxKind.ForOfStatement:
      case SyntaxKind.ForInStatement:
        return isInside && parent.initializer === node;
      default:
        return false;
    }
  }
  return false;
}

/** `({ set value(given) { x = given; } }).value`: what is assigned to it goes to `x`, and its exports, as any assignment. */
function settingTarget(typescript, name) {
  const { factory } = typescript;
  const given = factory.createIdentifier('given_' + name.text);
  const setter = factory.createSetAccessorDeclaration(
    undefined,
    'value',
    [factory.createParameterDeclaration(undefined, undefined, given)],
    factory.createBlock([factory.createExpressionStatement(factory.createAssignment(name, given))])
  );
  return typescript.setTextRange(
    factory.createPropertyAccessExpression(
      factory.createParenthesizedExpression(factory.createObjectLiteralExpression([setter])),
      'value'
    ),
    name
  );
}

module.exports = { isPatternTarget, settingTarget };
