"""Checkpoints as people save them: a small network of timm's in all the wrappings, with its logits.

usage: torch_checkpoints.py FOLDER
"""

import argparse
import collections
import copy
import dataclasses
import datetime
import enum
import operator
import os
import pathlib
import subprocess
import sys
import types
from functools import partial
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file
from timm.models._efficientnet_builder import decode_arch_def, round_channels
from timm.models._manipulate import adapt_input_conv
from timm.models.efficientnet import EfficientNet

SIDE = 32
STAGES = [["ds_r1_k3_s1_e1_c16_se0.25"], ["ir_r2_k3_s2_e6_c24_se0.25"], ["ir_r2_k5_s2_e6_c40_se0.25"]]


def network(channels: int = 3, classes: int = 4) -> EfficientNet:
    """The first three stages of B0 at half the width, as `tf_efficientnet`."""
    rounded = partial(round_channels, multiplier=0.5)
    return EfficientNet(
        block_args=decode_arch_def(STAGES),
        num_features=rounded(1280),
        stem_size=32,
        round_chs_fn=rounded,
        norm_layer=partial(torch.nn.BatchNorm2d, eps=1e-3),
        act_layer=torch.nn.SiLU,
        pad_type="same",
        in_chans=channels,
        num_classes=classes,
    )


def shaken(model: EfficientNet, seed: int) -> EfficientNet:
    torch.manual_seed(seed)
    for module in model.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.running_mean.normal_(0, 0.1)
            module.running_var.uniform_(0.5, 2)
            torch.nn.init.uniform_(module.weight, 0.8, 1.2)
            torch.nn.init.normal_(module.bias, 0, 0.1)
    torch.nn.init.normal_(model.classifier.weight, 0, 0.1)
    return model.eval()


class Colour(enum.Enum):
    RED = 1


class ByName(enum.Flag):
    """Written as Python 3.11.0 to 3.11.3 do it for any, whichever Python this is."""

    NEAR = 1
    FAR = 2

    def __reduce_ex__(self, protocol):
        return getattr, (type(self), self._name_)


class Together:
    """Two members of a flag, as those write them."""

    def __reduce__(self):
        return operator.or_, (ByName.NEAR, ByName.FAR)


class Outer:
    class Inner:
        """Protocols below 4 find it by its owner."""

        rate = 0.1


@dataclasses.dataclass
class Configuration:
    rate: float = 0.1


class AttributeDict(dict):
    """As Lightning keeps hyperparameters."""


def beside() -> dict:
    """What training scripts keep beside the weights."""
    optimizer = torch.optim.AdamW(network().parameters())
    return {
        "epoch": 3,
        "best": np.float64(0.5),
        "step": np.int64(7),
        "flag": np.bool_(True),
        "history": np.arange(4.0),
        "args": argparse.Namespace(lr=0.1, output=pathlib.Path("/tmp/run"), colour=Colour.RED, betas=(0.9, 0.99)),
        "kinds": [ByName.NEAR, Together(), Outer.Inner()],
        "simple": types.SimpleNamespace(a=1),
        "config": Configuration(),
        "hyper_parameters": AttributeDict(lr=0.1),
        "optimizer": optimizer.state_dict(),
        "loss": torch.tensor(1.5),
        "rng": {"torch": torch.get_rng_state(), "numpy": np.random.get_state(), "python": (3, tuple(range(625)), None)},
        "generator": np.random.default_rng(1),
        "types": [torch.float32, torch.device("cpu"), torch.Size([1, 2]), torch.strided, np.dtype("float32")],
        "classes": {1, 2},
        "names": frozenset(["a"]),
        "when": datetime.datetime(2024, 1, 1),
        "counts": collections.Counter("abc"),
        "default": collections.defaultdict(list, {"a": [1]}),
        "by_class": {torch.optim.Adam: 1, ("a", "b"): 2},
        "bytes": b"abc",
        "big": 2**100,
        "complex": 1j,
        "spectrum": torch.ones(3, dtype=torch.complex64),
        "quantized": torch.quantize_per_tensor(torch.ones(5), 0.1, 0, torch.qint8),
        "float8": torch.ones(7).to(torch.float8_e4m3fn),
        "sparse": torch.eye(3).to_sparse(),
    }


class Harm:
    def __init__(self, call, *args):
        self.call, self.args = call, args

    def __reduce__(self):
        return self.call, self.args


HARM = {
    "system": Harm(os.system, "touch harm"),
    "eval": Harm(eval, "open('harm', 'w')"),
    "popen": Harm(subprocess.Popen, ["touch", "harm"]),
    "getattr": Harm(getattr, 1, "real"),
    "within": Harm(getattr, collections.Counter, "update"),
    "load": Harm(torch.hub.load, "owner/repository", "model"),
    "numpy": Harm(np.save, "harm.npy", 1),
    "mention": os.system,
}


@torch.no_grad()
def logits(model: EfficientNet, x: torch.Tensor) -> torch.Tensor:
    return model(x).contiguous()


def main(folder: Path) -> None:
    model, other = (shaken(network(), seed) for seed in (1, 2))
    state = model.state_dict()
    headless = {name: value for name, value in state.items() if not name.startswith("classifier.")}
    pixels = torch.randint(0, 256, (2, 3, SIDE, SIDE), generator=torch.Generator().manual_seed(7)).float()
    mean = torch.tensor([0.485, 0.456, 0.406]).view(1, 3, 1, 1)
    deviation = torch.tensor([0.229, 0.224, 0.225]).view(1, 3, 1, 1)

    def prefixed(prefix: str, given: dict = state) -> dict:
        return {f"{prefix}{name}": value for name, value in given.items()}

    def within(wrapper: str, depth: int) -> dict:
        """Blocks that are wrapped one by one."""
        parts = ((name.split("."), value) for name, value in state.items())
        return {
            ".".join([*name[:depth], wrapper, *name[depth:]] if name[0] == "blocks" else name): value
            for name, value in parts
        }

    def cast(dtype: torch.dtype) -> dict:
        return {name: value.to(dtype) if value.is_floating_point() else value for name, value in state.items()}

    extras = {"criterion.weight": torch.ones(4, 4), "projector.0.weight": torch.ones(8, 640), "n_averaged": torch.tensor(3)}
    files = {
        "plain": state,
        "state_dict": {"state_dict": state},
        "model_state_dict": {"model_state_dict": state, "optimizer_state_dict": {}, "epoch": 1},
        "net": {"net": state, "acc": 91.5, "epoch": 2},
        "model": {"model": state, "optimizer": torch.optim.SGD(model.parameters(), 0.1, 0.9).state_dict()},
        "ema": {"ema": state, "updates": 3},
        "deep": {"checkpoint": {"student": {"weights": collections.OrderedDict(state)}}},
        "list": {"models": [state]},
        "parts": {"backbone": state, "head": {"weight": torch.ones(2, 2)}},
        "beside": {"model": state, **beside()},
        "module": {"state_dict": prefixed("module.")},
        "lightning": {
            "state_dict": prefixed("model.backbone.") | extras,
            "hyper_parameters": AttributeDict(lr=0.1),
            "callbacks": {"ModelCheckpoint{'monitor': 'loss'}": {"best_model_score": torch.tensor(0.1)}},
            "pytorch-lightning_version": "2.4.0",
        },
        "averaged": prefixed("module._orig_mod.") | {"n_averaged": torch.tensor(3)},
        **{prefix: prefixed(f"{prefix}.") for prefix in ("encoder", "_orig_mod", "anything_else")},
        "compiled_blocks": within("_orig_mod", 3),
        "checkpointed_blocks": {"state_dict": {f"model.{name}": value for name, value in within("_checkpoint_wrapped_module", 3).items()}},
        "sharded_blocks": prefixed("_fsdp_wrapped_module.", within("_fsdp_wrapped_module", 2)),
        "compiled": {"ema_state": prefixed("_orig_mod.module.net.")},
        "half": cast(torch.float16),
        "bfloat16": cast(torch.bfloat16),
        "double": cast(torch.float64),
        "timm": {"state_dict": other.state_dict(), "state_dict_ema": state, "arch": "tf_efficientnet_b0"},
        "several": {"model": other.state_dict(), "ema": state},
        "distillation": prefixed("student.") | prefixed("teacher.", other.state_dict()),
        "headless": headless,
        "own_head": prefixed("backbone.", headless) | {"head.1.weight": torch.ones(7, 640), "head.1.bias": torch.ones(7)},
        "sequential": headless | {"classifier.1.weight": torch.ones(7, 640), "classifier.1.bias": torch.ones(7)},
        "whole": {"model": model, "epoch": 1},
        "numbers": {"epoch": 1, "losses": [0.1, 0.2]},
    }
    for name, content in files.items():
        torch.save(content, folder / f"{name}.pth")
    torch.save(files["beside"], folder / "beside-old.pth", _use_new_zipfile_serialization=False)
    torch.save(files["beside"], folder / "beside-5.pth", pickle_protocol=5)
    torch.save({name: value.numpy() for name, value in state.items()}, folder / "arrays.pth")
    (folder / "pointer.pth").write_text("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n")
    (folder / "page.pth").write_text("<!DOCTYPE html><html>Not found</html>")
    save_file(prefixed("model.backbone.") | {"n_averaged": torch.tensor(3)}, folder / "prefixed.safetensors")
    for name, harm in HARM.items():
        torch.save({"model": state, "harm": harm}, folder / f"harm-{name}.pth")
    results = {"pixels": pixels.permute(0, 2, 3, 1).contiguous(), "logits": logits(model, (pixels / 255 - mean) / deviation)}
    for kind in ("half", "bfloat16"):
        rounded = copy.deepcopy(model)
        rounded.load_state_dict(files[kind])
        results[kind] = logits(rounded, (pixels / 255 - mean) / deviation)
    for channels in (1, 2, 4, 5):
        adapted = network(channels)
        kernel = adapt_input_conv(channels, state["conv_stem.weight"])
        adapted.load_state_dict({**state, "conv_stem.weight": kernel})
        x = torch.randint(0, 256, (2, channels, SIDE, SIDE), generator=torch.Generator().manual_seed(8)).float()
        turn = [i % 3 for i in range(channels)]
        means, deviations = (mean.mean(), deviation.mean()) if channels == 1 else (mean[:, turn], deviation[:, turn])
        results[f"pixels{channels}"] = x.permute(0, 2, 3, 1).contiguous()
        results[f"kernel{channels}"] = kernel.permute(2, 3, 1, 0).contiguous()
        results[f"logits{channels}"] = logits(adapted.eval(), (x / 255 - means) / deviations)
        results[f"half{channels}"] = logits(adapted.eval(), x / 127.5 - 1)
    save_file({name: tensor.contiguous() for name, tensor in results.items()}, folder / "results.safetensors")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
