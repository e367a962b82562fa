"""Hatch's hook that makes the wheel whole: compiled parts, npm packages and the binding, for the platform it is built on."""

import importlib.util
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).resolve().parents[2]
MODULES = ROOT / "node_modules"
#: What `npm run build` makes.
COMPILED = [ROOT / "kernel-helpers/lib/index.js", ROOT / "extension/efficientnet_lab/labextension/package.json"]
#: Where the wheel's files lie below its package.
CARRIED = "efficientnet_lab/node"
#: From the binding to the folder of the TensorFlow wheel beside our package: independent of Python's version.
RPATH = {"Linux": "$ORIGIN/../../../../../../../tensorflow", "Darwin": "@loader_path/../../../../../../../tensorflow"}
#: What the carried binaries ask of a system: those of sharp are the newest.
TAGS = {"Linux": "manylinux_2_28_{machine}", "Darwin": "macosx_12_0_{machine}"}
#: What lets a binary from a newer compiler load there.
OLDER = {"Linux": [Path(__file__).with_name("older_libstdcxx.cc")], "Darwin": []}
TENSORFLOW = ["tensorflow-cpu==2.21.*; platform_machine == 'x86_64'", "tensorflow==2.21.*; platform_machine != 'x86_64'"]


def load(path: Path):
    """A module by its file: neither the clone nor what is built needs to be importable."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Wheel(BuildHookInterface):
    """Adds to hatch's own files what only exists after compiling."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        # Its headers and library are compiled against. Builds without isolation use the environment's.
        return TENSORFLOW

    def initialize(self, version: str, build_data: dict) -> None:
        if self.target_name != "wheel":
            return
        if any(not path.exists() for path in COMPILED):
            # Install scripts stay off: one of them would download a TensorFlow that is too old.
            for words in (["npm", "ci", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund"], ["npm", "run", "build"]):
                subprocess.run(words, cwd=ROOT, check=True)
        build_data["pure_python"] = False
        build_data["tag"] = f"py3-none-{TAGS[platform.system()].format(machine=platform.machine())}"
        included = build_data["force_include"]
        packages = load(Path(__file__).with_name("carried.py"))
        for path, place in packages.carried(MODULES):
            included[str(path)] = f"{CARRIED}/node_modules/{place}"
        for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
            included[str(path)] = f"{CARRIED}/notebooks/{path.name}"
        included[str(ROOT / "CITATION.cff")] = f"{CARRIED}/CITATION.cff"
        # What chapters lead to.
        for name in ("glossary.md", "statements.md", "mnist-sweep.json"):
            included[str(ROOT / "docs" / name)] = f"{CARRIED}/docs/{name}"
        self.folder = tempfile.TemporaryDirectory()
        listed = Path(self.folder.name, "LICENCES.txt")
        listed.write_text(packages.licences(MODULES), "utf-8")
        included[str(listed)] = f"{CARRIED}/LICENCES.txt"
        binding = Path(self.folder.name, "tfjs_binding.node")
        sys.path.insert(0, str(ROOT / "extension"))
        from efficientnet_lab.binding import BINDING, compile_binding
        from efficientnet_lab.native_operations import compile_operations
        from efficientnet_lab.node import tensorflow_folder

        compile_binding(MODULES, tensorflow_folder(), binding, rpath=RPATH[platform.system()], beside=OLDER[platform.system()])
        # Hatch keeps the permissions of files, which differ from one umask to the next.
        os.chmod(binding, 0o755)
        included[str(binding)] = f"{CARRIED}/node_modules/{BINDING}"
        beside = Path(BINDING).parent.as_posix()
        operations = compile_operations(MODULES, tensorflow_folder(), Path(self.folder.name), rpath=RPATH[platform.system()])
        os.chmod(operations, 0o755)
        included[str(operations)] = f"{CARRIED}/node_modules/{beside}/{operations.name}"

    def finalize(self, version: str, build_data: dict, artifact_path: str) -> None:
        if self.target_name == "wheel":
            self.folder.cleanup()
