"""JAX as a competitor in training: EfficientNet in Flax for the same specification, its step compiled by `jax.jit`."""

import json
import sys

import flax
import jax
import jax.numpy as jnp
import numpy as np
import optax
from flax import nnx

from step_process import answer_steps

job = json.loads(sys.argv[1])
spec, batch = job["spec"], job["batchSize"]
rngs = nnx.Rngs(1)


class Convolution(nnx.Module):
    """A convolution, its normalisation and, but for projections, its activation."""

    def __init__(self, inputs, filters, kernel, stride, groups=1, activated=True):
        self.convolve = nnx.Conv(
            inputs,
            filters,
            (kernel, kernel),
            (stride, stride),
            feature_group_count=groups,
            use_bias=False,
            rngs=rngs,
        )
        momentum, epsilon = spec["batchNormMomentum"], spec["normalizationEpsilon"]
        self.normalize = nnx.BatchNorm(filters, momentum=momentum, epsilon=epsilon, rngs=rngs)
        self.activated = activated

    def __call__(self, x):
        x = self.normalize(self.convolve(x))
        return nnx.swish(x) if self.activated else x


class Block(nnx.Module):
    def __init__(self, block):
        inputs, expanded, kernel = block["inputFilters"], block["expandedFilters"], block["kernelSize"]
        self.expand = None if block["expansionRatio"] == 1 else Convolution(inputs, expanded, 1, 1)
        self.depthwise = Convolution(expanded, expanded, kernel, block["stride"], groups=expanded)
        self.reduce = nnx.Conv(expanded, block["squeezeExciteFilters"], (1, 1), rngs=rngs)
        self.excite = nnx.Conv(block["squeezeExciteFilters"], expanded, (1, 1), rngs=rngs)
        self.project = Convolution(expanded, block["outputFilters"], 1, 1, activated=False)
        # One draw for each image.
        self.drop = nnx.Dropout(block["dropRate"], broadcast_dims=(1, 2, 3), rngs=rngs)
        self.residual = block["residual"]

    def __call__(self, x):
        y = self.depthwise(x if self.expand is None else self.expand(x))
        gates = self.reduce(y.mean((1, 2), keepdims=True))
        y = self.project(y * nnx.sigmoid(self.excite(nnx.swish(gates))))
        return self.drop(y) + x if self.residual else y


class Network(nnx.Module):
    def __init__(self):
        stem, last = spec["stem"], job["blocks"][-1]["outputFilters"]
        self.stem = Convolution(spec["inputChannels"], stem["filters"], stem["kernelSize"], stem["stride"])
        self.blocks = nnx.List([Block(block) for block in job["blocks"]])
        self.head = Convolution(last, spec["head"]["filters"], 1, 1)
        self.drop = nnx.Dropout(spec["dropout"], rngs=rngs)
        self.classify = nnx.Linear(spec["head"]["filters"], spec["classes"], rngs=rngs)

    def __call__(self, x):
        x = self.stem(x)
        for block in self.blocks:
            x = block(x)
        return self.classify(self.drop(self.head(x).mean((1, 2))))


model = Network()
trainable = sum(leaf.size for leaf in jax.tree.leaves(nnx.state(model, nnx.Param)))
assert trainable == job["trainable"], f"Flax has {trainable} parameters, we have {job['trainable']}"
model.train()
rule = optax.sgd(job["optimizer"]["rate"], momentum=job["optimizer"]["momentum"])
optimizer = nnx.Optimizer(model, rule, wrt=nnx.Param)
shape = (batch, spec["resolution"], spec["resolution"], spec["inputChannels"])
images = jnp.asarray(np.random.default_rng(1).standard_normal(shape), "float32")
labels = jnp.arange(batch) % spec["classes"]


@nnx.jit
def train(network, rule, images, labels):
    def loss(network):
        return optax.softmax_cross_entropy_with_integer_labels(network(images), labels).mean()

    value, gradients = nnx.value_and_grad(loss)(network)
    rule.update(network, gradients)
    return value


versions = f"JAX {jax.__version__}, Flax {flax.__version__}"
answer_steps(f"{versions}, jit", lambda: float(train(model, optimizer, images, labels)))
