"""Notebooks and pages on disk."""

import os
import warnings
from collections.abc import Iterable
from pathlib import Path
from textwrap import shorten

import nbformat
from nbformat.validator import normalize

from .problems import Problem

LONGEST = 200


def read_notebook(source: Path) -> nbformat.NotebookNode:
    """In the newest format, valid; metadata that is not is left out. Raises Problem for what is none."""
    try:
        with warnings.catch_warnings():
            # Of cells without names, or with the same: they get their own.
            warnings.simplefilter("ignore")
            notebook = nbformat.read(source, as_version=4)
            _, notebook = normalize(notebook, strip_invalid_metadata=True)
        nbformat.validate(notebook, relax_add_props=True)
        leave_out_odd(notebook.metadata, ["widgets"])
        for cell in notebook.cells:
            for output in cell.get("outputs", []):
                data = output.get("data", {})
                # Relaxed, the schema lets values through that are no text.
                nbformat.validate(data, ref="misc/mimebundle", version=4, version_minor=5)
                leave_out_odd(output.get("metadata", {}), data)
        return notebook
    except nbformat.ValidationError as error:
        place = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in error.absolute_path).lstrip(".")
        found = f"{place}: {shorten(error.message, LONGEST, placeholder='…')}".removeprefix(": ")
    except (AssertionError, AttributeError, KeyError, TypeError, RecursionError):
        # What the format's readers raise, in Python's words.
        found = "its JSON is laid out in another way"
    except (OSError, ValueError) as error:
        found = str(error)
    raise Problem(f"{source} is not a notebook: {found}.", "Name a file that JupyterLab saved, as NAME.ipynb.")


def leave_out_odd(metadata: dict, names: Iterable[str]) -> None:
    """Takes out what nbconvert reads as an object and the format's schema lets be anything."""
    for name in names:
        if not isinstance(metadata.get(name, {}), dict):
            del metadata[name]


def replace(file: Path, text: str) -> None:
    """Writes beside the file, or what a link leads to, and renames: what stood there stays until all of the new is written."""
    # Half of a pair of surrogates, which no file can hold, becomes a question mark.
    content = text.encode("utf-8", errors="replace")
    file = file.resolve()
    if file.exists() and not file.is_file():
        # A device or a pipe, whose place a file would take.
        file.write_bytes(content)
        return
    beside = file.with_name(f".{file.name}.part")
    try:
        beside.write_bytes(content)
        os.replace(beside, file)
    finally:
        beside.unlink(missing_ok=True)
