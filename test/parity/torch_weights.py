"""Files of weights as timm and torchvision have them, with logits; and logits of files that others wrote.

usage: torch_weights.py write FOLDER    writes for each case a .pth, a .pth of the older form, .safetensors and logits
       torch_weights.py read FOLDER     loads FOLDER/<case>-back.safetensors and writes <case>-back-logits.safetensors
"""

import sys
from pathlib import Path

import timm
import torch
import torchvision
from safetensors.torch import load_file, save_file

SIDE = 64
CASES = {
    "timm-tf": lambda: timm.create_model("tf_efficientnet_b0"),
    "timm-plain": lambda: timm.create_model("efficientnet_b0"),
    "timm-v2": lambda: timm.create_model("tf_efficientnetv2_b0"),
    "torchvision": lambda: torchvision.models.efficientnet_b0(),
}


def pixels() -> torch.Tensor:
    generator = torch.Generator().manual_seed(7)
    return torch.randint(0, 256, (2, 3, SIDE, SIDE), generator=generator).float()


def prepared(x: torch.Tensor) -> torch.Tensor:
    mean = torch.tensor([0.485, 0.456, 0.406]).view(1, 3, 1, 1)
    deviation = torch.tensor([0.229, 0.224, 0.225]).view(1, 3, 1, 1)
    return (x / 255 - mean) / deviation


def shaken(model: torch.nn.Module) -> torch.nn.Module:
    """Statistics and scales that no fresh network has, so that each of them matters."""
    torch.manual_seed(3)
    for module in model.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.running_mean.normal_(0, 0.1)
            module.running_var.uniform_(0.5, 2)
            torch.nn.init.uniform_(module.weight, 0.8, 1.2)
            torch.nn.init.normal_(module.bias, 0, 0.1)
    return model.eval()


@torch.no_grad()
def logits(model: torch.nn.Module) -> torch.Tensor:
    return model(prepared(pixels())).contiguous()


def write(folder: Path) -> None:
    torch.manual_seed(1)
    save_file({"pixels": pixels().permute(0, 2, 3, 1).contiguous()}, folder / "pixels.safetensors")
    for name, make in CASES.items():
        model = shaken(make())
        state = model.state_dict()
        torch.save(state, folder / f"{name}.pth")
        torch.save({"state_dict": state, "epoch": 3}, folder / f"{name}-old.pth", _use_new_zipfile_serialization=False)
        save_file(state, folder / f"{name}.safetensors")
        save_file({"logits": logits(model)}, folder / f"{name}-logits.safetensors")


def read(folder: Path) -> None:
    for name, make in CASES.items():
        model = make().eval()
        model.load_state_dict(load_file(folder / f"{name}-back.safetensors"), strict=True)
        save_file({"logits": logits(model)}, folder / f"{name}-back-logits.safetensors")


if __name__ == "__main__":
    {"write": write, "read": read}[sys.argv[1]](Path(sys.argv[2]))
