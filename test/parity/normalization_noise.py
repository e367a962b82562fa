"""Noise of batch statistics of dumped activations as NumPy computes it.

Usage: normalization_noise.py folder < request.json > answer.json

The request lists layers with the file of their activations [images, height, width, channels] in float32, and for each
batch size the places of the images of each batch. Nothing is summed beforehand: each batch is taken out of the
activations, and its mean and variance are those of all its values.
"""

import json
import sys

import numpy as np

folder = sys.argv[1]
request = json.load(sys.stdin)


def anova(x):
    """Intraclass correlation of each channel of x [images, pixels, channels]."""
    images, pixels, _ = x.shape
    means = x.mean(axis=1)
    between = pixels * means.var(axis=0, ddof=1)
    within = ((x - means[:, None]) ** 2).sum(axis=(0, 1)) / (images * (pixels - 1))
    return (between - within) / (between + (pixels - 1) * within)


def errors(x, sigma2, places):
    batches = [x[batch] for batch in places]
    means = np.array([batch.mean(axis=(0, 1)) for batch in batches])
    variances = np.array([batch.var(axis=(0, 1)) for batch in batches])
    mean_error = means.std(axis=0, ddof=1) / np.sqrt(sigma2)
    variance_error = variances.std(axis=0, ddof=1) / sigma2
    return {
        "channels": {"meanError": mean_error.tolist(), "varianceError": variance_error.tolist()},
        "meanError": float(np.sqrt((mean_error**2).mean())),
        "varianceError": float(np.sqrt((variance_error**2).mean())),
    }


def theory(x, rho, size):
    n = x.shape[1]
    m = size * n
    design = 1 + (n - 1) * rho
    gaussian = 2 * (size * (n - 1) * (1 - rho) ** 2 + (size - 1) * design**2) / m**2
    root = lambda values: float(np.sqrt(values.mean()))
    return {"meanError": root(design / m), "varianceError": root(gaussian)}


def layer(each):
    maps = np.load(f"{folder}/{each['file']}").astype(np.float64)
    x = maps.reshape(maps.shape[0], -1, maps.shape[3])
    sigma2 = x.var(axis=(0, 1))
    centred = x - x.mean(axis=(0, 1))
    rho = anova(x)
    return {
        "mean": x.mean(axis=(0, 1)).tolist(),
        "variance": sigma2.tolist(),
        "kurtosis": ((centred**4).mean(axis=(0, 1)) / sigma2**2).tolist(),
        "correlation": rho.tolist(),
        "squaresCorrelation": float(anova(centred**2).mean()),
        "points": [
            {
                "replaced": errors(x, sigma2, np.array(point["replaced"])),
                "distinct": errors(x, sigma2, np.array(point["distinct"])),
                "theory": theory(x, rho, point["batchSize"]),
            }
            for point in each["points"]
        ],
    }


json.dump([layer(each) for each in request["layers"]], sys.stdout)
