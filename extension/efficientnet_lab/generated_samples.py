"""The chapters' generated images in MedMNIST's layout: no medical data, only its form.

Grey images of 28 × 28 pixels, cloudy; one in seven has a small bright spot (class 1). The seed is fixed.
"""

import math
import random
import zipfile
from pathlib import Path

SIDE = 28
COUNTS = {"train": 700, "val": 100, "test": 600}
RARE = 7


def image(chance: random.Random, spot: bool) -> bytes:
    waves = [(chance.uniform(0.1, 0.4), chance.uniform(0.1, 0.4), chance.uniform(0, 2 * math.pi)) for _ in range(3)]
    x0, y0, radius = chance.uniform(6, 22), chance.uniform(6, 22), chance.uniform(1.5, 2.5)
    values = bytearray()
    for y in range(SIDE):
        for x in range(SIDE):
            cloud = sum(math.sin(a * x + b * y + c) for a, b, c in waves)
            bright = 90 * math.exp(-((x - x0) ** 2 + (y - y0) ** 2) / (2 * radius**2)) if spot else 0
            values.append(max(0, min(255, round(110 + 14 * cloud + bright + chance.gauss(0, 8)))))
    return bytes(values)


def npy(content: bytes, shape: tuple[int, ...]) -> bytes:
    """NumPy's format 1.0 of unsigned bytes."""
    header = f"{{'descr': '|u1', 'fortran_order': False, 'shape': {shape}, }}"
    # With what stands before it 128 bytes.
    padded = header.ljust(117) + "\n"
    return b"\x93NUMPY\x01\x00" + len(padded).to_bytes(2, "little") + padded.encode() + content


def write(target: Path) -> None:
    chance = random.Random(7)
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_suffix(".part")
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, count in COUNTS.items():
            labels = bytes(int(chance.randrange(RARE) == 0) for _ in range(count))
            images = b"".join(image(chance, bool(label)) for label in labels)
            archive.writestr(f"{name}_images.npy", npy(images, (count, SIDE, SIDE)))
            archive.writestr(f"{name}_labels.npy", npy(labels, (count, 1)))
    part.rename(target)
