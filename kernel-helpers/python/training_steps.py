"""Times training steps of EfficientNet-B0 in Keras or PyTorch: one JSON object with milliseconds, or why it can't be."""

import json
import os
import sys
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
# As the kernel takes a GPU's memory: when it is needed.
os.environ.setdefault("TF_FORCE_GPU_ALLOW_GROWTH", "true")
CLASSES, RATE, MOMENTUM = 10, 0.01, 0.9


def keras_step(job, pixels, labels):
    import keras
    import tensorflow as tf

    if (job["device"] == "gpu") != bool(tf.config.list_physical_devices("GPU")):
        raise RuntimeError(f"TensorFlow of this Python does not compute on the {job['device'].upper()}")
    model = keras.applications.EfficientNetB0(
        weights=None, input_shape=pixels.shape[1:], classes=CLASSES, classifier_activation=None
    )
    optimizer = keras.optimizers.SGD(RATE, momentum=MOMENTUM)
    optimizer.build(model.trainable_weights)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)

    @tf.function
    def train(images, right):
        with tf.GradientTape() as tape:
            value = loss(right, model(images, training=True))
        optimizer.apply(tape.gradient(value, model.trainable_weights), model.trainable_weights)
        return value

    trainable = sum(weight.shape.num_elements() for weight in model.trainable_weights)
    name = f"Keras {keras.__version__}, TensorFlow {tf.__version__}"
    return name, trainable, lambda: float(train(tf.constant(pixels), tf.constant(labels)))


def pytorch_step(job, pixels, labels):
    import torch
    import torchvision

    if job["device"] == "gpu" and not torch.cuda.is_available():
        raise RuntimeError("PyTorch of this Python does not compute on the GPU")
    device = torch.device("cuda" if job["device"] == "gpu" else "cpu")
    # As TensorFlow does: numbers next to zero would cost many times what others cost.
    torch.set_flush_denormal(True)
    model = torchvision.models.efficientnet_b0(num_classes=CLASSES).to(device, memory_format=torch.channels_last).train()
    optimizer = torch.optim.SGD(model.parameters(), lr=RATE, momentum=MOMENTUM)

    def train():
        images = torch.from_numpy(pixels).to(device).permute(0, 3, 1, 2).div(127.5).sub(1)
        optimizer.zero_grad()
        loss = torch.nn.functional.cross_entropy(model(images), torch.from_numpy(labels).long().to(device))
        loss.backward()
        optimizer.step()
        return loss.item()

    trainable = sum(weight.numel() for weight in model.parameters())
    return f"PyTorch {torch.__version__}, torchvision {torchvision.__version__}", trainable, train


def main():
    job = json.loads(sys.argv[1])
    try:
        import numpy as np

        shape = (job["batchSize"], job["resolution"], job["resolution"], 3)
        pixels = np.random.default_rng(1).integers(0, 256, shape).astype("float32")
        labels = (np.arange(job["batchSize"]) % CLASSES).astype("int32")
        make = {"keras": keras_step, "pytorch": pytorch_step}[job["framework"]]
        what, trainable, step = make(job, pixels, labels)
    except (ImportError, RuntimeError) as error:
        print(json.dumps({"skipped": str(error)}))
        return
    milliseconds = []
    for _ in range(job["warmUp"] + job["steps"]):
        began = time.perf_counter()
        step()
        milliseconds.append((time.perf_counter() - began) * 1e3)
    print(json.dumps({"what": what, "trainable": trainable, "milliseconds": milliseconds[job["warmUp"] :]}))


main()
