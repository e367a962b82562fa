"""Notebooks and pages on disk."""

import os
from pathlib import Path

import nbformat

from .problems import Problem


def read_notebook(source: Path) -> nbformat.NotebookNode:
    """In the newest format. Raises Problem for what is none."""
    try:
        return nbformat.read(source, as_version=4)
    except (OSError, ValueError) as error:
        raise Problem(f"{source} is not a notebook: {error}.", "Name a file that JupyterLab saved, as NAME.ipynb.") from error


def replace(file: Path, text: str) -> None:
    """Writes beside the file and renames: what stood there stays until all of the new is written."""
    beside = file.with_name(f".{file.name}.part")
    try:
        # Half of a pair of surrogates, which no file can hold, becomes a question mark.
        beside.write_bytes(text.encode("utf-8", errors="replace"))
        os.replace(beside, file)
    finally:
        beside.unlink(missing_ok=True)
