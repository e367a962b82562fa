"""What `analysis` tells of a user's data, found by other means: NumPy, SciPy, and counting.

Usage: analysis.py < request.json > answer.json
"""

import csv
import io
import json
import math
import sys

import numpy as np
from scipy import integrate, optimize

request = json.load(sys.stdin)


def front(case):
    """Every pair is compared; the area is cut into strips between all costs."""
    costs, accuracies = np.array(case["costs"], float), np.array(case["accuracies"], float)
    no_worse = (costs[:, None] <= costs) & (accuracies[:, None] >= accuracies)
    better = (costs[:, None] < costs) | (accuracies[:, None] > accuracies)
    members = np.flatnonzero(~(no_worse & better).any(axis=0))
    reference = case["reference"]
    edges = np.unique(np.append(costs[costs < reference["cost"]], reference["cost"]))
    heights = [accuracies[costs <= edge].max(initial=reference["accuracy"]) - reference["accuracy"] for edge in edges[:-1]]
    return {
        "members": members.tolist(),
        "hypervolume": float(np.dot(np.diff(edges), heights)) if len(edges) > 1 else 0.0,
        "knees": {scale: knee(costs[members], accuracies[members], members, scale) for scale in ("linear", "log")},
        "budgets": [within(costs, accuracies, budget) for budget in case["budgets"]],
    }


def knee(costs, accuracies, members, scale):
    """The member farthest from the chord, with both axes scaled to 0…1: the distance is the height over √2."""
    x = np.log(costs) if scale == "log" else costs
    ends = np.array([[x.min(), accuracies.min()], [x.max(), accuracies.max()]])
    if len(np.unique(x)) < 3:
        return None
    points = (np.column_stack([x, accuracies]) - ends[0]) / (ends[1] - ends[0])
    distances = points @ np.array([-1, 1]) / math.sqrt(2)
    best = int(distances.argmax())
    return {"point": int(members[best]), "height": float(distances[best] * math.sqrt(2))} if distances[best] > 1e-12 else None


def within(costs, accuracies, budget):
    order = np.lexsort((np.arange(len(costs)), costs, -accuracies))
    fitting = [int(i) for i in order if costs[i] <= budget]
    best = fitting[0] if fitting else None
    better = [int(i) for i in np.lexsort((-accuracies, costs)) if best is None or accuracies[i] > accuracies[best]]
    return {"best": best, "next": costs[better[0]] if better else None}


def series(case):
    """A family's curve by SciPy's least squares; derivatives by differences, maxima and roots by search."""
    costs, accuracies, growth = np.array(case["costs"]), np.array(case["accuracies"]), case["growth"]
    phis = np.log(costs / costs.min()) / np.log(growth)

    def curve(phi, asymptote, amplitude, rate):
        return asymptote - amplitude * np.exp(-rate * phi)

    starts = [(accuracies.max(), np.ptp(accuracies), rate) for rate in (0.1, 0.3, 1)]
    fits = [optimize.curve_fit(curve, phis, accuracies, start, maxfev=20_000, ftol=1e-15, xtol=1e-15)[0] for start in starts]
    fitted = min(fits, key=lambda fit: np.sum((accuracies - curve(phis, *fit)) ** 2))

    def accuracy_of(cost):
        return curve(np.log(cost / costs.min()) / np.log(growth), *fitted)

    def margin(phi):
        cost = costs.min() * growth**phi
        step = 1e-5 * cost
        return (accuracy_of(cost + step) - accuracy_of(cost - step)) / (2 * step)

    def stop(level):
        return optimize.brentq(lambda phi: margin(phi) - level, 0, 60) if margin(0) > level else 0.0

    peak = optimize.minimize_scalar(
        lambda phi: -curve(phi, *fitted) / growth**phi, bounds=(0, 60), method="bounded", options={"xatol": 1e-10}
    )
    order = np.lexsort((accuracies, costs))
    residuals = accuracies - curve(phis, *fitted)
    return {
        "curve": fitted.tolist(),
        "rms": float(np.sqrt(np.mean(residuals**2))),
        "deviation": float(np.sqrt(np.sum(residuals**2) / (len(costs) - 3))),
        "margins": [margin(phi) for phi in case["phis"]],
        "absolute": stop(case["threshold"]),
        "relative": stop(case["share"] * margin(0)),
        "peak": float(peak.x),
        "steps": {
            "gain": np.diff(accuracies[order]).tolist(),
            "marginal": (np.diff(accuracies[order]) / np.diff(costs[order])).tolist(),
            "perDoubling": (np.diff(accuracies[order]) / np.diff(np.log2(costs[order]))).tolist(),
            "perCost": (accuracies[order] / costs[order]).tolist(),
        },
        "bootstrap": bootstrap(phis, curve, fitted, residuals) if case["resampled"] else [],
    }


def bootstrap(phis, curve, fitted, residuals):
    """Intervals of A∞, B, k and the accuracy at φ = 2, with the scatter drawn as its degrees of freedom leave it open."""
    random = np.random.default_rng(1)
    free = len(phis) - 3
    outcomes = []
    for _ in range(1500):
        deviation = np.sqrt(np.sum(residuals**2) / random.chisquare(free))
        drawn = curve(phis, *fitted) + deviation * random.standard_normal(len(phis))
        outcomes.append(optimize.curve_fit(curve, phis, drawn, fitted, maxfev=5000)[0])
    band = [curve(2.0, *outcome) for outcome in outcomes]
    return np.quantile(np.column_stack([outcomes, band]), [0.05, 0.95], axis=0).T.tolist()


def noise(case):
    """Moments of a quadratic form over the whole covariance matrix, with eigenvalues found numerically."""
    images, pixels, rho, kurtosis = case["batchSize"], case["height"] * case["width"], case["correlation"], case["kurtosis"]
    count = images * pixels
    block = np.full((pixels, pixels), rho) + (1 - rho) * np.eye(pixels)
    covariance = np.kron(np.eye(images), block)
    mean = np.full(count, 1 / count)
    centred = np.eye(count) / count - np.outer(mean, mean)
    form = centred @ covariance
    variance = 2 * np.trace(form @ form)
    if kurtosis != 3:
        # Values are mixtures of independent parts: one for each image, one for each pixel.
        mixture = np.hstack([np.sqrt(rho) * np.kron(np.eye(images), np.ones((pixels, 1))), np.sqrt(1 - rho) * np.eye(count)])
        excess = (kurtosis - 3) / (rho**2 + (1 - rho) ** 2)
        variance += excess * np.sum(np.diag(mixture.T @ centred @ mixture) ** 2)
    others = np.where(np.arange(count) < pixels, 0, 1 / count)
    mean_variance = mean @ covariance @ mean
    answer = {
        "meanError": math.sqrt(mean_variance),
        "meanErrorFromOthers": math.sqrt(others @ covariance @ others),
        "varianceMean": float(np.trace(form)),
        "varianceError": math.sqrt(variance),
        "effectiveValues": 1 / mean_variance,
        "groupMeanSpread": math.sqrt(block.mean() * case["groups"] / case["channels"]),
    }
    if kurtosis == 3:
        eigenvalues = np.linalg.eigvals(form).real
        inverse, root = (negative_moment(eigenvalues[eigenvalues > 1e-12], power) for power in (1, 0.5))
        answer["output"] = inverse * (1 + mean_variance) - 2 * root + 1
        answer["outputVariance"] = inverse * (1 + mean_variance) - root**2
    return answer


def negative_moment(eigenvalues, power):
    """E[s^(−power)] of a weighted sum of χ² with one degree of freedom each, from its Laplace transform."""

    def integrand(u):
        return math.exp(power * u - 0.5 * np.log1p(2 * math.exp(u) * eigenvalues).sum())

    return integrate.quad(integrand, -60, 60, points=(0, 3, 6), limit=400, epsabs=0, epsrel=1e-11)[0] / math.gamma(power)


def running(case):
    """Weights of the batches and of the start, step by step."""
    momentum, weights, left, first = case["momentum"], [], 1.0, None
    for _ in range(case["steps"]):
        weights = [momentum * weight for weight in weights] + [1 - momentum]
        left *= momentum
    step, settling = 0, 1.0
    while first is None:
        step, settling = step + 1, settling * momentum
        first = step if settling <= case["settled"] else None
    return {"leftover": left, "varianceFactor": float(np.sum(np.square(weights))), "firstSettledStep": first}


def average_correlation(case):
    rows, columns = np.divmod(np.arange(case["height"] * case["width"]), case["width"])
    distances = np.hypot(rows[:, None] - rows, columns[:, None] - columns)
    return float(np.exp(-distances / case["reach"])[~np.eye(len(rows), dtype=bool)].mean())


def rectified(rho):
    """Kurtosis of √ρ·a + √(1 − ρ)·b, both a Gaussian's positive part, from moments by quadrature."""
    density = lambda z: math.exp(-z * z / 2) / math.sqrt(2 * math.pi)
    moment = lambda k, centre: integrate.quad(lambda z: (z - centre) ** k * density(z), 0, 12)[0] + 0.5 * (-centre) ** k
    mean = integrate.quad(lambda z: z * density(z), 0, 12)[0]
    second, fourth = moment(2, mean), moment(4, mean)
    standard = fourth / second**2
    return rho**2 * standard + (1 - rho) ** 2 * standard + 6 * rho * (1 - rho)


def gates(case):
    values, maps, weights = np.array(case["gates"]), np.array(case["maps"]), np.array(case["weights"])
    products = np.abs(values[:, None, :] * maps)
    contributions = products.mean(axis=(0, 1)) * np.linalg.norm(weights, axis=1)
    below = (values < case["threshold"]).mean(axis=0)
    always = np.quantile(values, case["quantile"], axis=0) < case["threshold"]
    return {
        "mean": values.mean(axis=0).tolist(),
        "deviation": values.std(axis=0).tolist(),
        "quantiles": np.quantile(values, [0, 0.05, 0.25, 0.5, 0.75, 0.95, 1], axis=0).T.tolist(),
        "below": below.tolist(),
        "verdicts": np.where(always, "alwaysLow", np.where(below > 0, "sometimesLow", "neverLow")).tolist(),
        "contributions": contributions.tolist(),
        "order": np.argsort(np.round(contributions, 1), kind="stable").tolist(),
        "pruned": np.flatnonzero(contributions < case["least"]).tolist(),
        "texts": gate_texts(values),
    }


def gate_texts(values):
    """The same gates as files that Python writes: NumPy's, JSON, and CSV with a heading."""
    plain, heading = io.StringIO(), io.StringIO()
    np.savetxt(plain, values, fmt="%.17g")
    np.savetxt(heading, values, fmt="%.17g", delimiter=";", header=";".join("abcdef"), comments="")
    whole = json.dumps({"block": "block2b", "channels": list("abcdef"), "gates": values.tolist()})
    return [plain.getvalue(), heading.getvalue(), whole, json.dumps(values.tolist())]


def cloud(case):
    """Members of each measure's front, by name, of a whole set and of a part of it."""

    def members(records, key):
        known = [record for record in records if record["accuracy"] is not None and key in record["costs"]]
        if not known:
            return []
        found = front(
            {
                "costs": [record["costs"][key] for record in known],
                "accuracies": [record["accuracy"] for record in known],
                "reference": {"cost": 0, "accuracy": 100},
                "budgets": [],
            }
        )
        return sorted(known[i]["name"] for i in found["members"])

    return {key: [members(case[part], key) for part in ("whole", "part")] for key in case["keys"]}


def block(case):
    """Parameters and multiply-adds of an MBConv block, layer by layer, for any number of expanded channels."""

    def costs(expanded):
        inputs, outputs, kernel, hidden = case["inputs"], case["outputs"], case["kernel"], case["hidden"]
        size, small = case["size"], math.ceil(case["size"] / case["stride"])
        params = inputs * expanded + kernel**2 * expanded + expanded * outputs + 2 * (2 * expanded + outputs)
        params += expanded * hidden + hidden + hidden * expanded + expanded
        macs = size**2 * inputs * expanded + small**2 * kernel**2 * expanded + small**2 * expanded * outputs
        return params, params + 2 * (2 * expanded + outputs), macs + 2 * expanded * hidden

    before, after = costs(case["expanded"]), costs(case["expanded"] - case["removed"])
    return [more - less for more, less in zip(before, after)]


#: Stages of B0 as printed in Table 1 of arXiv 1905.11946: expansion, kernel, stride, channels, repeats.
B0_STAGES = [(1, 3, 1, 16, 1), (6, 3, 2, 24, 2), (6, 5, 2, 40, 2), (6, 3, 2, 80, 3), (6, 5, 1, 112, 3), (6, 5, 2, 192, 4), (6, 3, 1, 320, 1)]


def macs_of(depth, width, size):
    def rounded(filters):
        scaled = filters * width
        nearest = max(8, int(scaled + 4) // 8 * 8)
        return nearest + 8 if nearest < 0.9 * scaled else nearest

    size = math.ceil(size / 2)
    channels = rounded(32)
    macs = size**2 * 27 * channels
    for expansion, kernel, stride, filters, repeats in B0_STAGES:
        for place in range(math.ceil(repeats * depth)):
            wide, narrow, out = expansion * channels, channels // 4, rounded(filters)
            macs += size**2 * channels * wide if expansion != 1 else 0
            size = math.ceil(size / stride) if place == 0 else size
            macs += size**2 * wide * (kernel**2 + out) + 2 * wide * narrow
            channels = out
    return macs + size**2 * channels * rounded(1280) + 1000 * rounded(1280)


def phi_of(case):
    """φ of a published network: logarithms, least squares, and a scan along the rule."""
    multipliers = np.log([case["depth"], case["width"], case["resolution"] / 224])
    rule = np.log([1.2, 1.1, 1.15])
    best = np.linalg.lstsq(rule[:, None], multipliers, rcond=None)[0][0]
    published = macs_of(case["depth"], case["width"], case["resolution"])
    scan = [macs_of(1.2**phi, 1.1**phi, math.floor(224 * 1.15**phi + 0.5)) for phi in np.arange(0, 8, 1e-3)]
    nearest = min(scan, key=lambda macs: abs(macs - published))
    return {
        "implied": (multipliers / rule).tolist(),
        "phi": float(best),
        "rms": float(np.sqrt(np.mean((best * rule - multipliers) ** 2))),
        "published": published,
        "macs": nearest,
    }


def calibration(case):
    """Bins of equally many images: the sorted answers in equal parts."""
    probabilities, labels = np.array(case["probabilities"]), np.array(case["labels"])
    confidence, right = probabilities.max(axis=1), probabilities.argmax(axis=1) == labels
    order = np.argsort(confidence, kind="stable")
    parts = np.array_split(order, case["bins"])
    gaps = [abs(right[part].mean() - confidence[part].mean()) for part in parts]
    return {"ece": float(np.mean(gaps)), "mce": float(max(gaps))}


def table(case):
    """Rows of CSV by Python's reader, and a file that its writer makes of the same rows."""
    rows = list(csv.reader(io.StringIO(case, newline="")))
    text = io.StringIO(newline="")
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows(rows)
    return {"rows": rows, "text": text.getvalue()}


WORK = {
    "fronts": front,
    "series": series,
    "noise": noise,
    "running": running,
    "correlations": average_correlation,
    "rectified": rectified,
    "gates": gates,
    "blocks": block,
    "phis": phi_of,
    "calibrations": calibration,
    "tables": table,
    "clouds": cloud,
    "quantiles": lambda case: np.quantile(case["values"], case["at"]).tolist(),
    "crops": lambda case: np.array(case["pixels"])[
        case["top"] : case["top"] + case["height"], case["left"] : case["left"] + case["width"]
    ].tolist(),
}
json.dump({name: [WORK[name](case) for case in cases] for name, cases in request.items()}, sys.stdout, default=lambda value: value.item())
