"""Trajectories of the optimisers of Keras and TensorFlow 1 on one small problem."""

import json
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf

TENSORFLOW_1 = {
    "MomentumOptimizer": tf.compat.v1.train.MomentumOptimizer,
    "RMSPropOptimizer": tf.compat.v1.train.RMSPropOptimizer,
}


def build(inputs: int, classes: int) -> keras.Model:
    return keras.Sequential(
        [
            keras.Input([inputs]),
            keras.layers.Dense(6, activation="tanh"),
            keras.layers.LayerNormalization(epsilon=1e-3),
            keras.layers.Dense(classes),
        ]
    )


class Keras:
    def __init__(self, kind: str, config: dict) -> None:
        self.optimizer = getattr(keras.optimizers, kind)(**config)
        if kind == "AdamW":
            self.optimizer.exclude_from_weight_decay(var_names=["bias", "gamma", "beta"])

    def apply(self, gradients, variables, rate: float) -> None:
        self.optimizer.learning_rate.assign(rate)
        self.optimizer.apply(gradients, variables)


class TensorFlow1:
    def __init__(self, kind: str, config: dict) -> None:
        self.rate = 0.0
        self.optimizer = TENSORFLOW_1[kind](lambda: self.rate, **config)

    def apply(self, gradients, variables, rate: float) -> None:
        self.rate = rate
        self.optimizer.apply_gradients(zip(gradients, [v.value for v in variables]))


def trajectory(case: dict, problem: dict) -> dict:
    images, labels = tf.constant(problem["images"], tf.float64), tf.constant(problem["labels"])
    model = build(images.shape[1], problem["classes"])
    model.set_weights([np.array(values) for values in problem["weights"]])
    variables = model.trainable_variables
    values = [v.value for v in variables]
    optimizer = (TensorFlow1 if case["kind"] in TENSORFLOW_1 else Keras)(case["kind"], case["config"])
    step = tf.Variable(0, dtype=tf.int64)
    average = tf.train.ExponentialMovingAverage(case["average"], num_updates=step)
    # The averages start from the weights before the first step.
    average.apply(values)
    weights, averages = [], []
    for rate in case["rates"]:
        with tf.GradientTape() as tape:
            losses = keras.losses.sparse_categorical_crossentropy(labels, model(images), from_logits=True)
            penalty = sum(tf.nn.l2_loss(v) for v in values if len(v.shape) > 1)
            loss = tf.reduce_mean(losses) + case["penalty"] * penalty
        optimizer.apply(tape.gradient(loss, values), variables, rate)
        step.assign_add(1)
        average.apply(values)
        weights.append(flat(values))
        averages.append(flat([average.average(v) for v in values]))
    return {"weights": weights, "averages": averages}


def flat(tensors) -> list[float]:
    return tf.concat([tf.reshape(tensor, [-1]) for tensor in tensors], 0).numpy().tolist()


def trajectories(folder: Path, problem: dict) -> None:
    """In double precision, so that only our rounding is compared."""
    keras.config.set_floatx("float64")
    followed = [trajectory(case, problem) for case in problem["cases"]]
    (folder / "trajectories.json").write_text(json.dumps(followed))
