"""A block without some of its channels, in NumPy and from the formulas alone.

Reads a JSON request on stdin, {"weights": {name: {"shape", "values"}}, "input": {"shape", "values"}, "removed", "epsilon"},
of one MBConv block with stride 1, and writes what its channels are on average, the two biases that compensation changes,
and the outputs of the block as it was, pruned, and pruned with compensation, in 64 bits.
"""

import json
import sys

import numpy as np

request = json.load(sys.stdin)
epsilon = request["epsilon"]
removed = request["removed"]


def array(value: dict) -> np.ndarray:
    return np.array(value["values"], dtype=np.float64).reshape(value["shape"])


def sigmoid(x: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-x))


def swish(x: np.ndarray) -> np.ndarray:
    return x * sigmoid(x)


def normalized(x: np.ndarray, w: dict, name: str) -> np.ndarray:
    scale = w[f"{name}/gamma"] / np.sqrt(w[f"{name}/moving_variance"] + epsilon)
    return (x - w[f"{name}/moving_mean"]) * scale + w[f"{name}/beta"]


def depthwise(x: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    size = kernel.shape[0]
    side = size // 2
    padded = np.pad(x, ((0, 0), (side, side), (side, side), (0, 0)))
    height, width = x.shape[1:3]
    total = np.zeros_like(x)
    for i in range(size):
        for j in range(size):
            total += padded[:, i : i + height, j : j + width] * kernel[i, j, :, 0]
    return total


def block(x: np.ndarray, w: dict) -> dict:
    u = swish(normalized(x @ w["expand_conv/kernel"][0, 0], w, "expand_bn"))
    v = swish(normalized(depthwise(u, w["dwconv/kernel"]), w, "bn"))
    squeezed = v.mean(axis=(1, 2))
    hidden = swish(squeezed @ w["se_reduce/kernel"][0, 0] + w["se_reduce/bias"])
    gates = sigmoid(hidden @ w["se_expand/kernel"][0, 0] + w["se_expand/bias"])
    passed = v * gates[:, None, None, :]
    y = normalized(passed @ w["project_conv/kernel"][0, 0], w, "project_bn")
    return {"y": y, "squeezed": squeezed.mean(axis=0), "passed": passed.mean(axis=(0, 1, 2))}


AXES = {"expand_conv/kernel": 3, "dwconv/kernel": 2, "se_reduce/kernel": 2, "se_expand/kernel": 3, "project_conv/kernel": 2}


def pruned(w: dict) -> dict:
    narrow = {}
    for name, value in w.items():
        layer = name.split("/")[0]
        if name in AXES:
            value = np.delete(value, removed, axis=AXES[name])
        elif layer in ("expand_bn", "bn") or name == "se_expand/bias":
            value = np.delete(value, removed)
        narrow[name] = value
    return narrow


weights = {name: array(value) for name, value in request["weights"].items()}
x = array(request["input"])
whole = block(x, weights)
naive = pruned(weights)
compensated = dict(naive)
compensated["se_reduce/bias"] = weights["se_reduce/bias"] + sum(
    weights["se_reduce/kernel"][0, 0, c] * whole["squeezed"][c] for c in removed
)
compensated["project_bn/moving_mean"] = weights["project_bn/moving_mean"] - sum(
    weights["project_conv/kernel"][0, 0, c] * whole["passed"][c] for c in removed
)
answer = {
    "squeezed": whole["squeezed"],
    "passed": whole["passed"],
    "reduceBias": compensated["se_reduce/bias"],
    "movingMean": compensated["project_bn/moving_mean"],
    "whole": whole["y"],
    "naive": block(x, naive)["y"],
    "compensated": block(x, compensated)["y"],
}
json.dump({name: value.ravel().tolist() for name, value in answer.items()}, sys.stdout)
