"""Tells what of the product works on this machine, and what to do about the rest."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

from .binding import BINDING, compile_binding
from .distribution import version_of
from .execute import KERNEL
from .native_operations import compile_operations
from .node import HERE, MODULES, cuda_folders, environment, find_node, remedy, tensorflow_folder
from .problems import Problem
from .provenance import TENSORFLOWS

EXTENSION = "@efficientnet-lab/extension"
TENSORFLOW_SERIES = "2.21."
INSTALL_TENSORFLOW = remedy("npm run setup", 'pip install "efficientnet-lab-core[cpu]"')
INSTALL_GPU = remedy("npm run setup -- --gpu", 'pip uninstall tensorflow-cpu, then pip install "efficientnet-lab-core[gpu]"')
INSTALL_JUPYTERLAB = remedy("npm run setup", 'pip install "jupyterlab>=4.6,<5"')
REINSTALL = remedy("npm run setup", "pip install --force-reinstall --no-deps efficientnet-lab-core")
BUILD = remedy("npm run setup", "efficientnet-lab doctor --build")


@dataclass
class Finding:
    """One thing, what was found of it, and advice where something is wrong."""

    name: str
    value: str
    advice: str | None = None


def python() -> str:
    return f"{sys.version.split()[0]} at {sys.executable}"


def jupyterlab() -> str:
    version = version_of("jupyterlab")
    if version is None:
        raise Problem("not installed", INSTALL_JUPYTERLAB)
    if not version.startswith("4."):
        raise Problem(f"{version}, whose extensions differ from those of JupyterLab 4", INSTALL_JUPYTERLAB)
    return version


def node() -> str:
    program, version = find_node()
    return f"{version} at {program}"


def tensorflow() -> str:
    found = {name: version_of(name) for name in TENSORFLOWS if version_of(name) is not None}
    folder = tensorflow_folder()
    if len(found) > 1:
        raise Problem(
            f"{' and '.join(found)} are both installed, into one folder",
            f"Run: pip uninstall --yes {' '.join(found)}, then install the one that you want",
        )
    if folder is None:
        raise Problem("not installed", INSTALL_TENSORFLOW)
    version = next(iter(found.values()), None)
    if version is not None and not version.startswith(TENSORFLOW_SERIES):
        raise Problem(f"{version} at {folder}; the binding is built for {TENSORFLOW_SERIES}*", INSTALL_TENSORFLOW)
    return f"{version or 'of unknown version'} at {folder}"


def binding() -> str:
    """Loads it and multiplies two matrices, in another process."""
    if MODULES is None:
        raise Problem("no npm packages are here", REINSTALL)
    path = MODULES / BINDING
    if not path.exists():
        raise Problem(f"not at {path}", BUILD)
    said = probed()
    what = f"{path}, TensorFlow {said['libraryVersion']}"
    if said["device"] == "gpu":
        return f"{what} on a GPU"
    if driver_answers():
        advice = 'Update the NVIDIA driver to one for CUDA 12.5 or newer (see "nvidia-smi").' if cuda_folders() else INSTALL_GPU
        raise Problem(f"{what} on the CPU, although an NVIDIA driver answers", advice)
    return f"{what} on the CPU"


def operations() -> str:
    """Our own TensorFlow operations; without them everything works, more slowly."""
    said = probed()
    if said["operationsFault"] is not None:
        raise Problem(f"{said['operationsFault']} Compiled graphs use TensorFlow's own, which take longer", BUILD)
    if said["operations"] == "standard":
        why = "a GPU has its own" if said["device"] == "gpu" else "EFFICIENTNET_LAB_OPERATIONS says so"
        return f"not in use: {why}"
    return f"{said['operations']} instructions"


@cache
def probed() -> dict:
    """What the binding says of itself, from a process that may crash."""
    program, _ = find_node()
    done = subprocess.run([program, str(HERE / "probe.cjs")], env=environment(), capture_output=True, text=True, timeout=300)
    if done.returncode != 0:
        raise Problem(first_error(done.stderr) or f"exit code {done.returncode}", BUILD)
    return json.loads(done.stdout.strip().splitlines()[-1])


def driver_answers() -> bool:
    program = shutil.which("nvidia-smi")
    return program is not None and subprocess.run([program, "-L"], capture_output=True).returncode == 0


def first_error(text: str) -> str | None:
    """The line that names the error: behind it stand stack and version of Node.js."""
    lines = [line.strip() for line in text.splitlines()]
    return next((line for line in lines if "Error:" in line), next(filter(None, lines), None))


def kernel() -> str:
    try:
        spec = KernelSpecManager().get_kernel_spec(KERNEL)
    except NoSuchKernel as error:
        raise Problem("Jupyter does not find it", REINSTALL) from error
    return f"{KERNEL} at {spec.resource_dir}"


def extension() -> str:
    done = subprocess.run(
        [sys.executable, "-m", "jupyterlab.labextensions", "list"], capture_output=True, text=True
    )
    # JupyterLab colours its answer.
    lines = re.sub(r"\x1b\[[0-9;]*m", "", f"{done.stdout}{done.stderr}").splitlines()
    line = next((line.strip() for line in lines if EXTENSION in line), None)
    if line is None:
        raise Problem("JupyterLab does not list it", REINSTALL)
    if "enabled" not in line:
        raise Problem(line, f"Run: jupyter labextension enable {EXTENSION}")
    if "OK" not in line:
        raise Problem(f"{line}: JupyterLab holds it for incompatible", "Run: jupyter labextension list --verbose")
    return line


CHECKS: list[tuple[str, Callable[[], str]]] = [
    ("Environment", python),
    ("JupyterLab", jupyterlab),
    ("Kernel's Node.js", node),
    ("TensorFlow", tensorflow),
    ("Binding", binding),
    ("Native operations", operations),
    ("Kernel", kernel),
    ("Extension", extension),
]


def finding(name: str, check: Callable[[], str]) -> Finding:
    try:
        return Finding(name, check())
    except Problem as problem:
        return Finding(name, problem.found, problem.remedy)
    except Exception as error:  # a check that fails itself is a finding too
        return Finding(name, f"{type(error).__name__}: {error}", REINSTALL)


def examine(as_json: bool = False) -> int:
    found = [finding(name, check) for name, check in CHECKS]
    if as_json:
        print(json.dumps([vars(one) for one in found]))
        return 0
    width = max(len(one.name) for one in found)
    for one in found:
        print(f"{'✓' if one.advice is None else '✗'} {one.name.ljust(width)}  {one.value}")
        if one.advice is not None:
            print(f"  {' ' * width}  → {one.advice}")
    wrong = sum(one.advice is not None for one in found)
    print("\nEverything is in order." if wrong == 0 else f"\n{wrong} of {len(found)} need attention.")
    return 0 if wrong == 0 else 1


def build() -> int:
    """Compiles the binding on this machine, where the one that came does not fit."""
    try:
        folder = tensorflow_folder()
        if MODULES is None:
            raise Problem("The npm packages are missing.", REINSTALL)
        if folder is None:
            raise Problem("TensorFlow is not installed.", INSTALL_TENSORFLOW)
        compile_binding(MODULES, folder, MODULES / BINDING, rpath=str(folder))
        beside = compile_operations(MODULES, folder, (MODULES / BINDING).parent, rpath=str(folder))
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"The binding was not written: {error}. Install into an environment that you may write to.", file=sys.stderr)
        return 1
    print(f"Compiled {MODULES / BINDING} and {beside.name}.")
    return examine()
