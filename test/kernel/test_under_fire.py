"""The kernel answers the next cell, whatever was sent, thrown or interrupted before.

`LAB_FIRE=1 pytest test/kernel/test_under_fire.py` fires as often as a release asks for: 10,000 messages, 500 interrupts.
"""

import os
import random
import signal
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from place import NOTEBOOKS
from shapes import DEAF, ENDLESS, EVENTS, QUIET, SURROUNDINGS, UNDESCRIBABLE, UNREACHED, UNWRITABLE, WAITING, fuzzed

PATIENCE = 240
SIGNAL = "(globalThis as any)[Symbol.for('efficientnet-lab.kernel')].interruptSignal()"
FULL = "LAB_FIRE" in os.environ
MESSAGES, INTERRUPTS, THROWS, SIGNALS = (10_000, 500, 100, 200) if FULL else (300, len(ENDLESS), len(UNDESCRIBABLE), 20)


def assert_answers(kernel, stream_text, number):
    reply = {"status": "aborted"}
    while reply["status"] == "aborted":  # behind a cell that fails
        reply, outputs = kernel.run(f"console.log({number} * 2)", timeout=PATIENCE)
    assert (reply["status"], stream_text(outputs)) == ("ok", f"{number * 2}\n")


def interrupt(kernel):
    """Interrupts and waits for the reply, so that the next cell comes after it."""
    client = kernel.client
    request = client.session.msg("interrupt_request", {})
    client.control_channel.send(request)
    reply = {"parent_header": {}}
    while reply["parent_header"].get("msg_id") != request["msg_id"]:
        reply = kernel.receive(client.get_control_msg, time.monotonic() + PATIENCE)
    assert (reply["msg_type"], reply["content"]["status"]) == ("interrupt_reply", "ok")


def assert_rests(kernel, seconds=0.4, patience=20):
    """The kernel takes no processor time to speak of: at once, or when it has cleared up what it had to."""
    shares = []
    while not shares or (shares[-1] >= 0.3 and len(shares) < patience):
        shares.append(cpu_share(kernel, seconds))
    assert shares[-1] < 0.3, shares


def cpu_share(kernel, seconds):
    """Share of one core that the kernel takes meanwhile, where the system tells it."""
    stat = Path(f"/proc/{kernel.manager.provisioner.pid}/stat")
    if not stat.exists():
        pytest.skip("no /proc")

    def ticks():
        fields = stat.read_text().rsplit(")", 1)[1].split()
        return int(fields[11]) + int(fields[12])

    before = ticks()
    time.sleep(seconds)
    return (ticks() - before) / os.sysconf("SC_CLK_TCK") / seconds


def test_interrupts_end_cells_of_every_shape(kernel, stream_text):
    chance = random.Random(15)
    shapes = list(ENDLESS.items())
    for number in range(INTERRUPTS):
        name, code = shapes[number % len(shapes)]
        request = kernel.client.execute(code)
        if number < len(shapes):
            kernel.wait_for_text(request, "started")
        else:
            time.sleep(chance.random() * 0.5)
        interrupt(kernel)
        reply, _ = kernel.collect(request, timeout=PATIENCE)
        assert reply["status"] == "error", (number, name, reply)
        assert_answers(kernel, stream_text, number)
    assert_rests(kernel)


@pytest.mark.parametrize("call", DEAF.values(), ids=DEAF)
def test_a_process_that_is_waited_for_and_does_not_listen_is_ended(kernel, stream_text, call):
    kernel.run("const background = require('child_process').spawn('sleep', ['1000'], { detached: true });")
    request = kernel.client.execute(f"console.log('started'); require('child_process').{call}; for (;;) {{}}")
    kernel.wait_for_text(request, "started")
    interrupt(kernel)
    assert kernel.collect(request, timeout=PATIENCE)[0]["status"] == "error"
    # Others that cells have started go on.
    assert stream_text(kernel.run("String(background.exitCode) + background.kill('SIGKILL')")[1]) == "nulltrue\n"


@pytest.mark.parametrize("call", ["execSync('sleep 1000')", "spawnSync('sleep', ['1000'], { stdio: 'inherit' })"])
def test_a_loop_that_begins_processes_anew_is_ended(kernel, stream_text, call):
    """It catches what the end of each throws, and is nowhere but in Node's code and the kernel's around it."""
    request = kernel.client.execute(f"console.log('started'); for (;;) {{ try {{ require('child_process').{call}; }} catch {{ }} }}")
    kernel.wait_for_text(request, "started")
    interrupt(kernel)
    reply, outputs = kernel.collect(request, timeout=PATIENCE)
    assert reply["ename"] == "KeyboardInterrupt"
    assert "restart the kernel" not in stream_text(outputs, "stderr")
    assert_answers(kernel, stream_text, 13)


@pytest.mark.parametrize("code", UNREACHED.values(), ids=UNREACHED)
def test_an_interrupt_that_reaches_nothing_says_what_helps(start_kernel, code):
    with start_kernel() as stuck:
        request = stuck.client.execute(code)
        stuck.wait_for_text(request, "started")
        interrupt(stuck)
        stuck.wait_for_text(request, "restart the kernel", timeout=PATIENCE)


def test_what_hears_the_abort_signal_may_be_ended_itself(kernel, stream_text):
    request = kernel.client.execute(
        f"{SIGNAL}.addEventListener('abort', () => {{ for (;;) {{}} }}); console.log('started'); await new Promise(() => {{}});"
    )
    kernel.wait_for_text(request, "started")
    interrupt(kernel)
    assert kernel.collect(request, timeout=PATIENCE)[0]["ename"] == "KeyboardInterrupt"
    assert_answers(kernel, stream_text, 9)


def open_comm(kernel, target):
    request = kernel.client.session.msg("comm_open", {"comm_id": target, "target_name": target, "data": {}})
    kernel.client.shell_channel.send(request)
    return request["msg_id"]


def wait_for_state(kernel, msg_id, state):
    content = {}
    while content.get("execution_state") != state:
        message = kernel.receive(kernel.client.get_iopub_msg, time.monotonic() + PATIENCE)
        if message["parent_header"].get("msg_id") == msg_id:
            content = message["content"]


def test_a_comm_that_is_ended_leaves_the_kernel_idle(kernel):
    kernel.run("(globalThis as any)[Symbol.for('efficientnet-lab.kernel')].registerCommTarget('endless', () => { for (;;) {} });")
    request = open_comm(kernel, "endless")
    wait_for_state(kernel, request, "busy")
    interrupt(kernel)
    wait_for_state(kernel, request, "idle")


def test_an_interrupt_never_ends_the_kernels_own_code(kernel):
    """It comes while the kernel calls a handler; what would end it is the handler."""
    kernel.run("""
const [targets, end] = ['kernel', 'kernel.end-code'].map((name) => (globalThis as any)[Symbol.for(`efficientnet-lab.${name}`)]);
targets.registerCommTarget('end', end.bind(null, true));""")
    wait_for_state(kernel, open_comm(kernel, "end"), "idle")


def test_what_stands_in_line_behind_an_ended_immediate_runs(kernel, stream_text):
    """Those of an earlier cell, which has ended by itself."""
    kernel.run("""
const ran: string[] = [];
const later = require('async_hooks').AsyncResource.bind((name: string) => setImmediate((x) => ran.push(x), name));""")
    request = kernel.client.execute(
        "setImmediate(() => { console.log('started'); for (;;) {} }); later('second');"
        "clearImmediate(later('cleared')); setImmediate(() => ran.push('own')); later('third'); await new Promise(() => {});"
    )
    kernel.wait_for_text(request, "started")
    interrupt(kernel)
    kernel.collect(request, timeout=PATIENCE)
    assert stream_text(kernel.run("ran.join()")[1]) == "second,third\n"
    assert_rests(kernel)


def test_a_cell_that_is_given_up_goes_on_no_further_than_its_next_timer(kernel, stream_text):
    kernel.run("let turns = 0; const turn = () => { turns++; };")
    kernel.run("const earlier = async () => { for (;;) { turn(); await new Promise((r) => setTimeout(r, 5)); } };")
    kernel.run("const background = setInterval(turn, 1e6); const kept = setTimeout(() => {}, 1e6);")
    for name, code in WAITING.items():
        request = kernel.client.execute(f"console.log('started'); {code}")
        kernel.wait_for_text(request, "started")
        time.sleep(0.05)
        interrupt(kernel)
        reply, _ = kernel.collect(request, timeout=PATIENCE)
        assert reply["ename"] == "KeyboardInterrupt", name
        kernel.run("await new Promise((r) => setTimeout(r, 20)); turns = 0;")
        assert stream_text(kernel.run("await new Promise((r) => setTimeout(r, 50)); turns")[1]) == "0\n", name
    # Timers of cells that have ended by themselves stay.
    assert stream_text(kernel.run("const lasts = (background as any)._destroyed || (kept as any)._destroyed; lasts")[1]) == "false\n"


def test_a_cell_that_is_given_up_goes_on_to_no_further_event(kernel, stream_text):
    assert kernel.run(SURROUNDINGS)[0]["status"] == "ok"
    for name, code in EVENTS.items():
        request = kernel.client.execute(code)
        kernel.wait_for_text(None, "turned")
        interrupt(kernel)
        reply, _ = kernel.collect(request, timeout=PATIENCE)
        assert reply["ename"] == "KeyboardInterrupt", (name, reply)
        # What was under way comes to its end, and nothing after it begins.
        shown = stream_text(kernel.run(QUIET)[1])
        assert shown == "0,true\n", name
        # What earlier cells left running answers, and the same cell's means work anew.
        shown = stream_text(kernel.run("await (await fetch(address)).text() + (await fs.promises.readFile(file)).length")[1])
        assert shown == "one\ntwo\n8\n", name
    kernel.run("clearInterval(beat); server.close(); echo.close(); await worker.terminate(); fs.rmSync(folder, { recursive: true });")


def test_only_the_code_of_a_cell_that_was_given_up_ends(kernel, stream_text):
    kernel.run("""
import { AsyncResource } from 'async_hooks';
import { EventEmitter } from 'events';
const early = new EventEmitter();
const emitEarly = AsyncResource.bind(early.emit.bind(early));
const heard: string[] = [];
early.on('x', () => { heard.push('early'); });""")
    request = kernel.client.execute("""
const opened = new EventEmitter();
const twice = (x: number) => Number(x) * 2;
const slowly = async (x: number) => { await null; return twice(x); };
const emitOpened = AsyncResource.bind(opened.emit.bind(opened));
early.on('x', () => { heard.push('ended'); });
console.log('started'); await new Promise(() => {});""")
    kernel.wait_for_text(request, "started")
    interrupt(kernel)
    assert kernel.collect(request, timeout=PATIENCE)[0]["ename"] == "KeyboardInterrupt"
    # A newer cell calls its functions, and is called by what it has opened.
    kernel.run("opened.on('y', () => { heard.push('newer'); }); emitOpened('y');")
    # An older cell's emitter calls its listeners no longer.
    kernel.run("emitEarly('x');")
    shown = stream_text(kernel.run("[...heard, twice(3), await slowly(5)].join()")[1])
    assert shown == "newer,early,6,10\n"


def test_a_cell_that_is_interrupted_before_it_begins_never_does(kernel, stream_text):
    kernel.run("""
let begun = false;
setTimeout(() => {
  console.log('busy');
  for (const end = Date.now() + 3000; Date.now() < end; ) {}
}, 50);""")
    kernel.wait_for_text(None, "busy")
    request = kernel.client.execute("begun = true;")
    interrupt(kernel)
    assert kernel.collect(request, timeout=PATIENCE)[0]["ename"] == "KeyboardInterrupt"
    assert stream_text(kernel.run("begun")[1]) == "false\n"


def test_a_second_interrupt_ends_the_cells_own_code_where_what_it_calls_listens(kernel, stream_text):
    kernel.run("let rounds = 0; const round = async () => { rounds++; await require('fs').promises.stat('.'); };")
    request = kernel.client.execute(f"{SIGNAL}; console.log('started'); for (;;) {{ await round(); }}")
    kernel.wait_for_text(request, "started")
    interrupt(kernel)
    interrupt(kernel)
    assert kernel.collect(request, timeout=PATIENCE)[0]["ename"] == "KeyboardInterrupt"
    kernel.run("await new Promise((r) => setTimeout(r, 20)); rounds = 0;")
    assert stream_text(kernel.run("await new Promise((r) => setTimeout(r, 50)); rounds")[1]) == "0\n"


@pytest.mark.parametrize(
    "code, expected",
    [
        ("const f = function () { 'use strict'; String(1); return this; }; String(f())", "undefined"),
        ("const f = async (x: number) => ({ x: await x }); (await f(3)).x", "3"),
        ("[...(function* () { yield String(1); yield* [2]; })()].join()", "1,2"),
        ("let sum = 0; out: for await (const x of [1, Promise.resolve(2), 9]) { if (x > 2) break out; else sum += x; } sum", "3"),
        ("await (null ?? String(4)) || 5", "4"),
        ("class A { async x() { return (await this.y()) + 1; } y() { return String(1); } } await new A().x()", "11"),
        ("const send = (x: number) => String(x); new Function(`return (${send})(7)`)()", "7"),
        ("require('vm').runInNewContext(`(${async (x: any) => await String(x)})(8)`).constructor.name", "Promise"),
        ("const give = () => ({ a: String(6) }); give().a", "6"),
        ("const comma = () => (String(1), String(2)); comma()", "2"),
    ],
)
def test_places_at_which_a_cell_may_end_change_nothing_else(kernel, stream_text, code, expected):
    reply, outputs = kernel.run(code)
    assert (reply["status"], stream_text(outputs)) == ("ok", f"{expected}\n"), reply


def test_where_node_cannot_end_code_the_kernel_says_so_and_ends_what_awaits(start_kernel, stream_text, tmp_path):
    preload = tmp_path / "preload.cjs"
    preload.write_text("delete process._fatalException;")
    log = tmp_path / "log"
    env = {**os.environ, "NODE_OPTIONS": f"--require {preload}"}
    with log.open("w") as stderr, start_kernel(env=env, stderr=stderr) as limited:
        loop = "console.log('started'); for (;;) { await require('fs').promises.stat('.'); }"
        for code in [ENDLESS["an await without end"], loop]:
            request = limited.client.execute(code)
            limited.wait_for_text(request, "started")
            interrupt(limited)
            assert limited.collect(request, timeout=PATIENCE)[0]["ename"] == "KeyboardInterrupt"
            assert_answers(limited, stream_text, 5)
    assert log.read_text().count("no loop that does not") == 1


def test_a_cell_cannot_take_the_interrupt_away(kernel, stream_text):
    kernel.run("process.removeAllListeners('SIGINT'); process.removeAllListeners();")
    request = kernel.client.execute("console.log('started'); for (;;) {}")
    kernel.wait_for_text(request, "started")
    interrupt(kernel)
    assert kernel.collect(request, timeout=PATIENCE)[0]["ename"] == "KeyboardInterrupt"
    assert_answers(kernel, stream_text, 6)


def test_an_interrupt_that_follows_another_at_once_is_heard(kernel, stream_text):
    """To what a cell waits for the kernel sends a signal again, which comes back to it: that one is no interrupt."""
    waits = "require('child_process').execSync('sleep 1000');"
    first = kernel.client.execute(f"console.log('started'); try {{ {waits} }} catch {{ }} {waits}")
    kernel.wait_for_text(first, "started")
    interrupt(kernel)
    # Behind the interrupt: it begins as soon as the first is ended.
    second = kernel.client.execute(ENDLESS["a loop"])
    kernel.wait_for_text(second, "started")
    interrupt(kernel)
    assert kernel.collect(second, timeout=PATIENCE)[0]["status"] == "error"
    assert_answers(kernel, stream_text, 2)


def test_a_signal_beside_an_interrupt_is_a_second_one(kernel):
    """The kernel signals a cell's processes at an interrupt; who signals it at that moment is heard too."""
    chance = random.Random(3)
    code = f"{SIGNAL}; console.log('started'); await new Promise(() => {{}});"
    for number in range(SIGNALS):
        request = kernel.client.execute(code)
        kernel.wait_for_text(request, "started")
        kernel.client.control_channel.send(kernel.client.session.msg("interrupt_request", {}))
        time.sleep(chance.random() * 0.01)
        os.kill(kernel.manager.provisioner.pid, signal.SIGINT)
        began = time.monotonic()
        assert kernel.collect(request, timeout=PATIENCE)[0]["ename"] == "KeyboardInterrupt"
        # The first alone leaves the cell ten seconds.
        assert time.monotonic() - began < 8, number


def test_signals_alone_end_cells_too(kernel, stream_text):
    for name in ["a loop", "a loop that awaits"]:
        request = kernel.client.execute(ENDLESS[name])
        kernel.wait_for_text(request, "started")
        kernel.manager.signal_kernel(2)
        reply, _ = kernel.collect(request, timeout=PATIENCE)
        assert reply["ename"] == "KeyboardInterrupt"
        assert_answers(kernel, stream_text, 3)


def test_what_cannot_be_described_is_thrown_and_survived(kernel, stream_text):
    for number in range(THROWS):
        code = UNDESCRIBABLE[number % len(UNDESCRIBABLE)]
        reply, outputs = kernel.run(code, timeout=PATIENCE)
        assert reply["status"] == "error", code
        assert [o for o in outputs if o["msg_type"] == "error"], code
        assert_answers(kernel, stream_text, number)


@pytest.mark.parametrize(
    "code, told",
    [
        ("const e: any = new Error('itself'); e.cause = e; throw e;", ["itself"]),
        ("const e: any = new Error('outer'); e.cause = new Error('inner'); throw e;", ["outer", "Caused by", "inner"]),
        ("const e: any = new Error('made anew'); Object.defineProperty(e, 'cause', { get() { return Object.create(e); } }); throw e;", ["made anew"]),
        ("throw new Proxy(new Error('x'), { get() { throw 1; }, getPrototypeOf() { throw 2; } });", ["Proxy"]),
        ("class Endless extends Error { get message(): any { return this.message; } } throw new Endless();", ["cannot be read"]),
    ],
)
def test_as_much_is_told_of_an_error_as_can_be(kernel, code, told):
    reply, _ = kernel.run(code)
    text = "\n".join(reply["traceback"])
    assert all(part in text for part in told), reply
    assert len(text) < 5000


def signed(kernel, header, content):
    """Sends what may be no JSON, as bytes."""
    session = kernel.client.session
    parts = [session.pack(part) if not isinstance(part, bytes) else part for part in (header, {}, {}, content)]
    kernel.client.shell_channel.socket.send_multipart([b"<IDS|MSG>", session.sign(parts), *parts])


def test_a_header_that_is_nested_without_end_is_answered(kernel):
    session = kernel.client.session
    header = session.msg_header("kernel_info_request")
    deep = b'{"extra":' + b"[" * 100_000 + b"]" * 100_000 + b"," + session.pack(header)[1:]
    signed(kernel, deep, {})
    assert kernel.reply(header["msg_id"], timeout=PATIENCE)["content"]["status"] == "ok"


def test_content_that_is_no_json_is_answered(kernel):
    header = kernel.client.session.msg_header("execute_request")
    signed(kernel, header, b"{")
    assert kernel.reply(header["msg_id"], timeout=PATIENCE)["content"]["ename"] == "RequestError"


@pytest.mark.parametrize("depth", [1000, 5000, 20_000, 1_000_000])
def test_what_is_nested_without_end_is_answered_and_not_repeated(kernel, depth):
    deep = b"[" * depth + b"]" * depth
    for kind, content in [
        ("execute_request", b'{"code":' + deep + b"}"),
        ("complete_request", b'{"code":"1","cursor_pos":' + deep + b"}"),
        ("inspect_request", deep),
    ]:
        header = kernel.client.session.msg_header(kind)
        signed(kernel, header, content)
        assert kernel.reply(header["msg_id"], timeout=PATIENCE)["content"]["status"] == "error"
    for comm_id in [deep, b"5", b"null"]:
        signed(kernel, kernel.client.session.msg_header("comm_open"), b'{"target_name":"nobody","comm_id":' + comm_id + b"}")
    _, outputs = kernel.run("1")
    assert "comm_close" not in [o["msg_type"] for o in outputs]


def test_messages_with_binary_buffers_are_answered(kernel, stream_text):
    """Jupyter signs the four parts of a message, and sends its buffers behind them."""
    kernel.run("""
const heard: any[] = [];
(globalThis as any)[Symbol.for('efficientnet-lab.kernel')].registerCommTarget('buffers', (comm: any) => {
  comm.onMessage = (data: any) => heard.push(data.x);
});""")
    client = kernel.client
    for kind, content in [("comm_open", {"target_name": "buffers"}), ("comm_msg", {"data": {"x": 5}})]:
        message = client.session.msg(kind, {"comm_id": "with buffers", **content})
        client.session.send(client.shell_channel.socket, message, buffers=[b"\0\xff", b""])
    assert stream_text(kernel.run("heard.join()")[1]) == "5\n"


@pytest.mark.parametrize("value", UNWRITABLE)
def test_what_cannot_be_written_throws_where_it_is_shown(kernel, stream_text, value):
    """Also as an update that would have to wait."""
    reply, outputs = kernel.run(f"""
const circular: any = {{}}; circular.circular = circular;
const shown = require('tslab').newDisplay();
const told: string[] = [];
for (const value of [{{ x: 1 }}, {{ x: 2 }}, {value}, {{ x: 3 }}]) {{
  try {{ shown.raw('application/json', value); }} catch {{ told.push('threw'); }}
}}
told.join()""", timeout=PATIENCE)
    assert (reply["status"], stream_text(outputs)) == ("ok", "threw\n"), reply
    updates = [o["content"]["data"]["application/json"] for o in outputs if o["msg_type"].endswith("display_data")]
    assert updates[-1] == {"x": 3}


def test_a_cell_that_replaces_timers_and_clock_loses_nothing(kernel, stream_text):
    kernel.run("""
const own = { setTimeout, clearTimeout, setImmediate }, now = Date.now;
Object.assign(globalThis, { setTimeout: () => 0, clearTimeout() {}, setImmediate: () => 0 });
Date.now = () => NaN;""")
    assert_answers(kernel, stream_text, 10)
    kernel.run("Object.assign(globalThis, own); Date.now = now;")
    assert_answers(kernel, stream_text, 11)


def test_an_error_in_a_long_line_is_told_in_few_words(kernel):
    code = ";".join(f"missing{i}" for i in range(2000))
    for failing in [code, f"{'/* */' * 20_000} throw new Error('x');"]:
        reply, _ = kernel.run(failing, timeout=PATIENCE)
        assert reply["status"] == "error" and len(str(reply["traceback"])) < 300_000


def test_an_interrupted_compiler_is_made_anew(kernel, stream_text):
    digits = " | ".join(f"'{digit}'" for digit in range(10))
    slow = "".join(f"type N{i} = `${{D}}${{D}}${{D}}${{D}}{i}`; const n{i}: N{i} | 0 = (0 as any as N{i});" for i in range(300))
    request = kernel.client.execute(f"type D = {digits};\n{slow}")
    time.sleep(1)
    interrupt(kernel)
    interrupt(kernel)
    assert kernel.collect(request, timeout=PATIENCE)[0]["ename"] == "KeyboardInterrupt"
    assert_answers(kernel, stream_text, 8)


def test_a_compiler_that_fails_on_a_completion_is_made_anew(kernel, stream_text):
    deep = "1 + " + "(" * 5000 + "1" + ")" * 5000
    for kind in ["complete_request", "inspect_request"]:
        message = kernel.client.session.msg(kind, {"code": deep, "cursor_pos": len(deep), "detail_level": 0})
        kernel.client.shell_channel.send(message)
        assert "nested too deeply" in kernel.reply(message["msg_id"], timeout=PATIENCE)["content"]["evalue"]
        assert_answers(kernel, stream_text, 12)


def test_a_package_that_changes_on_disk_stops_no_cell(start_kernel, stream_text):
    with TemporaryDirectory(dir=NOTEBOOKS) as folder:
        package = Path(folder, "node_modules", "changing")
        package.mkdir(parents=True)
        (package / "index.js").write_text("exports.value = 1;")
        types = package / "index.d.ts"
        types.write_text("export const value: number;")
        with start_kernel(cwd=folder) as one:
            assert stream_text(one.run("import { value } from 'changing'; value")[1]) == "1\n"
            for number, manifest in enumerate(['{ "name": "changing" }', '{ "name": "changing", "version": "2.0.0" }']):
                # As an installation does: the compiler had looked for this file in vain.
                (package / "package.json").write_text(manifest)
                types.write_text(f"export const value: number; export const other{number}: string;")
                # What watches files tells of them within a second or two.
                one.run("await new Promise((done) => setTimeout(done, 3000));")
                assert_answers(one, stream_text, number)


def test_random_signed_messages_are_answered_or_dropped(kernel, stream_text):
    client, session = kernel.client, kernel.client.session
    kernel.run("const uncaught: string[] = []; process.on('uncaughtException', (e) => uncaught.push(String(e)));")
    chance = random.Random(15)
    for number in range(MESSAGES):
        header, content = fuzzed(chance, session)
        parts = [session.pack(part) if not isinstance(part, bytes) else part for part in (header, {}, {}, content)]
        channel = client.shell_channel if number % 7 else client.control_channel
        channel.socket.send_multipart([b"<IDS|MSG>", session.sign(parts), *parts])
        if number % 100 == 99:
            assert_answers(kernel, stream_text, number)
    assert stream_text(kernel.run("uncaught.join()")[1]).strip() == ""


@pytest.mark.parametrize(
    "kind, content",
    [
        ("history_request", {"hist_access_type": "tail", "n": 10, "raw": True, "output": False}),
        ("execute_request", None),
        ("execute_request", {"code": 5}),
        ("complete_request", {"code": "1", "cursor_pos": 99}),
        ("inspect_request", None),
        ("debug_request", {"command": "x"}),
        ("no_such_request", {}),
        ("toString", {}),
    ],
)
def test_every_request_is_answered_without_a_word_in_an_output(kernel, kind, content):
    client = kernel.client
    message = client.session.msg(kind, content)
    client.shell_channel.send(message)
    reply, outputs = kernel.collect(message["msg_id"], timeout=PATIENCE)
    assert reply["status"] == ("ok" if kind == "history_request" else "error")
    assert not [o for o in outputs if o["msg_type"] == "stream"]


def test_code_that_is_too_deep_says_so_and_the_next_runs(kernel, stream_text):
    for depth in [500, 1000, 5000]:
        kernel.run("1 + " + "(" * depth + "1" + ")" * depth, timeout=PATIENCE)
    reply, _ = kernel.run("1 + " + "(" * 5000 + "1" + ")" * 5000, timeout=PATIENCE)
    assert "nested too deeply" in reply["evalue"]
    assert_answers(kernel, stream_text, 4)


def test_a_failed_cell_keeps_what_it_declared(kernel, stream_text):
    kernel.run("let other = 'old', emptied: any = 'full';")
    kernel.run("const kept = 5; class Kept { x = 1 } throw new Error('no'); const lost = 1; let other = 3;")
    reply, outputs = kernel.run("[kept, new Kept().x, other.length].join()")
    assert stream_text(outputs) == "5,1,3\n", reply
    assert kernel.run("lost")[0]["evalue"].endswith("Cannot find name 'lost'.")
    # What has no value yet, or none that says so, was reached too; a function is there from the beginning.
    kernel.run("""
let later: number, sure!: number, emptied: any; const found = [1].find((x) => x > 1), { none } = {} as { none?: string };
const first = atEnd(), missed = (() => { throw 1; })();
function atEnd() { return 'end'; }""")
    reply, outputs = kernel.run("later = 1; sure = 2; [later, sure, emptied, found, none, first, atEnd()].join()")
    assert stream_text(outputs) == "1,2,,,,end,end\n", reply
    assert kernel.run("missed")[0]["evalue"].endswith("Cannot find name 'missed'.")


def test_a_failed_cell_keeps_what_it_said_of_the_global_scope(kernel, stream_text):
    kernel.run("declare global { var everywhere: number; } globalThis.everywhere = 5; throw 1;")
    assert stream_text(kernel.run("globalThis.everywhere + 1")[1]) == "6\n"


@pytest.mark.parametrize("wait", ["", "await 1; "])
def test_a_cell_that_is_ended_in_a_loop_keeps_what_it_declared(kernel, stream_text, wait):
    request = kernel.client.execute(f"const reached = {{ steps: 7 }}; {wait}console.log('started'); for (;;) {{}}")
    kernel.wait_for_text(request, "started")
    interrupt(kernel)
    assert kernel.collect(request, timeout=PATIENCE)[0]["ename"] == "KeyboardInterrupt"
    assert stream_text(kernel.run("reached.steps")[1]) == "7\n"


def test_a_cell_interrupted_twice_keeps_what_it_declared(kernel, stream_text):
    request = kernel.client.execute(
        f"const model = {{ trained: 1 }}; {SIGNAL}; console.log('started'); await new Promise(() => {{}});"
    )
    kernel.wait_for_text(request, "started")
    interrupt(kernel)
    began = time.monotonic()
    interrupt(kernel)
    assert kernel.collect(request, timeout=PATIENCE)[0]["ename"] == "KeyboardInterrupt"
    # The first alone leaves the cell ten seconds.
    assert time.monotonic() - began < 8
    assert stream_text(kernel.run("model.trained")[1]) == "1\n"


@pytest.mark.parametrize(
    "call",
    [
        "execSync('echo out; echo err >&2', { stdio: 'inherit' })",
        "execFileSync('sh', ['-c', 'echo out; echo err >&2'], { stdio: ['ignore', 'inherit', 'inherit'] })",
        "spawnSync('sh', ['-c', 'echo out; echo err >&2'], { stdio: [0, 1, 2] })",
        "spawn('sh', ['-c', 'echo out; echo err >&2'], { stdio: 'inherit' })",
        "fork('-e', ['console.log(`out`); console.error(`err`)'], { execArgv: ['-e', 'console.log(`out`); console.error(`err`)'] })",
    ],
)
def test_what_a_process_inherits_reaches_its_cell(kernel, stream_text, call):
    cell = f"const child: any = require('child_process').{call};"
    waits = "if (child?.once) { await new Promise<void>((done) => child.once('close', () => done())); }"
    _, outputs = kernel.run(f"{cell}\n{waits}")
    assert (stream_text(outputs), stream_text(outputs, "stderr")) == ("out\n", "err\n")


def test_text_in_any_output_is_well_formed(kernel):
    reply, outputs = kernel.run("""
import { display } from 'tslab';
console.log('a\\ud800b \\\\ud800 \\ud83d\\ude00');
display.raw('text/x', { ['\\udc00']: '\\udfff' } as any);
const failure = new Error('\\ud800'); throw failure;""")
    told = str([reply, *[o["content"] for o in outputs]])
    told.encode()
    assert "a\ufffdb" in told and "\U0001f600" in told


def test_a_forgotten_await_shows_a_sentence(kernel, stream_text):
    shown = stream_text(kernel.run("(async () => 5)()")[1])
    assert "Write `await`" in shown and "Symbol" not in shown


def test_no_other_request_leaves_the_kernel_idle_while_a_cell_runs(kernel, gate):
    client = kernel.client
    cell = client.execute(f"console.log('started'); {gate.waits}")
    kernel.wait_for_text(cell, "started")
    client.shell_channel.send(client.session.msg("comm_open", {"comm_id": "s", "target_name": "nobody", "data": {}}))
    client.shell_channel.send(client.session.msg("comm_msg", {"comm_id": "s", "data": {}}))
    kernel.reply(client.kernel_info(), timeout=PATIENCE)
    gate.open()
    states = []
    while not states or states[-1] != ("idle", cell):
        message = kernel.receive(client.get_iopub_msg, time.monotonic() + PATIENCE)
        if message["msg_type"] == "status":
            states.append((message["content"]["execution_state"], message["parent_header"]["msg_id"]))
    kinds = [state for state, _ in states]
    # The answer to `kernel_info` alone is told at once, and the cell's state after it.
    assert kinds.count("idle") == 2 and kinds[-2:] == ["busy", "idle"]
    assert states[-2] == ("busy", cell)
