"""Cells of every kind that an interrupt must end, and what a client can send to break a kernel."""

#: Cells that never end by themselves, each by another means; `started` is printed first.
ENDLESS = {
    "a loop": "console.log('started'); while (true) {}",
    "a loop after an await": "await 1; console.log('started'); for (;;) {}",
    "a loop that awaits": "console.log('started'); for (;;) { await null; }",
    "promises that follow each other": "console.log('started'); const p = (): any => Promise.resolve().then(p); await p();",
    "a loop in a timer": "setTimeout(() => { while (true) {} }, 1); console.log('started'); await new Promise(() => {});",
    "a loop in an interval": "setInterval(() => { while (true) {} }, 1); console.log('started'); await new Promise(() => {});",
    "a loop in an immediate": "setImmediate(() => { while (true) {} }); console.log('started'); await new Promise(() => {});",
    "a tick that schedules itself": "const f = () => process.nextTick(f); f(); console.log('started'); await new Promise(() => {});",
    "a slow regular expression": "await 1; console.log('started'); /^(a+)+$/.test('a'.repeat(60) + 'b');",
    "a loop in a finally": "await 1; console.log('started'); try { for (;;) {} } finally { for (;;) {} }",
    "an await without end": "console.log('started'); await new Promise(() => {});",
    "a loop in a file's callback": "require('fs').readFile('package.json', () => { for (;;) {} }); console.log('started'); await new Promise(() => {});",
    "a thread that waits": "await 1; console.log('started'); Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);",
    "a process that is waited for": "console.log('started'); require('child_process').execSync('sleep 1000');",
    "an asynchronous generator": "async function* g() { for (;;) yield 1; } console.log('started'); for await (const x of g()) {}",
}

#: Cells that wait again and again for a timer; each counts its turns.
WAITING = {
    "setTimeout": "const sleep = (ms: number) => new Promise((r) => setTimeout(r, ms)); for (;;) { await turn(); await sleep(5); }",
    "setTimeout in a catch": "for (;;) { try { await turn(); await new Promise((r) => setTimeout(r, 5)); } catch { } finally { await null; } }",
    "setTimeout that schedules itself": "const tick = () => { turn(); setTimeout(tick, 5); }; tick(); await new Promise(() => {});",
    "setInterval": "setInterval(turn, 5); await new Promise(() => {});",
    "setImmediate": "for (;;) { await turn(); await new Promise((r) => setImmediate(r)); }",
    "promisify": "const sleep = require('util').promisify(setTimeout); for (;;) { await turn(); await sleep(5); }",
    "timers/promises": "import { setTimeout as sleep } from 'timers/promises'; for (;;) { await turn(); await sleep(5); }",
    "timers/promises, interval": "const { setInterval: every } = require('timers/promises'); for await (const _ of every(5)) { turn(); }",
    "a function of an earlier cell": "await earlier();",
}

#: Cells that throw what throws itself when it is looked at, or never ends.
UNDESCRIBABLE = [
    "const e: any = new Error('x'); e.cause = e; throw e;",
    "const e: any = new Error('x'); e.message = Symbol('s'); e.name = Symbol('n'); throw e;",
    "throw Symbol('x');",
    "throw undefined;",
    "throw new Proxy({}, { get() { throw 1; }, getPrototypeOf() { throw 2; }, ownKeys() { throw 3; } });",
    "throw new Proxy(new Error('x'), { get() { throw 1; }, getPrototypeOf() { throw 2; } });",
    "const r = Proxy.revocable({}, {}); r.revoke(); throw r.proxy;",
    "const e: any = new Error('x'); for (const n of ['stack', 'name', 'message', 'cause']) Object.defineProperty(e, n, { get() { throw e; } }); throw e;",
    "const e: any = new Error('x'); Object.defineProperty(e, 'cause', { get() { return Object.create(e); } }); throw e;",
    "throw { get [Symbol.toStringTag]() { throw 1; } };",
    "throw Object.create(null);",
    "throw { [Symbol.for('nodejs.util.inspect.custom')]() { throw Symbol('no'); } };",
    "class Endless extends Error { get message(): any { return this.message; } } throw new Endless();",
    "await { get then() { throw null; } };",
    "await Promise.reject(new Proxy(() => 0, { apply() { throw 1; } }));",
    "({ [Symbol.for('nodejs.util.inspect.custom')]() { throw { toString: null }; } })",
    "const lone = new Error('\\ud800'); lone.name = '\\udfff'; throw lone;",
]

#: Types of messages that mean something, and some that don't.
KINDS = [
    *("execute_request", "complete_request", "inspect_request", "is_complete_request", "history_request"),
    *("comm_info_request", "kernel_info_request", "comm_open", "comm_msg", "comm_close", "debug_request"),
    *("input_reply", "execute_reply", "__proto__", "constructor", "toString", "", "_request", "\u0000"),
]


def anything(chance, depth=0):
    """A random value of JSON."""
    kind = chance.randrange(8 if depth < 3 else 6)
    if kind == 6:
        return [anything(chance, depth + 1) for _ in range(chance.randrange(4))]
    if kind == 7:
        names = ["code", "cursor_pos", "comm_id", "target_name", "data", "silent", "__proto__", "length", "x"]
        return {chance.choice(names): anything(chance, depth + 1) for _ in range(chance.randrange(5))}
    return [None, True, chance.randrange(-5, 10**9), chance.random() * 1e300, "\ud800"[:0] + "x" * chance.randrange(9), "{("][kind]


def fuzzed(chance, session):
    """Header and content of a message that is rarely right; either may be bytes that are no JSON."""
    header = session.msg_header(chance.choice(KINDS)) if chance.random() < 0.8 else anything(chance)
    if isinstance(header, dict) and chance.random() < 0.3:
        header[chance.choice(["msg_id", "msg_type", "session", "username", "date", "extra"])] = anything(chance)
    content = anything(chance) if chance.random() < 0.5 else {
        "code": chance.choice(["1", "(", "throw 1", "", "x.", 5, None]),
        "cursor_pos": chance.choice([0, 1, -1, 1e9, None]),
        "silent": chance.random() < 0.5,
        "stop_on_error": False,
        "comm_id": chance.choice(["a", 5, None]),
        "target_name": chance.choice(["a", "__proto__", None]),
    }
    deep = b"[" * 5000 + b"]" * 5000
    return (deep if chance.random() < 0.01 else header), (deep if chance.random() < 0.02 else content)
