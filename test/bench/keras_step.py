"""Keras's training step as a process: answers each line on stdin with the milliseconds of one step."""

import os
import sys
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import keras
import numpy as np
import tensorflow as tf

batch, resolution, classes = (int(word) for word in sys.argv[1:4])
model = keras.applications.EfficientNetB0(
    weights=None, input_shape=(resolution, resolution, 3), classes=classes, classifier_activation=None
)
model.compile(
    optimizer=keras.optimizers.SGD(0.01, momentum=0.9),
    loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    jit_compile=False,
)
rng = np.random.default_rng(1)
images = tf.constant(rng.uniform(0, 255, (batch, resolution, resolution, 3)).astype("float32"))
labels = tf.constant(np.arange(batch) % classes)

print(f"ready Keras {keras.__version__}, TensorFlow {tf.__version__}", flush=True)
for _ in sys.stdin:
    began = time.perf_counter()
    loss = float(model.train_on_batch(images, labels))
    assert np.isfinite(loss)
    print((time.perf_counter() - began) * 1000, flush=True)
