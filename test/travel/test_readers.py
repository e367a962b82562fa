"""What is left of each output where it is shown by others: a picture stays one, a table one, with their numbers."""

import re
from collections import Counter
from xml.etree import ElementTree

import pytest
from readers import ORDERS, sanitised
from saved import HTML, MARKDOWN, MIME_TYPE, PNG, SVG, first, numbers, outputs

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
