"""What numbers depend on beside their notebook: versions, machine and data, here and as saved notebooks tell of them."""

import json
import subprocess
from pathlib import Path

import nbformat

from .distribution import version_of
from .node import MODULES, find_node
from .problems import Problem

MIME_TYPE = "application/vnd.efficientnet-lab.v1+json"
#: Where a notebook that a program ran keeps `here()`.
METADATA = "efficientnet_lab"
#: Distributions that own the folder `tensorflow`: only one may be installed.
TENSORFLOWS = ["tensorflow", "tensorflow-cpu"]
#: What the record of a run calls them.
RECORDED = {
    "EfficientNet Lab": "helpers",
    "TensorFlow": "tensorflow",
    "TensorFlow.js": "tfjs",
    "Node.js": "node",
    "system": "platform",
    "device": "device",
    "oneDNN": "oneDnn",
    "native operations": "operations",
}
#: What `run.json` in a run's folder says besides.
OF_MACHINE = {"processor": "cpu", "cores": "cores", "memory in bytes": "memoryBytes"}
#: In the same words as the helpers' `thisMachine`, because it asks the same.
ASK_MACHINE = """
const os = require('node:os');
console.log(JSON.stringify({
  'Node.js': process.version,
  system: `${process.platform} ${process.arch}`,
  processor: os.cpus()[0]?.model.trim() || 'unknown',
  cores: os.availableParallelism(),
  'memory in bytes': os.totalmem()
}));
"""


def here() -> dict[str, str]:
    """Versions and machine of this installation; what can't be told is left out."""
    told = {
        "EfficientNet Lab": packed("@efficientnet-lab/kernel-helpers"),
        "TensorFlow": next(filter(None, map(version_of, TENSORFLOWS)), None),
        "TensorFlow.js": packed("@tensorflow/tfjs"),
    }
    try:
        program, _ = find_node()
        told |= json.loads(subprocess.run([program, "-e", ASK_MACHINE], capture_output=True, text=True, check=True).stdout)
    except (Problem, OSError, subprocess.SubprocessError):
        pass
    return {name: str(value) for name, value in told.items() if value is not None}


def packed(package: str) -> str | None:
    """The version of an npm package."""
    try:
        return json.loads((MODULES / package / "package.json").read_text("utf-8"))["version"] if MODULES else None
    except (OSError, ValueError, KeyError):
        return None


def records(notebook: nbformat.NotebookNode) -> list[dict]:
    """What the views of trainings hold of their runs."""
    documents = (
        output["data"][MIME_TYPE]
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if MIME_TYPE in output.get("data", {})
    )
    found = (document.get("data") for document in documents if isinstance(document, dict) and document.get("view") == "training-monitor")
    return [
        {"runId": data.get("runId"), **data["record"]}
        for data in found
        if isinstance(data, dict) and isinstance(data.get("record"), dict) and data["record"]
    ]


def conditions(notebook: nbformat.NotebookNode, folder: Path) -> dict[str, str]:
    """Versions and machine that a notebook was run with, as it and its runs' folders tell; empty where nothing does.

    `folder`: where the notebook lies, and its runs' folders with it.
    """
    saved = notebook.metadata.get(METADATA)
    told = dict(saved) if isinstance(saved, dict) else {}
    runs = records(notebook)
    if runs:
        told |= {name: runs[0].get(key) for name, key in RECORDED.items()}
        told |= machine_of(runs[0], folder)
    return {name: str(value) for name, value in told.items() if value is not None}


def machine_of(record: dict, folder: Path) -> dict[str, object]:
    try:
        machine = json.loads(Path(folder, record["checkpointDir"], record["runId"], "run.json").read_text("utf-8"))["machine"]
        return {name: machine[key] for name, key in OF_MACHINE.items()}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def data_sets(notebook: nbformat.NotebookNode) -> dict[str, str]:
    """The fingerprints of what was trained on, by name."""
    return {str(record.get("data")): str(record["dataFingerprint"]) for record in records(notebook) if record.get("dataFingerprint")}
