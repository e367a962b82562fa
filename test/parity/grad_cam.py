"""Grad-CAM of Keras's B0 by TensorFlow's tape.

Usage: grad_cam.py FOLDER LAYER…; writes b0.weights.h5, pixels.bin, classes.bin, probabilities.bin and
<layer>.bin
"""

import sys
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf
from keras_weights import save, shaken

SIDE = 128
CLASSES = 10
IMAGES = 3


def main(folder: Path, names: list[str]) -> None:
    keras.utils.set_random_seed(1)
    model = shaken(
        keras.applications.EfficientNetB0(
            weights=None, input_shape=(SIDE, SIDE, 3), classes=CLASSES, classifier_activation=None
        )
    )
    pixels = np.random.default_rng(2).integers(0, 256, (IMAGES, SIDE, SIDE, 3)).astype("float32")
    model.save_weights(folder / "b0.weights.h5")
    save(folder / "pixels.bin", pixels)
    # Of each image another rank: fresh networks give all images nearly the same answer.
    ranked = np.argsort(-model.predict(pixels, verbose=0), axis=1)
    classes = ranked.diagonal()
    save(folder / "classes.bin", classes)
    for name in names:
        both = keras.Model(model.inputs, [model.get_layer(name).output, model.output])
        with tf.GradientTape() as tape:
            features, logits = both(pixels, training=False)
            total = tf.reduce_sum(logits * tf.one_hot(classes, CLASSES))
        gradient = tape.gradient(total, features)
        weights = tf.reduce_mean(gradient, axis=(1, 2), keepdims=True)
        maps = tf.nn.relu(tf.reduce_sum(weights * features, axis=-1)).numpy()
        largest = maps.max(axis=(1, 2), keepdims=True)
        assert (largest > 0).sum() > 1, f"{name}: maps of zeros compare nothing"
        save(folder / f"{name}.bin", maps / np.where(largest > 0, largest, 1))
    save(folder / "probabilities.bin", tf.nn.softmax(logits).numpy()[np.arange(IMAGES), classes])


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
