"""The interactive page as a file: what it holds, what it lets run, and what goes wrong. test/browser opens it."""

import base64
import gzip
import hashlib
import json
import re
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

import nbformat
import pytest
from efficientnet_lab import interactive_page
from efficientnet_lab.interactive_page import InteractivePageExporter, page_of
from efficientnet_lab.problems import Problem
from efficientnet_lab.provenance import MIME_TYPE
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"


def notebook_of(*outputs, prose="# Title"):
    cells = [new_markdown_cell(prose)]
    cells += [new_code_cell("x", outputs=[new_output("display_data", data=data)]) for data in outputs]
    return new_notebook(cells=cells)


def sheets_and_scripts(page):
    return re.findall(r"<script(?P<attributes>[^>]*)>(?P<text>.*?)</script>", page, re.DOTALL)


def test_holds_each_document_with_its_stored_picture_and_text():
    document = {"version": 1, "view": "front", "data": {"note": "</script><!-- & \u2028"}}
    data = {MIME_TYPE: document, "image/svg+xml": "<svg/>", "text/plain": 'two "words" <b>'}
    page = page_of(notebook_of(data), Path("n.ipynb"))
    stored = next(text for attributes, text in sheets_and_scripts(page) if "application/json" in attributes)
    assert json.loads(stored) == {MIME_TYPE: document, "text/plain": data["text/plain"]}
    assert 'alt="two &quot;words&quot; &lt;b&gt;"' in page or "alt='two \"words\" &lt;b&gt;'" in page
    assert "data:image/svg+xml;base64," + base64.b64encode(b"<svg/>").decode() in page


def test_lets_its_own_script_run_and_fetches_nothing():
    page = page_of(notebook_of({"text/html": "<p onclick='x()'>a</p><script>y()</script>"}), Path("n.ipynb"))
    policy = re.search(r'content="(default-src[^"]*)"', page).group(1)
    starter = sheets_and_scripts(page)[-1][1]
    digest = base64.b64encode(hashlib.sha256(starter.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}' 'strict-dynamic'" in policy
    assert policy.startswith("default-src 'none'")
    assert "unsafe-eval" not in policy and "http" not in policy
    # Stands before everything that it forbids.
    assert page.index("default-src") < page.index("<style")
    assert not re.search(r"""(src|href)\s*=\s*["']?(https?:)?//""", page.split("<main>")[0])
    packed = next(text for attributes, text in sheets_and_scripts(page) if "enet-script" in attributes)
    assert gzip.decompress(base64.b64decode(packed)) == (interactive_page.HERE / "page.js").read_bytes()


def test_is_the_same_file_each_time():
    source = nbformat.read(NOTEBOOKS / "01-depthwise-separable.ipynb", as_version=4)
    assert page_of(source, Path("n.ipynb")) == page_of(source, Path("n.ipynb"))


def test_weighs_three_megabytes_at_most_before_its_pictures():
    assert len(page_of(notebook_of(), Path("n.ipynb")).encode()) <= 3e6


@pytest.mark.parametrize("name", ["application/javascript", "application/vnd.jupyter.widget-view+json"])
def test_shows_the_text_of_what_would_have_to_run(name):
    page = page_of(notebook_of({name: {"model_id": "a"} if "widget" in name else "z()", "text/plain": "in words"}), Path("n.ipynb"))
    assert "in words" in page
    assert "z()" not in page


def test_folds_what_the_notebook_folds():
    notebook = notebook_of({"text/plain": "a"})
    assert "<summary>" not in page_of(notebook, Path("n.ipynb"))
    notebook.cells[1].metadata["jupyter"] = {"source_hidden": True}
    assert "<details><summary>Code</summary>" in page_of(notebook, Path("n.ipynb"))


PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def test_carries_the_images_that_lie_beside_the_notebook_and_nothing_else(tmp_path):
    folder = tmp_path / "Übung 1"
    folder.mkdir()
    for name in ["Bild 1.png", "notes.txt"]:
        (folder / name).write_bytes(PIXEL)
    (tmp_path / "outside.png").write_bytes(PIXEL)
    (folder / "link.png").symlink_to(tmp_path / "outside.png")
    prose = "![in](Bild%201.png) ![bracketed](<Bild 1.png>) ![none]() ![folder](.)"
    refused = ["notes.txt", "../outside.png", "link.png", str(tmp_path / "outside.png"), "https://a.org/x.png", "//a.org/x.png", "http://[x.png"]
    html = "<img alt='out' src='Bild 1.png'>" + "".join(f'<img alt="" src="{address}">' for address in refused)
    page = page_of(notebook_of({"text/html": html}, prose=prose), folder / "n.ipynb")
    sources = re.findall(r'<img[^>]* src="([^"]*)"', page.split("<main>")[1].split("</main>")[0])
    data = "data:image/png;base64," + base64.b64encode(PIXEL).decode()
    assert sources == [data, data, "", ".", data, *refused]


def test_an_attachment_that_is_missing_is_told():
    with pytest.raises(Problem, match=r"n\.ipynb was not made a page: missing attachment: a\.png"):
        page_of(notebook_of(prose="![a](attachment:a.png)"), Path("n.ipynb"))


def test_half_a_pair_of_surrogates_in_html_is_shown_as_a_question_mark():
    assert "a?b" in page_of(notebook_of({"text/html": "a\ud800b"}), Path("n.ipynb"))


def test_is_an_exporter_that_nbconvert_and_the_menu_know():
    found = {entry.name: entry.load() for entry in entry_points(group="nbconvert.exporters")}
    assert found["interactive_page"] is InteractivePageExporter
    assert InteractivePageExporter.export_from_notebook


def test_a_template_in_the_current_folder_is_not_taken_for_ours(tmp_path, monkeypatch):
    (tmp_path / "interactive").mkdir()
    (tmp_path / "interactive" / "index.html.j2").write_text("another")
    monkeypatch.chdir(tmp_path)
    assert "enet-script" in page_of(notebook_of(), Path("n.ipynb"))


def export(*words, cwd):
    command = [sys.executable, "-m", "efficientnet_lab.cli", "export", *map(str, words)]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=120)


def test_the_command_tells_what_it_wrote(tmp_path):
    nbformat.write(notebook_of({MIME_TYPE: {}, "text/plain": "a"}), tmp_path / "n.ipynb")
    done = export("n.ipynb", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    size = (tmp_path / "n.html").stat().st_size / 1e6
    assert f"n.html: {size:.1f} MB, 1 living view." in done.stdout


@pytest.mark.parametrize(
    ["words", "told"],
    [
        (["missing.ipynb"], "missing.ipynb is not a notebook"),
        (["text.ipynb"], "text.ipynb is not a notebook"),
        (["n.ipynb", "--output", "no/such/folder.html"], "folder.html was not written"),
        (["n.ipynb", "--output", "."], ". was not written"),
        (["n.ipynb", "--output", "../{folder}/n.ipynb"], "n.ipynb was not written: it is the notebook"),
        (["."], ". is not a notebook"),
    ],
)
def test_says_what_is_wrong_in_a_sentence(tmp_path, words, told):
    nbformat.write(notebook_of(), tmp_path / "n.ipynb")
    (tmp_path / "text.ipynb").write_text("no JSON")
    done = export(*(word.format(folder=tmp_path.name) for word in words), cwd=tmp_path)
    assert done.returncode == 1
    assert told in done.stderr and "Traceback" not in done.stderr
    assert nbformat.read(tmp_path / "n.ipynb", as_version=4).cells


def test_says_what_to_do_where_the_script_was_not_built(monkeypatch, tmp_path):
    monkeypatch.setattr(interactive_page, "HERE", tmp_path)
    with pytest.raises(Problem, match=r"page\.js is missing"):
        interactive_page.scripts()
