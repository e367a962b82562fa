"""Files that are no notebooks, or notebooks in part, before anything is made of them."""

import json
import os
import threading
import warnings

import nbformat
import pytest
from efficientnet_lab.files import read_notebook, replace
from efficientnet_lab.interactive_page import page_of
from efficientnet_lab.problems import Problem


def code(**more):
    return {"cell_type": "code", "id": "a", "metadata": {}, "execution_count": None, "source": "1", "outputs": [], **more}


def notebook(*cells, **more):
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": list(cells), **more}


def shown(data):
    return notebook(code(outputs=[{"output_type": "display_data", "metadata": {}, "data": data}]))


def read(folder, content):
    (folder / "n.ipynb").write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
    return read_notebook(folder / "n.ipynb")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "does not appear to be JSON"),
        ([], "laid out in another way"),
        (None, "laid out in another way"),
        ("[" * 100_000 + "]" * 100_000, "laid out in another way"),
        ({}, "missing a key: cells"),
        (notebook(nbformat=5), "version 5"),
        (notebook(code(), nbformat_minor="x"), "laid out in another way"),
        (notebook(cells=None), "laid out in another way"),
        (notebook(cells={}), "cells: {} is not of type 'array'"),
        (notebook(None), "laid out in another way"),
        (notebook({"cell_type": "code", "source": "1", "outputs": []}), "missing an expected key: metadata"),
        (notebook(code(), code(id="b", source=3)), "cells[1].source: 3 is not valid"),
        (notebook(code(outputs=[{"output_type": "display_data", "metadata": {}}])), "cells[0].outputs[0]: 'data' is a required property"),
        (notebook(code(outputs=[{"output_type": "stream", "text": "a"}])), "cells[0].outputs[0]: 'name' is a required property"),
        (shown({"text/html": 3}), "text/html: 3 is not valid"),
        (shown({"image/svg+xml": {"a": 1}}), "image/svg+xml: {'a': 1} is not valid"),
    ],
)
def test_what_is_no_notebook_is_told_in_a_sentence(tmp_path, content, told):
    with pytest.raises(Problem) as raised:
        read(tmp_path, content)
    assert "n.ipynb is not a notebook: " in raised.value.found and told in raised.value.found
    assert raised.value.remedy


def test_what_is_told_is_short(tmp_path):
    with pytest.raises(Problem) as raised:
        read(tmp_path, notebook(code(source={"a": "word " * 10_000})))
    assert len(raised.value.found) < 500


def test_metadata_that_does_not_count_is_left_out_and_the_notebook_read(tmp_path):
    cell = code(metadata={"tags": None, "jupyter": "x", "kept": 1})
    found = read(tmp_path, notebook(cell, metadata={"kernelspec": None, "language_info": "x", "kept": 1}))
    assert found.metadata == {"kept": 1}
    assert found.cells[0].metadata == {"kept": 1}


def test_metadata_that_only_the_page_reads_is_left_out_where_it_is_no_object(tmp_path):
    kept = {"image/png": {"width": 10}, "image/jpeg": 3}
    shows = [
        {"output_type": "display_data", "metadata": {"image/png": 3, "isolated": True}, "data": {"image/png": "AAAA"}},
        {"output_type": "display_data", "metadata": kept, "data": {"image/png": "AAAA"}},
    ]
    found = read(tmp_path, notebook(code(outputs=shows), metadata={"widgets": 3}))
    assert found.metadata == {}
    assert [output.metadata for output in found.cells[0].outputs] == [{"isolated": True}, kept]
    assert "<html" in page_of(found, tmp_path / "n.ipynb")


def test_cells_get_names_of_their_own_without_a_word(tmp_path):
    nameless = code()
    del nameless["id"]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = read(tmp_path, notebook(code(), code(), nameless))
    assert len({cell.id for cell in found.cells}) == 3


def test_notebooks_of_older_formats_are_read(tmp_path):
    cell = {"cell_type": "code", "language": "python", "collapsed": False, "input": "1", "outputs": []}
    worksheets = [{"cells": [cell, {"cell_type": "heading", "level": 2, "source": "Part"}]}]
    found = read(tmp_path, {"nbformat": 3, "nbformat_minor": 0, "metadata": {"name": "n"}, "worksheets": worksheets})
    assert [cell.source for cell in found.cells] == ["1", "## Part"]
    nbformat.validate(found)


def test_a_pipe_is_written_to_and_stays_and_a_link_leads_to_its_file(tmp_path):
    pipe, link = tmp_path / "pipe", tmp_path / "link"
    os.mkfifo(pipe)
    read = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_text()))
    reader.start()
    replace(pipe, "page")
    reader.join()
    assert read == ["page"] and pipe.is_fifo()
    (tmp_path / "file").write_text("before")
    link.symlink_to(tmp_path / "file")
    replace(link, "after")
    assert link.is_symlink() and (tmp_path / "file").read_text() == "after"
    assert sorted(file.name for file in tmp_path.iterdir()) == ["file", "link", "pipe"]
