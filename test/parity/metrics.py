"""Figures of classifiers as scikit-learn and SciPy compute them.

Usage: metrics.py < request.json > answer.json
"""

import json
import sys

import numpy as np
from scipy import optimize, special, stats
from sklearn import calibration, metrics

request = json.load(sys.stdin)
labels = np.array(request["labels"])
logits = np.array(request["logits"]).reshape(len(labels), -1)
names = np.arange(logits.shape[1])
answers = np.array(request["answers"])
probabilities = special.softmax(logits, axis=1)
confidence = probabilities.max(axis=1)
right = probabilities.argmax(axis=1) == labels
KEYS = ("precision", "recall", "f1", "support")


def averaged(average):
    # Means are over the classes that occur, as without a list of classes.
    figures = metrics.precision_recall_fscore_support(labels, answers, average=average, zero_division=0)
    return dict(zip(KEYS[:3], figures[:3]))


def curve(bins, strategy):
    accuracy, mean = calibration.calibration_curve(right, confidence, n_bins=bins, strategy=strategy)
    return {"accuracy": accuracy.tolist(), "confidence": mean.tolist()}


def expected_calibration_error(bins):
    error = 0.0
    edges = np.linspace(0, 1, bins + 1)
    for low, high in zip(edges[:-1], edges[1:]):
        inside = (confidence > low) & (confidence <= high)
        if inside.any():
            error += inside.mean() * abs(right[inside].mean() - confidence[inside].mean())
    return error


def loss(temperature):
    return metrics.log_loss(labels, special.softmax(logits / temperature, axis=1), labels=names)


def resampled(case):
    statistic = {"mean": np.mean, "deviation": np.std}[case["statistic"]]
    method = {"bca": "BCa", "percentile": "percentile"}[case["method"]]
    result = stats.bootstrap(
        (np.array(case["values"], float),),
        statistic,
        n_resamples=case["resamples"],
        confidence_level=case["confidence"],
        method=method,
        rng=1,
        batch=1000,
    )
    low, high = result.confidence_interval
    return {"from": low, "to": high, "standardError": result.standard_error}


def coin(pair):
    test = stats.binomtest(pair[0], sum(pair))
    interval = test.proportion_ci(0.9, method="wilson")
    return {"pValue": test.pvalue, "from": interval.low, "to": interval.high}


def paired(case):
    """Tango's interval of a difference by its definition: the likelihood is maximised by search, the score is inverted."""
    only_first, only_second, images = case
    z = stats.norm.ppf(0.95)

    def score(difference):
        low, high = max(0, -difference), (1 - difference) / 2

        def misfit(share):
            counts = (only_first, only_second, images - only_first - only_second)
            chances = (share + difference, share, 1 - 2 * share - difference)
            return -sum(n * np.log(max(p, 1e-300)) for n, p in zip(counts, chances) if n)

        found = optimize.minimize_scalar(misfit, bounds=(low, high), method="bounded", options={"xatol": 1e-13})
        share = min((low, high, found.x), key=misfit)
        variance = images * (2 * share + difference * (1 - difference))
        return (only_first - only_second - images * difference) / np.sqrt(variance)

    middle = (only_first - only_second) / images
    low, high = middle - 1e-12, middle + 1e-12
    return {
        "from": optimize.brentq(lambda d: score(d) - z, -1 + 1e-9, low),
        "to": optimize.brentq(lambda d: score(d) + z, high, 1 - 1e-9),
    }


per_class = metrics.precision_recall_fscore_support(
    labels, answers, labels=names, average=None, zero_division=np.nan
)
answer = {
    "confusion": metrics.confusion_matrix(labels, answers, labels=names).tolist(),
    "classes": [
        {key: None if np.isnan(value) else float(value) for key, value in zip(KEYS, row)}
        for row in zip(*per_class)
    ],
    "macro": averaged("macro"),
    "weighted": averaged("weighted"),
    "kappa": metrics.cohen_kappa_score(labels, answers),
    "top": [metrics.top_k_accuracy_score(labels, logits, k=k, labels=names) for k in request["top"]],
    "ece": expected_calibration_error(request["bins"]),
    "width": curve(request["bins"], "uniform"),
    "brier": metrics.brier_score_loss(labels, probabilities, labels=names, scale_by_half=False),
    "temperature": optimize.minimize_scalar(
        loss, bounds=(0.05, 20), method="bounded", options={"xatol": 1e-10}
    ).x,
    "bootstraps": [resampled(case) for case in request["bootstraps"]],
    "coins": [coin(pair) for pair in request["pairs"]],
    "paired": [paired(case) for case in request["paired"]],
}
json.dump(answer, sys.stdout)
