"""Each output of the shipped notebooks says in text what it shows: to whom does not see it, and where nothing else is shown."""

from collections import Counter
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
from saved import HTML, MARKDOWN, MIME_TYPE, NOTEBOOKS, PNG, SVG, TEXT, numbers, outputs

NAMESPACE = "{http://www.w3.org/2000/svg}"
PICTURES = [output for output in outputs() if SVG in output.data or MIME_TYPE in output.data]
TABLES = [output for output in outputs() if HTML in output.data]


def named(output):
    return output.where


def test_there_are_pictures_in_every_chapter():
    assert {output.where.split(",")[0] for output in PICTURES} == {path.stem for path in NOTEBOOKS}


@pytest.mark.parametrize("output", PICTURES, ids=named)
def test_a_picture_has_a_name_pixels_and_its_numbers_in_text(output):
    sentence, *lines = output.data[TEXT].strip().splitlines()
    assert sentence and numbers("\n".join(lines)), "no numbers in text"
    if MIME_TYPE in output.data:
        assert output.data[MIME_TYPE]["sentence"] == sentence
    svg = ElementTree.fromstring(output.data[SVG])
    assert svg.get("role") == "img"
    assert svg.get("aria-label") == svg.findtext(f"{NAMESPACE}title") == sentence
    assert output.metadata[PNG]["alt"] == sentence
    assert output.metadata[PNG]["width"] > 0 < output.metadata[PNG]["height"]


@pytest.mark.parametrize("output", [output for output in outputs() if PNG in output.data], ids=named)
def test_pixels_come_with_a_vector_and_alternative_text(output):
    assert SVG in output.data and output.metadata[PNG]["alt"].strip()


class Texts(HTMLParser):
    """What is read of HTML, and whether its tables are named and their heads marked."""

    def __init__(self, html):
        super().__init__()
        self.texts, self.tags, self.scopes = [], Counter(), 0
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.tags[tag] += 1
        self.scopes += tag == "th" and dict(attributes).get("scope") in ("col", "row")

    def handle_data(self, data):
        self.texts.append(data)


@pytest.mark.parametrize("output", TABLES, ids=named)
def test_html_is_said_in_text_too_and_its_tables_are_named(output):
    html = Texts(output.data[HTML])
    said = Counter(numbers(output.data[TEXT]))
    assert Counter(numbers(" ".join(html.texts))) - said == Counter()
    if MARKDOWN in output.data:
        assert Counter(numbers(output.data[MARKDOWN])) - said == Counter()
    assert html.tags["table"] == html.tags["caption"]
    assert html.scopes == html.tags["th"]
    assert html.tags["script"] == html.tags["style"] == 0


def test_nothing_is_shown_without_text():
    assert [output.where for output in outputs() if not str(output.data.get(TEXT, "")).strip()] == []
