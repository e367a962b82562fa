"""Compiles TensorFlow.js's own binding against the library of a TensorFlow wheel.

One Node-API binary serves every Node.js, and only C symbols of TensorFlow are used, so that neither Node.js's version nor
Python's decides which binary fits.

usage: python -m efficientnet_lab.binding MODULES TENSORFLOW OUTPUT [--rpath FOLDER] [--compiler PROGRAM]
"""

import argparse
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

from .problems import Problem, told

#: Within a folder of npm packages.
PACKAGE = "@tensorflow/tfjs-node-gpu"
BINDING = f"{PACKAGE}/lib/napi-v8/tfjs_binding.node"
SOURCES = ["tfjs_backend.cc", "tfjs_binding.cc"]

#: What differs between the platforms that TensorFlow's wheels carry its C library for.
LIBRARIES = {
    "Linux": ["libtensorflow_cc.so.2", "libtensorflow_framework.so.2"],
    "Darwin": ["libtensorflow_cc.2.dylib", "libtensorflow_framework.2.dylib"],
}
LINK_FLAGS = {"Linux": ["-shared", "-fPIC"], "Darwin": ["-dynamiclib", "-fPIC", "-undefined", "dynamic_lookup"]}


def arguments(modules: Path, tensorflow: Path, output: Path, rpath: str, beside: list[Path], system: str) -> list[str]:
    """The compiler's arguments; `beside` are sources that are compiled with the binding's own."""
    package = modules / PACKAGE
    return [
        "-O2",
        "-std=c++17",
        *LINK_FLAGS[system],
        "-DNAPI_VERSION=8",
        # Messages of the binding name their source's file, not the folder it was compiled in.
        f"-ffile-prefix-map={modules}=node_modules",
        # TensorFlow's headers are not ours to mend.
        "-w",
        *["-I", str(modules / "node-api-headers" / "include")],
        *["-I", str(package)],
        *["-I", str(tensorflow / "include")],
        *[str(package / "binding" / source) for source in SOURCES],
        *map(str, beside),
        *[str(tensorflow / library) for library in LIBRARIES[system]],
        f"-Wl,-rpath,{rpath}",
        *["-o", str(output)],
    ]


def find_compiler() -> str:
    named = os.environ.get("CXX")
    program = shutil.which(named) if named else next(filter(None, map(shutil.which, ["c++", "g++", "clang++"])), None)
    if program is None:
        raise Problem(
            f"No C++ compiler was found{f' under the name {named}, which the variable CXX gives' if named else ''}.",
            'Install one: "sudo apt-get install g++" (Debian, Ubuntu), "sudo dnf install gcc-c++" (Fedora), '
            '"xcode-select --install" (macOS).',
        )
    return program


def compile_binding(
    modules: Path, tensorflow: Path, output: Path, *, rpath: str, beside: list[Path] | None = None, compiler: str | None = None
) -> None:
    """Writes the binding to `output`; what lay there stays whole until then.

    Raises Problem where the system has no TensorFlow library, and where compiler or headers are missing or fail.
    """
    system = platform.system()
    if system not in LIBRARIES:
        raise Problem(f"{system} has no TensorFlow wheel with the C library that the kernel needs.", "Use Linux, macOS or WSL 2.")
    missing = [library for library in LIBRARIES[system] if not (tensorflow / library).exists()]
    if missing:
        raise Problem(f"{tensorflow} lacks {', '.join(missing)}.", 'Install TensorFlow: pip install "tensorflow-cpu==2.21.*"')
    output.parent.mkdir(parents=True, exist_ok=True)
    unfinished = output.with_name(f"{output.name}.part")
    words = [compiler or find_compiler(), *arguments(modules, tensorflow, unfinished, rpath, beside or [], system)]
    try:
        done = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if done.returncode != 0:
            raise Problem(
                f"The TensorFlow binding did not compile:\n{done.stdout}",
                "The first error names the cause; a compiler with C++17 (g++ 8 or clang 10, or newer) is needed.",
            )
        # A binding that is already loaded somewhere stays whole: the new file takes its name in one move.
        os.replace(unfinished, output)
    finally:
        unfinished.unlink(missing_ok=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("modules", type=Path)
    parser.add_argument("tensorflow", type=Path)
    parser.add_argument("output", type=Path)
    parser.add_argument("--rpath")
    parser.add_argument("--compiler")
    given = parser.parse_args()
    rpath = given.rpath or str(given.tensorflow)
    return told(
        lambda: compile_binding(given.modules, given.tensorflow, given.output, rpath=rpath, compiler=given.compiler)
    )


if __name__ == "__main__":
    sys.exit(main())
