"""Prints what TensorBoard's event files below a folder hold, as JSON: writer -> tag -> [[step, value], ...]."""

import json
import sys
from pathlib import Path

from tensorflow.compat.v1.train import summary_iterator


def scalars(folder: Path) -> dict[str, list[list[float]]]:
    found: dict[str, list[list[float]]] = {}
    for path in sorted(folder.glob("events.out.tfevents.*")):
        for event in summary_iterator(str(path)):
            for value in event.summary.value:
                found.setdefault(value.tag, []).append([event.step, value.simple_value])
    return found


root = Path(sys.argv[1])
print(json.dumps({folder.name: scalars(folder) for folder in sorted(root.iterdir())}))
