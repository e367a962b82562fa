"""The kernel answers the next cell, whatever was sent, thrown or interrupted before.

`LAB_FIRE=1 pytest test/kernel/test_under_fire.py` fires as often as a release asks for: 10,000 messages, 500 interrupts.
"""

import os
import random
import time
from pathlib import Path

import pytest
from shapes import ENDLESS, UNDESCRIBABLE, WAITING, fuzzed

PATIENCE = 60
FULL = "LAB_FIRE" in os.environ
MESSAGES, INTERRUPTS, THROWS = (10_000, 500, 100) if FULL else (300, len(ENDLESS), len(UNDESCRIBABLE))


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


def cpu_share(kernel, seconds=0.4):
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
    assert cpu_share(kernel) < 0.3


def test_what_stands_in_line_behind_an_ended_immediate_runs(kernel, stream_text):
    request = kernel.client.execute(
        "setImmediate(() => { console.log('started'); for (;;) {} }); setImmediate((x) => console.log(x), 'second');"
        "clearImmediate(setImmediate(() => console.log('cleared'))); setImmediate(() => console.log('third'));"
        "await new Promise(() => {});"
    )
    kernel.wait_for_text(request, "started")
    interrupt(kernel)
    _, outputs = kernel.collect(request, timeout=PATIENCE)
    assert stream_text(outputs) == "second\nthird\n"
    assert cpu_share(kernel) < 0.3


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


def test_random_signed_messages_are_answered_or_dropped(kernel, stream_text):
    client, session = kernel.client, kernel.client.session
    chance = random.Random(15)
    for number in range(MESSAGES):
        header, content = fuzzed(chance, session)
        parts = [session.pack(part) if not isinstance(part, bytes) else part for part in (header, {}, {}, content)]
        channel = client.shell_channel if number % 7 else client.control_channel
        channel.socket.send_multipart([b"<IDS|MSG>", session.sign(parts), *parts])
        if number % 100 == 99:
            assert_answers(kernel, stream_text, number)
    assert_answers(kernel, stream_text, 1)


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
    kernel.run("let other = 'old';")
    kernel.run("const kept = 5; class Kept { x = 1 } throw new Error('no'); const lost = 1; let other = 3;")
    reply, outputs = kernel.run("[kept, new Kept().x, other.length].join()")
    assert stream_text(outputs) == "5,1,3\n", reply
    assert kernel.run("lost")[0]["evalue"].endswith("Cannot find name 'lost'.")


def test_a_cell_interrupted_twice_keeps_what_it_declared(kernel, stream_text):
    bridge = "(globalThis as any)[Symbol.for('efficientnet-lab.kernel')]"
    request = kernel.client.execute(
        f"const model = {{ trained: 1 }}; {bridge}.interruptSignal(); console.log('started'); await new Promise(() => {{}});"
    )
    kernel.wait_for_text(request, "started")
    interrupt(kernel)
    interrupt(kernel)
    assert kernel.collect(request, timeout=PATIENCE)[0]["ename"] == "KeyboardInterrupt"
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


def test_no_other_request_leaves_the_kernel_idle_while_a_cell_runs(kernel):
    client = kernel.client
    cell = client.execute("console.log('started'); await new Promise((done) => setTimeout(done, 1500));")
    kernel.wait_for_text(cell, "started")
    client.shell_channel.send(client.session.msg("comm_open", {"comm_id": "s", "target_name": "nobody", "data": {}}))
    client.shell_channel.send(client.session.msg("comm_msg", {"comm_id": "s", "data": {}}))
    client.kernel_info()
    states = []
    while not states or states[-1] != ("idle", cell):
        message = kernel.receive(client.get_iopub_msg, time.monotonic() + PATIENCE)
        if message["msg_type"] == "status":
            states.append((message["content"]["execution_state"], message["parent_header"]["msg_id"]))
    kinds = [state for state, _ in states]
    # The answer to `kernel_info` alone is told at once, and the cell's state after it.
    assert kinds.count("idle") == 2 and kinds[-2:] == ["busy", "idle"]
    assert states[-2] == ("busy", cell)
