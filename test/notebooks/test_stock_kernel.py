"""Notebooks stay usable in a tslab that was not started by our launcher: no stop button, but every output."""

import json
from pathlib import Path

import pytest
from conftest import MIME_TYPE, ROOT, client_for, notebook_of, outputs_of, stream_of

TSLAB = ROOT / "node_modules" / "tslab" / "bin" / "tslab"


@pytest.fixture
def stock_kernel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "kernels" / "tslab"
    folder.mkdir(parents=True)
    argv = ["node", str(TSLAB), "kernel", "--config-path", "{connection_file}"]
    spec = {"argv": argv, "display_name": "tslab", "language": "typescript"}
    (folder / "kernel.json").write_text(json.dumps(spec))
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))


def test_outputs_in_a_stock_kernel(stock_kernel: None) -> None:
    notebook = notebook_of(
        "import * as enet from '@efficientnet-lab/kernel-helpers';\nenet.showScalingExplorer({ phi: 1 });",
        "enet.show(enet.variant('b0', { classes: 10, name: 'ten' }));",
        "console.log(Symbol.for('efficientnet-lab.kernel') in globalThis);",
    )
    client_for(notebook, kernel="tslab").execute()
    (explorer,) = outputs_of(notebook.cells[0])
    assert set(explorer.data) == {MIME_TYPE, "image/svg+xml", "image/png", "text/plain"}
    (summary,) = outputs_of(notebook.cells[1])
    assert set(summary.data) == {MIME_TYPE, "image/svg+xml", "image/png", "text/plain"}
    # Otherwise this would have tested our own launcher.
    assert stream_of(notebook.cells[2]).strip() == "false"
