"""Means, intervals and fronts of a sweep, from the files of its runs alone: run.json and the weights' shapes.

usage: sweep_figures.py FOLDER EPOCHS > figures.json
"""

import collections
import json
import struct
import sys
from pathlib import Path

import numpy as np
from scipy import stats

folder, epochs = Path(sys.argv[1]), int(sys.argv[2])


def parameters(weights):
    """Trained numbers: all but the moving statistics."""
    with weights.open("rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        tensors = json.loads(file.read(length))
    shapes = [each["shape"] for name, each in tensors.items() if name != "__metadata__" and "/moving_" not in name]
    return int(sum(np.prod(shape, dtype=int) for shape in shapes))


accuracies, costs = collections.defaultdict(list), {}
for run in folder.glob("runs/*/run.json"):
    record = json.loads(run.read_text())["run"]
    reached = [each for each in record["history"] if each["epoch"] == epochs]
    if reached:
        network = record["runId"].split(" ")[0]
        accuracies[network].append(100 * reached[0]["validationAccuracy"])
        costs[network] = parameters(next(run.parent.glob("*/weights.safetensors")))

freedom = sum(len(values) - 1 for values in accuracies.values())
squares = sum(np.sum((np.array(values) - np.mean(values)) ** 2) for values in accuracies.values())
networks = {}
for network, values in accuracies.items():
    spread = np.sqrt(squares / freedom / len(values))
    low, high = stats.t.interval(0.95, freedom, np.mean(values), spread) if spread > 0 else [np.mean(values)] * 2
    networks[network] = {"params": costs[network], "mean": np.mean(values), "from": low, "to": high}
points = [(each["params"], each["mean"]) for each in networks.values()]
front = [
    network
    for network, each in networks.items()
    if not any(
        cost <= each["params"] and mean >= each["mean"] and (cost, mean) != (each["params"], each["mean"])
        for cost, mean in points
    )
]
print(json.dumps({"networks": networks, "front": front}))
