"""Loss scales of Keras's LossScaleOptimizer, with what it does to weights, for steps whose gradients are told."""

import json
import sys

import keras
import numpy as np

request = json.load(sys.stdin)
cases = {}
for name, inner in {
    "sgd": keras.optimizers.SGD(request["rate"]),
    "adam": keras.optimizers.Adam(request["rate"], global_clipnorm=request["clipNorm"]),
}.items():
    weights = [keras.Variable(np.array(values, "float32")) for values in request["weights"]]
    optimizer = keras.optimizers.LossScaleOptimizer(
        inner, initial_scale=request["initial"], dynamic_growth_steps=request["growthInterval"]
    )
    optimizer.build(weights)
    cases[name] = []
    for factor in request["factors"]:
        scaled = [optimizer.scale_loss((w / 2 + 1) * factor) for w in weights]
        optimizer.apply(scaled, weights)
        cases[name].append(
            {
                "scale": float(optimizer.dynamic_scale),
                "iterations": int(inner.iterations),
                "weights": np.concatenate([np.ravel(w) for w in weights]).tolist(),
            }
        )
# json writes Infinity where Node reads none; none is expected here.
print(json.dumps(cases, allow_nan=False))
