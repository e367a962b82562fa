"""Images as Pillow resizes them and as timm prepares them for evaluation, as raw bytes.

Usage: pillow_resize.py <folder>; reads cases.json and <number>.in, and writes <number>.out.
"""

import json
import sys
from pathlib import Path

import numpy as np
from PIL import Image
from timm.data import create_transform

folder = Path(sys.argv[1])
for number, case in enumerate(json.loads((folder / "cases.json").read_text())):
    shape = (case["height"], case["width"], case["channels"])
    pixels = np.frombuffer((folder / f"{number}.in").read_bytes(), np.uint8).reshape(shape)
    image = Image.fromarray(pixels if shape[2] == 3 else pixels[..., 0])
    filter_name = case["interpolation"]
    if "resolution" in case:
        transform = create_transform(
            case["resolution"], interpolation=filter_name, crop_pct=case["cropFraction"], crop_mode="center"
        )
        # Only the geometry: what follows turns pixels into a tensor and normalises it.
        for step in transform.transforms[:2]:
            image = step(image)
    else:
        box = case.get("box")
        edges = box and (box["left"], box["top"], box["left"] + box["width"], box["top"] + box["height"])
        size = (case["size"]["width"], case["size"]["height"])
        image = image.resize(size, Image.Resampling[filter_name.upper()], box=edges)
    (folder / f"{number}.out").write_bytes(image.tobytes())
