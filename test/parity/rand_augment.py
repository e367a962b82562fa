"""What torchvision's RandAugment makes of one image: every operation at given levels, as raw bytes.

Usage: rand_augment.py <folder>; reads image.bin [SIDE, SIDE, 3], cases.json, and writes <number>.bin.
"""

import json
import sys
from pathlib import Path

import numpy as np
import torch
from torchvision.transforms.autoaugment import _apply_op
from torchvision.transforms.functional import InterpolationMode, to_pil_image

folder = Path(sys.argv[1])
cases = json.loads((folder / "cases.json").read_text())
side = cases["side"]
pixels = np.frombuffer((folder / "image.bin").read_bytes(), np.uint8).reshape(side, side, 3)
tensor = torch.from_numpy(pixels.copy()).permute(2, 0, 1)
for number, (operation, level) in enumerate(cases["cases"]):
    # Moving pixels is compared on Pillow's images: there its own rule says which is the nearest.
    moves = operation.startswith(("Shear", "Translate", "Rotate"))
    image = to_pil_image(tensor) if moves else tensor
    result = _apply_op(image, operation, level, InterpolationMode.NEAREST, None)
    array = np.asarray(result) if moves else result.permute(1, 2, 0).numpy()
    (folder / f"{number}.bin").write_bytes(np.ascontiguousarray(array).tobytes())
