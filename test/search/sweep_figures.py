"""Means, intervals, front and stopping point of a sweep, from the files of its runs alone: run.json and the weights' shapes.

usage: sweep_figures.py FOLDER EPOCHS GROWTH SHARE [POINTS] > figures.json

POINTS: further costs and accuracies as JSON, [[…], […]], whose stopping point is told as "given".
"""

import collections
import json
import struct
import sys
from pathlib import Path

import numpy as np
from scipy import optimize, stats

folder, epochs = Path(sys.argv[1]), int(sys.argv[2])
growth, share = float(sys.argv[3]), float(sys.argv[4])


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


def stopping(params, means):
    """Where the marginal gain of A - B exp(-k phi) falls to a share of the first: k by SciPy's own search, A and B by lstsq."""
    if len(set(params)) < 3:
        return None
    phis = np.log(params / params.min()) / np.log(growth)

    def solved(log_rate):
        decay = np.exp(-np.exp(log_rate) * phis)
        (limit, slope), _, _, _ = np.linalg.lstsq(np.column_stack([np.ones_like(decay), decay]), means, rcond=None)
        return limit, slope, np.sum((means - limit - slope * decay) ** 2)

    # Below, the curve is a line; above, it is flat from the second network on.
    rates = np.linspace(np.log(0.01 / phis.max()), np.log(100 / phis.max()), 2000)
    best = int(np.argmin([solved(rate)[2] for rate in rates]))
    if best in (0, len(rates) - 1):
        return None
    found = optimize.minimize_scalar(
        lambda rate: solved(rate)[2], bounds=(rates[best - 1], rates[best + 1]), method="bounded", options={"xatol": 1e-12}
    )

    def derivative(log_rate):
        """Of the squares by k, as A and B move along; its zero is found more closely than the least squares."""
        limit, slope, _ = solved(log_rate)
        decay = np.exp(-np.exp(log_rate) * phis)
        return np.sum((means - limit - slope * decay) * slope * phis * decay)

    ends = found.x - 1e-3, found.x + 1e-3
    log_rate = optimize.brentq(derivative, *ends, xtol=1e-14) if derivative(ends[0]) * derivative(ends[1]) < 0 else found.x
    limit, slope, _ = solved(log_rate)
    if slope >= 0:
        return None
    rate = np.exp(log_rate)
    # m(phi) = k B exp(-k phi) / (F0 ln g g^phi) = share m(0).
    phi = optimize.brentq(lambda phi: np.exp(-rate * phi) / growth**phi - share, 0, 1000, xtol=1e-14)
    return {"asymptote": limit, "amplitude": -slope, "rate": rate, "phi": phi}


params, means = (np.array([each[name] for each in networks.values()], dtype=float) for name in ("params", "mean"))
given = [np.array(values) for values in json.loads(sys.argv[5])] if len(sys.argv) > 5 else None
print(
    json.dumps(
        {
            "networks": networks,
            "front": front,
            "stop": stopping(params, means),
            "given": given and stopping(*given),
        }
    )
)
