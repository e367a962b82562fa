"""What Keras computes with random weights, for the comparison with ours.

`keras_reference.py FOLDER WHAT` reads FOLDER/request.json and writes into FOLDER. WHAT is
`published`: for each name asked for, NAME-inference and NAME-training;
`networks`: for each specification asked for, its index;
each a float32 file of tensors one after the other and a JSON file that says what lies where;
`costs`: costs.json, counts of every V2; or
`trajectories`: trajectories.json, weights after each step of optimisers.
"""

import json
import math
import os
import sys
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")

import keras
import numpy as np
import tensorflow as tf
from keras_networks import Builder
from keras_optimizers import trajectories

NORMALIZATIONS = (keras.layers.BatchNormalization, keras.layers.GroupNormalization)


def build_published(name: str, resolution: int, classes: int) -> keras.Model:
    """With its random layers switched off, logits out, 0…255 in."""
    options = dict(
        weights=None, input_shape=(resolution, resolution, 3), classes=classes, classifier_activation=None
    )
    if name == "b0":
        # Its Rescaling and Normalization stay.
        model = keras.applications.EfficientNetB0(**options)
    else:
        model = keras.applications.EfficientNetV2B0(include_preprocessing=False, **options)
    for layer in model.layers:
        if isinstance(layer, keras.layers.Dropout):
            layer.rate = 0.0
    return model


def draw_images(rng: np.random.Generator, count: int, shape: tuple[int, ...]) -> np.ndarray:
    """Patches of random colours under noise: averaged over an image, plain noise makes all images alike."""
    colours = rng.uniform(0, 200, (count,) + (4,) * (len(shape) - 1) + shape[-1:])
    for axis, side in enumerate(shape[:-1], start=1):
        colours = colours.repeat(math.ceil(side / 4), axis=axis).take(range(side), axis=axis)
    return (colours + rng.uniform(0, 55, colours.shape)).astype("float32")


def randomize(model: keras.Model, rng: np.random.Generator, images: np.ndarray) -> None:
    """Everything that starts at zero or one gets a random value, so that a swap of two tensors shows.

    Moving statistics are scattered around those of a batch; others would let the signal die on its way.
    """
    for layer in model.layers:
        if isinstance(layer, NORMALIZATIONS):
            layer.gamma.assign(rng.uniform(0.5, 1.5, layer.gamma.shape).astype("float32"))
            layer.beta.assign(rng.normal(0, 0.2, layer.beta.shape).astype("float32"))
    for variable in ours(model):
        if variable.name == "bias":
            variable.assign(rng.normal(0, 0.1, variable.shape).astype("float32"))
    moving = [layer for layer in model.layers if isinstance(layer, keras.layers.BatchNormalization)]
    momenta = [layer.momentum for layer in moving]
    for layer in moving:
        layer.momentum = 0.0
    model(images, training=True)
    for layer, momentum in zip(moving, momenta):
        layer.momentum = momentum
        mean, variance = np.array(layer.moving_mean), np.array(layer.moving_variance)
        layer.moving_mean.assign(mean + rng.normal(0, 0.2, mean.shape) * np.sqrt(variance))
        layer.moving_variance.assign(variance * rng.uniform(0.5, 2.0, variance.shape))


def ours(model: keras.Model):
    """The variables that our network has too: all but the Normalization layer's."""
    return [v for v in model.weights if not v.path.startswith("normalization")]


def as_ours(path: str, value) -> np.ndarray:
    """A kernel over sequences, [k, in, out], is [k, 1, in, out] with us."""
    array = np.asarray(value)
    return array[:, np.newaxis] if path.endswith("/kernel") and array.ndim == 3 else array


class Record:
    def __init__(self) -> None:
        self.entries: dict[str, dict] = {}
        self.chunks: list[np.ndarray] = []
        self.length = 0

    def add(self, group: str, name: str, value) -> None:
        array = np.ascontiguousarray(np.asarray(value), dtype="float32")
        self.entries.setdefault(group, {})[name] = {"shape": list(array.shape), "offset": self.length}
        self.chunks.append(array.ravel())
        self.length += array.size

    def add_variables(self, group: str, variables, values=None) -> None:
        for variable, value in zip(variables, values or variables):
            self.add(group, variable.path, as_ours(variable.path, value))

    def write(self, folder: Path, name: str, **facts) -> None:
        np.concatenate(self.chunks).tofile(folder / f"{name}.bin")
        (folder / f"{name}.json").write_text(json.dumps({"tensors": self.entries, **facts}))


def infer(model: keras.Model, record: Record, images: np.ndarray) -> None:
    record.add_variables("weights", ours(model))
    record.add("data", "images", images)
    record.add("data", "logits", model(images, training=False))


def train(model: keras.Model, record: Record, images: np.ndarray) -> None:
    """Loss, gradients and moved statistics of one step."""
    labels = np.arange(len(images)) % model.output_shape[-1]
    loss_of = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    with tf.GradientTape() as tape:
        loss = loss_of(labels, model(images, training=True))
    gradients = tape.gradient(loss, [v.value for v in model.trainable_variables])
    record.add_variables("gradients", model.trainable_variables, gradients)
    record.add_variables("statistics", [v for v in ours(model) if "moving_" in v.path])
    record.add("data", "labels", labels)
    record.add("data", "loss", loss)


def published(folder: Path, names: list[str]) -> None:
    for name in names:
        keras.utils.set_random_seed(1)
        rng = np.random.default_rng(2)
        model = build_published(name, resolution=224, classes=1000)
        randomize(model, rng, draw_images(rng, 8, model.input_shape[1:]))
        record = Record()
        infer(model, record, draw_images(rng, 2, model.input_shape[1:]))
        record.write(
            folder, f"{name}-inference",
            layers=[layer.name for layer in model.layers], parameters=model.count_params(),
        )
        model = build_published(name, resolution=64, classes=10)
        write_step(model, rng, folder, f"{name}-training")


def networks(folder: Path, specs: list[dict]) -> None:
    """In double precision, so that only our rounding is compared."""
    keras.config.set_floatx("float64")
    for i, spec in enumerate(specs):
        keras.utils.set_random_seed(i)
        write_step(Builder(spec).build(), np.random.default_rng(i), folder, str(i))


def write_step(model: keras.Model, rng: np.random.Generator, folder: Path, name: str) -> None:
    images = draw_images(rng, 8, model.input_shape[1:])
    randomize(model, rng, images)
    record = Record()
    infer(model, record, images)
    train(model, record, images)
    record.write(folder, name)


def costs(folder: Path, _request: list) -> None:
    """Parameters and multiply-accumulates of Keras's own V2 networks, by its layers' shapes."""
    counted = {}
    for name in ["B0", "B1", "B2", "B3", "S", "M", "L"]:
        model = getattr(keras.applications, f"EfficientNetV2{name}")(weights=None)
        counted[f"v2-{name.lower()}"] = {
            "keras": model.count_params(),
            "trainable": sum(math.prod(v.shape) for v in model.trainable_variables),
            "macs": sum(macs_of(layer) for layer in model.layers),
        }
    (folder / "costs.json").write_text(json.dumps(counted))


def macs_of(layer: keras.layers.Layer) -> int:
    """Output values times the inputs that each of them reads."""
    if isinstance(layer, keras.layers.DepthwiseConv2D):
        read = layer.kernel.shape[:-2]
    elif isinstance(layer, (keras.layers.Conv2D, keras.layers.Dense)):
        read = layer.kernel.shape[:-1]
    else:
        return 0
    return math.prod(layer.output.shape[1:]) * math.prod(read)


if __name__ == "__main__":
    target = Path(sys.argv[1])
    asked = json.loads((target / "request.json").read_text())
    run = {"published": published, "networks": networks, "costs": costs, "trajectories": trajectories}
    run[sys.argv[2]](target, asked)
