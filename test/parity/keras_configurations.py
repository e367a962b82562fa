"""Networks of Keras's whose configuration tells what tensors don't, in every format that keeps it, with outputs.

usage: keras_configurations.py FOLDER    writes <case>.keras, .h5, .weights.h5, <case>/model.json and <case>.bin
"""

import json
import os
import sys
import zipfile
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")

import keras
import numpy as np
from keras.src.applications import efficientnet, efficientnet_v2

sys.path.insert(0, str(Path(__file__).parent))
from keras_networks import Builder

SIDE = 40
MEAN = [0.485, 0.456, 0.406]
DEVIATION = [0.229, 0.224, 0.225]


def v1(side: int | None = SIDE, channels: int = 3, **options) -> keras.Model:
    options = {"classifier_activation": "softmax", "classes": 5, **options}
    return efficientnet.EfficientNet(
        0.25, 1.0, 40, blocks_args=efficientnet.DEFAULT_BLOCKS_ARGS[:3], weights=None,
        input_shape=(side, side, channels), name="efficientnetb0", **options,
    )


def v2(name: str = "efficientnetv2-b0", **options) -> keras.Model:
    blocks = efficientnet_v2.DEFAULT_BLOCKS_ARGS["efficientnetv2-b0"][:4]
    return efficientnet_v2.EfficientNetV2(
        0.25, 0.5, 40, blocks_args=blocks, weights=None, input_shape=(SIDE, SIDE, 3), classes=5, name=name, **options
    )


def normalized(model: keras.Model, mean: list, variance: list) -> keras.Model:
    layer = model.get_layer(index=2)
    layer.adapt_mean.assign(np.reshape(mean, layer.adapt_mean.shape))
    layer.adapt_variance.assign(np.reshape(variance, layer.adapt_variance.shape))
    layer.finalize_state()
    return model


def adapted() -> keras.Model:
    model = v1()
    images = np.random.default_rng(1).normal([90, 120, 150], [40, 50, 60], (8, SIDE, SIDE, 3)).clip(0, 255)
    model.get_layer(index=2).adapt(images.astype("float32") / 255)
    return model


def edited(model: keras.Model, change) -> keras.Model:
    """The same network with layers of its configuration changed by name, and the same weights."""
    config = json.loads(model.to_json())
    for layer in config["config"]["layers"]:
        change(layer["class_name"], layer["config"])
    changed = keras.models.model_from_json(json.dumps(config))
    changed.set_weights(model.get_weights())
    return changed


def entering(inner: keras.Model, *layers) -> keras.Model:
    """Other layers in front of a network, and the network as a layer."""
    inputs = keras.Input((SIDE, SIDE, 3))
    x = inputs
    for layer in layers:
        x = layer(x)
    return keras.Model(inputs, inner(x))


def bare(model: keras.Model, *layers) -> keras.Model:
    """Other layers in the place of those before the first convolution."""
    config = json.loads(model.to_json())
    first = next(i for i, layer in enumerate(config["config"]["layers"]) if layer["name"] == "stem_conv_pad")
    inputs = keras.Input((SIDE, SIDE, 3))
    x = inputs
    for layer in layers:
        x = layer(x)
    tail = keras.Model(model.layers[first - 1].output, model.output)
    return keras.Model(inputs, tail(x))


def headed(*layers, **options) -> keras.Model:
    inputs = keras.Input((SIDE, SIDE, 3))
    x = v1(include_top=False, **options)(inputs)
    for layer in layers:
        x = layer(x)
    return keras.Model(inputs, x)


def published() -> keras.Model:
    """As Keras builds its networks for published weights, whose variances are deviations."""
    statistics = keras.layers.Normalization(mean=MEAN, variance=DEVIATION, name="given")
    second = keras.layers.Rescaling([1 / deviation**0.5 for deviation in DEVIATION])
    return bare(v1(), keras.layers.Rescaling(1 / 255), statistics, second)


def batch_norm(**fields):
    def change(kind: str, config: dict) -> None:
        if kind == "BatchNormalization":
            config.update(fields)

    return change


def own_network(**changes) -> keras.Model:
    """A network that only our own second builder has: symmetric padding, groups, ReLU6."""
    block = dict(kernelSize=3, stride=1, expansionRatio=1, inputFilters=8, expandedFilters=8, outputFilters=8, squeezeExciteFilters=0)
    wide = {**block, "kernelSize": 5, "stride": 2, "expansionRatio": 4, "expandedFilters": 32, "outputFilters": 16}
    blocks = [{"operator": "MBConv", **block}, {"operator": "FusedMBConv", **wide}]
    spec = {
        "family": "v1", "spatialDimensions": 2, "resolution": SIDE, "inputChannels": 3, "preprocessing": "inception", "classes": 5,
        "stem": {"filters": 8, "kernelSize": 3, "stride": 2}, "head": {"filters": 24}, "padding": "symmetric",
        "stages": [{"blocks": [one]} for one in blocks], "normalization": "group", "groupSize": 4,
        "normalizationEpsilon": 1e-4, "batchNormMomentum": 0.9, "activation": "relu6", **changes,
    }
    return Builder(spec).build()


dense = keras.layers.Dense
CASES = {
    "softmax": lambda: v1(),
    "logits": lambda: v1(classifier_activation=None),
    "adapted": adapted,
    "deviations": lambda: normalized(v1(), MEAN, DEVIATION),
    "variances": lambda: normalized(v1(), MEAN, [value**2 for value in DEVIATION]),
    "published": published,
    "raw": lambda: bare(v1(), keras.layers.Normalization(mean=[100, 110, 120], variance=[50**2, 60**2, 70**2])),
    "nothing": lambda: bare(v1(), keras.layers.RandomFlip()),
    "vector": lambda: bare(v1(), keras.layers.Rescaling([0.01, 0.02, 0.03], [-0.5, -1, -1.5])),
    "inverted": lambda: bare(v1(), keras.layers.Rescaling(-1 / 255, 1)),
    "map": lambda: v1(include_top=False),
    "pooled": lambda: v1(include_top=False, pooling="avg"),
    "epsilon": lambda: edited(v1(), batch_norm(epsilon=0.02, momentum=0.9)),
    "rates": lambda: v1(dropout_rate=0.4, drop_connect_rate=0.3),
    "any-size": lambda: v1(None, include_top=False, pooling="avg"),
    "odd": lambda: v1(33),
    "grey": lambda: v1(channels=1),
    "nested": lambda: headed(keras.layers.GlobalAveragePooling2D(), keras.layers.Dropout(0.1), dense(7, "softmax")),
    "nested-logits": lambda: headed(dense(7, use_bias=False, name="scores"), keras.layers.Activation("softmax"), pooling="avg"),
    "in-front": lambda: entering(v2(include_preprocessing=False), keras.layers.Rescaling(1 / 127.5, -1)),
    "v2": lambda: v2(),
    "v2-large": lambda: v2("efficientnetv2-s"),
    "v2-bare": lambda: v2(include_preprocessing=False, classifier_activation=None),
    "own": lambda: own_network(),
    "own-batch": lambda: own_network(normalization="batch", activation="swish", padding="same"),
    "hidden-layer": lambda: headed(keras.layers.GlobalAveragePooling2D(), dense(9, "relu"), dense(5, name="predictions")),
    "sigmoid": lambda: v1(classifier_activation="sigmoid"),
    "max": lambda: v1(include_top=False, pooling="max"),
}


def shaken(model: keras.Model, own: str) -> keras.Model:
    random = np.random.default_rng(len(own))
    for variable in model.variables:
        if "normalization/" in variable.path or "given" in variable.path or "seed" in variable.path:
            continue
        name, size = variable.path.split("/")[-1], variable.shape
        if name == "moving_variance":
            variable.assign(random.uniform(0.5, 2, size))
        elif name == "gamma":
            variable.assign(random.uniform(0.8, 1.2, size))
        elif name in ("beta", "moving_mean", "bias"):
            variable.assign(random.normal(0, 0.1, size))
    return model


def legacy(value):
    """Configurations as Keras 2 wrote them, which TensorFlow.js's converter kept."""
    if isinstance(value, list):
        return [legacy(one) for one in value]
    if not isinstance(value, dict):
        return value
    if value.get("class_name") == "DTypePolicy":
        return "float32"
    return {("batch_input_shape" if key == "batch_shape" else key): legacy(one) for key, one in value.items()}


def write_tfjs(model: keras.Model, folder: Path) -> None:
    """`model.json` and one shard, in the form of TensorFlow.js's converter."""
    folder.mkdir()
    weights, shards = [], []
    for variable in model.variables:
        if "seed" in variable.path:
            continue
        layer, name = variable.path.split("/")[-2:]
        name = "depthwise_kernel" if "dwconv" in layer else name
        value = np.asarray(variable)
        kind = "int32" if value.dtype.kind in "iu" else "float32"
        weights.append({"name": f"{layer}/{name}", "shape": list(value.shape), "dtype": kind})
        shards.append(value.astype(f"<{kind[0]}4").tobytes())
    topology = {"keras_version": "2.15.0", "backend": "tensorflow", "model_config": legacy(json.loads(model.to_json()))}
    manifest = [{"paths": ["group1-shard1of1.bin"], "weights": weights}]
    document = {"format": "layers-model", "modelTopology": topology, "weightsManifest": manifest}
    (folder / "model.json").write_text(json.dumps(document))
    (folder / "group1-shard1of1.bin").write_bytes(b"".join(shards))


def disagreeing(folder: Path) -> None:
    """Configurations that say something else than their tensors."""

    def rewrite(name: str, change) -> None:
        with zipfile.ZipFile(folder / "adapted.keras") as archive:
            parts = {entry: archive.read(entry) for entry in archive.namelist()}
        config = json.loads(parts["config.json"])
        for layer in config["config"]["layers"]:
            change(layer["name"], layer["config"])
        parts["config.json"] = json.dumps(config).encode()
        with zipfile.ZipFile(folder / f"{name}.keras", "w") as archive:
            for entry, content in parts.items():
                archive.writestr(entry, content)

    def update(own: str, **fields):
        return lambda name, config: config.update(fields) if name == own else None

    rewrite("more-classes", update("predictions", units=6))
    rewrite("wider", update("block2a_expand_conv", filters=64))
    rewrite("other-mean", other_mean)
    rewrite("other-channels", one_channel)
    rewrite("rectangle", lambda name, config: config.update(batch_shape=[None, SIDE, 50, 3]) if "batch_shape" in config else None)
    rewrite("dilated", update("block3a_dwconv", dilation_rate=[2, 2]))
    rewrite("two-epsilons", update("block2a_bn", epsilon=0.5))


def other_mean(name: str, config: dict) -> None:
    if "invert" in config:
        config["mean"] = [0.1, 0.2, 0.3]


def one_channel(name: str, config: dict) -> None:
    if "batch_shape" in config:
        config["batch_shape"] = [None, SIDE, SIDE, 1]


def main(folder: Path) -> None:
    for name, make in CASES.items():
        keras.utils.set_random_seed(1)
        model = shaken(make(), name)
        side, channels = model.input_shape[1] or SIDE, model.input_shape[-1]
        pixels = np.random.default_rng(7).integers(0, 256, (2, side, side, channels)).astype("float32")
        model.save(folder / f"{name}.keras")
        model.save(folder / f"{name}.h5")
        model.save_weights(folder / f"{name}.weights.h5")
        write_tfjs(model, folder / name)
        pixels.tofile(folder / f"{name}-pixels.bin")
        np.asarray(model(pixels, training=False)).astype("<f4").tofile(folder / f"{name}.bin")
    disagreeing(folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
