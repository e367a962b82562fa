"""How to cite the product, and what of a notebook belongs into the citation.

usage: efficientnet-lab cite [NOTEBOOK]
"""

import json
import re
from pathlib import Path

import nbformat

from .files import read_notebook
from .node import CARRIED, HERE
from .problems import Problem
from .provenance import conditions, data_sets, here

#: That of a wheel, or that of the clone.
CITATION = next((path for path in [CARRIED / "CITATION.cff", HERE.parents[1] / "CITATION.cff"] if path.exists()), None)


def block(notebook: nbformat.NotebookNode | None, folder: Path) -> str:
    """CITATION.cff; behind it, as comments that its readers pass over, versions, machine and data.

    Of a notebook that tells nothing of them they are those of this installation, and the first line says so.
    """
    told = conditions(notebook, folder) if notebook else {}
    lines = ["As recorded in the notebook:"] if told else ["This installation:"]
    lines += [f"  {name}: {value}" for name, value in (told or here()).items()]
    lines += [f"  data {name}: {fingerprint}" for name, fingerprint in (data_sets(notebook) if notebook else {}).items()]
    if CITATION is None:
        raise Problem("CITATION.cff is missing.", "Install the wheel anew, or restore the file in the clone.")
    citation = CITATION.read_text("utf-8")
    if "EfficientNet Lab" in told:
        # What a notebook says is no pattern, and stays in its line.
        version = "version: " + json.dumps(told["EfficientNet Lab"])
        citation = re.sub(r"(?m)^version: .*$", lambda _: version, citation)
    return citation + "".join(f"# {' '.join(line.splitlines())}\n" for line in lines)


def run(source: Path | None) -> int:
    notebook = read_notebook(source) if source else None
    print(block(notebook, source.parent if source else Path()), end="")
    return 0
