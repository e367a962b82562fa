"""PyTorch as a competitor, with torchvision's own EfficientNet built for the same specification."""

import json
import sys
from functools import partial

import torch
import torchvision
from torchvision.models.efficientnet import EfficientNet, MBConvConfig

from step_process import answer_steps

job = json.loads(sys.argv[1])
spec, batch, setting = job["spec"], job["batchSize"], job["setting"]
torch.manual_seed(1)
# As TensorFlow does; otherwise numbers next to zero would cost many times what others cost.
torch.set_flush_denormal(True)
name = f"PyTorch {torch.__version__}"


def stages():
    """torchvision describes stages; consecutive blocks of one stage become one of them."""
    result = []
    for block in job["blocks"]:
        if result and block["stage"] == result[-1][0]:
            result[-1][1].num_layers += 1
        else:
            config = MBConvConfig(
                block["expansionRatio"],
                block["kernelSize"],
                block["stride"],
                block["inputFilters"],
                block["outputFilters"],
                1,
            )
            result.append((block["stage"], config))
    return [config for _, config in result]


def build():
    normalization = partial(
        torch.nn.BatchNorm2d, eps=spec["normalizationEpsilon"], momentum=1 - spec["batchNormMomentum"]
    )
    model = EfficientNet(
        stages(),
        spec["dropout"],
        stochastic_depth_prob=spec["stochasticDepth"],
        num_classes=spec["classes"],
        norm_layer=normalization,
        last_channel=spec["head"]["filters"],
    )
    if spec["inputChannels"] != 3:
        stem = model.features[0][0]
        model.features[0][0] = torch.nn.Conv2d(
            spec["inputChannels"],
            stem.out_channels,
            stem.kernel_size,
            stem.stride,
            stem.padding,
            bias=False,
        )
    trainable = sum(weight.numel() for weight in model.parameters())
    assert trainable == job["trainable"], f"torchvision has {trainable} parameters, we have {job['trainable']}"
    return model


def network_step():
    layout = torch.contiguous_format if setting == "default" else torch.channels_last
    # Pixels as torchvision's transforms give them.
    images = torch.randn(batch, spec["inputChannels"], spec["resolution"], spec["resolution"])
    images = images.to(memory_format=layout)
    labels = torch.arange(batch) % spec["classes"]
    training = job["task"] == "training"
    model = build().to(memory_format=layout).train(training)
    network = torch.compile(model) if setting == "compile" else model
    optimizer = torch.optim.SGD(
        model.parameters(), lr=job["optimizer"]["rate"], momentum=job["optimizer"]["momentum"]
    )

    def train():
        optimizer.zero_grad()
        loss = torch.nn.functional.cross_entropy(network(images), labels)
        loss.backward()
        optimizer.step()
        return loss.item()

    def infer():
        with torch.inference_mode():
            return network(images)[0, 0].item()

    return train if training else infer


def product_step():
    side = job["side"]
    a, b = torch.rand(side, side), torch.rand(side, side)
    return lambda: torch.mm(a, b)[0, 0].item()


if setting == "product":
    side = job["side"]
    answer_steps(f"one product of matrices, {side} × {side}, {name}", product_step())
else:
    words = {"default": "default", "channels-last": "channels-last", "compile": "channels-last, torch.compile"}
    answer_steps(f"{name}, torchvision {torchvision.__version__}, {words[setting]}", network_step())
