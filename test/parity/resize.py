"""Parts of an image as Pillow resizes them bilinearly, as raw bytes.

Usage: resize.py <folder>; reads image.bin, cases.json, and writes <number>.bin.
"""

import json
import sys
from pathlib import Path

import numpy as np
from PIL import Image

folder = Path(sys.argv[1])
given = json.loads((folder / "cases.json").read_text())
shape = (given["height"], given["width"], 3)
image = Image.fromarray(np.frombuffer((folder / "image.bin").read_bytes(), np.uint8).reshape(shape))
for number, case in enumerate(given["cases"]):
    left, top, width, height = case["box"]
    part = image.crop((left, top, left + width, top + height))
    (folder / f"{number}.bin").write_bytes(part.resize(tuple(case["size"]), Image.Resampling.BILINEAR).tobytes())
