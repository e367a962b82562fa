import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { CELL, compile, errorsOf, ts } from './cell-compiler';

const require = createRequire(import.meta.url);
const PACKAGE = '@efficientnet-lab/kernel-helpers';

/** The members of TypeScript's and TensorFlow.js's own types are not ours to declare. */
function isOurs(symbol: import('typescript').Symbol): boolean {
  const files = symbol.declarations?.map((declaration) => declaration.getSourceFile().fileName) ?? [];
  return files.some((file) => file.includes('/kernel-helpers/') && !file.includes('/node_modules/'));
}

/** Declarations leave out the types of private members, which nobody outside can use. */
function isPrivate({ declarations }: import('typescript').Symbol): boolean {
  return (declarations ?? []).some(
    (declaration) => (ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.Private) !== 0
  );
}

/** Paths of all `any` in what the package declares, through calls and properties of its own types. */
function findAny(names: string[]): string[] {
  const program = compile(`import * as enet from '${PACKAGE}';\nenet;`);
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(CELL)!;
  const module = checker.getTypeAtLocation(
    (source.statements[1] as import('typescript').ExpressionStatement).expression
  );
  const seen = new Set<import('typescript').Type>();
  const found: string[] = [];

  const visit = (type: import('typescript').Type, path: string): void => {
    if (type.flags & ts.TypeFlags.Any) {
      found.push(path);
      return;
    }
    if (seen.has(type)) {
      return;
    }
    seen.add(type);
    if (type.isUnionOrIntersection()) {
      type.types.forEach((part) => visit(part, path));
      return;
    }
    checker
      .getTypeArguments(type as import('typescript').TypeReference)
      .forEach((part, i) => visit(part, `${path}<${i}>`));
    for (const signature of [...type.getCallSignatures(), ...type.getConstructSignatures()]) {
      signature
        .getParameters()
        .forEach((parameter) =>
          visit(checker.getTypeOfSymbolAtLocation(parameter, source), `${path}(${parameter.name})`)
        );
      visit(signature.getReturnType(), `${path}()`);
    }
    type
      .getProperties()
      .filter((property) => isOurs(property) && !isPrivate(property))
      .forEach((property) =>
        visit(checker.getTypeOfSymbolAtLocation(property, source), `${path}.${property.name}`)
      );
  };
  for (const name of names) {
    const symbol = module.getProperty(name);
    if (symbol) {
      visit(checker.getTypeOfSymbolAtLocation(symbol, source), name);
    } else {
      found.push(`${name} is not declared`);
    }
  }
  return found;
}

const cell = (code: string): string => `import * as enet from '${PACKAGE}';\n${code}\nexport {};`;

describe("the declarations, read by tslab's compiler", () => {
  it('are read by the compiler that tslab bundles', () => expect(ts.version).toMatch(/^5\.0\./));

  it('have no any in the functions a notebook calls', () => {
    expect(findAny(Object.keys(require(PACKAGE) as object).filter((name) => name !== 'tf'))).toEqual([]);
  });

  it('know TensorFlow.js', () => {
    expect(errorsOf(cell('const sum: number = enet.tf.tensor1d([1, 2]).sum().dataSync()[0];'))).toEqual([]);
    expect(errorsOf(cell('enet.tf.tensorNothing();'))).not.toEqual([]);
  });

  it.each([
    'enet.show(enet.summarize(enet.compoundScale({ phi: 1 })));',
    "const spec: enet.ArchitectureSpec = { ...enet.variant('b3'), classes: 10, normalization: 'group' }; enet.show(spec);",
    "enet.showScalingExplorer({ variant: 'b3' });",
    "import { summarize } from '@efficientnet-lab/kernel-helpers/analysis'; const macs: number = summarize(enet.variant('b0')).macs.total;",
    "import { MIME_TYPE } from '@efficientnet-lab/kernel-helpers/contract'; const type: string = MIME_TYPE;",
    `async function run() {
       const data = await enet.loadMnist();
       const model = enet.buildEfficientNet(enet.scale({ width: 0.5, depth: 0.5, resolution: 32, inputChannels: 1, classes: 10 }));
       const run = await enet.train(model, data, { epochs: 1, batchSize: 64, seed: 1 });
       const evaluation = await enet.evaluate(model, data.test);
       const top1: number = evaluation.top1;
       enet.show(evaluation);
     }`
  ])('accept %s', (code) => expect(errorsOf(cell(code))).toEqual([]));

  it.each([
    'enet.variant(3);',
    'enet.scale({ width: 1 });',
    'enet.show(3);',
    "const spec: enet.ArchitectureSpec = { ...enet.variant('b0'), normalization: 'layer' };",
    "enet.summarize(enet.variant('b0')).flops;",
    'enet.buildEfficientNet();'
  ])('refuse %s', (code) => expect(errorsOf(cell(code))).not.toEqual([]));
});
