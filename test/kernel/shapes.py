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
    "a loop in Node's own code": "await 1; const many = Array.from({ length: 10_000 }, (_, i) => ({ i })); console.log('started'); for (;;) { require('util').inspect(many, { maxArrayLength: null }); }",
    "a loop in Node's own code that calls nothing": "const one = new Float64Array(1e6), many = (x: any) => new Array(1e6).fill(x); console.log('started'); require('assert').deepEqual(many(one), many(one.slice()));",
    "an await without end": "console.log('started'); await new Promise(() => {});",
    "a loop in a file's callback": "require('fs').readFile('package.json', () => { for (;;) {} }); console.log('started'); await new Promise(() => {});",
    "a sort's comparison": "console.log('started'); [2, 1].sort(() => { for (;;) {} });",
    "JSON of what has no end": "let o: any = {}; for (let i = 0; i < 60; i++) { o = { a: o, b: o }; } console.log('started'); JSON.stringify(o);",
    "WebAssembly": "const code = '0061736d0100000001040160000003020100070501016600000a0901070003400c000b0b'; "
    "const made = new (globalThis as any).WebAssembly.Module(Buffer.from(code, 'hex')); console.log('started'); "
    "new (globalThis as any).WebAssembly.Instance(made).exports.f();",
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

#: Cells that go on from event to event that no timer brings: files, the network, processes, threads. Each counts its turns;
#: `file`, `server`, `port`, `address`, `echo` and `lines` are an earlier cell's.
EVENTS = {
    "fs.promises.readFile": "for (;;) { await turn(); await fs.promises.readFile(file); }",
    "fs.readFile that calls itself": "const again = () => { turn(); fs.readFile(file, again); }; again(); await new Promise(() => {});",
    "a function of an earlier cell that nobody awaits": "readOn(); await new Promise(() => {});",
    "a callback of an earlier cell": "readAgain(); await new Promise(() => {});",
    "a file in a try": "for (;;) { try { await turn(); await fs.promises.stat('missing'); } catch { } }",
    "a file in a finally": "for (;;) { try { await turn(); } finally { await fs.promises.readFile(file); } }",
    "an arrow without a block": "const next = (): any => (turn(), fs.promises.readFile(file).then(next)); await next();",
    "files at once": "for (;;) { await turn(); await Promise.all([1, 2, 3].map(async () => (await fs.promises.readFile(file)).length)); }",
    "for await over streams": "for (;;) { for await (const chunk of fs.createReadStream(file)) { turn(); } }",
    "for await over a generator": "async function* all() { for (;;) { yield fs.promises.stat(file); } } for await (const one of all()) turn();",
    "a stream's events": "const open = () => fs.createReadStream(file).on('data', turn).on('close', open); open(); await new Promise(() => {});",
    "a stream's own method": "class Endless extends Readable { _read() { turn(); setImmediate(() => this.push('x')); } } for await (const x of new Endless()) { }",
    "readline": "for (;;) { for await (const line of readline.createInterface({ input: fs.createReadStream(file) })) { turn(); } }",
    "fs.watch": "fs.watch(folder, () => { turn(); fs.promises.writeFile(scratch, 'x'); }); fs.writeFileSync(scratch, 'y'); await new Promise(() => {});",
    "fetch": "for (;;) { await turn(); await (await fetch(address)).text(); }",
    "http.get": "const get = () => http.get(address, (answer) => { turn(); answer.resume().on('end', get); }); get(); await new Promise(() => {});",
    "a socket": "const s = net.connect(echoPort); s.on('data', () => { turn(); s.write('x'); }); s.write('x'); await new Promise(() => {});",
    "a server of its own": "const own = http.createServer((_, answer) => { turn(); answer.end(); }).listen(0); "
    "for (;;) { await fetch(`http://127.0.0.1:${(own.address() as any).port}`); }",
    "child processes": "for (;;) { await turn(); await promisify(execFile)('true'); }",
    "a child's callback": "const run = () => execFile('true', () => { turn(); run(); }); run(); await new Promise(() => {});",
    "dns": "for (;;) { await turn(); await dns.promises.lookup('127.0.0.1'); }",
    "crypto": "for (;;) { await turn(); await promisify(crypto.pbkdf2)('a', 'b', 1, 32, 'sha256'); }",
    "crypto's callback": "const draw = () => crypto.randomBytes(8, () => { turn(); draw(); }); draw(); await new Promise(() => {});",
    "zlib": "for (;;) { await turn(); await promisify(zlib.gzip)('a'); }",
    "a worker": "worker.on('message', () => { turn(); worker.postMessage(1); }); worker.postMessage(1); await new Promise(() => {});",
    "a worker, awaited": "for (;;) { await turn(); worker.postMessage(1); await new Promise((done) => worker.once('message', done)); }",
    "a channel": "const { port1, port2 } = new MessageChannel(); port2.on('message', () => { turn(); port1.postMessage(1); }); port1.postMessage(1); await new Promise(() => {});",
    "events.once": "for (;;) { await turn(); worker.postMessage(1); await once(worker, 'message'); }",
    "setImmediate": "const again = () => { turn(); setImmediate(again); }; again(); await new Promise(() => {});",
    "an emitter of ticks": "const e = new EventEmitter(); e.on('x', () => { turn(); fs.stat(file, () => e.emit('x')); }); e.emit('x'); await new Promise(() => {});",
    "a pipeline": "for (;;) { await pipeline(fs.createReadStream(file), async function (source: any) { for await (const chunk of source) turn(); }); }",
}

#: What they use, and what must go on: a server, an interval, a worker and a watcher of a cell that has ended by itself.
SURROUNDINGS = """
import * as fs from 'fs'; import * as http from 'http'; import * as net from 'net'; import * as dns from 'dns'; import * as os from 'os';
import * as crypto from 'crypto'; import * as zlib from 'zlib'; import * as readline from 'readline'; import * as path from 'path';
import { execFile } from 'child_process'; import { EventEmitter, once } from 'events'; import { promisify } from 'util';
import { Readable } from 'stream'; import { pipeline } from 'stream/promises'; import { Worker, MessageChannel } from 'worker_threads';
const seen = {
  count: 0, beats: 0,
  get turns() { return this.count; },
  set turns(turns: number) { this.count = turns; if (turns === 3) { console.log('turned'); } }
};
const turn = () => { seen.turns++; };
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'efficientnet-lab-events-'));
const file = path.join(folder, 'lines.txt'), scratch = path.join(folder, 'scratch.txt');
fs.writeFileSync(file, 'one\\ntwo\\n');
const readOn = async () => { for (;;) { turn(); await fs.promises.readFile(file); } };
const readAgain = () => { turn(); fs.readFile(file, readAgain); };
const beat = setInterval(() => { seen.beats++; }, 5);
const echo = net.createServer((socket) => socket.on('data', (data) => socket.write(data))).listen(0, '127.0.0.1');
const server = http.createServer(async (request, answer) => {
  answer.end(await fs.promises.readFile(file));
}).listen(0, '127.0.0.1');
const worker = new Worker("require('worker_threads').parentPort.on('message', function (m) { this.postMessage(m); })", { eval: true });
await Promise.all([once(server, 'listening'), once(echo, 'listening'), once(worker, 'online')]);
const address = `http://127.0.0.1:${(server.address() as any).port}`, echoPort = (echo.address() as any).port;
"""

#: What a cell shows when its events have come to their end and the earlier cell's go on; turns that never end are told.
QUIET = """
for (let patience = 50; patience > 0; patience--) {
  seen.turns = 0;
  seen.beats = 0;
  await new Promise((r) => setTimeout(r, 100));
  if (seen.turns === 0 && seen.beats > 0) { break; }
}
[seen.turns, seen.beats > 0].join()"""

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
    "throw 'x'.repeat(3e8);",
    "throw new Error('x'.repeat(3e8));",
    "throw { [Symbol.for('nodejs.util.inspect.custom')]() { return 'x'.repeat(3e8); } };",
    "const e: any = new Error('x'); e.name = 'x'.repeat(3e8); throw e;",
    "const e: any = new Error('x'); e.stack = '    at x\\n'.repeat(1e7); throw e;",
    "throw Object.setPrototypeOf(Object.freeze(new Error('x')), null);",
    "throw new Proxy({}, new Proxy({}, { get() { return () => { throw 1; }; } }));",
    "let e: any = new Error('x'); for (let i = 0; i < 50; i++) e = new AggregateError([e, e], 'two', { cause: e }); throw e;",
    "Error.prepareStackTrace = () => Symbol('x') as any; setTimeout(() => { Error.prepareStackTrace = undefined; }); throw new Error('x');",
    "let deep: any = {}; for (let i = 0; i < 100_000; i++) deep = { deep }; throw deep;",
]

#: Processes that a cell waits for, and that do not end when they are interrupted.
DEAF = {
    "a shell that ignores the signal": "execSync(\"trap '' INT; sleep 1000; sleep 1000\")",
    "a session of its own": "spawnSync('sleep', ['1000'], { detached: true })",
    "a process that ends for nothing": "spawnSync('bash', ['-c', \"trap '' INT TERM; while :; do sleep 1; done\"], { detached: true })",
    "a child's child that holds its output": "execFileSync('sh', ['-c', \"trap '' INT; sh -c 'sleep 1000; sleep 1000' & wait\"])",
}

#: Single calls that the machine can't be taken out of.
UNREACHED = {
    "a built-in": "console.log('started'); Array.prototype.indexOf.call({ length: 2 ** 53 - 1 }, 1);",
    "a key's derivation": "console.log('started'); require('crypto').pbkdf2Sync('a', 'b', 2 ** 31 - 1, 64, 'sha512');",
    "a pipe that nobody writes to": "const pipe = require('path').join(require('os').tmpdir(), `efficientnet-lab-pipe-${process.pid}`); "
    "require('child_process').execFileSync('mkfifo', [pipe]); const end = require('fs').openSync(pipe, 'r+'); "
    "require('fs').unlinkSync(pipe); console.log('started'); require('fs').readSync(end, Buffer.alloc(1));",
}

#: What has no JSON, or throws when it is looked at.
UNWRITABLE = ["1n", "{ n: 1n }", "circular", "{ toJSON() { throw 1; } }", "{ get x() { throw new Proxy({}, { get() { throw 2; } }); } }"]

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
