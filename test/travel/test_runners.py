"""Programs of others that run a notebook: each starts the kernel by its name, and what they save is what a cell shows."""

import json
import subprocess
import sys

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from saved import MIME_TYPE, PNG, SVG, TEXT

METADATA = {
    "kernelspec": {"name": "efficientnet-lab", "display_name": "TypeScript (EfficientNet Lab)", "language": "typescript"},
    "language_info": {"name": "typescript"},
}
DEFAULTS = "const epochs = 1;\nconst name = 'one';\nconst rates = [1];\nconst best: number | null = 1;\nconst quick = false;"
CELLS = [
    new_code_cell(DEFAULTS, metadata={"tags": ["parameters"]}),
    new_code_cell("console.log(JSON.stringify({ epochs, name, rates, best, quick }));"),
    new_code_cell("import * as enet from '@efficientnet-lab/kernel-helpers';\nenet.showScalingExplorer({ phi: 1 });"),
]
GIVEN = {"epochs": 3, "name": 'two "words" ✓', "rates": [0.1, 2e-3], "best": None, "quick": True}


@pytest.fixture
def place(tmp_path):
    nbformat.write(new_notebook(cells=CELLS, metadata=METADATA), tmp_path / "n.ipynb")
    return tmp_path


def run(place, *words):
    done = subprocess.run(
        [sys.executable, "-m", *words],
        cwd=place,
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert "Traceback" not in done.stderr, done.stdout + done.stderr
    return done


def outputs(path):
    return [output for cell in nbformat.read(path, as_version=4).cells for output in cell.get("outputs", [])]


def expect_whole(path, **values):
    printed, shown = outputs(path)
    assert json.loads(printed.text) == {"epochs": 1, "name": "one", "rates": [1], "best": 1, "quick": False, **values}
    assert set(shown.data) == {MIME_TYPE, SVG, PNG, TEXT}


@pytest.mark.parametrize(
    "words",
    [
        ["nbconvert", "--to", "notebook", "--execute", "n.ipynb", "--output", "out.ipynb"],
        ["jupyter", "execute", "n.ipynb", "--output", "out"],
        ["efficientnet_lab.cli", "run", "n.ipynb", "--results", "."],
    ],
    ids=lambda words: words[0],
)
def test_a_notebook_is_run(place, words):
    done = run(place, *words)
    assert done.returncode == 0, done.stdout + done.stderr
    expect_whole(place / ("out.ipynb" if "out" in " ".join(words) else "n.ipynb"))


def test_papermill_gives_parameters_as_our_own_command_does(place):
    (place / "given.yaml").write_text(json.dumps(GIVEN))

    done = run(place, "papermill", "n.ipynb", "out.ipynb", "-f", "given.yaml")
    assert done.returncode == 0, done.stderr
    expect_whole(place / "out.ipynb", **GIVEN)

    words = [word for name, value in GIVEN.items() for word in ("-p", name, value if isinstance(value, str) else json.dumps(value))]
    done = run(place, "efficientnet_lab.cli", "run", "n.ipynb", "--results", "ours", *words)
    assert done.returncode == 0, done.stdout
    expect_whole(place / "ours" / "n.ipynb", **GIVEN)
    # Papermill writes a line of comment above.
    sources = [nbformat.read(place / path, as_version=4).cells[1].source for path in ("out.ipynb", "ours/n.ipynb")]
    assert sources[0].removeprefix("// Parameters\n").strip() == sources[1]


def test_nbval_finds_a_notebook_as_it_was_saved_and_one_that_was_changed(place):
    assert run(place, "efficientnet_lab.cli", "run", "n.ipynb", "--results", ".").returncode == 0
    options = ["-q", "-p", "no:cacheprovider", "--nbval-kernel-startup-timeout", "300"]
    done = run(place, "pytest", "--nbval", "n.ipynb", *options)
    assert done.returncode == 0 and "3 passed" in done.stdout, done.stdout
    saved = (place / "n.ipynb").read_text("utf-8")
    assert saved.count("2.57 ×") > 1
    (place / "n.ipynb").write_text(saved.replace("2.57 ×", "2.58 ×"), "utf-8")
    done = run(place, "pytest", "--nbval", "n.ipynb", *options)
    assert done.returncode == 1 and "1 failed, 2 passed" in done.stdout, done.stdout
