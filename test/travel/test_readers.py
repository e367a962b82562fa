"""What is left of each output where it is shown by others: a picture stays one, a table one, with their numbers."""

import os
import re
import shutil
import subprocess
from collections import Counter
from xml.etree import ElementTree

import pytest
from readers import ORDERS, sanitised
from saved import HTML, MARKDOWN, MIME_TYPE, NOTEBOOKS, PNG, SVG, first, numbers, outputs

PICTURES = [output for output in outputs() if SVG in output.data]


@pytest.mark.parametrize("reader", ORDERS)
def test_a_picture_stays_a_picture_and_a_table_a_table(reader):
    for output in outputs():
        shown = first(ORDERS[reader], output.data)
        if MIME_TYPE in output.data or SVG in output.data:
            assert shown in (SVG, PNG), output.where
        elif MARKDOWN in output.data:
            assert shown in (HTML, MARKDOWN), output.where
        else:
            assert shown is not None, output.where


def test_every_picture_stands_alone():
    """An image element asks for nothing from elsewhere, knows none of the page's styles and needs a size."""
    for output in PICTURES:
        svg = output.data[SVG]
        assert not re.search(r"<(script|style|foreignObject|use|iframe)\b|\bon\w+=|var\(--|@import", svg), output.where
        assert all(address.startswith(("data:image/", "#")) for address in re.findall(r'(?:href|src)="([^"]*)', svg)), output.where
        root = ElementTree.fromstring(svg)
        assert root.tag == "{http://www.w3.org/2000/svg}svg", output.where
        assert root.get("viewBox") == f"0 0 {root.get('width')} {root.get('height')}", output.where


def test_tables_keep_their_names_and_numbers_through_a_filter():
    for output in outputs():
        if HTML in output.data:
            html = output.data[HTML]
            left = sanitised(html)
            tags = [Counter(re.findall(r"<(caption|th|td|summary|details)\b", text)) for text in (html, left)]
            assert tags[0] == tags[1], output.where
            # Those of styles go, and nothing else.
            texts = (re.sub(r"<[^>]*>", " ", text) for text in (html, left))
            assert Counter(numbers(next(texts))) == Counter(numbers(next(texts))), output.where


@pytest.mark.skipif("LAB_MYST" not in os.environ, reason="LAB_MYST names no Python of an environment with myst-nb")
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_book_by_myst_nb_has_all_pictures_and_tables(path, tmp_path):
    shutil.copyfile(path, tmp_path / "index.ipynb")
    settings = ["extensions = ['myst_nb']", "nb_execution_mode = 'off'", "suppress_warnings = ['mystnb.unknown_mime_type', 'myst.xref_missing']"]
    (tmp_path / "conf.py").write_text("\n".join(settings))
    words = [os.environ["LAB_MYST"], "-m", "sphinx", "-q", "-b", "html", ".", "out"]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0 and done.stderr == "", done.stderr
    html = (tmp_path / "out" / "index.html").read_text("utf-8")
    own = [output.data for output in outputs() if output.where.startswith(f"{path.stem},")]
    assert len(re.findall(r'<img[^>]*src="[^"]*\.svg"', html)) == sum(SVG in data for data in own)
    assert html.count("<caption") == sum(str(data.get(HTML, "")).count("<caption") for data in own)
