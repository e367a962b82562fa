"""The chapters as one course: what they say of themselves, what is folded, formulas, links, and the notes for instructors."""

import json
import re

import course
import nbformat
import pytest
from conftest import ROOT

BOOKS = {path.stem: course.read(path) for path in course.NOTEBOOKS}
REMEDY = "run `python test/notebooks/course.py`"


@pytest.fixture(params=BOOKS, scope="module")
def name(request: pytest.FixtureRequest) -> str:
    return request.param


def texts(notebook: nbformat.NotebookNode) -> list[str]:
    return [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]


def test_minutes_follow_from_words_cells_and_exercises(name: str) -> None:
    book = BOOKS[name]
    chapter = course.chapter_of(ROOT / "notebooks" / f"{name}.ipynb", book)
    assert book.cells[0].source == course.with_line(book.cells[0].source, chapter), REMEDY
    assert chapter.minutes <= 60


def test_the_start_page_lists_the_chapters_as_they_are() -> None:
    assert course.LIST.read_text("utf8") == course.listed(), REMEDY


def test_the_notes_have_every_solution_and_the_minutes() -> None:
    assert course.NOTES.read_text("utf8") == course.notes(), REMEDY


def test_the_page_of_statements_is_what_the_helpers_compute() -> None:
    assert course.STATEMENTS.read_text("utf8") == course.statements(), REMEDY


def test_no_solution_is_told_to_readers() -> None:
    """The notes are the one place, and no page but the README's list of pages leads there."""
    for page in [*(ROOT / "docs").glob("*.md"), *course.NOTEBOOKS]:
        if page != course.NOTES:
            assert "instructors.md#solutions" not in page.read_text("utf8")


def test_what_is_folded_is_folded_everywhere(name: str) -> None:
    """JupyterLab reads the one, Jupyter Book, Quarto's filters and nbconvert's tag remover the other."""
    for cell in BOOKS[name].cells:
        assert course.folded(cell) == ("hide-input" in cell.metadata.get("tags", []))
        if course.folded(cell):
            # A folded cell shows its first line.
            assert cell.source.startswith(("//", "/**")), cell.source.split("\n")[0]


def test_long_cells_are_folded_unless_readers_change_them(name: str) -> None:
    ours = ("enet.train(", "enet.SweepRequest", "enet.B0", "enet.loadEfficientNet(", "stages:", "tf.randomNormal", "saveWeights", "efficientDet(", "pruneChannels(")
    for cell in BOOKS[name].cells:
        if cell.cell_type == "code" and not course.folded(cell) and cell.source.count("\n") >= 28:
            assert any(word in cell.source for word in ours), cell.source[:200]


def test_formulas_are_set_as_formulas(name: str) -> None:
    for text in texts(BOOKS[name]):
        # The exercises' own words are those of the helpers, where a cell without mathematics shows them.
        prose = re.sub(r"\n### Exercise.*", "", f"\n{text}", flags=re.S)
        assert re.findall(r"^> .*", prose, flags=re.M) == []
        assert prose.count("$") % 2 == 0
        bare = re.sub(r"\$\$.*?\$\$|\$[^$]+\$|`[^`]*`|^#.*$", "", prose, flags=re.S | re.M)
        assert re.findall(r"[A-Za-zα-ω]\^\S|√\S|∑|Σ|\S·\S|[a-z]²|_[a-z]\b·", bare) == []


def test_pins_are_explained_before_they_are_used() -> None:
    """Views of one notebook share their pins, so that the first one shows what a later cell pins."""
    for book in BOOKS.values():
        pinning = [i for i, cell in enumerate(book.cells) if cell.cell_type == "code" and "pins:" in cell.source]
        views = [i for i, cell in enumerate(book.cells) if cell.cell_type == "code" and re.search(r"enet\.show\w*Explorer\(", cell.source)]
        told = [i for i, cell in enumerate(book.cells) if cell.cell_type == "markdown" and "**pin**" in cell.source]
        assert not pinning or min(told) < min(views)


def test_chapters_lead_on(name: str) -> None:
    last = BOOKS[name].cells[-1].source
    assert last.startswith("## What next\n")
    assert "\n\nSources: " in last
    for text in texts(BOOKS[name]):
        assert not re.search(r"`\d\d-[a-z-]+\.ipynb`", text)
        for link in re.findall(r"\]\(([^)\s#]+)\)", text):
            assert link.startswith("https:") or (ROOT / "notebooks" / link).resolve().exists(), link


def test_statements_of_the_subject_close_its_chapters() -> None:
    telling = [name for name, book in BOOKS.items() if any("tatements()" in cell.source for cell in book.cells)]
    assert [name[:2] for name in telling] == ["01", "02", "03", "04", "05", "06", "07", "10"]


def test_the_words_of_the_glossary_are_in_the_helpers() -> None:
    names = re.findall(r"`(?:[a-z]+\.)?([A-Za-z0-9]+)(?:\([^`]*\)|: [^`]*)?` *(?:,|\|)", (ROOT / "docs" / "glossary.md").read_text("utf8"))
    assert len(names) > 40
    sources = "\n".join(path.read_text("utf8") for path in (ROOT / "kernel-helpers" / "src").rglob("*.ts") if ".test." not in path.name)
    assert [name for name in names if not re.search(rf"\b{name}\b", sources)] == []


def test_list_is_json() -> None:
    assert [chapter["file"] for chapter in json.loads(course.LIST.read_text("utf8"))] == [path.name for path in course.NOTEBOOKS]
