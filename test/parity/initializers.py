"""How Keras starts each kernel: the distribution and its numbers, from Keras's own initialisers and shapes."""

import json
import math
import sys

import keras
from keras.src.initializers.random_initializers import compute_fans


def start_of(initializer: keras.initializers.VarianceScaling, shape: tuple[int, ...]) -> dict:
    """Deviation of the values, and the largest that they can have."""
    fan_in, fan_out = compute_fans(shape)
    fan = {"fan_in": fan_in, "fan_out": fan_out, "fan_avg": (fan_in + fan_out) / 2}[initializer.mode]
    deviation = math.sqrt(initializer.scale / fan)
    if initializer.distribution == "uniform":
        return {"deviation": deviation, "limit": math.sqrt(3) * deviation}
    # What a normal distribution cut at ±2 leaves of its deviation.
    return {"deviation": deviation, "limit": 2 * deviation / 0.87962566103423978}


def network(name: str, classes: int) -> dict:
    """Of a published network with so many classes, by the path of the kernel."""
    model = getattr(keras.applications, name)(weights=None, classes=classes)
    kernels = {}
    for layer in model.layers:
        # The class of depthwise convolutions also has the attribute of others, which it doesn't use.
        depthwise = isinstance(layer, keras.layers.DepthwiseConv2D)
        initializer = getattr(layer, "depthwise_initializer" if depthwise else "kernel_initializer", None)
        if initializer is not None:
            kernels[f"{layer.name}/kernel"] = start_of(initializer, tuple(layer.kernel.shape))
    return kernels


def detector(shapes: dict[str, list[int]]) -> dict:
    """Of a detector's own kernels: its authors name `variance_scaling` for the heads, and nothing for the neck."""
    unsaid = keras.layers.SeparableConv2D(1, 3)
    assert unsaid.depthwise_initializer.get_config() == unsaid.pointwise_initializer.get_config()
    assert unsaid.pointwise_initializer.get_config() == keras.layers.Conv2D(1, 1).kernel_initializer.get_config()
    heads = keras.initializers.get("variance_scaling")
    return {
        path: start_of(heads if path.startswith(("class_", "box_")) else unsaid.pointwise_initializer, tuple(shape))
        for path, shape in shapes.items()
    }


if __name__ == "__main__":
    asked = json.loads(sys.stdin.read())
    networks = [network(*each) for each in asked["networks"]]
    print(json.dumps({"networks": networks, "detector": detector(asked["detector"])}))
