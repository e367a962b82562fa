"""What earlier cells declared, used in every syntactic place in which TypeScript has an expression or a target."""

import pytest

#: What the places below use; `reset` gives all of it its value again.
SETUP = """
let n = 5, m = 7;
let list = [3, 4];
let text = 'text';
const point = { width: 1, height: 2 };
const add = (a: number, b: number) => a + b;
function self(this: any) { return this === undefined || this === globalThis; }
const tag = (parts: any, ...values: any[]) => parts.raw.join('|') + values.join(',');
class Base { base = 'base'; static kept = 1; greet() { return 'hello'; } }
enum Colour { Red = 3, Green }
namespace Space { export const inner = 11; }
const wrap = (target: any, ...rest: any[]) => { target.wrapped = true; };
const performance = { mine: true };
const later = async (value: any = 1) => value;
const many = async function* () { yield 1; yield 2; };
const symbol = 'key';
const made = { n: 9, deep: { m: 8 } };
let resolution = 32;
let maybe: any = null;
function reset() {
  n = 5; m = 7; list = [3, 4]; text = 'text'; maybe = null; delete (Base as any).wrapped;
  Object.assign(made, { n: 9, deep: { m: 8 } });
}
"""

#: Kind of node in TypeScript's syntax tree, cell, what its last expression prints.
PLACES = [
    ("ShorthandPropertyAssignment", "JSON.stringify({ resolution, n })", '{"resolution":32,"n":5}'),
    ("ShorthandPropertyAssignment of a global's name", "JSON.stringify({ performance })", '{"performance":{"mine":true}}'),
    ("ShorthandPropertyAssignment, nested", "JSON.stringify({ a: [{ n }], b: () => 1, ...{ m } })", '{"a":[{"n":5}],"m":7}'),
    ("ShorthandPropertyAssignment in a function", "(() => { const inner = { n, m }; return inner.n + inner.m; })()", "12"),
    ("ShorthandPropertyAssignment of a parameter", "(({ n }: any) => ({ n }).n)({ n: 'own' })", "own"),
    ("object target, shorthand", "({ n } = { n: 9 });\n[n, (globalThis as any).n].join()", "9,"),
    ("object target, shorthand with default", "({ n = 6, m = n } = { n: undefined } as any);\n[n, m].join()", "6,6"),
    ("object target, property", "({ n: m } = { n: 4 });\nm", "4"),
    ("object target, property with default", "({ n: m = n } = {} as any);\nm", "5"),
    ("object target, nested", "({ deep: { m } } = made);\nm", "8"),
    ("object target, rest", "let others: any;\n({ n, ...others } = made);\nJSON.stringify([n, others])", '[9,{"deep":{"m":8}}]'),
    ("object target, rest of an earlier cell", "({ n, ...maybe } = made);\nJSON.stringify(maybe)", '{"deep":{"m":8}}'),
    ("object target, a type's property", "let w: number;\n({ width: w } = point);\nw", "1"),
    ("object target, a type's property as shorthand", "let width: number;\n({ width } = point);\nwidth", "1"),
    ("array target", "[n, m] = [m, n];\n[n, m].join()", "7,5"),
    ("array target, default and rest", "[n = 1, , ...list] = [undefined, 0, 6, 7];\n[n, list].join()", "1,6,7"),
    ("array target in an object's", "({ n: [n, m] } = { n: [1, 2] });\n[n, m].join()", "1,2"),
    ("object target of the cell, default", "let x: any, y: any;\n({ a: x = 5, ['b']: y = 6 } = { a: 1 } as any);\n[x, y].join()", "1,6"),
    ("object target of the cell, shorthand with default", "let x: any;\n({ x = 5 } = { x: 1 } as any);\nx", "1"),
    (
        "object target of the cell, nested",
        "let x: any, y: any;\n({ a: { b: x } = { b: 3 }, c: { d: y = 4 } } = { c: { d: 1 } } as any);\n[x, y].join()",
        "3,1",
    ),
    ("object target of the cell, rest", "let x: any, y: any;\n({ a: x = 2, ...y } = { a: 1, b: 3 } as any);\n[x, y.b].join()", "1,3"),
    (
        "object target of the cell, in a function",
        "let x: any;\nconst seen = () => x;\n(() => { ({ a: x = 5 } = { a: 1 } as any); })();\n[x, seen()].join()",
        "1,1",
    ),
    (
        "object target of the cell, shadowed",
        "let x: any = 7;\n((x: any) => { ({ a: x = 5 } = { a: 1 } as any); return x; })(0) + x",
        "8",
    ),
    ("object target of both cells", "let x: any;\n({ a: x = n, b: n = 2 } = { a: 1, b: 3 } as any);\n[x, n].join()", "1,3"),
    ("object target of the cell, with a type", "let x: any;\n({ a: (x as any) = 4 } = { a: 1 } as any);\nx", "1"),
    ("array target of the cell", "let x: any, y: any;\n[x = 5, ...[y = 6]] = [1];\n[x, y].join()", "1,6"),
    ("array of assignments, no target", "let x: any;\nconst all = [x = 4];\n[x, all].join()", "4,4"),
    ("the value of a pattern's assignment", "let x: any;\nconst whole = ({ a: x = 5 } = { a: 1, b: 2 } as any);\n[x, whole.b].join()", "1,2"),
    ("BindingElement, property name", "const { width: w, height } = point;\nw + height", "3"),
    ("BindingElement, computed name", "const { [symbol]: found } = { key: 'by key' } as any;\nfound", "by key"),
    ("BindingElement, default", "const { missing = n } = {} as any;\nmissing", "5"),
    ("Parameter, default", "((a = n, { b = m } = {} as any) => a + b)()", "12"),
    ("BinaryExpression", "n + m * n - m", "33"),
    ("BinaryExpression, assignment", "n = m = 2;\nn + m", "4"),
    ("BinaryExpression, compound", "n += 1; m **= 2; n <<= 1;\n[n, m].join()", "12,49"),
    ("BinaryExpression, logical assignment", "maybe ??= n; maybe &&= m; maybe ||= 0;\nmaybe", "7"),
    ("BinaryExpression, in and instanceof", "symbol in { key: 1 } && new Base() instanceof Base", "true"),
    ("PrefixUnaryExpression", "[++n, -n, !n, ~n].join()", "6,-6,false,-7"),
    ("PostfixUnaryExpression", "[n++, n, m--, m].join()", "5,6,7,6"),
    ("TypeOfExpression", "typeof n + typeof add", "numberfunction"),
    ("DeleteExpression, optional", "delete (made as any)?.deep; delete maybe?.x; delete maybe?.x.y;\n'deep' in made", "false"),
    ("DeleteExpression", "delete (made as any).deep;\n'deep' in made", "false"),
    ("VoidExpression", "String(void n)", "undefined"),
    ("ConditionalExpression", "n ? m : list", "7"),
    ("ParenthesizedExpression, as target", "(n) = 3; (n as any) = 4; n! += 1;\nn", "5"),
    ("AsExpression, SatisfiesExpression, NonNullExpression", "[n as any, m satisfies number, text!].join()", "5,7,text"),
    ("TypeAssertionExpression", "<any>n", "5"),
    ("TemplateExpression", "`${n}-${text}`", "5-text"),
    ("TaggedTemplateExpression", "tag`a${n}b`", "a|b5"),
    ("CallExpression", "add(n, m)", "12"),
    ("CallExpression, this", "self()", "true"),
    (
        "CallExpression, this in brackets and types",
        "[(self)(), self!(), (<any>(self as any))(), (self satisfies any)(), (self)?.()].join()",
        "true,true,true,true,true",
    ),
    ("TaggedTemplateExpression, this", "const me: any = self;\n[(self as any)`a`, (<any>self)`b`, me`c`].join()", "true,true,true"),
    ("CallExpression, optional", "maybe?.(n) ?? add?.(n, 1)", "6"),
    ("NewExpression", "new Base().greet()", "hello"),
    ("PropertyAccessExpression", "point.width + Base.kept", "2"),
    ("PropertyAccessExpression, the same name", "made.n + n", "14"),
    ("ElementAccessExpression", "list[n - 4] + (made as any)['n']", "13"),
    ("PropertyAccessExpression, optional", "String(maybe?.n)", "undefined"),
    ("EnumMember", "Colour.Green + Colour[3]", "4Red"),
    ("ModuleDeclaration of an earlier cell", "Space.inner", "11"),
    ("SpreadElement", "Math.max(...list)", "4"),
    ("SpreadAssignment", "JSON.stringify({ ...point })", '{"width":1,"height":2}'),
    ("PropertyAssignment", "JSON.stringify({ n: m, width: n })", '{"n":7,"width":5}'),
    ("ComputedPropertyName", "JSON.stringify({ [symbol]: n, [`${text}2`]() {} })", '{"key":5}'),
    ("MethodDeclaration, accessors", "({ n() { return n; }, get m() { return m; } }).m", "7"),
    ("ArrowFunction, FunctionExpression", "(() => n)() + (function () { return m; })()", "12"),
    ("FunctionDeclaration", "function f() { return add(n, m); }\nf()", "12"),
    ("shadowed by a parameter", "((n: number) => n * 2)(100)", "200"),
    ("shadowed by a block", "let seen = 0;\n{ let n = 50; seen = n; }\nseen + n", "55"),
    ("ClassDeclaration, heritage", "class Sub extends Base { sub = n; }\nnew Sub().base + new Sub().sub", "base5"),
    ("ClassExpression", "new (class extends Base { static s = m; x = n; })().x", "5"),
    ("PropertyDeclaration", "class P { n = n; [symbol] = m; static s = n; }\nnew P().n + P.s", "10"),
    (
        "PrivateIdentifier, in",
        "class Q { #n = n; static has(o: any) { return #n in o; } own() { return this.#n; } }\n[Q.has(new Q()), Q.has(point), new Q().own()].join()",
        "true,false,5",
    ),
    (
        "PropertyDeclaration, accessor",
        "class Auto { accessor n = m; static accessor list = n; accessor #m = list; own() { return this.#m; } }\n[new Auto().n, Auto.list, new Auto().own()].join()",
        "7,5,3,4",
    ),
    ("ClassStaticBlockDeclaration", "class S { static x = 0; static { S.x = n; } }\nS.x", "5"),
    ("Decorator", "@wrap class D { }\n(D as any).wrapped", "true"),
    ("EnumDeclaration, initializer", "enum E { A = n as any, B = Colour.Red }\nE.A + E.B", "8"),
    ("EnumDeclaration, const, its own names", "const enum E { n = 1, m = n + 1, last = E.m }\n[E.n, E.m, E.last, n].join()", "1,2,2,5"),
    ("ModuleDeclaration, merged", "class Mixed { own = n; }\nnamespace Mixed { export const other = n + m; }\n[new Mixed().own, Mixed.other].join()", "5,12"),
    ("ModuleDeclaration, shadowing", "namespace N { export let n = 1; n++; export const seen = () => n; }\n[N.seen(), n].join()", "2,5"),
    ("ModuleDeclaration", "namespace N { export const y = n + m; }\nN.y", "12"),
    ("ImportEqualsDeclaration", "import inside = Space.inner;\ninside", "11"),
    ("IfStatement", "let out = 0;\nif (n) { out = m; }\nout", "7"),
    ("WhileStatement, DoStatement", "while (n > 3) { n--; }\ndo { m--; } while (m > n);\n[n, m].join()", "3,3"),
    ("ForStatement", "let sum = 0;\nfor (n = 0; n < m; n++) { sum += n; }\nsum", "21"),
    ("ForInStatement", "for (text in point) { }\ntext", "height"),
    ("ForOfStatement", "for (n of list) { }\nn", "4"),
    ("ForOfStatement, pattern", "for ({ n } of [{ n: 1 }, { n: 2 }]) { }\nn", "2"),
    (
        "ForOfStatement, pattern of the cell",
        "let x: any, y: any;\nfor ({ a: x = 4 } of [{ a: 1 }] as any[]) { }\nfor ([y = 4] of [[2]] as any[]) { }\n[x, y].join()",
        "1,2",
    ),
    ("ForOfStatement, await, pattern of the cell", "let x: any;\nfor await ({ a: x = 4 } of [{ a: 1 }] as any[]) { }\nx", "1"),
    ("ForOfStatement, await", "let sum = 0;\nfor await (const one of many()) { sum += one; }\nsum", "3"),
    ("ForOfStatement, await, target", "for await (n of many()) { }\nn", "2"),
    ("SwitchStatement", "let out = '';\nswitch (n) { case m - 2: out = text; }\nout", "text"),
    ("LabeledStatement", "let turns = 0;\nn: for (;;) { turns++; break n; }\nturns", "1"),
    ("ThrowStatement, CatchClause", "let out = 0;\ntry { throw n; } catch (m) { out = m as number; }\nout", "5"),
    ("ReturnStatement, YieldExpression", "[...(function* () { yield n; yield* list; })()].join()", "5,3,4"),
    ("AwaitExpression", "await later(n)", "5"),
    ("AwaitExpression, parenthesized", "await (later(m))", "7"),
    ("AwaitExpression, array", "String(await [n])", "5"),
    ("AwaitExpression, template and sign", "[await `${n}`, await +n, await -n].join()", "5,5,-5"),
    ("AwaitExpression in a computed name", "JSON.stringify({ [await later('k')]: n })", '{"k":5}'),
    ("AwaitExpression in a class's name of a method", "class C { [await later('k')]() { return n; } }\n(new C() as any).k()", "5"),
    ("AwaitExpression in a heritage clause", "class H extends (await later(Base)) { }\nnew H().greet()", "hello"),
    ("AwaitExpression in a function only", "const f = async () => await (later(n));\ntypeof f", "function"),
    ("VariableDeclaration, exported", "export const shown = n, other = m;\nshown + other", "12"),
    ("FunctionDeclaration, exported", "export async function g() { return n; }\nawait (g())", "5"),
    ("ClassDeclaration, exported", "export abstract class A { static n = n; }\nA.n", "5"),
    ("types, exported", "export interface I { n: number }\nexport type T = I;\nexport enum X { A = 1 }\n(<T>{ n }).n", "5"),
    ("ExportDeclaration", "const mine = n;\nexport { mine };\nmine", "5"),
    ("ExportDeclaration, renamed", "export { n as given,\n m as also };\ngiven + also", "12"),
    ("ExportDeclaration of an earlier cell's", "export { n };\nn", "5"),
    ("TypeQuery, TypeReference", "let other: typeof point = { width: n, height: m };\nother.width", "5"),
    ("eval order", "[n, n = 1, n].join()", "5,1,1"),
]


@pytest.fixture(scope="module")
def earlier(kernel):
    reply, _ = kernel.run(SETUP)
    assert reply["status"] == "ok", reply
    return kernel


def result_of(kernel, stream_text, code):
    reply, outputs = kernel.run(code)
    assert reply["status"] == "ok", reply
    return stream_text(outputs).rstrip("\n")


@pytest.mark.parametrize("code, expected", [place[1:] for place in PLACES], ids=[place[0] for place in PLACES])
def test_a_reference_in_every_syntactic_place(earlier, stream_text, code, expected):
    assert result_of(earlier, stream_text, f"reset();\n{code}") == expected


def test_what_a_cell_exports_is_known_to_the_next(kernel, stream_text):
    kernel.run("export const exported = 5; export function twice(x: number) { return x * 2; }")
    assert result_of(kernel, stream_text, "twice(exported)") == "10"
    kernel.run("interface Shape { a: number }\nclass Named { x = 4 }\nexport { exported as other, Named as Called, Shape as Form };")
    assert result_of(kernel, stream_text, "const form: Form = { a: other };\nform.a + new Called().x") == "9"
    kernel.run("export { basename as base } from 'path'; export * as files from 'fs'; export default class Plain { y = 1 }")
    assert result_of(kernel, stream_text, "base('a/b') + typeof files.readFileSync + new Plain().y") == "bfunction1"
    kernel.run("export { twice as default };\nexport default exported;")
    assert result_of(kernel, stream_text, "twice(exported)") == "10"


@pytest.mark.parametrize(
    "code, remedy",
    [
        ("export default 7;", "Write `const name = …`."),
        ("export default () => 1;", "Write `const name = …`."),
        ("export default function () { }", "Give the function or class a name."),
        ("export default class { }", "Give the function or class a name."),
        ("export * from 'fs';", "Write `import * as name from 'fs'`."),
        ("export { deflate as default } from 'zlib';", "Write `import * as name from 'zlib'`."),
    ],
)
def test_an_export_without_a_name_says_what_to_write(kernel, code, remedy):
    reply, _ = kernel.run(code)
    assert reply["ename"] == "TypeScriptError" and reply["evalue"].endswith(remedy)


@pytest.mark.parametrize(
    "line, column",
    [
        ("const a = { n, m }; throw new Error('x');", 27),
        ("({ n } = made); throw new Error('x');", 23),
        ("export const b = { n }; throw new Error('x');", 31),
        ("export { n as given, m as also }; throw new Error('x');", 41),
        ("await (later()); add(n, m); throw new Error('x');", 35),
        ("tag`${n}`; self(); maybe.x;", 26),
    ],
)
def test_an_error_behind_a_rewritten_place_names_its_column(earlier, line, column):
    reply, _ = earlier.run(f"const first = n;\n{line}")
    trace = "\n".join(reply["traceback"])
    assert f"at line 2, column {column} of this cell" in trace, trace


def test_a_type_error_behind_an_export_names_its_column(earlier):
    reply, _ = earlier.run("export const a: string = { n };")
    assert "line 1, column 14 of this cell: export const a: string = { n };" in "\n".join(reply["traceback"])
