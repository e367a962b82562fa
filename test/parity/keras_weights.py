"""Files of weights as Keras has them, with logits; and logits of files that others wrote.

usage: keras_weights.py write FOLDER    writes for each case weights in Keras's forms, pixels and logits
       keras_weights.py read FOLDER     loads each FOLDER/<case>-back.weights.h5 and writes <case>-back-logits.bin
"""

import sys
from pathlib import Path

import keras
import numpy as np

SIDE = 64
CASES = {
    "b0": keras.applications.EfficientNetB0,
    "b1": keras.applications.EfficientNetB1,
    "b2": keras.applications.EfficientNetB2,
    "b3": keras.applications.EfficientNetB3,
    "v2-b0": keras.applications.EfficientNetV2B0,
}


def pixels() -> np.ndarray:
    return np.random.default_rng(7).integers(0, 256, (2, SIDE, SIDE, 3)).astype("float32")


def made(name: str) -> keras.Model:
    return CASES[name](weights=None, input_shape=(SIDE, SIDE, 3), classifier_activation=None)


def shaken(model: keras.Model) -> keras.Model:
    """Statistics and scales that no fresh network has, so that each of them matters."""
    random = np.random.default_rng(3)
    for layer in model.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            size = layer.gamma.shape
            layer.gamma.assign(random.uniform(0.8, 1.2, size))
            layer.beta.assign(random.normal(0, 0.1, size))
            layer.moving_mean.assign(random.normal(0, 0.1, size))
            layer.moving_variance.assign(random.uniform(0.5, 2, size))
    return model


def save(path: Path, values: np.ndarray) -> None:
    values.astype("<f4").tofile(path)


def write(folder: Path) -> None:
    keras.utils.set_random_seed(1)
    save(folder / "pixels.bin", pixels())
    for name in CASES:
        model = shaken(made(name))
        model.save_weights(folder / f"{name}.weights.h5")
        if name == "b0":
            model.save(folder / "b0.keras")
            model.save(folder / "b0.h5")
        save(folder / f"{name}-logits.bin", model.predict(pixels(), verbose=0))


def read(folder: Path) -> None:
    for path in sorted(folder.glob("*-back.weights.h5")):
        name = path.name.removesuffix("-back.weights.h5")
        model = made(name)
        model.load_weights(path)
        save(folder / f"{name}-back-logits.bin", model.predict(pixels(), verbose=0))


if __name__ == "__main__":
    {"write": write, "read": read}[sys.argv[1]](Path(sys.argv[2]))
