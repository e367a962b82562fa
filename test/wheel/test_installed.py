"""What `pip install` of the wheel gives: a kernel in any folder, the command, and nothing left behind."""

import json
import re
import subprocess

import pytest
from conftest import ROOT, run

NOTEBOOK = {
    "nbformat": 4,
    "nbformat_minor": 5,
    # As version 0.1 saved them, when the kernel had tslab's name.
    "metadata": {"kernelspec": {"name": "tslab", "display_name": "TypeScript", "language": "typescript"}},
}

CELLS = [
    "import * as enet from '@efficientnet-lab/kernel-helpers';\nimport { half } from './own';\nimport { third } from 'thirds';",
    "const epochs = 2;",
    # Inferred types of the packages stand in a declaration that later cells read.
    "const spec = enet.scale({ width: 0.1, depth: 0.1, resolution: 32, inputChannels: 1, classes: 10, preprocessing: 'unit' });\n"
    "export const model = enet.buildEfficientNet(spec, { seed: 1 });\n"
    "const digits = await enet.loadMnist({ validation: 59_000 });",
    "const run = await enet.train(model, { ...digits, validation: null }, { epochs, batchSize: 500 });\n"
    "console.log('trained', run.history.length, half(4), third(9));",
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder that knows nothing of the clone, with a module and a package of its own."""
    place = tmp_path_factory.mktemp("anywhere")
    (place / "own.ts").write_text("export const half = (n: number): number => n / 2;")
    package = place / "node_modules" / "thirds"
    package.mkdir(parents=True)
    (package / "package.json").write_text(json.dumps({"name": "thirds", "main": "index.js", "types": "index.d.ts"}))
    (package / "index.js").write_text("exports.third = (n) => n / 3;")
    (package / "index.d.ts").write_text("export declare function third(n: number): number;")
    return place


def command(environment, *words, **options):
    return subprocess.run(
        [environment.bin / "efficientnet-lab", *map(str, words)],
        capture_output=True,
        text=True,
        env=environment.variables(**options.pop("env", {})),
        **options,
    )


def notebook(folder, *sources):
    tags = lambda source: {"tags": ["parameters"]} if source.startswith("const epochs") else {}  # noqa: E731
    cells = [
        {"id": f"c{at}", "cell_type": "code", "execution_count": None, "metadata": tags(source), "source": source, "outputs": []}
        for at, source in enumerate(sources)
    ]
    file = folder / "n.ipynb"
    file.write_text(json.dumps({**NOTEBOOK, "cells": cells}))
    return file


def test_a_notebook_trains_anywhere_with_packages_of_its_own_folder(installed, folder):
    done = command(installed, "run", notebook(folder, *CELLS), "-p", "epochs", "1", cwd=folder)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "trained 1 2 3" in done.stdout
    assert (folder / "results" / "n.ipynb").exists() and (folder / "results" / "n.html").exists()


def test_types_of_the_carried_packages_are_checked(installed, folder):
    done = command(installed, "run", notebook(folder, CELLS[0], "const wrong: string = enet.variant('b0').resolution;"), cwd=folder)
    assert done.returncode == 1
    assert "Type 'number' is not assignable to type 'string'" in done.stdout


def test_the_doctor_finds_everything_in_order(installed, tmp_path):
    done = command(installed, "doctor", "--json", cwd=tmp_path)
    found = json.loads(done.stdout)
    assert [one for one in found if one["advice"] is not None] == []
    values = {one["name"]: one["value"] for one in found}
    assert str(installed.folder) in values["Kernel"] and str(installed.folder) in values["Binding"]


def test_the_doctor_says_what_is_missing(installed, tmp_path):
    done = command(installed, "doctor", cwd=tmp_path, env={"EFFICIENTNET_LAB_NODE": str(tmp_path / "none")})
    assert done.returncode == 1
    assert "✗ Kernel's Node.js" in done.stdout and "EFFICIENTNET_LAB_NODE" in done.stdout


def test_chapters_are_copied_and_kept(installed, tmp_path):
    target = tmp_path / "my chapters"
    assert command(installed, "notebooks", target, "--without-samples").returncode == 0
    names = sorted(path.name for path in (ROOT / "notebooks").glob("*.ipynb"))
    beside = ["glossary.md", "statements.md", "mnist-sweep.json"]
    assert sorted(path.name for path in target.iterdir()) == sorted([*names, *beside])
    for page in [*names, "glossary.md", "statements.md"]:
        for link in re.findall(r"\]\(([^)\s#]+)\)", (target / page).read_text("utf8")):
            assert link.startswith("https:") or (target / link).exists(), f"{page} leads to {link}"
    (target / names[0]).write_text("mine")
    done = command(installed, "notebooks", target, "--without-samples")
    assert done.returncode == 0 and names[0] in done.stdout
    assert (target / names[0]).read_text() == "mine"


def test_samples_that_did_not_come_are_asked_for_again(installed, tmp_path):
    without_network = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": ""}
    for _ in range(2):
        done = command(installed, "notebooks", tmp_path / "chapters", env=without_network)
        assert done.returncode == 1
        assert "Run it again with a network." in done.stderr
    assert (tmp_path / "chapters" / "00-start.ipynb").exists()


def test_a_folder_that_can_not_be_written_is_told_without_a_traceback(installed, tmp_path):
    (tmp_path / "file").write_text("")
    done = command(installed, "notebooks", tmp_path / "file" / "folder")
    assert done.returncode == 1
    assert "Name a folder that you may write to." in done.stderr and "Traceback" not in done.stderr


def test_the_sweep_command_is_the_helpers_own(installed, tmp_path):
    done = command(installed, "sweep", "--help", cwd=tmp_path)
    assert "definition.json" in done.stdout + done.stderr


def test_uninstalling_leaves_what_was_there_before(bare, wheels):
    environment = bare()
    stock = environment.kernels / "tslab"
    stock.mkdir(parents=True)
    (stock / "kernel.json").write_text(json.dumps({"argv": ["tslab"], "display_name": "tslab", "language": "typescript"}))
    before = environment.files()
    environment.install(wheels)
    assert {path.name for path in environment.kernels.iterdir()} == {"tslab", "efficientnet-lab"}
    # Python has compiled what it ran.
    run(environment.bin / "efficientnet-lab", "--version", env=environment.variables())
    environment.pip("uninstall", "--yes", "efficientnet-lab", "efficientnet-lab-core")
    files = {path for path in environment.files() if not (environment.folder / path).is_dir()}
    assert files == {path for path in before if not (environment.folder / path).is_dir()}
    assert json.loads((stock / "kernel.json").read_text())["argv"] == ["tslab"]
