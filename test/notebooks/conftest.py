"""Notebooks run by nbclient as a user's front end would, in the folder of the product's own notebooks."""

import re
from pathlib import Path

import nbformat
import pytest
from computed import ROOT, computed
from efficientnet_lab.provenance import MIME_TYPE
from nbclient import NotebookClient
from private_sockets import private
from traitlets.config import Config

NOTEBOOKS = ROOT / "notebooks"
OURS = "efficientnet-lab"


def notebook_of(*cells: str) -> nbformat.NotebookNode:
    """A new notebook for the TypeScript kernel with these code cells."""
    notebook = nbformat.v4.new_notebook()
    notebook.metadata.kernelspec = {"name": "efficientnet-lab", "display_name": "TypeScript", "language": "typescript"}
    notebook.cells = [nbformat.v4.new_code_cell(cell) for cell in cells]
    return notebook


def client_for(notebook: nbformat.NotebookNode, timeout: int = 120, kernel: str = OURS) -> NotebookClient:
    return NotebookClient(
        notebook,
        kernel_name=kernel,
        timeout=timeout,
        startup_timeout=timeout,
        resources={"metadata": {"path": str(NOTEBOOKS)}},
        store_widget_state=False,
        # tslab's own kernel knows ports alone.
        config=Config({"KernelManager": private() if kernel == OURS else {}}),
    )


def unexecuted(name: str) -> nbformat.NotebookNode:
    """One of the product's own notebooks without the outputs it was saved with."""
    notebook = nbformat.read(NOTEBOOKS / f"{name}.ipynb", as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return notebook


def outputs_of(cell: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    return [output for output in cell.get("outputs", []) if output.output_type in ("display_data", "execute_result")]


def stream_of(cell: nbformat.NotebookNode) -> str:
    return "".join(output.text for output in cell.get("outputs", []) if output.output_type == "stream")


def documents_of(notebook: nbformat.NotebookNode, view: str) -> list[dict]:
    return [
        output.data[MIME_TYPE]
        for cell in notebook.cells
        for output in outputs_of(cell)
        if MIME_TYPE in output.data and output.data[MIME_TYPE]["view"] == view
    ]


def validation_errors(documents: list[dict]) -> list[str]:
    """What the contract's own validator says of documents as they were saved."""
    return computed(
        """
        const { validateDocument } = require('@efficientnet-lab/kernel-helpers/contract');
        console.log(JSON.stringify(given.map(validateDocument).filter(result => !result.ok).map(result => result.error)));
        """,
        documents,
    )


def number_after(pattern: str, text: str) -> float:
    """The number that a pattern's first group finds, thousands separated or not."""
    found = re.search(pattern, text)
    assert found, f"{pattern!r} is not in {text[:400]!r}"
    return float(found.group(1).replace(",", ""))


@pytest.fixture
def checkpoints(tmp_path: Path) -> Path:
    return tmp_path / "checkpoints"
