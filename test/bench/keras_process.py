"""Keras as a competitor, with its own training step and prediction, or within a plain `tf.function`."""

import json
import os
import sys
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import keras
import numpy as np
import reference
import tensorflow as tf
from keras.src.applications.efficientnet import EfficientNet

from step_process import answer_steps

job = json.loads(sys.argv[1])
spec, batch = job["spec"], job["batchSize"]
resolution, channels = spec["resolution"], spec["inputChannels"]
model = EfficientNet(
    spec["widthCoefficient"],
    spec["depthCoefficient"],
    default_size=resolution,
    dropout_rate=spec["dropout"],
    drop_connect_rate=spec["stochasticDepth"],
    weights=None,
    input_shape=(resolution, resolution, channels),
    classes=spec["classes"],
    classifier_activation=None,
)
trainable = sum(int(np.prod(weight.shape)) for weight in model.trainable_weights)
assert trainable == job["trainable"], f"Keras has {trainable} parameters, we have {job['trainable']}"
optimizer = keras.optimizers.SGD(job["optimizer"]["rate"], momentum=job["optimizer"]["momentum"])
loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
if job["task"] == "inference":
    model.load_weights(Path(job["reference"]) / "keras.weights.h5")
    pixels = reference.images(job)
else:
    rng = np.random.default_rng(1)
    pixels = rng.uniform(0, 255, (batch, resolution, resolution, channels)).astype("float32")
images, labels = tf.constant(pixels), tf.constant(np.arange(batch) % spec["classes"])


@tf.function
def train():
    with tf.GradientTape() as tape:
        value = loss(labels, model(images, training=True))
    optimizer.apply(tape.gradient(value, model.trainable_weights), model.trainable_weights)
    return value


@tf.function
def predict(inputs):
    return model(inputs, training=False)


name = f"Keras {keras.__version__}, TensorFlow {tf.__version__}"
if job["setting"] == "default":
    model.compile(optimizer=optimizer, loss=loss)
    what = f"{name}, default (jit_compile resolves to {model.jit_compile})"
    logits = lambda: model.predict_on_batch(images)
    steps = {
        "training": lambda: float(model.train_on_batch(images, labels)),
        "inference": lambda: float(logits()[0, 0]),
    }
else:
    optimizer.build(model.trainable_weights)
    what = f"{name}, in a tf.function"
    logits = lambda: predict(images).numpy()
    steps = {"training": lambda: float(train()), "inference": lambda: float(logits()[0, 0])}
answer_steps(
    what, steps[job["task"]], (lambda: logits().flatten().tolist()) if job["task"] == "inference" else None
)
