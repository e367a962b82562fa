"""Compiles our own TensorFlow operations (`kernel-helpers/native`) against a TensorFlow wheel, as a module of Node.js beside
the binding.

Their arithmetic is compiled once for each set of instructions that a processor may have; which one is used is decided when
the library is loaded. TensorFlow's C++ interface differs between its versions, so the version is part of the file's name.

usage: python -m efficientnet_lab.native_operations MODULES TENSORFLOW FOLDER [--rpath FOLDER] [--compiler PROGRAM]
"""

import argparse
import ctypes
import os
import platform
import subprocess
import sys
import tempfile
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from .binding import LIBRARIES, LINK_FLAGS, find_compiler
from .problems import Problem, told

SOURCES = "@efficientnet-lab/kernel-helpers/native"
#: Compiled once for each set of instructions; the others are compiled once.
ARITHMETIC = ["arithmetic.cc", "depthwise.cc", "pointwise.cc"]
INSTRUCTIONS = {
    "portable": [],
    "avx2": ["-mavx2", "-mfma"],
    "avx512": ["-mavx512f", "-mavx512bw", "-mavx512dq", "-mavx512vl", "-mfma", "-mprefer-vector-width=512"],
}
#: Vectors need leave to compute where a condition does not hold, and NaN and infinity have to come through.
ARITHMETIC_FLAGS = ["-O3", "-ffp-contract=fast", "-fno-math-errno", "-fno-trapping-math", "-fopenmp-simd"]


def tensorflow_version(tensorflow: Path) -> str:
    """The version that the C library of a wheel's folder tells: the headers don't know it."""
    try:
        library = ctypes.CDLL(str(tensorflow / LIBRARIES[platform.system()][0]))
    except OSError as error:
        raise Problem(f"TensorFlow's library does not load: {error}.", 'Install TensorFlow: pip install "tensorflow-cpu==2.21.*"') from error
    library.TF_Version.restype = ctypes.c_char_p
    return library.TF_Version().decode()


def file_name(tensorflow: Path) -> str:
    return f"efficientnet_operations-{tensorflow_version(tensorflow)}.node"


def compile_operations(modules: Path, tensorflow: Path, folder: Path, *, rpath: str, compiler: str | None = None) -> Path:
    """Writes the library into `folder`; what lay there under its name stays whole until then. Returns its path.

    Raises Problem where compiler, headers or libraries are missing or fail.
    """
    system = platform.system()
    if system not in LIBRARIES:
        raise Problem(f"{system} has no TensorFlow wheel with the C library that the kernel needs.", "Use Linux, macOS or WSL 2.")
    program = compiler or find_compiler()
    sources = modules / SOURCES
    output = folder / file_name(tensorflow)
    common = [
        "-std=c++17",
        "-fPIC",
        "-DNAPI_VERSION=8",
        # What TensorFlow's wheels are compiled with.
        "-D_GLIBCXX_USE_CXX11_ABI=1",
        "-DEIGEN_MAX_ALIGN_BYTES=64",
        # Messages name their source's file, not the folder that it was compiled in.
        f"-ffile-prefix-map={sources}=native",
        f"-ffile-prefix-map={tensorflow}=tensorflow",
        # TensorFlow's headers are not ours to mend.
        "-w",
        *["-I", str(modules / "node-api-headers" / "include")],
        *["-I", str(tensorflow / "include")],
    ]
    wanted = sets_of_instructions()
    with tempfile.TemporaryDirectory() as objects, ThreadPoolExecutor(os.cpu_count()) as threads:

        def start(source: Path, name: str, flags: list[str]) -> Future[Path]:
            """The object file, once it is compiled; Problem where the compiler refuses."""
            target = Path(objects, f"{name}.o")
            words = [program, *common, *flags, "-c", str(source), "-o", str(target)]
            return threads.submit(lambda: (run(words), target)[1])

        arithmetic = {
            name: [
                start(sources / source, f"{Path(source).stem}-{name}", [*ARITHMETIC_FLAGS, *flags, f"-DINSTRUCTIONS={name}"])
                for source in ARITHMETIC
            ]
            for name, flags in wanted.items()
        }
        # A compiler may know fewer instructions than a processor; what needs none of them has to compile.
        known = [name for name, parts in arithmetic.items() if not wanted[name] or all(part.exception() is None for part in parts)]
        absent = [f"-DWITHOUT_{name.upper()}" for name, flags in INSTRUCTIONS.items() if flags and name not in known]
        rest = [path for path in sorted(sources.glob("*.cc")) if path.name not in ARITHMETIC]
        parts = [*(part for name in known for part in arithmetic[name]), *(start(path, path.stem, ["-O2", *absent]) for path in rest)]
        made = [str(part.result()) for part in parts]
        libraries = [str(tensorflow / library) for library in LIBRARIES[system]]
        unfinished = output.with_name(f"{output.name}.part")
        folder.mkdir(parents=True, exist_ok=True)
        try:
            run([program, *LINK_FLAGS[system], *made, *libraries, f"-Wl,-rpath,{rpath}", "-o", str(unfinished)])
            os.replace(unfinished, output)
        finally:
            unfinished.unlink(missing_ok=True)
    return output


def sets_of_instructions() -> dict[str, list[str]]:
    """Those that some processor of this machine's kind has."""
    is_x86 = platform.machine() in {"x86_64", "AMD64"}
    return {name: flags for name, flags in INSTRUCTIONS.items() if is_x86 or not flags}


def run(words: list[str]) -> None:
    done = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode != 0:
        raise Problem(
            f"The native operations did not compile:\n{done.stdout}",
            "The first error names the cause; a compiler with C++17 (g++ 8 or clang 10, or newer) is needed. "
            "Without them graphs run with TensorFlow's own operations.",
        )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("modules", type=Path)
    parser.add_argument("tensorflow", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rpath")
    parser.add_argument("--compiler")
    given = parser.parse_args()
    rpath = given.rpath or str(given.tensorflow)
    return told(
        lambda: compile_operations(given.modules, given.tensorflow, given.folder, rpath=rpath, compiler=given.compiler)
    )


if __name__ == "__main__":
    sys.exit(main())
