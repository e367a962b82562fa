"""torchvision's own EfficientNet, built for a specification of ours."""

from functools import partial
from pathlib import Path

import torch
from reference import channels_first
from safetensors.torch import load_file
from torchvision.models.efficientnet import EfficientNet, MBConvConfig


def stages(blocks):
    """torchvision describes stages; consecutive blocks of one stage become one of them."""
    result = []
    for block in blocks:
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


def build(job):
    spec = job["spec"]
    normalization = partial(
        torch.nn.BatchNorm2d, eps=spec["normalizationEpsilon"], momentum=1 - spec["batchNormMomentum"]
    )
    model = EfficientNet(
        stages(job["blocks"]),
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


def with_reference_weights(model, job):
    weights = load_file(Path(job["reference"]) / "torchvision.safetensors")
    missing, unexpected = model.load_state_dict(weights, strict=False)
    # PyTorch counts batches beside the weights.
    missing = [name for name in missing if not name.endswith("num_batches_tracked")]
    assert not missing and not unexpected, f"Weights are missing: {missing}, or left over: {unexpected}"
    return model.eval()


def reference_images(job):
    """The images of every competitor, as torchvision's transforms give them."""
    return torch.from_numpy(channels_first(job))
