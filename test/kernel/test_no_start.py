"""A kernel that can't start says why in the notebook, where else only the server's log would tell."""

import json
import shutil

import pytest
from conftest import started
from place import KERNEL, ROOT


@pytest.fixture
def broken_kernel(kernelspec_dir, tmp_path):
    """Starts the kernel with another Node.js, or from a launcher that is not whole."""

    def start(node, without=None):
        target = tmp_path / "kernels" / KERNEL
        shutil.copytree(kernelspec_dir / KERNEL, target)
        spec = json.loads((target / "kernel.json").read_text())
        spec["env"] = {"EFFICIENTNET_LAB_NODE": str(node)}
        (target / "kernel.json").write_text(json.dumps(spec))
        if without is not None:
            (target / without).unlink()
        return started(target.parent)

    return start


def program(folder, text):
    file = folder / "node"
    file.write_text(f"#!/bin/sh\n{text}\n")
    file.chmod(0o755)
    return file


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (None, "does not start"),
        ("echo v18.20.4", "is Node.js 18.20.4, which is too old"),
        ("echo v20.18.9", "is Node.js 20.18.9, which is too old"),
        ("echo v21.7.0", "is Node.js 21.7.0, which is too old"),
        ("echo what?", "does not answer as Node.js does: what?"),
        ("echo 'libstdc++.so.6: cannot open shared object file' >&2; exit 127", "libstdc++.so.6: cannot open shared object file"),
    ],
)
def test_a_node_that_will_not_do_is_told_in_each_cell(broken_kernel, tmp_path, text, told):
    node = tmp_path / "none" if text is None else program(tmp_path, text)
    with broken_kernel(node) as kernel:
        for _ in range(2):
            reply, outputs = kernel.run("1 + 1")
            assert reply["status"] == "error"
            assert told in reply["evalue"]
            assert "EFFICIENTNET_LAB_NODE" in reply["evalue"]
            (error,) = [output["content"] for output in outputs if output["msg_type"] == "error"]
            assert told in "\n".join(error["traceback"])


def test_a_launcher_that_is_not_whole_is_told_too(broken_kernel):
    with broken_kernel(shutil.which("node"), without="halts.cjs") as kernel:
        reply, _ = kernel.run("1 + 1")
        assert "Cannot find module './halts.cjs'" in reply["evalue"]


@pytest.mark.parametrize(("version", "fits"), [("20.19.0", True), ("22.11.9", False), ("22.12.0", True), ("23.0.0", True), ("24.1.0", True)])
def test_versions_will_do_from_their_first_release_on(tmp_path, version, fits):
    from efficientnet_lab.node import checked
    from efficientnet_lab.problems import Problem

    node = program(tmp_path, f"echo v{version}")
    if fits:
        assert checked(str(node), "") == (str(node), version)
    else:
        with pytest.raises(Problem, match=version):
            checked(str(node), "")


def test_they_are_the_ones_that_the_npm_packages_name():
    from efficientnet_lab import node

    engines = json.loads((ROOT / "kernel-helpers" / "package.json").read_text())["engines"]["node"]
    named = [f"^{major}.{minor}.0" for major, minor in node.FIRST_RELEASES.items()]
    assert engines == " || ".join([*named, f">={node.FIRST_MAJOR}"])
