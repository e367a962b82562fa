"""Loads SavedModels as Python's users do and runs them.

Reads a JSON request on stdin, {"folder", "calls": [{"signature", "inputs": {name: {"shape", "dtype", "values"}}}]},
and writes the outputs of each call to stdout, by name.
"""

import json
import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")

import numpy as np
import tensorflow as tf

request = json.load(sys.stdin)
model = tf.saved_model.load(request["folder"])


def tensor(value: dict) -> tf.Tensor:
    return tf.constant(np.array(value["values"], dtype=value["dtype"]).reshape(value["shape"]))


def run(call: dict) -> dict:
    outputs = model.signatures[call["signature"]](**{name: tensor(each) for name, each in call["inputs"].items()})
    return {name: each.numpy().ravel().tolist() for name, each in outputs.items()}


answer = {"signatures": sorted(model.signatures), "outputs": [run(call) for call in request["calls"]]}
json.dump(answer, sys.stdout)
