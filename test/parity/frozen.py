"""What becomes of a network with a nested one, as layers are frozen and set free: what is trained, and what statistics do."""

import json
import sys

import keras
import numpy as np


def network():
    entering = keras.Input((4,))
    mapped = keras.layers.Dense(3, name="dense")(entering)
    inner = keras.Model(entering, keras.layers.BatchNormalization(momentum=0.5, name="norm")(mapped), name="inner")
    inputs = keras.Input((4,))
    return keras.Model(inputs, keras.layers.Dense(2, name="head")(inner(inputs)), name="outer")


def layer_of(model, name):
    inner = model.get_layer("inner")
    return {"outer": model, "inner": inner}.get(name) or (inner if name != "head" else model).get_layer(name)


request = json.load(sys.stdin)
cases = []
for settings in request["cases"]:
    model = network()
    for layer, values in request["weights"].items():
        layer_of(model, layer).set_weights([np.array(value, "float32") for value in values])
    for name, trainable in settings:
        layer_of(model, name).trainable = trainable
    outputs = model(np.array(request["images"], "float32"), training=True)
    mean, variance = (np.array(value) for value in layer_of(model, "norm").get_weights()[2:])
    cases.append(
        {
            "trainable": [layer_of(model, name).trainable for name in ("inner", "dense", "norm", "head")],
            "weights": len(model.trainable_weights),
            "outputs": np.ravel(outputs).tolist(),
            "statistics": [*mean.tolist(), *variance.tolist()],
        }
    )
print(json.dumps(cases))
