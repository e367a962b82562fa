"""Keras's layers put together as a specification says: a second builder, for networks that Keras has none of."""

import keras
from keras import layers


class Builder:
    def __init__(self, spec: dict) -> None:
        self.spec = spec
        self.dimensions = spec["spatialDimensions"]

    def build(self) -> keras.Model:
        spec = self.spec
        inputs = keras.Input((spec["resolution"],) * self.dimensions + (spec["inputChannels"],), name="input_layer")
        x = self.preprocess(inputs)
        x = self.convolve(x, "stem_conv", spec["stem"]["filters"], spec["stem"])
        x = self.activate(self.normalize(x, "stem_bn"), "stem_activation")
        for i, stage in enumerate(spec["stages"]):
            for j, block in enumerate(stage["blocks"]):
                x = self.block(x, f"block{i + 1}{chr(ord('a') + j)}", block)
        x = self.convolve(x, "top_conv", spec["head"]["filters"])
        x = self.activate(self.normalize(x, "top_bn"), "top_activation")
        x = self.pick("GlobalAveragePooling")(name="avg_pool")(x)
        return keras.Model(inputs, layers.Dense(spec["classes"], name="predictions")(x))

    def block(self, inputs, name: str, block: dict):
        fused, expands = block["operator"] == "FusedMBConv", block["expansionRatio"] != 1
        x = inputs
        if expands:
            x = self.convolve(x, f"{name}_expand_conv", block["expandedFilters"], block if fused else None)
            x = self.activate(self.normalize(x, f"{name}_expand_bn"), f"{name}_expand_activation")
        if not fused:
            depthwise = f"{name}_dwconv2" if self.spec["family"] == "v2" else f"{name}_dwconv"
            x = self.depthwise(x, depthwise, block)
            x = self.activate(self.normalize(x, f"{name}_bn"), f"{name}_activation")
        if block["squeezeExciteFilters"] > 0:
            x = self.squeeze_excite(x, name, block["squeezeExciteFilters"])
        whole = fused and not expands
        x = self.convolve(x, f"{name}_project_conv", block["outputFilters"], block if whole else None)
        x = self.normalize(x, f"{name}_project_bn")
        if whole:
            x = self.activate(x, f"{name}_project_activation")
        if block["stride"] == 1 and block["inputFilters"] == block["outputFilters"]:
            x = layers.Add(name=f"{name}_add")([x, inputs])
        return x

    def squeeze_excite(self, x, name: str, narrow: int):
        wide = x.shape[-1]
        gates = self.pick("GlobalAveragePooling")(keepdims=True, name=f"{name}_se_squeeze")(x)
        convolution = self.pick("Conv")
        gates = convolution(narrow, 1, activation=self.activation(), name=f"{name}_se_reduce")(gates)
        gates = convolution(wide, 1, activation="sigmoid", name=f"{name}_se_expand")(gates)
        return layers.Multiply(name=f"{name}_se_excite")([x, gates])

    def preprocess(self, x):
        scales = {"none": None, "unit": (1 / 255, 0), "inception": (1 / 128, -127 / 128), "half": (2 / 255, -1)}
        scale = scales[self.spec["preprocessing"]]
        return x if scale is None else layers.Rescaling(*scale)(x)

    def convolve(self, x, name: str, filters: int, window: dict | None = None):
        size, stride = (window["kernelSize"], window["stride"]) if window else (1, 1)
        x, padding = self.pad(x, size)
        layer = self.pick("Conv")(filters, size, strides=stride, padding=padding, use_bias=False, name=name)
        return layer(x)

    def depthwise(self, x, name: str, window: dict):
        size, stride = window["kernelSize"], window["stride"]
        x, padding = self.pad(x, size)
        layer = self.pick("DepthwiseConv")(size, strides=stride, padding=padding, use_bias=False, name=name)
        return layer(x)

    def pad(self, x, size: int):
        if self.spec["padding"] == "same":
            return x, "same"
        return self.pick("ZeroPadding")((size - 1) // 2)(x), "valid"

    def normalize(self, x, name: str):
        epsilon = self.spec["normalizationEpsilon"]
        if self.spec["normalization"] == "batch":
            return layers.BatchNormalization(
                epsilon=epsilon, momentum=self.spec["batchNormMomentum"], name=name
            )(x)
        groups = x.shape[-1] // self.spec["groupSize"]
        return layers.GroupNormalization(groups, epsilon=epsilon, name=name)(x)

    def activate(self, x, name: str):
        return layers.Activation(self.activation(), name=name)(x)

    def activation(self) -> str:
        return {"swish": "silu", "relu6": "relu6"}[self.spec["activation"]]

    def pick(self, name: str):
        """The layer for the network's dimensions, for example `Conv1D` or `Conv2D`."""
        return getattr(layers, f"{name}{self.dimensions}D")
