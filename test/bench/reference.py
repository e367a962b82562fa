"""The images of inference, the same for every competitor."""

from pathlib import Path

import numpy as np


def images(job, name="images.bin"):
    """Pixels as our networks and Keras's take them, channels last."""
    spec = job["spec"]
    shape = (job["batchSize"], spec["resolution"], spec["resolution"], spec["inputChannels"])
    return np.fromfile(Path(job["reference"]) / name, "<f4").reshape(shape)


def channels_first(job):
    """After the preprocessing, which torchvision's networks leave to its transforms."""
    return np.ascontiguousarray(images(job, "prepared.bin").transpose(0, 3, 1, 2))
