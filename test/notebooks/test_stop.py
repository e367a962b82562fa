"""A running training is stopped as a user stops it: by interrupting the kernel, and by the view's button."""

import time
from collections.abc import Callable, Iterator
from itertools import groupby
from pathlib import Path
from queue import Empty

import pytest
from conftest import MIME_TYPE, NOTEBOOKS
from jupyter_client.blocking import BlockingKernelClient
from jupyter_client.manager import KernelManager
from private_sockets import private

RUN_COMM_TARGET = "efficientnet-lab.run"
SETUP = """
import * as enet from '@efficientnet-lab/kernel-helpers';
const data = await enet.loadMnist();
const spec = enet.scale({ width: 0.25, depth: 0.3, resolution: 32, inputChannels: 1, classes: 10, name: 'small' });
const model = enet.buildEfficientNet(spec, { seed: 1 });
"""
TRAIN = """
const run = await enet.train(model, data, {{ epochs: 1000, batchSize: 32, seed: 1, checkpointDir: {folder!r} }});
console.log('status', run.status);
"""
#: A run that goes on would take hours: one that ends at all within this was stopped, on a machine however busy.
STOP_SECONDS = 120


class Kernel:
    """One kernel and what it sends, read as it comes."""

    def __init__(self, manager: KernelManager, client: BlockingKernelClient):
        self.manager = manager
        self.client = client
        self.messages: list[dict] = []

    def send(self, code: str) -> str:
        return self.client.execute(code)

    def wait(self, ready: Callable[[dict], bool], seconds: float) -> dict:
        """The first new message that `ready` accepts."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                message = self.client.get_iopub_msg(timeout=0.5)
            except Empty:
                assert self.manager.is_alive(), "the kernel died"
                continue
            self.messages.append(message)
            if ready(message):
                return message
        kinds = [f"{message['msg_type']} {str(message['content'])[:200]}" for message in self.messages[-5:]]
        raise AssertionError(f"nothing fitting came within {seconds} s; last messages: {kinds}")

    def finish(self, request: str, seconds: float = 120) -> list[dict]:
        """Waits for the cell's end; its messages."""
        self.wait(lambda message: is_idle(message, request), seconds)
        return [message for message in self.messages if message["parent_header"].get("msg_id") == request]

    def run(self, code: str, seconds: float = 120) -> str:
        """Runs a cell that must not fail; what it printed."""
        messages = self.finish(self.send(code), seconds)
        errors = [message["content"] for message in messages if message["msg_type"] == "error"]
        assert not errors, errors
        return "".join(message["content"]["text"] for message in messages if message["msg_type"] == "stream")

    def comm(self, kind: str, content: dict) -> None:
        self.client.shell_channel.send(self.client.session.msg(kind, {"comm_id": "view-1", **content}))

    def told(self, comm_id: str = "view-1") -> list[tuple[str, str]]:
        """Runs and how they stand, as one view hears it; news that say the same once."""
        replies = [message["content"] for message in self.messages if message["msg_type"] == "comm_msg"]
        states = [(reply["data"]["runId"], reply["data"]["status"]) for reply in replies if reply["comm_id"] == comm_id]
        return [state for state, _ in groupby(states)]


def is_idle(message: dict, request: str) -> bool:
    return (
        message["msg_type"] == "status"
        and message["content"]["execution_state"] == "idle"
        and message["parent_header"].get("msg_id") == request
    )


def monitor_of(message: dict) -> dict | None:
    document = message["content"].get("data", {}).get(MIME_TYPE) if "data" in message["content"] else None
    return document["data"] if document and document["view"] == "training-monitor" else None


@pytest.fixture(scope="module")
def kernel() -> Iterator[Kernel]:
    manager = KernelManager(kernel_name="efficientnet-lab", **private())
    manager.start_kernel(cwd=str(NOTEBOOKS))
    client = manager.client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=240)
        kernel = Kernel(manager, client)
        kernel.run(SETUP)
        yield kernel
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def start_training(kernel: Kernel, folder: Path) -> tuple[str, dict]:
    """Starts a training that would take hours and waits until it steps; the request and the monitor's state."""
    kernel.messages.clear()
    request = kernel.send(TRAIN.format(folder=str(folder)))
    message = kernel.wait(lambda message: (monitor_of(message) or {"step": 0})["step"] >= 3, 120)
    state = monitor_of(message)
    assert state["status"] == "running"
    return request, state


def check_stopped(kernel: Kernel, request: str, folder: Path) -> None:
    kernel.finish(request, STOP_SECONDS)
    states = [state for state in map(monitor_of, kernel.messages) if state]
    last = states[-1]
    assert last["status"] == "stopped"
    assert last["remainingSeconds"] is None
    # All updates went to the cell that started the run.
    parents = {message["parent_header"]["msg_id"] for message in kernel.messages if monitor_of(message)}
    assert parents == {request}
    # The next cell runs, finds the checkpoint of the stop, and can use it.
    assert last["checkpoint"] is not None and any(folder.rglob("*"))
    printed = kernel.run(
        f"""
        const restored = await enet.loadCheckpoint({last["checkpoint"]!r});
        console.log('loaded', restored.model.countParams() === model.countParams());
        """
    )
    assert "loaded true" in printed


def test_interrupt_ends_training_and_keeps_a_checkpoint(kernel: Kernel, tmp_path: Path) -> None:
    request, _ = start_training(kernel, tmp_path)
    kernel.manager.interrupt_kernel()
    check_stopped(kernel, request, tmp_path)


def test_stop_button_ends_training_and_keeps_a_checkpoint(kernel: Kernel, tmp_path: Path) -> None:
    request, state = start_training(kernel, tmp_path)
    kernel.comm("comm_open", {"target_name": RUN_COMM_TARGET, "data": {"runId": state["runId"]}})
    kernel.wait(lambda message: message["msg_type"] == "comm_msg", STOP_SECONDS)
    assert kernel.told() == [(state["runId"], "running")]
    kernel.comm("comm_msg", {"data": {"action": "stop"}})
    check_stopped(kernel, request, tmp_path)
    assert [status for _, status in kernel.told()] == ["running", "stopping", "stopped"]


def test_a_run_of_another_kernel_is_unknown(kernel: Kernel) -> None:
    kernel.messages.clear()
    kernel.comm("comm_open", {"comm_id": "view-2", "target_name": RUN_COMM_TARGET, "data": {"runId": "of yesterday"}})
    kernel.wait(lambda message: message["content"].get("comm_id") == "view-2", STOP_SECONDS)
    assert kernel.told("view-2") == [("of yesterday", "unknown")]
