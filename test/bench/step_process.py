"""A competitor on Python as a process: answers each line on stdin with what one step took."""

import json
import math
import resource
import sys
import time


def user_milliseconds():
    return resource.getrusage(resource.RUSAGE_SELF).ru_utime * 1e3


def answer_steps(what, step, logits=None):
    """
    `step` runs once and returns a number that must be finite; `logits` gives, in inference, all numbers of the
    reference's images one after the other, for comparison.
    """
    print(json.dumps({"what": what, **({} if logits is None else {"logits": logits()})}), flush=True)
    for _ in sys.stdin:
        user, began = user_milliseconds(), time.perf_counter()
        number = step()
        took = {"wall": (time.perf_counter() - began) * 1e3, "user": user_milliseconds() - user}
        assert math.isfinite(number), f"The result is {number}."
        print(json.dumps(took), flush=True)
