"""`npm start -- --execute`: progress, results, an executed copy and a page, and a failure that is told.

The kernel of these tests is Python's, under our kernel's name: what is tested is the running, not the kernel.
"""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest
from efficientnet_lab import cli
from efficientnet_lab.execute import inject
from efficientnet_lab.problems import Problem
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

EXECUTE = [sys.executable, "-m", "efficientnet_lab.execute"]


@pytest.fixture
def place(tmp_path):
    spec = tmp_path / "jupyter" / "kernels" / "efficientnet-lab"
    spec.mkdir(parents=True)
    argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    (spec / "kernel.json").write_text(json.dumps({"argv": argv, "display_name": "x", "language": "python"}))
    return tmp_path


def start(place, *cells, path="n.ipynb", options=()):
    cells = [new_code_cell(cell) if isinstance(cell, str) else cell for cell in cells]
    notebook = new_notebook(cells=[new_markdown_cell("# Title"), *cells])
    (place / path).parent.mkdir(exist_ok=True)
    nbformat.write(notebook, place / path)
    return subprocess.Popen(
        [*EXECUTE, path, "--results", "results", *options],
        cwd=place,
        env={**os.environ, "JUPYTER_PATH": str(place / "jupyter")},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def execute(place, *cells, **options):
    process = start(place, *cells, **options)
    output, _ = process.communicate(timeout=600)
    return process.returncode, output


def test_tells_each_cell_and_its_result_and_leaves_copy_and_page(place):
    code, output = execute(place, "answer = 6 * 7", "", "print('the answer')\nanswer")
    assert code == 0, output
    assert "[1/2] answer = 6 * 7" in output
    assert "[2/2] print('the answer')" in output
    assert "    the answer\n    42\n" in output
    assert "All 2 cells ran" in output
    copy = nbformat.read(place / "results" / "n.ipynb", as_version=4)
    assert copy.cells[-1].outputs[-1].data["text/plain"] == "42"
    assert "the answer" in (place / "results" / "n.html").read_text()


def test_a_failing_cell_ends_the_run_with_its_error(place):
    code, output = execute(place, "1", "raise ValueError('too wide')", "print('never')")
    assert code == 1
    assert "The notebook failed in cell 2 of 3: ValueError: too wide" in output
    assert "never" not in output
    copy = nbformat.read(place / "results" / "n.ipynb", as_version=4)
    assert copy.cells[2].outputs[0].ename == "ValueError"


def test_the_error_that_is_told_is_that_of_the_cell_that_failed(place):
    meant = new_code_cell("raise KeyError('meant')", metadata={"tags": ["raises-exception"]})
    later = new_code_cell("1", outputs=[new_output("error", ename="OldError", evalue="saved", traceback=["OldError: saved"])])
    code, output = execute(place, meant, "raise ValueError('too wide')", later)
    assert code == 1
    assert "ValueError" in output and "OldError" not in output
    trace = output[output.index("[2/3]") :]
    assert "Traceback" in trace and "KeyError" not in trace


def test_a_dead_kernel_is_told(place):
    code, output = execute(place, "import os; os._exit(9)")
    assert code == 1
    assert "The kernel died in cell 1 of 1" in output


def test_a_file_that_is_no_notebook_is_told(place):
    process = start(place)
    process.communicate(timeout=600)
    (place / "n.ipynb").write_text("{")
    done = subprocess.run([*EXECUTE, "n.ipynb"], cwd=place, capture_output=True, text=True)
    assert done.returncode == 1
    assert "n.ipynb is not a notebook" in done.stdout


def test_an_interrupt_stops_and_keeps_what_there_is(place):
    sleeps = "import time; open('sleeps', 'w').close(); time.sleep(3600)"
    process = start(place, "print('first')", sleeps, "print('never')")
    while not (place / "sleeps").exists():
        assert process.poll() is None
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    output, _ = process.communicate(timeout=600)
    assert process.returncode == 130, output
    assert "Stopped in cell 2 of 3" in output
    assert "never" not in output
    copy = nbformat.read(place / "results" / "n.ipynb", as_version=4)
    assert copy.cells[1].outputs[0].text == "first\n"


def test_text_that_no_file_can_hold_is_mended_and_saved(place):
    (place / "results").mkdir()
    (place / "results" / "n.ipynb").write_text("what stood there")
    code, output = execute(place, "import sys; sys.displayhook('a' + chr(0xD800) + 'b')")
    assert code == 0, output
    copy = nbformat.read(place / "results" / "n.ipynb", as_version=4)
    assert copy.cells[1].outputs
    assert sorted(file.name for file in (place / "results").iterdir()) == ["n.html", "n.ipynb"]


def test_the_kernel_listens_at_no_port(place):
    code, output = execute(place, "from ipykernel import get_connection_info\nget_connection_info(unpack=True)['transport']")
    assert code == 0, output
    assert "    'ipc'\n" in output


def test_a_notebook_of_another_folder_works_there_beside_another_one(place):
    """Sockets named relative to a folder were sought in another, and those of two runs in one folder were the same."""
    cells = ["import os, time", "time.sleep(2)", "print(os.path.basename(os.getcwd()), 6 * 7)"]
    other = start(place, *cells, path="chapters/other.ipynb")
    code, output = execute(place, *cells, path="chapters/n.ipynb")
    assert code == 0, output
    assert "    chapters 42\n" in output
    output, _ = other.communicate(timeout=600)
    assert "    chapters 42\n" in output
    assert sorted(file.name for file in (place / "chapters").iterdir()) == ["n.ipynb", "other.ipynb"]


def test_a_notebook_of_another_language_is_not_run(place):
    process = start(place, "open('ran', 'w')")
    process.communicate(timeout=600)
    (place / "ran").unlink()
    notebook = nbformat.read(place / "n.ipynb", as_version=4)
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(notebook, place / "n.ipynb")
    done = subprocess.run([*EXECUTE, "n.ipynb"], cwd=place, capture_output=True, text=True)
    assert done.returncode == 2
    assert "n.ipynb was saved for the kernel “python3”" in done.stdout
    assert not (place / "ran").exists()


def cells_of(notebook):
    return [cell.source for cell in notebook.cells if cell.cell_type == "code"]


def test_parameters_stand_behind_the_cell_that_is_tagged_and_replace_those_of_an_earlier_run():
    tagged = new_code_cell("const epochs = 9;", metadata={"tags": ["parameters"]})
    notebook = new_notebook(cells=[new_markdown_cell("# Title"), new_code_cell("import x"), tagged, new_code_cell("epochs")])
    inject(notebook, [("epochs", "1"), ("name", "two words"), ("rates", "[0.1, 2e-3]"), ("quoted", '"1"'), ("odd", "NaN")])
    injected = "\n".join(
        ["const epochs = 1;", 'const name = "two words";', "const rates = [0.1, 2e-3];", 'const quoted = "1";', "const odd = NaN;"]
    )
    assert cells_of(notebook) == ["import x", "const epochs = 9;", injected, "epochs"]
    inject(notebook, [("epochs", "true")])
    assert cells_of(notebook) == ["import x", "const epochs = 9;", "const epochs = true;", "epochs"]
    inject(notebook, [])
    assert cells_of(notebook) == ["import x", "const epochs = 9;", "epochs"]


def test_without_a_tagged_cell_parameters_come_before_the_first_one():
    notebook = new_notebook(cells=[new_markdown_cell("# Title"), new_code_cell("epochs")])
    inject(notebook, [("epochs", "1")])
    assert cells_of(notebook) == ["const epochs = 1;", "epochs"]


@pytest.mark.parametrize("name", ["1st", "a b", "a;process.exit()", ""])
def test_what_is_no_name_is_refused(place, name):
    with pytest.raises(Problem, match="no name of a variable"):
        inject(new_notebook(), [(name, "1")])


def test_a_parameter_reaches_the_run_and_the_copy(place):
    # Python, whose kernel this is, knows no `const`: the failure shows what it got.
    code, output = execute(place, "print('never')", options=["-p", "epochs", "1"])
    assert code == 1
    assert "const epochs = 1;" in output
    copy = nbformat.read(place / "results" / "n.ipynb", as_version=4)
    assert copy.cells[1].source == "const epochs = 1;"


def test_the_command_takes_negative_values_too(monkeypatch):
    words = ["run", "n.ipynb", "-p", "rate", "-1e-3", "--results", "r", "--parameter", "low", "-Infinity"]
    monkeypatch.setattr(sys, "argv", ["efficientnet-lab", *words])
    monkeypatch.setattr(cli.execute, "run", lambda *given: given)
    assert cli.main() == (Path("n.ipynb"), Path("r"), [("rate", "-1e-3"), ("low", "-Infinity")])


def test_negative_numbers_are_values_and_the_last_of_a_name_counts(place):
    words = ["-p", "rate", "1", "-p", "rate", "-1e-3", "-p", "low", "-Infinity"]
    code, output = execute(place, "print('never')", options=words)
    assert code == 1, output
    copy = nbformat.read(place / "results" / "n.ipynb", as_version=4)
    assert copy.cells[1].source == "const rate = -1e-3;\nconst low = -Infinity;"


def test_a_cell_of_parameters_is_valid_in_notebooks_of_older_formats():
    notebook = new_notebook(cells=[new_code_cell("epochs")])
    notebook.nbformat_minor = 4
    del notebook.cells[0]["id"]
    inject(notebook, [("epochs", "1")])
    nbformat.validate(notebook)
    assert cells_of(notebook) == ["const epochs = 1;", "epochs"]
    # As some programs write what is not there.
    notebook.cells[1].metadata["tags"] = None
    inject(notebook, [])
    assert cells_of(notebook) == ["epochs"]


def test_where_results_can_not_be_saved_nothing_is_run(place):
    (place / "results").write_text("a file")
    code, output = execute(place, "open('ran', 'w')")
    assert code == 2
    assert "Results can't be saved in results" in output and "--results" in output
    assert not (place / "ran").exists()
