"""`efficientnet-lab reproduce` and `cite`: what came out another way is listed, all of it, and nothing else."""

import argparse
import copy
import json
import math
import random
import re
from pathlib import Path

import nbformat
import pytest
import yaml
from efficientnet_lab import cite, cli, provenance, reproduce
from efficientnet_lab.execute import code_cells
from nbformat.v4 import new_code_cell, new_notebook, new_output
from saved import MARKDOWN, MIME_TYPE, NOTEBOOKS, TEXT

KERNELSPEC = {"name": "efficientnet-lab", "display_name": "TypeScript (EfficientNet Lab)", "language": "typescript"}


def notebook_of(*outputs, source="1"):
    """A notebook of one cell; strings are what it printed, dictionaries what it showed."""
    made = [
        new_output("stream", name="stdout", text=output) if isinstance(output, str) else new_output("display_data", data=output)
        for output in outputs
    ]
    return new_notebook(cells=[new_code_cell(source, outputs=made)], metadata={"kernelspec": dict(KERNELSPEC)})


def changes(old, new, **options):
    """What is told of two outputs, as (kind, saved, now)."""
    found = reproduce.compare(notebook_of(old), notebook_of(new), **options).changes
    return [(change.kind, change.saved, change.now) for change in found]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("a 1,234 b", "a 1,235 b", [("number", "1,234", "1,235")]),
        ("a 0.5", "a 0.5000001", []),
        ("a 0.5", "a 0.50001", [("number", "0.5", "0.50001")]),
        ("p = 4.6e-175", "p = 4.7e-175", [("number", "4.6e-175", "4.7e-175")]),
        ("x −3 y", "x 3 y", [("number", "−3", "3")]),
        ("from 0.1 to 0.2", "from 0.1 to 0.3", [("number", "0.2", "0.3")]),
        # Columns are wider beside a longer number.
        ("name   9", "name  10", [("number", "9", "10")]),
        ("equal", "DIFFERENT", [("words", "equal", "DIFFERENT")]),
        ("1\n2\n3", "1\n3", [("number", "2", "3"), ("words", "3", None)]),
        ("trained in 1 min 28 s", "trained in 58.3 s", [("time", "1 min 28 s", "58.3 s")]),
        ("659 images per second", "12 images per second", [("time", "659 images per second", "12 images per second")]),
        # Names are no numbers.
        ("float32 of B0", "float16 of B0", [("words", "float32 of B0", "float16 of B0")]),
        ("TensorFlow 2.21.0", "TensorFlow 2.21.1", [("words", "TensorFlow 2.21.0", "TensorFlow 2.21.1")]),
        ("loss 1e999", "loss 0.5", [("number", "1e999", "0.5")]),
        (f"{10**400}", "0.5", [("number", f"{10**400}", "0.5")]),
        ("9" * 5000 + "8", "9" * 5001, [("number", "9" * 5000 + "8", "9" * 5001)]),
        ("run 2026-11-29T13-14-32-dc1a64", "run 2026-11-30T01-02-03-0a1b2c", []),
    ],
)
def test_texts(old, new, expected):
    assert changes(old, new) == expected


def test_a_tolerance_holds_for_numbers_and_never_for_counts():
    assert changes("0.50 of 100", "0.51 of 101", tolerance=0.05) == [("number", "100", "101")]


def test_of_a_cell_that_says_so_nothing_counts():
    old, new = notebook_of("4.2 times faster"), notebook_of("4.4 times faster")
    old.cells[0].metadata.tags = ["nbval-ignore-output"]
    comparison = reproduce.compare(old, new)
    assert [(change.kind, change.saved) for change in comparison.changes] == [("time", "4.2")]
    assert comparison.compared == 0


def document(**data):
    return {MIME_TYPE: {"version": 1, "view": "front", "sentence": "s", "data": data}, TEXT: "s"}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ({"counts": [1, 2, 3]}, {"counts": [1, 2, 4]}, [("number", 3, 4)]),
        ({"loss": math.nan}, {"loss": math.nan}, []),
        ({"loss": 0.5}, {"loss": math.inf}, [("number", 0.5, math.inf)]),
        ({"loss": 0.25}, {"loss": 0.26}, [("number", 0.25, 0.26)]),
        ({"loss": 0.25}, {"loss": 0.25 + 1e-9}, []),
        ({"list": [1, 2]}, {"list": [1]}, [("number", 2, 1)]),
        ({"best": None}, {"best": 3}, [("words", "null", "3")]),
        ({"status": "finished"}, {"status": "stopped"}, [("words", "finished", "stopped")]),
        ({"elapsedSeconds": 1.5, "runId": "a"}, {"elapsedSeconds": 2.5, "runId": "b"}, [("time", 1.5, 2.5)]),
        ({"columns": {"seconds": [1.5]}}, {"columns": {"seconds": [2.5]}}, [("time", 1.5, 2.5)]),
    ],
)
def test_documents(old, new, expected):
    assert changes(document(**old), document(**new)) == expected


def table(*rows):
    lines = ["**Title**", "", *(f"| {' | '.join(row)} |" for row in [rows[0], ["---"] * len(rows[0]), *rows[1:]])]
    return {MARKDOWN: "\n".join(lines), TEXT: "Title"}


def test_tables_tell_row_and_column_and_know_where_times_stand():
    old = table(["name", "MACs", "latency (ms)"], ["B0", "1,000", "3.5"], ["B1", "2,000", "7.5"])
    new = table(["name", "MACs", "latency (ms)"], ["B0", "1,000", "4.5"], ["B1", "2,001", "7.5"])
    found = reproduce.compare(notebook_of(old), notebook_of(new)).changes
    assert [(change.place, change.kind) for change in found] == [
        ("output 1, row 1 (B0), latency (ms)", "time"),
        ("output 1, row 2 (B1), MACs", "number"),
    ]


def test_outputs_that_are_missing_or_new_are_told():
    found = reproduce.compare(notebook_of("a 1", {TEXT: "b 2"}), notebook_of("a 1")).changes
    assert [(change.place, change.saved, change.now) for change in found] == [("output 1", "b 2", None)]
    found = reproduce.compare(notebook_of(), notebook_of({TEXT: "b 2"})).changes
    assert [(change.place, change.saved, change.now) for change in found] == [("output 1", None, "b 2")]


def places(value, path=()):
    """Where numbers stand in a document, those of times and of its conditions left out."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key not in reproduce.NAMING_KEY | reproduce.CONDITION_KEY | {"version"} and not reproduce.TIMED_KEY.search(key):
                yield from places(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from places(inner, (*path, index))
    elif reproduce.is_number(value):
        yield path


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_of_a_shipped_notebook_each_changed_number_is_listed_and_no_other(path):
    saved = nbformat.read(path, as_version=4)
    assert reproduce.compare(saved, saved).changes == []
    draw = random.Random(path.stem)
    now = copy.deepcopy(saved)
    expected = set()
    for number, cell in enumerate(code_cells(now), 1):
        for output in cell.outputs:
            if output.output_type == "stream":
                found = [each for each in reproduce.TOKEN.finditer(output.text) if each.lastgroup == "number"]
                if found:
                    each = draw.choice(found)
                    other = re.sub(r"\d", lambda digit: str(int(digit[0]) % 9 + 1), each[0], count=1)
                    output.text = output.text[: each.start()] + other + output.text[each.end() :]
                    expected.add((number, each[0]))
            elif MIME_TYPE in output.get("data", {}):
                inner = output.data[MIME_TYPE]["data"]
                for *way, last in draw.sample(found := [*places(inner)], min(1, len(found))):
                    for key in way:
                        inner = inner[key]
                    expected.add((number, inner[last]))
                    inner[last] += 1
    for cell in saved.cells:
        cell.metadata.pop("tags", None)
    found = reproduce.compare(saved, now).changes
    assert {(change.cell, change.saved) for change in found if change.kind == "number"} == expected
    assert len(expected) > 3
    assert all(change.relative > 0 for change in found)


RECORD = {
    "helpers": "0.1.0", "tensorflow": "2.20.0", "node": "v18.0.0", "platform": "linux x64", "seed": 1, "data": "digits",
    "dataFingerprint": "aa11", "checkpointDir": "runs", "startedAt": "2026-01-01T00:00:00.000Z",
}  # fmt: skip


def trained(**record):
    data = {"runId": "one", "record": {**RECORD, **record}}
    return {MIME_TYPE: {"version": 1, "view": "training-monitor", "sentence": "s", "data": data}, TEXT: "s"}


def test_versions_machine_and_data_then_and_now(tmp_path):
    (tmp_path / "runs" / "one").mkdir(parents=True)
    machine = {"cpu": "old", "cores": 2, "memoryBytes": 8}
    (tmp_path / "runs" / "one" / "run.json").write_text(json.dumps({"machine": machine}))
    now = notebook_of(trained(tensorflow="2.21.0", dataFingerprint="bb22", seed=2, startedAt="2026-02-02T00:00:00.000Z"))
    now.metadata[provenance.METADATA] = {"processor": "new", "cores": "2", "memory in bytes": "8"}
    # What is known of this machine comes from the rerun; its run has a folder of its own.
    now.cells[0].outputs[0].data[MIME_TYPE]["data"]["runId"] = "two"
    report, comparison = reproduce.report_of(tmp_path / "n.ipynb", notebook_of(trained()), now, 1e-6)
    assert report["conditions"] == [
        {"name": "TensorFlow", "saved": "2.20.0", "now": "2.21.0"},
        {"name": "processor", "saved": "old", "now": "new"},
    ]
    assert report["data"] == [{"name": "digits", "saved": "aa11", "now": "bb22"}]
    assert [(change["place"], change["saved"], change["now"]) for change in report["changed"]] == [
        ("output 1, document.data.record.seed", 1, 2)
    ]
    text = "\n".join(reproduce.lines_of(report, comparison))
    assert "cell 1: 1\n  output 1, document.data.record.seed: 1 → 2" in text
    assert "then and now: TensorFlow 2.20.0 → 2.21.0" in text
    assert "then and now: data digits aa11 → bb22" in text


@pytest.mark.parametrize("forged", [[1], "x", 3, True, {}])
def test_what_is_no_record_tells_nothing(forged, tmp_path):
    notebook = notebook_of(trained())
    document = notebook.cells[0].outputs[0].data[MIME_TYPE]
    for broken in [{**document, "data": {"record": forged}}, {**document, "data": forged}, {"view": "training-monitor"}]:
        notebook.cells[0].outputs[0].data[MIME_TYPE] = broken
        assert provenance.records(notebook) == []
        assert provenance.conditions(notebook, tmp_path) == {} == provenance.data_sets(notebook)


def test_without_a_record_that_is_said():
    report, comparison = reproduce.report_of(NOTEBOOKS[0].parent / "n.ipynb", notebook_of("1"), notebook_of("1"), 1e-6)
    assert "no record of a run" in "\n".join(reproduce.lines_of(report, comparison))


def test_a_list_of_numbers_is_told_in_one_line_and_each_in_the_report():
    old, new = document(curve=[0.1, 0.2, 0.3, 0.4]), document(curve=[0.2, 0.3, 0.4, 0.5])
    report, comparison = reproduce.report_of(NOTEBOOKS[0], notebook_of(old), notebook_of(new), 1e-6)
    assert "  output 1, document.data.curve[]: 4 numbers, most at output 1, document.data.curve[0]: 0.1 → 0.2 (relative 0.5)" in [
        *reproduce.lines_of(report, comparison)
    ]
    assert len(report["changed"]) == 4


@pytest.fixture
def called(monkeypatch, capfd):
    """Runs the command; its exit code and all that it says."""

    def call(*words):
        monkeypatch.setattr("sys.argv", ["efficientnet-lab", *map(str, words)])
        code = cli.main()
        told = capfd.readouterr()
        return code, told.out + told.err

    return call


def write(path, notebook):
    nbformat.write(notebook, path)
    return path


def test_what_can_not_be_compared_is_told_in_a_sentence(tmp_path, called):
    python = notebook_of("1")
    python.metadata.kernelspec["name"] = "python3"
    cases = [
        (write(tmp_path / "python.ipynb", python), "was saved for the kernel “python3”"),
        (write(tmp_path / "empty.ipynb", notebook_of()), "has no outputs to compare with"),
        (tmp_path / "missing.ipynb", "is not a notebook"),
    ]
    for path, sentence in cases:
        code, told = called("reproduce", path)
        assert code == 2 and sentence in told and "Traceback" not in told
    path = write(tmp_path / "n.ipynb", notebook_of("1"))
    before = path.read_bytes()
    code, told = called("reproduce", path, "--results", tmp_path / "." / ".." / tmp_path.name)
    assert code == 2 and "would replace the notebook itself" in told
    assert path.read_bytes() == before
    assert not (tmp_path / "reproduced").exists()


def test_a_notebook_is_rerun_and_a_number_that_somebody_changed_is_found(tmp_path, called):
    cells = [new_code_cell("console.log(`${2 ** 10} parameters, loss ${0.1 + 0.2}`);"), new_code_cell("throw new Error('as it was, 7');")]
    notebook = new_notebook(cells=cells, metadata={"kernelspec": dict(KERNELSPEC)})
    cells[0].outputs = [new_output("stream", name="stdout", text="1024 parameters, loss 0.30000000000000004\n")]
    cells[1].outputs = [new_output("error", ename="Error", evalue="as it was, 7", traceback=[])]
    path = write(tmp_path / "n.ipynb", notebook)
    before = path.read_bytes()
    code, told = called("reproduce", path)
    assert code == 0, told
    assert "3 numbers compared" in told and "0 changed" in told
    assert path.read_bytes() == before

    cells[0].outputs[0].text = "1025 parameters, loss 0.31\n"
    code, told = called("reproduce", write(path, notebook), "--tolerance", "0.001")
    assert code == 1, told
    assert "stdout: 1025 → 1024" in told and "stdout: 0.31 → 0.30000000000000004" in told
    report = json.loads((tmp_path / "reproduced" / "n.changes.json").read_text("utf-8"))
    assert [(change["saved"], change["now"]) for change in report["changed"]] == [("1025", "1024"), ("0.31", "0.30000000000000004")]

    # What a program has run tells with what: the copy is itself a notebook that can be rerun and cited.
    copied = nbformat.read(tmp_path / "reproduced" / "n.ipynb", as_version=4)
    assert copied.metadata[provenance.METADATA]["Node.js"].startswith("v")
    code, told = called("cite", tmp_path / "reproduced" / "n.ipynb")
    assert code == 0 and f"# As recorded in the notebook:\n#   EfficientNet Lab: {copied.metadata[provenance.METADATA]['EfficientNet Lab']}" in told


TRAINING = [
    "import * as enet from '@efficientnet-lab/kernel-helpers';\n"
    "const all = await enet.loadMnist({ validation: 100 });\n"
    "const data = enet.splitDataset('few', enet.firstImages(all.train, 200), enet.firstImages(all.test, 50), { validation: 0, seed: 1 });\n"
    "const spec = enet.scale({ name: 'tiny', width: 0.25, depth: 0.25, resolution: 32, classes: 10, inputChannels: 1 });",
    "const run = await enet.train(enet.buildEfficientNet(spec, { seed: 1 }), data, { epochs: 1, batchSize: 50, seed: 1 });",
    "console.log(run.finalLoss);",
]


def test_a_training_comes_out_the_same_and_what_another_seed_changes_is_listed(tmp_path, called):
    notebook = new_notebook(cells=[new_code_cell(cell) for cell in TRAINING], metadata={"kernelspec": dict(KERNELSPEC)})
    code, told = called("run", write(tmp_path / "n.ipynb", notebook), "--results", tmp_path)
    assert code == 0, told
    code, told = called("reproduce", tmp_path / "n.ipynb")
    assert code == 0, told
    assert "0 changed, and words in 0 places" in told and "Versions, machine and data are those of the record" in told
    report = json.loads((tmp_path / "reproduced" / "n.changes.json").read_text("utf-8"))
    assert report["compared"] > 20 and report["uncounted"]

    saved = nbformat.read(tmp_path / "n.ipynb", as_version=4)
    saved.cells[1].source = saved.cells[1].source.replace("batchSize: 50, seed: 1", "batchSize: 50, seed: 2")
    code, told = called("reproduce", write(tmp_path / "n.ipynb", saved))
    assert code == 1, told
    report = json.loads((tmp_path / "reproduced" / "n.changes.json").read_text("utf-8"))
    changed = {change["place"]: (change["saved"], change["now"]) for change in report["changed"]}
    assert changed["output 1, document.data.record.seed"] == (1, 2)
    assert "stdout" in changed


def test_a_citation_is_one_that_readers_of_the_format_take(called, tmp_path):
    code, told = called("cite")
    assert code == 0
    assert yaml.safe_load(told) == yaml.safe_load(cite.CITATION.read_text("utf-8"))
    assert {"EfficientNet Lab", "TensorFlow", "Node.js", "processor"} <= set(re.findall(r"^#   ([^:]+):", told, re.MULTILINE))
    code, told = called("cite", write(tmp_path / "n.ipynb", notebook_of(trained(helpers="0.0.9"))))
    assert yaml.safe_load(told)["version"] == "0.0.9"
    assert "#   data digits: aa11" in told
    (tmp_path / "n.ipynb").write_text("{")
    code, told = called("cite", tmp_path / "n.ipynb")
    assert code == 1 and "is not a notebook" in told


@pytest.mark.parametrize("word", ["nan", "inf", "-1", "much"])
def test_a_tolerance_that_would_hide_changes_is_refused(word, capsys):
    parser = argparse.ArgumentParser()
    reproduce.add_arguments(parser)
    with pytest.raises(SystemExit):
        parser.parse_args(["n.ipynb", "--tolerance", word])
    assert f"got {word}, expected a number from 0 on" in capsys.readouterr().err
    assert parser.parse_args(["n.ipynb", "--tolerance", "0"]).tolerance == 0


def test_what_a_notebook_says_of_its_version_can_not_leave_its_line():
    notebook = nbformat.v4.new_notebook(metadata={"efficientnet_lab": {"EfficientNet Lab": "1\\1", "system": "linux\nauthors: []"}})
    cited = cite.block(notebook, Path())
    assert 'version: "1\\\\1"' in cited
    assert "\nauthors: []" not in cited and "#   system: linux authors: []" in cited
