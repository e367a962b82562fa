"""Runs a saved program some times with TensorFlow's tracing and prints what each node took, as JSON.

usage: profile_program.py <folder> <runs> [<library of operations>]
The folder holds `saved_model.pb` and `run.json`: what to feed, fetch and store, by tensor names.
"""

import json
import os
import sys
import time
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import numpy as np
import tensorflow as tf

v1 = tf.compat.v1
DTYPES = {"float32": np.float32, "int32": np.int32, "bool": np.bool_}
WARM_UP = 3


def values(tensor, folder):
    path = folder / tensor["file"]
    return np.fromfile(path, DTYPES[tensor["dtype"]]).reshape(tensor["shape"])


def nodes_of(metadata):
    """Name, operation and time of each node; times of nodes that run at once overlap."""
    for device in metadata.step_stats.dev_stats:
        for node in device.node_stats:
            # "name = Operation(inputs)"
            _, _, call = node.timeline_label.partition(" = ")
            operation = call.partition("(")[0] or node.node_name
            took = node.op_end_rel_nanos - node.op_start_rel_nanos
            yield {
                "name": node.node_name,
                "op": operation,
                "began": node.all_start_micros * 1e3,
                "nanoseconds": took,
                "shape": [size.size for size in node.output[0].tensor_description.shape.dim] if node.output else None,
            }


def main():
    folder, runs = Path(sys.argv[1]), int(sys.argv[2])
    program = json.loads((folder / "run.json").read_text())
    for library in sys.argv[3:]:
        tf.load_op_library(library)
    with v1.Session(graph=tf.Graph()) as session:
        v1.saved_model.load(session, ["serve"], str(folder))
        variables = {variable["name"]: variable for variable in program["state"]}
        for write in program["writes"]:
            fed = [variables[name] for name in write["variables"]]
            session.run(write["done"], {variable["feed"]: values(variable, folder) for variable in fed})
        feeds = {each["tensor"]: values(each, folder) for each in program["feeds"]}
        for _ in range(WARM_UP):
            session.run(program["fetches"], feeds)
        plain, traced = [], []
        for _ in range(runs):
            began, cpu = time.perf_counter(), os.times().user
            session.run(program["fetches"], feeds)
            plain.append([(time.perf_counter() - began) * 1e3, (os.times().user - cpu) * 1e3])
            metadata = v1.RunMetadata()
            options = v1.RunOptions(trace_level=v1.RunOptions.FULL_TRACE)
            began = time.perf_counter()
            session.run(program["fetches"], feeds, options=options, run_metadata=metadata)
            took = (time.perf_counter() - began) * 1e3
            traced.append({"milliseconds": took, "nodes": list(nodes_of(metadata))})
    print(json.dumps({"plain": plain, "traced": traced}))


if __name__ == "__main__":
    main()
