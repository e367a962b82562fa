"""The outputs that the shipped notebooks were saved with, and what a program makes of them that shows one form of each."""

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from efficientnet_lab.provenance import MIME_TYPE

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
SVG, PNG, HTML, MARKDOWN, TEXT = "image/svg+xml", "image/png", "text/html", "text/markdown", "text/plain"


@dataclass(frozen=True)
class Output:
    """One rich output, its texts joined."""

    where: str
    data: dict[str, object]
    metadata: dict[str, object]


@cache
def outputs() -> tuple[Output, ...]:
    found = []
    for path in NOTEBOOKS:
        for index, cell in enumerate(json.loads(path.read_text("utf-8"))["cells"]):
            for output in cell.get("outputs", []):
                if "data" in output:
                    data = {kind: "".join(value) if isinstance(value, list) else value for kind, value in output["data"].items()}
                    found.append(Output(f"{path.stem}, cell {index}", data, output["metadata"]))
    return tuple(found)


def numbers(text: str) -> list[str]:
    """As they are written, without separators of thousands."""
    return re.findall(r"\d+(?:\.\d+)?", re.sub(r"(?<=\d),(?=\d{3}\b)", "", text))


def first(order: list[str], data: dict[str, object]) -> str | None:
    """What a program shows that takes the first kind of its list."""
    return next((kind for kind in order if kind in data), None)
