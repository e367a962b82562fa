"""The wheels, built from what set-up has compiled, and an environment into which they are installed."""

import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def run(*words, **options):
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True, **options)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def build(source, folder):
    run(sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", folder, source)


@pytest.fixture(scope="session")
def wheels(tmp_path_factory):
    """The folder that holds the core and the one that people name."""
    folder = tmp_path_factory.mktemp("wheels")
    build(ROOT, folder)
    build(ROOT / "setup/wheel/meta", folder)
    return folder


@pytest.fixture(scope="session")
def core(wheels):
    (path,) = wheels.glob("efficientnet_lab_core-*.whl")
    with zipfile.ZipFile(path) as archive:
        yield archive


class Environment:
    """An environment with the wheel's files, which sees JupyterLab and TensorFlow of the tests' own."""

    def __init__(self, folder):
        self.folder = folder
        self.python = folder / "bin" / "python"
        self.bin = folder / "bin"
        self.packages = Path(run(self.python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip())
        self.kernels = folder / "share/jupyter/kernels"

    def pip(self, *words):
        return run(sys.executable, "-m", "pip", "--python", self.python, *words)

    def install(self, wheels):
        # The clone is registered in the outer environment, which is seen here.
        self.pip("install", "--no-deps", "--ignore-installed", *wheels.glob("*.whl"))

    def variables(self, **added):
        """Without those that lead to the clone's environment; Node.js stays on the path."""
        outer = sysconfig.get_path("scripts")
        path = os.pathsep.join(part for part in os.environ["PATH"].split(os.pathsep) if part != outer)
        kept = {name: value for name, value in os.environ.items() if name not in ("VIRTUAL_ENV", "PYTHONPATH", "JUPYTER_PATH")}
        return {**kept, "PATH": path, "JUPYTER_CONFIG_DIR": str(self.folder / "config"), **added}

    def files(self):
        return {path.relative_to(self.folder) for path in self.folder.rglob("*") if "__pycache__" not in path.parts}


@pytest.fixture(scope="session")
def bare(tmp_path_factory):
    """Makes environments before anything of ours is in them."""

    def make():
        folder = tmp_path_factory.mktemp("environment") / "mit Leerzeichen é"
        run(sys.executable, "-m", "venv", "--without-pip", folder)
        environment = Environment(folder)
        outer = Path(sysconfig.get_path("purelib"))
        # A path alone: what the outer environment's own files of paths name stays out.
        (environment.packages / "outer.pth").write_text(f"{outer}\n")
        (environment.packages / "tensorflow").symlink_to(outer / "tensorflow")
        # Where nbconvert looks for its templates.
        (folder / "share/jupyter").mkdir(parents=True)
        (folder / "share/jupyter/nbconvert").symlink_to(Path(sys.prefix, "share/jupyter/nbconvert"))
        return environment

    return make


@pytest.fixture(scope="session")
def installed(bare, wheels):
    environment = bare()
    environment.install(wheels)
    return environment
