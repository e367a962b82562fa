"""Small files of weights as Keras and h5py write them, and some that mean harm.

usage: keras_files.py FOLDER
"""

import json
import sys
import zipfile
from pathlib import Path

import h5py
import keras
import numpy as np

GIBIBYTE_OF_FLOATS = 2**28


def small() -> keras.Model:
    inputs = keras.Input((8, 8, 3))
    x = keras.layers.Conv2D(4, 3, name="stem_conv")(inputs)
    x = keras.layers.BatchNormalization(name="stem_bn")(x)
    x = keras.layers.DepthwiseConv2D(3, use_bias=False, name="dwconv")(x)
    x = keras.layers.GlobalAveragePooling2D()(x)
    x = keras.layers.Dropout(0.1)(x)
    return keras.Model(inputs, keras.layers.Dense(2, name="predictions")(x))


def harmful(folder: Path) -> None:
    with h5py.File(folder / "external.weights.h5", "w") as file:
        file.create_group("layers/conv2d/vars")["0"] = h5py.ExternalLink("/etc/passwd", "/0")
    with h5py.File(folder / "soft.weights.h5", "w") as file:
        file.create_group("layers/conv2d/vars")["0"] = h5py.SoftLink("/layers")
    with h5py.File(folder / "raw.weights.h5", "w") as file:
        group = file.create_group("layers/conv2d/vars")
        group.create_dataset("0", (4,), "<f4", external=[("/etc/passwd", 0, 16)])
    with h5py.File(folder / "bomb.weights.h5", "w") as file:
        group = file.create_group("layers/conv2d/vars")
        group.create_dataset("0", (GIBIBYTE_OF_FLOATS,), "<f4", chunks=(2**20,), compression="gzip")[:] = 0
    with h5py.File(folder / "hollow.weights.h5", "w") as file:
        # Nothing is stored, yet it says 2^60 numbers.
        file.create_group("layers/conv2d/vars").create_dataset("0", (2**30, 2**30), "<f4", chunks=(1024, 1024))
    with zipfile.ZipFile(folder / "bomb.keras", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("metadata.json", "{}")
        archive.writestr("model.weights.h5", bytes(2**28))


def main(folder: Path) -> None:
    keras.utils.set_random_seed(1)
    model = small()
    for layer in model.layers:
        layer.set_weights([np.random.normal(size=value.shape) for value in layer.get_weights()])
    model.save_weights(folder / "small.weights.h5")
    model.save(folder / "small.keras")
    model.save(folder / "small.h5")
    keras.config.set_dtype_policy("float16")
    half = small()
    keras.config.set_dtype_policy("float32")
    half.save_weights(folder / "half.weights.h5")
    half.save(folder / "half.keras")
    half.save(folder / "half.h5")
    expected = {
        variable.path: [list(variable.shape), np.asarray(variable).ravel().tolist()]
        for variable in model.variables
        if "seed" not in variable.path
    }
    (folder / "keras.json").write_text(json.dumps(expected))
    harmful(folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
