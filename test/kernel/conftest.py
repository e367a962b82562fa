"""A real kernel, started from the folder that `place` names."""

import json
import os
import shutil
import time
from contextlib import contextmanager
from pathlib import Path
from queue import Empty

import pytest
from jupyter_client import KernelManager
from jupyter_client.kernelspec import KernelSpecManager
from place import INSTALLED, KERNEL, NOTEBOOKS, ROOT
from private_sockets import private

@pytest.fixture(scope="session")
def kernelspec_dir(tmp_path_factory):
    """A data folder that holds nothing but this repository's kernel, under its installed name."""
    if INSTALLED:
        return Path(INSTALLED)
    folder = tmp_path_factory.mktemp("kernels")
    target = folder / KERNEL
    shutil.copytree(ROOT / "kernel-helpers" / "kernel", target)
    spec = json.loads((target / "kernel.json").read_text())
    spec["env"] = {"EFFICIENTNET_LAB_NODE": os.environ.get("LAB_NODE", shutil.which("node"))}
    (target / "kernel.json").write_text(json.dumps(spec))
    return folder


class Kernel:
    """A kernel and its client, with the waiting that every test needs."""

    def __init__(self, manager):
        self.manager = manager
        self.client = manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=240)
        self.silence = None

    def receive(self, get, deadline):
        """The next message of a channel; a kernel that has once been silent is not waited for again."""
        if self.silence is None:
            try:
                return get(timeout=max(0.1, deadline - time.monotonic()))
            except Empty:
                self.silence = state_of(self.manager.provisioner.process)
        pytest.fail(f"The kernel has gone silent.\n{self.silence}", pytrace=False)

    def run(self, code, timeout=240, **options):
        """Runs a cell to its end: its reply's content and its iopub messages."""
        return self.collect(self.client.execute(code, **options), timeout)

    def collect(self, msg_id, timeout=240):
        outputs = []
        deadline = time.monotonic() + timeout
        while True:
            message = self.receive(self.client.get_iopub_msg, deadline)
            if message["parent_header"].get("msg_id") != msg_id:
                continue
            if message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
                break
            outputs.append(message)
        return self.reply(msg_id, timeout)["content"], outputs

    def reply(self, msg_id, timeout=240):
        """The reply to one request; replies to others are skipped."""
        deadline = time.monotonic() + timeout
        while True:
            reply = self.receive(self.client.get_shell_msg, deadline)
            if reply["parent_header"].get("msg_id") == msg_id:
                return reply

    def wait_for_text(self, msg_id, text, timeout=240):
        """Waits until a cell, or any where none is given, has printed a text."""
        seen = ""
        deadline = time.monotonic() + timeout
        while text not in seen:
            message = self.receive(self.client.get_iopub_msg, deadline)
            if message["msg_type"] == "stream" and msg_id in (None, message["parent_header"].get("msg_id")):
                seen += message["content"]["text"]
        return seen


def state_of(process):
    """What each thread of a process does, for a failure that comes once in a hundred runs."""
    if process.poll() is not None:
        return f"It has ended with code {process.returncode}."
    lines = []
    for task in sorted(Path(f"/proc/{process.pid}/task").glob("*")):
        name, fields = (task / "stat").read_text().rsplit(")", 1)
        state, ticks = fields.split()[0], sum(map(int, fields.split()[11:13]))
        lines.append(f"{name}) {state}, {ticks} ticks, waits in {(task / 'wchan').read_text()}")
    return "\n".join(lines)


@contextmanager
def started(kernelspec_dir, **options):
    manager = KernelManager(kernel_name=KERNEL, **private())
    manager.kernel_spec_manager = KernelSpecManager(kernel_dirs=[str(kernelspec_dir)])
    manager.start_kernel(**{"cwd": str(NOTEBOOKS), **options})
    try:
        one = Kernel(manager)
        yield one
        one.client.stop_channels()
    finally:
        manager.shutdown_kernel(now=True)


@pytest.fixture(scope="module")
def kernel(kernelspec_dir):
    with started(kernelspec_dir) as one:
        yield one


@pytest.fixture
def start_kernel(kernelspec_dir):
    """Starts a kernel of one's own, with options for its process."""
    return lambda **options: started(kernelspec_dir, **options)


class Gate:
    """What a cell waits at until a test opens it, however slow either is."""

    def __init__(self, path):
        self.path = path
        exists = f"require('fs').existsSync({json.dumps(str(path))})"
        self.waits = f"while (!{exists}) {{ await new Promise<void>((done) => setTimeout(done, 5)); }}"

    def open(self):
        self.path.touch()


@pytest.fixture
def gate(tmp_path):
    return Gate(tmp_path / "open")


def text_of(outputs, name="stdout"):
    """All text of one stream."""
    return "".join(
        o["content"]["text"] for o in outputs if o["msg_type"] == "stream" and o["content"]["name"] == name
    )


@pytest.fixture
def stream_text():
    return text_of
