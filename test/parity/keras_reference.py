"""What Keras computes with an EfficientNetB0 of random weights, for the comparison with ours.

Writes into the folder given: `inference` and `training`, each a float32 file of tensors one after the
other and a JSON file that says what lies where.
"""

import json
import os
import sys
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")

import keras
import numpy as np
import tensorflow as tf


def build(resolution: int, classes: int) -> keras.Model:
    """B0 with its random layers switched off, logits out, 0…255 in (its Rescaling and Normalization stay)."""
    model = keras.applications.EfficientNetB0(
        weights=None, input_shape=(resolution, resolution, 3), classes=classes, classifier_activation=None
    )
    for layer in model.layers:
        if isinstance(layer, keras.layers.Dropout):
            layer.rate = 0.0
    return model


def draw_images(rng: np.random.Generator, count: int, resolution: int) -> np.ndarray:
    """Patches of random colours under noise: averaged over an image, plain noise makes all images alike."""
    patch = resolution // 4
    colours = rng.uniform(0, 200, (count, 4, 4, 3)).repeat(patch, axis=1).repeat(patch, axis=2)
    return (colours + rng.uniform(0, 55, colours.shape)).astype("float32")


def randomize(model: keras.Model, rng: np.random.Generator, images: np.ndarray) -> None:
    """Everything that starts at zero or one gets a random value, so that a swap of two tensors shows.

    Moving statistics are scattered around those of a batch; others would let the signal die on its way.
    """
    normalizations = [layer for layer in model.layers if isinstance(layer, keras.layers.BatchNormalization)]
    for layer in normalizations:
        layer.gamma.assign(rng.uniform(0.5, 1.5, layer.gamma.shape).astype("float32"))
        layer.beta.assign(rng.normal(0, 0.2, layer.beta.shape).astype("float32"))
    for variable in ours(model):
        if variable.name == "bias":
            variable.assign(rng.normal(0, 0.1, variable.shape).astype("float32"))
    momenta = [layer.momentum for layer in normalizations]
    for layer in normalizations:
        layer.momentum = 0.0
    model(images, training=True)
    for layer, momentum in zip(normalizations, momenta):
        layer.momentum = momentum
        mean, variance = np.array(layer.moving_mean), np.array(layer.moving_variance)
        layer.moving_mean.assign(mean + rng.normal(0, 0.2, mean.shape) * np.sqrt(variance))
        layer.moving_variance.assign(variance * rng.uniform(0.5, 2.0, variance.shape))


def ours(model: keras.Model):
    """The variables that our network has too: all but the Normalization layer's."""
    return [v for v in model.weights if not v.path.startswith("normalization")]


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

    def write(self, folder: Path, name: str, **facts) -> None:
        np.concatenate(self.chunks).tofile(folder / f"{name}.bin")
        (folder / f"{name}.json").write_text(json.dumps({"tensors": self.entries, **facts}))


def inference(folder: Path) -> None:
    keras.utils.set_random_seed(1)
    rng = np.random.default_rng(2)
    model = build(resolution=224, classes=1000)
    randomize(model, rng, draw_images(rng, 8, 224))
    images = draw_images(rng, 2, 224)
    record = Record()
    for variable in ours(model):
        record.add("weights", variable.path, variable)
    record.add("data", "images", images)
    record.add("data", "logits", model(images, training=False))
    record.write(
        folder, "inference",
        layers=[layer.name for layer in model.layers],
        parameters=model.count_params(),
        keras=keras.__version__, tensorflow=tf.__version__,
    )


def training(folder: Path) -> None:
    keras.utils.set_random_seed(3)
    rng = np.random.default_rng(4)
    model = build(resolution=64, classes=10)
    images = draw_images(rng, 8, 64)
    randomize(model, rng, images)
    labels = np.arange(8) % 10
    record = Record()
    for variable in ours(model):
        record.add("weights", variable.path, variable)
    loss_of = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    with tf.GradientTape() as tape:
        loss = loss_of(labels, model(images, training=True))
    gradients = tape.gradient(loss, [v.value for v in model.trainable_variables])
    for variable, gradient in zip(model.trainable_variables, gradients):
        record.add("gradients", variable.path, gradient)
    for variable in ours(model):
        if "moving_" in variable.path:
            record.add("statistics", variable.path, variable)
    record.add("data", "images", images)
    record.add("data", "labels", labels)
    record.add("data", "loss", loss)
    record.write(folder, "training")


if __name__ == "__main__":
    target = Path(sys.argv[1])
    inference(target)
    training(target)
