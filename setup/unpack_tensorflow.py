"""Bring TensorFlow's C library to a Python for which there is no wheel.

The library in a wheel is the same for every Python version, so one made for another version serves. Its Python code
would not load and stays out. CUDA's wheels do not depend on the Python version and are installed as usual.

usage: unpack_tensorflow.py <requirement> <target folder> <python version of the wheel>
"""

import email.parser
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

KEPT = re.compile(r"tensorflow/(libtensorflow_(cc|framework)\..*|include/.*[^/])$")


def download(requirement: str, version: str, folder: str) -> Path:
    name = requirement.replace("[and-cuda]", "")
    subprocess.run(
        [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary=:all:", "--python-version", version,
         "--dest", folder, "--progress-bar", "off", name],
        check=True,
    )
    return next(Path(folder).glob("*.whl"))


def cuda_requirements(wheel: zipfile.ZipFile) -> list[str]:
    metadata = next(name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
    message = email.parser.BytesParser().parsebytes(wheel.read(metadata))
    lines = message.get_all("Requires-Dist") or []
    return [line.split(";")[0].strip() for line in lines if re.search(r"extra\s*==\s*['\"]and-cuda['\"]", line)]


def main() -> None:
    requirement, target, version = sys.argv[1:]
    requirement = requirement.split(";")[0].strip()
    destination = Path(target)
    unfinished = destination.with_name(destination.name + ".part")
    shutil.rmtree(unfinished, ignore_errors=True)
    with tempfile.TemporaryDirectory(dir=destination.parent) as folder:
        with zipfile.ZipFile(download(requirement, version, folder)) as wheel:
            for name in wheel.namelist():
                if KEPT.match(name):
                    path = unfinished / name.removeprefix("tensorflow/")
                    path.parent.mkdir(parents=True, exist_ok=True)
                    with wheel.open(name) as source, path.open("wb") as copy:
                        shutil.copyfileobj(source, copy)
            cuda = cuda_requirements(wheel) if "[and-cuda]" in requirement else []
    if cuda:
        subprocess.run([sys.executable, "-m", "pip", "install", "--progress-bar", "off", *cuda], check=True)
    shutil.rmtree(destination, ignore_errors=True)
    unfinished.rename(destination)


main()
