"""What fvcore and ptflops count on networks that timm and torchvision build.

Reads a JSON list of builds from standard input and prints one of their counts.
"""

import contextlib
import io
import json
import logging
import sys
import warnings
from functools import partial

warnings.filterwarnings("ignore")
logging.disable(logging.WARNING)

import timm
import torch
from fvcore.nn import FlopCountAnalysis
from ptflops import get_model_complexity_info
from timm.layers import GroupNormAct
from timm.models.efficientnet import _gen_efficientnet
from torch import nn
from torchvision.models import get_model, get_model_weights
from torchvision.models.efficientnet import EfficientNet, FusedMBConvConfig, MBConvConfig


torch.set_num_threads(1)


def with_timm(name, classes, channels, group, width, depth):
    if not group and width == depth == 1:
        return timm.create_model(name, num_classes=classes, in_chans=channels)
    # What timm's own functions call, for what they have no names for; they differ in widths and padding alone.
    return _gen_efficientnet(
        "efficientnet_b0",
        channel_multiplier=width,
        depth_multiplier=depth,
        pad_type="same" if name.startswith("tf_") else "",
        num_classes=classes,
        in_chans=channels,
        **({"norm_layer": partial(GroupNormAct, group_size=8)} if group else {}),
    )


def with_torchvision(name, classes, channels, group):
    norm = {"norm_layer": lambda width: nn.GroupNorm(width // 8, width)} if group else {}
    network = get_model(name, num_classes=classes, **norm)
    if channels != 3:
        stem = network.features[0][0]
        network.features[0][0] = nn.Conv2d(channels, stem.out_channels, 3, stride=2, padding=1, bias=False)
    return network


def from_blocks(stages, head, classes):
    """Our table of blocks as torchvision's; its class builds any, not only those that it has names for."""
    configs = {"MBConv": MBConvConfig, "FusedMBConv": FusedMBConvConfig}
    settings = [
        configs[block["operator"]](
            block["expansionRatio"], block["kernelSize"], block["stride"],
            block["inputFilters"], block["outputFilters"], 1,
        )
        for stage in stages
        for block in stage["blocks"]
    ]  # fmt: skip
    return EfficientNet(settings, dropout=0.2, num_classes=classes, last_channel=head)


def network_of(
    library, name=None, classes=1000, channels=3, group=False, width=1, depth=1, stages=None, head=None
):
    # Without drawing weights, which no tool looks at.
    with torch.device("meta"):
        if stages is not None:
            network = from_blocks(stages, head, classes)
        elif library == "timm":
            network = with_timm(name, classes, channels, group, width, depth)
        else:
            network = with_torchvision(name, classes, channels, group)
    network = network.to_empty(device="cpu").eval()
    for tensor in network.state_dict().values():
        tensor.zero_()
    return network


def squeeze_excite(analysis, network):
    """MACs that fvcore books to the modules of squeeze-and-excitation."""
    operators = analysis.by_module_and_operator()
    gates = [name for name, module in network.named_modules() if type(module).__name__.startswith("Squeeze")]
    return sum(int(operators[name]["conv"]) for name in gates)


def counts(resolution, **build):
    shape = (build.get("channels", 3), resolution, resolution)
    network = network_of(**build)
    analysis = FlopCountAnalysis(network, torch.zeros(1, *shape))
    analysis.unsupported_ops_warnings(False).uncalled_modules_warnings(False)
    result = {"fvcore": {name: int(count) for name, count in analysis.by_operator().items()}}
    result["squeezeExcite"] = squeeze_excite(analysis, network)
    for backend in ("pytorch", "aten"):
        with contextlib.redirect_stdout(io.StringIO()):
            result[backend] = get_model_complexity_info(
                network, shape, as_strings=False, print_per_layer_stat=False, backend=backend
            )[0]
    if build["library"] == "torchvision" and "name" in build:
        result["metadata"] = get_model_weights(build["name"]).DEFAULT.meta["_ops"]
    return result


json.dump([counts(**build) for build in json.load(sys.stdin)], sys.stdout)
