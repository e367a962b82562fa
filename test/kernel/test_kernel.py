"""The mended kernel against the protocol, as a front end meets it."""

import os
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from jupyter_client.connect import write_connection_file
from place import KERNEL, NOTEBOOKS

#: Seconds for what comes at once unless the machine is very busy.
PATIENCE = 240
BRIDGE = "(globalThis as any)[Symbol.for('efficientnet-lab.kernel')]"


def test_tells_who_it_is(kernel):
    msg_id = kernel.client.kernel_info()
    content = kernel.reply(msg_id)["content"]
    assert content["status"] == "ok"
    assert content["language_info"]["name"] == "typescript"
    assert content["language_info"]["file_extension"] == ".ts"


def test_all_its_messages_are_of_one_session_of_its_own(kernel):
    client = kernel.client
    reply = kernel.reply(client.kernel_info())
    request = client.execute("console.log('text')")
    _, outputs = kernel.collect(request)
    sessions = {message["header"]["session"] for message in [reply, *outputs]}
    assert len(sessions) == 1
    assert client.session.session not in sessions


def test_200_cells_each_get_their_reply(kernel, stream_text):
    # The stock kernel loses messages from the 167th on.
    for i in range(200):
        reply, outputs = kernel.run(f"console.log({i} + 1)", timeout=PATIENCE)
        assert reply["status"] == "ok"
        assert stream_text(outputs) == f"{i + 1}\n"


def test_20000_lines_arrive_whole_and_in_order(kernel, stream_text):
    reply, outputs = kernel.run("for (let i = 0; i < 20000; i++) console.log('line ' + i)")
    assert reply["status"] == "ok"
    assert stream_text(outputs).splitlines() == [f"line {i}" for i in range(20000)]
    assert len(outputs) < 10_000
    # Jupyter's server drops messages beyond 1,000 a second, over three seconds.
    sent = [o["header"]["date"] for o in outputs]
    assert max(sum(0 <= (other - first) / timedelta(seconds=1) < 3 for other in sent) for first in sent) < 3000


def test_text_and_display_keep_their_order(kernel):
    _, outputs = kernel.run("""
import { display } from 'tslab';
console.log('before'); display.text('shown'); console.log('after');""")
    kinds = [o["msg_type"] for o in outputs if o["msg_type"] in ("stream", "display_data")]
    assert kinds == ["stream", "display_data", "stream"]


@pytest.mark.parametrize("wait", ["", "if (i % 20 === 0) await new Promise((resolve) => setTimeout(resolve));"])
def test_of_10000_quick_updates_the_last_arrives(kernel, wait):
    """What is sent at once a Jupyter server drops in part; some are passed over here, and the last never is."""
    _, outputs = kernel.run(f"""
const output = globalThis[Symbol.for('efficientnet-lab.kernel')].cellOutput();
output.display({{ 'text/plain': 'start' }}, {{ displayId: 'quick' }});
for (let i = 1; i <= 10_000; i++) {{
  output.display({{ 'text/plain': `update ${{i}} ${{'.'.repeat(1000)}}` }}, {{ displayId: 'quick', update: true }});
  {wait}
}}""")
    updates = [o["content"] for o in outputs if o["msg_type"] == "update_display_data"]
    assert updates[-1]["data"]["text/plain"].startswith("update 10000 ")
    assert updates[-1]["transient"] == {"display_id": "quick"}
    assert len(updates) < 500


def test_comm_is_answered_while_a_cell_runs(kernel, stream_text):
    kernel.run(f"""
const bridge = {BRIDGE};
let finish: () => void;
const finished = new Promise<void>((done) => {{ finish = done; }});
bridge.registerCommTarget('test.echo', (comm: any) => {{
  comm.send({{ opened: comm.data }});
  comm.onMessage = (data: any) => (data.end ? finish() : comm.send({{ echo: data }}));
}});""")
    client = kernel.client
    cell = client.execute("console.log('cell runs'); await finished; console.log('cell done')")
    kernel.wait_for_text(cell, "cell runs")
    for kind, content in [
        ("comm_open", {"comm_id": "c1", "target_name": "test.echo", "data": {"a": 1}}),
        ("comm_msg", {"comm_id": "c1", "data": {"b": 2}}),
        ("comm_open", {"comm_id": "c2", "target_name": "nobody", "data": {}}),
    ]:
        client.shell_channel.send(client.session.msg(kind, content))
    seen = []
    while len(seen) < 3:
        message = kernel.receive(client.get_iopub_msg, time.monotonic() + PATIENCE)
        if message["msg_type"].startswith("comm_"):
            seen.append((message["msg_type"], message["content"]["comm_id"], message["content"]["data"]))
        assert not (message["msg_type"] == "stream" and "cell done" in message["content"]["text"])
    assert seen == [
        ("comm_msg", "c1", {"opened": {"a": 1}}),
        ("comm_msg", "c1", {"echo": {"b": 2}}),
        ("comm_close", "c2", {}),
    ]
    # The cell waits for this one.
    client.shell_channel.send(client.session.msg("comm_msg", {"comm_id": "c1", "data": {"end": True}}))
    reply, outputs = kernel.collect(cell)
    assert reply["status"] == "ok"
    assert stream_text(outputs) == "cell done\n"


def test_what_a_comm_shows_stays_with_the_cell_that_registered_it(kernel):
    client = kernel.client
    first = client.execute(f"{BRIDGE}.registerCommTarget('test.shown', (comm: any) => {{ console.log('shown ' + comm.data); }})")
    kernel.collect(first)
    kernel.run("'a newer cell'")
    client.shell_channel.send(client.session.msg("comm_open", {"comm_id": "c3", "target_name": "test.shown", "data": "here"}))
    kernel.wait_for_text(first, "shown here")


def test_comm_info_names_open_comms(kernel):
    client = kernel.client
    kernel.run(f"{BRIDGE}.registerCommTarget('test.info', () => undefined)")
    client.shell_channel.send(client.session.msg("comm_open", {"comm_id": "c9", "target_name": "test.info", "data": {}}))
    reply = kernel.reply(client.comm_info("test.info"))
    assert reply["msg_type"] == "comm_info_reply"
    assert reply["content"]["comms"] == {"c9": {"target_name": "test.info"}}


def interrupt_after(kernel, code, text):
    """Runs a cell, interrupts it when it has printed a text; its reply and outputs."""
    msg_id = kernel.client.execute(code)
    kernel.wait_for_text(msg_id, text)
    kernel.manager.interrupt_kernel()
    return kernel.collect(msg_id, timeout=PATIENCE)


def assert_usable(kernel, stream_text):
    reply, outputs = kernel.run("console.log(6 * 7)")
    assert (reply["status"], stream_text(outputs)) == ("ok", "42\n")


def test_interrupt_reaches_work_that_listens(kernel, stream_text):
    reply, outputs = interrupt_after(
        kernel,
        f"""
const signal: AbortSignal = {BRIDGE}.interruptSignal();
await new Promise(done => setTimeout(done, 100)); // past the synchronous start, which Node interrupts itself
console.log('started');
let steps = 0;
while (!signal.aborted) {{ steps++; await new Promise(done => setTimeout(done, 20)); }}
console.log('stopped by itself');""",
        "started",
    )
    assert reply["status"] == "ok"
    assert "stopped by itself" in stream_text(outputs)
    assert_usable(kernel, stream_text)


LONG_STEP = f"""
const bridge = {BRIDGE};
const signal: AbortSignal = bridge.interruptSignal();
const step = new Promise<void>(end => signal.addEventListener('abort', () => {{ console.log('heard'); LAST }}));
bridge.heeds(step);
await new Promise(done => setTimeout(done, 100));
console.log('started');
await step;
console.log('ended by itself');"""


def test_work_that_listens_ends_its_step_however_long_it_takes(kernel, stream_text):
    """Longer than what does not end by itself is waited for: on a busy machine one step of a large network takes that long."""
    reply, outputs = interrupt_after(kernel, LONG_STEP.replace("LAST", "setTimeout(end, 12_000);"), "started")
    assert reply["status"] == "ok", reply
    assert "ended by itself" in stream_text(outputs)
    assert_usable(kernel, stream_text)


def test_a_second_interrupt_ends_work_that_listens_and_does_not_end(kernel, stream_text):
    msg_id = kernel.client.execute(LONG_STEP.replace("LAST", ""))
    kernel.wait_for_text(msg_id, "started")
    kernel.manager.interrupt_kernel()
    kernel.wait_for_text(msg_id, "heard")
    kernel.manager.interrupt_kernel()
    reply, _ = kernel.collect(msg_id)
    assert reply["ename"] == "KeyboardInterrupt"
    assert_usable(kernel, stream_text)


@pytest.mark.parametrize(
    "code",
    [
        "await new Promise(done => setTimeout(done, 100)); console.log('started'); await new Promise(() => undefined);",
        "console.log('started'); while (true) {}",
    ],
    ids=["an await without end", "a loop without end"],
)
def test_interrupt_ends_a_cell_that_does_not_listen(kernel, stream_text, code):
    reply, outputs = interrupt_after(kernel, code, "started")
    assert reply["status"] == "error"
    assert reply["ename"] == "KeyboardInterrupt"
    assert [o for o in outputs if o["msg_type"] == "error"]
    assert_usable(kernel, stream_text)


def test_an_error_names_type_message_and_line(kernel):
    reply, outputs = kernel.run("""type Options = { rate: number };
function check(options: Options): void {
  if (options.rate > 1) {
    throw new RangeError('rate is ' + options.rate);
  }
}
check({ rate: 2 });""")
    (error,) = [o["content"] for o in outputs if o["msg_type"] == "error"]
    assert (error["ename"], error["evalue"]) == ("RangeError", "rate is 2")
    trace = "\n".join(error["traceback"])
    assert "at line 4, column 11 of this cell: throw new RangeError('rate is ' + options.rate);" in trace
    assert "at line 7, column 1 of this cell: check({ rate: 2 });" in trace
    assert reply["status"] == "error" and reply["traceback"] == error["traceback"]
    assert not [o for o in outputs if o["msg_type"] == "stream"]


def test_an_error_after_an_await_names_its_line(kernel):
    _, outputs = kernel.run("""const wait = (ms: number) => new Promise(done => setTimeout(done, ms));
await wait(10);

throw new Error('late');""")
    (error,) = [o["content"] for o in outputs if o["msg_type"] == "error"]
    assert "at line 4, column 7 of this cell" in "\n".join(error["traceback"])


def test_an_error_in_an_earlier_cells_function_names_that_cell(kernel):
    first, _ = kernel.run("function fails(): void {\n  throw new Error('from afar');\n}")
    _, outputs = kernel.run("fails();")
    (error,) = [o["content"] for o in outputs if o["msg_type"] == "error"]
    trace = "\n".join(error["traceback"])
    assert f"at line 2, column 9 of cell In [{first['execution_count']}]" in trace
    assert "at line 1, column 1 of this cell: fails();" in trace


def test_a_message_that_names_a_place_names_the_notebooks_line(kernel):
    place = "/In .\\d+.:\\d+:\\d+/.exec(new Error().stack ?? '')?.[0]"
    first, _ = kernel.run(f"function find(): string {{\n\n  return `${{{place}}}`;\n}}")
    reply, _ = kernel.run(f"type Unused = number;\nconst here = {place};\nthrow new Error(`${{here}}, ${{find()}}`);")
    assert reply["evalue"] == f"line 2 of this cell, line 3 of cell In [{first['execution_count']}]"


def test_a_type_error_names_its_line(kernel):
    reply, outputs = kernel.run("const a = 1;\nconst b: string = a;")
    (error,) = [o["content"] for o in outputs if o["msg_type"] == "error"]
    assert reply["ename"] == "TypeScriptError"
    assert error["evalue"].startswith("line 2: Type 'number' is not assignable to type 'string'")
    assert "const b: string = a;" in "\n".join(error["traceback"])


def test_a_name_that_moved_is_told_with_its_place(kernel):
    start = "import * as enet from '@efficientnet-lab/kernel-helpers';\n"
    # Seen by the compiler; by the machine, which has no value where the compiler has a type; by neither's leave.
    for call, place in [
        ("enet.heatMap();", "enet.heatMap is now enet.images.heatMap."),
        ("enet.blocksOf(enet.variant('b0'));", "enet.blocksOf is now enet.specs.blocksOf."),
        ("(enet as any).front();", "enet.front is now enet.showFront."),
    ]:
        reply, _ = kernel.run(start + call, timeout=PATIENCE)
        assert reply["evalue"].endswith(place), reply["evalue"]
    reply, _ = kernel.run("import { readWeightFile } from '@efficientnet-lab/kernel-helpers';\nreadWeightFile('x');")
    assert "enet.readWeightFile is now enet.weights.loadWeightFile." in reply["evalue"]
    reply, _ = kernel.run(start + "(enet as any).nowhere(1);")
    assert reply["evalue"] == "enet.nowhere is not a function"


def test_a_thrown_text_is_an_error_too(kernel):
    reply, _ = kernel.run("throw 'just a text'")
    assert (reply["ename"], reply["evalue"]) == ("Error", "just a text")


def test_cells_after_an_error_run_unless_they_were_waiting(kernel, stream_text, gate):
    client = kernel.client
    ids = [client.execute(f"{gate.waits} throw new Error('stop')"), client.execute("console.log('waiting')")]
    # Answered beside a cell, and sent behind the one that waits.
    kernel.reply(client.kernel_info(), timeout=PATIENCE)
    gate.open()
    replies = [kernel.collect(msg_id)[0]["status"] for msg_id in ids]
    assert replies == ["error", "aborted"]
    # Sent at once after the reply: the stock kernel skips everything for 200 ms.
    assert_usable(kernel, stream_text)
    ids = [
        client.execute("throw new Error('go on')", stop_on_error=False),
        client.execute("console.log('ran')"),
    ]
    replies = [kernel.collect(msg_id)[0]["status"] for msg_id in ids]
    assert replies == ["error", "ok"]


def test_background_output_stays_with_its_cell(kernel, stream_text):
    client = kernel.client
    _, _ = kernel.run("import { display } from 'tslab';")
    first = client.execute("""
const turns: any = ((globalThis as any).turns = {});
const again = setInterval(() => {
  if (!turns.second) { return; }
  clearInterval(again);
  console.log('from the first');
  display.text('shown by the first');
  turns.first = true;
}, 10);""")
    kernel.collect(first)
    second = client.execute("""
const { turns } = globalThis as any;
turns.second = true;
while (!turns.first) { await new Promise<void>(done => setTimeout(done, 10)); }
console.log('from the second')""")
    owners = {}
    while len(owners) < 3:
        message = kernel.receive(client.get_iopub_msg, time.monotonic() + PATIENCE)
        if message["msg_type"] in ("stream", "display_data"):
            content = message["content"]
            text = content.get("text") or content["data"]["text/plain"]
            owners[text.strip()] = message["parent_header"]["msg_id"]
    assert owners == {"from the first": first, "shown by the first": first, "from the second": second}
    kernel.reply(second, timeout=PATIENCE)


def test_a_failure_in_the_background_is_shown_and_survived(kernel, stream_text, gate):
    client = kernel.client
    first = client.execute("""
const fails: any = ((globalThis as any).fails = {});
const until = setInterval(() => {
  if (fails.now) { clearInterval(until); Promise.reject(new Error('nobody listens')); }
}, 10);""")
    kernel.collect(first)
    second = client.execute(f"(globalThis as any).fails.now = true; {gate.waits}")
    while True:
        message = kernel.receive(client.get_iopub_msg, time.monotonic() + PATIENCE)
        if message["msg_type"] == "stream":
            break
    assert message["parent_header"]["msg_id"] == first
    assert "nobody listens" in message["content"]["text"]
    gate.open()
    kernel.collect(second)
    assert_usable(kernel, stream_text)


def test_the_analysis_room_imports_with_its_types(kernel, stream_text):
    reply, outputs = kernel.run("""
import { summarize, variant } from '@efficientnet-lab/kernel-helpers/analysis';
const total: number = summarize(variant('b0')).macs.total;
console.log(total);""")
    assert (reply["status"], stream_text(outputs)) == ("ok", "385814752\n")
    reply, _ = kernel.run("const wrong: string = summarize(variant('b0')).macs.total;")
    assert reply["ename"] == "TypeScriptError"


def test_a_kernel_without_its_jupyter_ends(kernelspec_dir, tmp_path):
    connection = tmp_path / "connection.json"
    write_connection_file(str(connection))
    gone = subprocess.Popen(["sleep", "0"])
    gone.wait()
    process = subprocess.Popen(
        [sys.executable, "-m", "efficientnet_lab.kernel", str(kernelspec_dir / KERNEL / "launch.cjs"), str(connection)],
        cwd=NOTEBOOKS,
        env={**os.environ, "JPY_PARENT_PID": str(gone.pid)},
    )
    try:
        assert process.wait(timeout=PATIENCE) == 0
    finally:
        process.kill()


def test_files_of_the_notebooks_folder_come_with_what_they_import(kernel, stream_text):
    with TemporaryDirectory(dir=NOTEBOOKS, prefix="own-") as name:
        folder = Path(name)
        (folder / "rates.ts").write_text("export * from './deeper/base';\nexport const rate: number = 3;")
        (folder / "deeper").mkdir()
        (folder / "deeper" / "base.ts").write_text("export enum Base { Ten = 10 }")
        reply, outputs = kernel.run(f"import {{ Base, rate }} from './{folder.name}/rates';\nBase.Ten * rate")
        assert (reply["status"], stream_text(outputs)) == ("ok", "30\n"), reply
        reply, _ = kernel.run(f"import {{ rate as other }} from './{folder.name}/rates';\nconst text: string = other;")
        assert "Type 'number' is not assignable to type 'string'" in reply["evalue"]
