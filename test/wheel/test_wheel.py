"""The wheel holds everything JupyterLab needs, from the present sources, and nothing that belongs to development."""

import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DATA = re.compile(r"^efficientnet_lab-[^/]+\.data/data/")
LABEXTENSION = "share/jupyter/labextensions/@efficientnet-lab/extension"
HELPERS = "share/efficientnet-lab/kernel-helpers"
KERNEL = "share/jupyter/kernels/tslab"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel, built with the environment's tools from what set-up has compiled."""
    folder = tmp_path_factory.mktemp("wheel")
    done = subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", folder, ROOT],
        env={**os.environ, "HATCH_JUPYTER_BUILDER_SKIP_NPM": "1"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    (path,) = folder.glob("*.whl")
    with zipfile.ZipFile(path) as archive:
        yield archive


@pytest.fixture(scope="module")
def data(wheel):
    """The paths of the shared data, as they lie below the prefix after installation, and their bytes."""
    names = [name for name in wheel.namelist() if DATA.match(name)]
    return {DATA.sub("", name): wheel.read(name) for name in names}


def test_name_and_version_are_those_of_the_npm_package(wheel):
    version = json.loads((ROOT / "package.json").read_text())["version"]
    assert Path(wheel.filename).name == f"efficientnet_lab-{version}-py3-none-any.whl"


def test_labextension_is_the_production_build_and_installable(data):
    package = json.loads(data[f"{LABEXTENSION}/package.json"])
    assert package["name"] == "@efficientnet-lab/extension"
    entry = package["jupyterlab"]["_build"]["load"]
    assert f"{LABEXTENSION}/{entry}" in data
    assert json.loads(data[f"{LABEXTENSION}/install.json"])["packageName"] == "efficientnet-lab"
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


def test_kernelspec_starts_its_launcher_wherever_it_is_installed(data):
    spec = json.loads(data[f"{KERNEL}/kernel.json"])
    assert spec["language"] == "typescript"
    program, launcher, *_ = spec["argv"]
    assert program == "node"
    assert launcher.startswith("{resource_dir}/")
    assert f"{KERNEL}/{launcher.removeprefix('{resource_dir}/')}" in data


def test_every_helper_module_is_compiled_and_none_is_left_over(data):
    sources = ROOT / "kernel-helpers/src"
    expected = {
        path.relative_to(sources).with_suffix(".js").as_posix()
        for path in sources.rglob("*.ts")
        if not path.name.endswith((".test.ts", ".fixtures.ts", ".d.ts"))
    }
    packed = {name.removeprefix(f"{HELPERS}/lib/") for name in data if name.startswith(f"{HELPERS}/lib/")}
    assert {name for name in packed if name.endswith(".js")} == expected
    assert {name.replace(".js", ".d.ts") for name in expected} <= packed


def test_published_data_is_packed_as_it_is(data):
    sources = ROOT / "kernel-helpers/src"
    published = list(sources.rglob("*.json"))
    assert published
    for path in published:
        packed = data[f"{HELPERS}/lib/{path.relative_to(sources).as_posix()}"]
        assert json.loads(packed) == json.loads(path.read_text("utf-8"))


def test_every_export_of_the_helpers_leads_to_a_packed_file(data):
    package = json.loads(data[f"{HELPERS}/package.json"])
    targets = [package["main"], package["types"]]
    for target in package["exports"].values():
        targets += target.values() if isinstance(target, dict) else [target]
    missing = [file for target in targets for file in files_of(f"{HELPERS}/{target.removeprefix('./')}", data) if file not in data]
    assert missing == []


def files_of(target, data):
    """The files that a target stands for: one, or with a star one in each folder that is packed at its place."""
    before, star, after = target.partition("*")
    if not star:
        return [target]
    folders = {name.removeprefix(before).split("/")[0] for name in data if name.startswith(before) and "/" in name.removeprefix(before)}
    assert len(folders) > 1
    return [f"{before}{folder}{after}" for folder in folders]


def test_nothing_of_development_is_packed(wheel):
    stray = [
        name
        for name in wheel.namelist()
        if re.search(r"node_modules|\.test\.|\.fixtures\.|tsbuildinfo|__pycache__|\.venv|\.setup", name)
    ]
    assert stray == []
    code = [name for name in wheel.namelist() if name.endswith(".py")]
    # The second one speaks to Ray.
    assert [name.rsplit("/", 2)[-2:] for name in code] == [
        ["efficientnet_lab", "__init__.py"],
        ["python", "ray_trials.py"],
    ]
