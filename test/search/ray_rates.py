"""What Ray takes on this machine: tasks that do nothing, and tasks that start a Node that ends at once.

usage: ray_rates.py NODE > rates.json
"""

import json
import subprocess
import sys
import tempfile
import time

import ray

EMPTY, NODES = 2000, 40


@ray.remote
def nothing():
    return None


@ray.remote
def node(path):
    return subprocess.run([path, "-e", "0"], check=True).returncode


def rate(calls):
    begun = time.perf_counter()
    ray.get(calls())
    return time.perf_counter() - begun


with tempfile.TemporaryDirectory(prefix="r-") as folder:
    # Loopback by a name that nobody else reaches.
    ray.init(
        num_cpus=2,
        include_dashboard=False,
        _node_ip_address="127.0.0.2",
        object_store_memory=100_000_000,
        log_to_driver=False,
        _temp_dir=folder,
    )
    # The first ones start the workers.
    ray.get([node.remote(sys.argv[1]) for _ in range(4)])
    empty = rate(lambda: [nothing.remote() for _ in range(EMPTY)])
    nodes = rate(lambda: [node.remote(sys.argv[1]) for _ in range(NODES)])
    ray.shutdown()
print(json.dumps({"version": ray.__version__, "tasksPerSecond": EMPTY / empty, "nodesPerSecond": NODES / nodes}))
