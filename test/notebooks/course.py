"""
What the chapters say of themselves: minutes at the top of each, the list that the start page shows, and the tables of the
instructor's notes. `python test/notebooks/course.py` writes all of it anew; `test_course.py` holds the files to it.
"""

import json
import math
import re
import sys
from dataclasses import dataclass
from pathlib import Path

import nbformat
from computed import ROOT, computed
from efficientnet_lab.provenance import MIME_TYPE

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
#: What the start page of the extension lists.
LIST = ROOT / "extension" / "src" / "start" / "chapters.json"
NOTES = ROOT / "docs" / "instructors.md"
STATEMENTS = ROOT / "docs" / "statements.md"

WORDS_PER_MINUTE = 200
#: A line of code that is not folded away, a table or printed result, a view whose sliders are moved.
SECONDS_FOR = {"line": 2, "output": 10, "view": 60}
MINUTES_FOR_EXERCISE = 5
#: Minutes that all cells take, one after the other, on two cores of 2020s' laptops, as `efficientnet-lab run` tells at its
#: end, rounded up; 04 without the search of its section 11, which trains beside the reader for about 25.
RUNNING = {
    "00-start": 4,
    "01-depthwise-separable": 1,
    "02-mbconv": 1,
    "03-compound-scaling": 1,
    "04-coefficient-search": 1,
    "05-pareto": 1,
    "06-stopping-point": 1,
    "07-batch-vs-group-norm": 3,
    "08-train-and-transfer": 12,
    "09-applications": 2,
    "10-se-gates": 3,
}
COUNTS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
LINE = re.compile(r"\n\n_About \d+ minutes: .*?_\n\n", re.S)


@dataclass(frozen=True)
class Chapter:
    file: str
    title: str
    reading: int
    running: int
    exercises: int

    @property
    def minutes(self) -> int:
        """All of them, to the next five."""
        return 5 * math.ceil((self.reading + self.running + MINUTES_FOR_EXERCISE * self.exercises) / 5)


def folded(cell: nbformat.NotebookNode) -> bool:
    return cell.metadata.get("jupyter", {}).get("source_hidden", False)


def chapter_of(path: Path, notebook: nbformat.NotebookNode) -> Chapter:
    words, seconds, exercises = 0, 0, 0
    for cell in notebook.cells:
        asked = "Exercise " in cell.source.split("\n")[0] or "checkAnswer" in cell.source
        exercises += "checkAnswer" in cell.source
        if cell.cell_type == "markdown":
            text = LINE.sub("\n\n", cell.source)
            text = re.sub(r"\n### Exercise.*|\nSources: .*", "", text, flags=re.S)
            words += 0 if asked else len(re.findall(r"[^\s|]+", text))
        elif not asked:
            seconds += 0 if folded(cell) else SECONDS_FOR["line"] * (cell.source.count("\n") + 1)
            for output in cell.outputs:
                seconds += SECONDS_FOR["view" if MIME_TYPE in output.get("data", {}) else "output"]
    title = notebook.cells[0].source.split("\n")[0].removeprefix("# ")
    reading = math.ceil(words / WORDS_PER_MINUTE + seconds / 60)
    return Chapter(path.name, title, reading, RUNNING[path.stem], exercises)


def line_of(chapter: Chapter) -> str:
    """What stands below a chapter's title."""
    minutes = MINUTES_FOR_EXERCISE * chapter.exercises
    parts = [f"{chapter.reading} to read", f"{chapter.running} to run on two cores"]
    parts += [f"{minutes} for {COUNTS[chapter.exercises]} exercises"] if chapter.exercises else []
    shown = ", ".join(parts[:-1]) + " and " + parts[-1]
    plumbing = " Cells that prepare or recount something are folded: a click on their line opens them." if chapter.exercises else ""
    return f"_About {chapter.minutes} minutes: {shown}.{plumbing} Words are explained in the [glossary](../docs/glossary.md)._"


def with_line(source: str, chapter: Chapter) -> str:
    title, rest = LINE.sub("\n\n", source).split("\n\n", 1)
    return f"{title}\n\n{line_of(chapter)}\n\n{rest}"


def read(path: Path) -> nbformat.NotebookNode:
    return nbformat.read(path, as_version=4)


def chapters() -> list[Chapter]:
    return [chapter_of(path, read(path)) for path in NOTEBOOKS]


def listed() -> str:
    return json.dumps(
        [
            {"file": chapter.file, "title": chapter.title, "minutes": chapter.minutes, "exercises": chapter.exercises}
            for chapter in chapters()
        ],
        indent=2,
        ensure_ascii=False,
    ) + "\n"


def table(head: list[str], rows: list[list[str]]) -> str:
    """As Prettier writes it."""
    widths = [max(3, *(len(row[i]) for row in [head, *rows])) for i in range(len(head))]

    def line(cells: list[str]) -> str:
        return "| " + " | ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)) + " |"

    return "\n".join([line(head), line(["-" * width for width in widths]), *map(line, rows)])


def timings() -> str:
    rows = [
        [
            f"[{chapter.file[:2]}](../notebooks/{chapter.file})",
            chapter.title,
            str(chapter.reading),
            str(chapter.running),
            str(MINUTES_FOR_EXERCISE * chapter.exercises),
            str(chapter.minutes),
        ]
        for chapter in chapters()
    ]
    return table(["chapter", "title", "reading", "running", "exercises", "together"], rows)


def solutions(answers: dict[str, str], asked: list[dict], reasons: dict[str, str]) -> str:
    rows = [[each["id"], each["title"], f"`{answers[each['id']]}`", reasons[each["id"]]] for each in asked]
    return table(["exercise", "title", "solution", "why"], rows)


def with_tables(text: str, tables: dict[str, str]) -> str:
    """Notes whose tables stand between comments that name them."""
    for name, content in tables.items():
        begin, end = f"<!-- {name} -->", f"<!-- end of {name} -->"
        assert begin in text, f"{NOTES} has no place for {name}"
        assert end in text, f"{NOTES} has no place for {name}"
        text = f"{text[: text.index(begin)]}{begin}\n\n{content}\n\n{text[text.index(end) :]}"
    return text


def notes() -> str:
    """The instructor's notes as they have to be."""
    from test_chapters import ANSWERS, exercises

    right = {exercise: answers.right for exercise, answers in ANSWERS.items()}
    # What the exercise itself says of the right answer: its reason.
    judged = computed(
        """
        const { exerciseOf } = require('./kernel-helpers/lib/notebook/exercises.js');
        const told = Object.entries(given).map(([id, answer]) => {
          const names = exerciseOf(id).expected.match(/\\{ (.*?) \\}/)?.[1];
          const value = names ? new Function(`return ({ ${names} }) => ${answer}`)() : Number(answer);
          const { status, text } = exerciseOf(id).judge(value);
          return [id, { status, text }];
        });
        console.log(JSON.stringify(Object.fromEntries(told)));
        """,
        right,
    )
    assert {verdict["status"] for verdict in judged.values()} == {"right"}
    reasons = {
        exercise: re.sub(r"^(?:[^:]*\d: |The function agrees in all \d+ cases\. )", "", verdict["text"]).replace("|", "\\|")
        for exercise, verdict in judged.items()
    }
    return with_tables(
        NOTES.read_text("utf8"),
        {
            "timings": timings(),
            "solutions": solutions({key: value.replace("|", "\\|") for key, value in right.items()}, exercises(), reasons),
        },
    )


def statements() -> str:
    """The page of all statements as it has to be."""
    told = computed("console.log(JSON.stringify(require('@efficientnet-lab/kernel-helpers').statements.chapterStatements()))")

    def number(value: object) -> str:
        return f"{value:,.4g}" if isinstance(value, float) else f"{value:,}" if isinstance(value, int) else str(value)

    rows = [[each["section"], each["claim"], each["status"], number(each["claimed"]), number(each["computed"])] for each in told]
    count = {status: sum(each["status"] == status for each in told) for status in ("holds", "limit", "approximation", "false", "undecided")}
    return f"""# Statements

What textbooks say, and what comes out: {len(told)} statements, of which {count["holds"]} hold, {count["limit"]} are limits, {count["approximation"]} approximations, {count["false"]} false and {count["undecided"]} undecided. The rule that gives each verdict, what the numbers are, and why they are so, stand at the end of the chapters and in `enet.statements.chapterStatements()`, which computes them anew; the [glossary](glossary.md#statements) says what the verdicts mean.

{table(["subject", "statement", "verdict", "claimed", "computed"], rows)}
"""


def main() -> None:
    for path in NOTEBOOKS:
        notebook = read(path)
        notebook.cells[0].source = with_line(notebook.cells[0].source, chapter_of(path, notebook))
        nbformat.write(notebook, path)
    LIST.parent.mkdir(exist_ok=True)
    LIST.write_text(listed(), "utf8")
    NOTES.write_text(notes(), "utf8")
    STATEMENTS.write_text(statements(), "utf8")


if __name__ == "__main__":
    sys.path.append(str(ROOT / "test"))
    main()
