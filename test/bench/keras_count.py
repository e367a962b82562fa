"""How long Keras takes to tell B7's parameters, which it does by building it: prints milliseconds, one a line."""

import os
import sys
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import keras

expected = int(sys.argv[1])
for _ in range(int(sys.argv[2])):
    began = time.perf_counter()
    count = keras.applications.EfficientNetB7(weights=None).count_params()
    took = (time.perf_counter() - began) * 1000
    assert count == expected, f"Keras counts {count}, expected {expected}"
    keras.utils.clear_session()
    print(took, flush=True)
