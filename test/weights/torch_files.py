"""Small files of weights as PyTorch and safetensors write them, and some that mean harm.

usage: torch_files.py FOLDER
"""

import argparse
import json
import os
import sys
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file

TYPES = [torch.float32, torch.float64, torch.float16, torch.bfloat16, torch.int64, torch.int32, torch.uint8]


class Own:
    def __init__(self):
        self.value = 1


class Harm:
    def __reduce__(self):
        return os.system, ("touch harm",)


def main(folder: Path) -> None:
    torch.manual_seed(1)
    base = torch.arange(24).view(2, 3, 4)
    state = {f"layer.{str(dtype).removeprefix('torch.')}": base.to(dtype) for dtype in TYPES}
    state["layer.normal"] = torch.randn(3, 5)
    state["layer.scalar"] = torch.tensor(2.5)
    contiguous = {name: tensor.clone() for name, tensor in state.items()}
    # Views of one storage: transposed, a slice, every second.
    state["view.transposed"] = base.float().permute(2, 0, 1)
    state["view.slice"] = torch.randn(10)[3:7]
    state["view.step"] = torch.arange(10.0)[::2]
    state["parameter"] = torch.nn.Parameter(torch.randn(4))
    expected = {name: [list(tensor.shape), tensor.detach().double().flatten().tolist()] for name, tensor in state.items()}
    (folder / "torch.json").write_text(json.dumps(expected))
    torch.save(state, folder / "zip.pth")
    torch.save(state, folder / "old.pth", _use_new_zipfile_serialization=False)
    beside = {
        "args": argparse.Namespace(lr=0.1, output=Path("run")),
        "best": np.float64(0.5),
        "history": np.arange(3.0),
        "own": Own(),
        "when": {("a", 1): {1, 2}},
    }
    torch.save({"model": state, **beside}, folder / "beside.pth")
    save_file(contiguous, folder / "some.safetensors", metadata={"format": "pt"})
    torch.save({"weight": torch.zeros(2), "harm": Harm()}, folder / "harm.pth")
    torch.save(
        {"weight": torch.zeros(2), "harm": Harm()}, folder / "harm-old.pth", _use_new_zipfile_serialization=False
    )
    torch.save(torch.nn.Linear(2, 2), folder / "module.pth")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
