"""Reruns a notebook and lists every number of its outputs that came out another way.

usage: efficientnet-lab reproduce NOTEBOOK [--tolerance RELATIVE] [--results FOLDER]
"""

import argparse
import copy
import difflib
import json
import math
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from decimal import Decimal
from itertools import groupby
from pathlib import Path

import nbformat

from . import execute
from .files import read_notebook, replace
from .problems import Problem
from .provenance import MIME_TYPE, RECORDED, conditions, data_sets

TOLERANCE = 1e-6
#: The tag of cells whose outputs are another with every run, as nbval has it.
LOOSE = "nbval-ignore-output"
#: All came out as it was saved, something did not, and nothing could be compared.
SAME, CHANGED, NOT_COMPARED = 0, 1, 2

# A number stands alone: what is joined to letters is a name (B0, float32, a fingerprint), what has two points a version.
NUMBER = r"(?<![\w.])[-+−]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:[eE][-+−]?\d+)?(?!\.?\w)"
UNIT = r"(?:ns|[µμ]s|ms|s|min|h|(?:milli)?seconds?|minutes?|hours?|[\w-]+ per second|[\w-]+/s)\b"
TOKEN = re.compile(
    r"(?P<id>\b\d{4}-\d\d-\d\d(?:T[\d:.-]+(?:Z|[0-9a-f]{6})?)?(?!\w)|\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b)"
    rf"|(?P<time>(?:\b\d+\sh\s)?(?:\b\d+\smin\s)?{NUMBER}\s{UNIT})"
    rf"|(?P<number>{NUMBER})"
)
#: Heads of columns and rows, and names in documents, under which times stand.
TIMED_HEAD = re.compile(r"\b(?:m?s|min|h|(?:milli)?seconds?|minutes?|hours?|latency|per second|/s)\b", re.IGNORECASE)
TIMED_KEY = re.compile(r"seconds$|persecond$|latency|^(?:elapsed|heardAt|startedAt|date)$", re.IGNORECASE)
#: Names in documents of what is another with every run.
NAMING_KEY = {"runId", "id", "checkpoint"}
#: Compared as conditions of the run, not as results.
CONDITION_KEY = {*RECORDED.values(), "startedAt", "dataFingerprint"}
LONGEST = 100


@dataclass(frozen=True)
class Change:
    """A number or words that came out another way; of times and loose cells it is told, and does not count."""

    #: Among the cells with code, from 1.
    cell: int
    place: str
    kind: str
    saved: object
    now: object
    relative: float | None = None


class Comparison:
    """Walks through two runs of one notebook side by side."""

    def __init__(self, tolerance: float) -> None:
        self.tolerance = tolerance
        self.compared = 0
        self.changes: list[Change] = []
        self.cell, self.loose = 0, False
        self.titles: dict[int, str] = {}

    def notebooks(self, saved: nbformat.NotebookNode, now: nbformat.NotebookNode) -> None:
        both = zip(execute.code_cells(saved), execute.code_cells(now), strict=True)
        for self.cell, (old, new) in enumerate(both, 1):
            self.titles[self.cell] = execute.title(old.source)
            self.loose = LOOSE in (old.metadata.get("tags") or [])
            for name in ("stdout", "stderr"):
                self.text(name, printed(old, name), printed(new, name))
            olds, news = shown(old), shown(new)
            for number in range(max(len(olds), len(news))):
                place = f"output {number + 1}"
                if number >= len(news):
                    self.add(place, "words", brief(text_of(olds[number])), None)
                elif number >= len(olds):
                    self.add(place, "words", None, brief(text_of(news[number])))
                else:
                    self.output(place, olds[number], news[number])

    def output(self, place: str, old: dict, new: dict) -> None:
        if MIME_TYPE in old and MIME_TYPE in new:
            self.value(f"{place}, document", old[MIME_TYPE], new[MIME_TYPE])
        tables = table_of(old), table_of(new)
        if tables[0] and tables[1] and shape(tables[0]) == shape(tables[1]):
            self.table(place, *tables)
        else:
            self.text(f"{place}, text", text_of(old), text_of(new))

    def table(self, place: str, old: list[list[str]], new: list[list[str]]) -> None:
        head = old[0]
        for row, (olds, news) in enumerate(zip(old[1:], new[1:], strict=True), 1):
            for column, (before, after) in enumerate(zip(olds, news, strict=True)):
                timed = bool(TIMED_HEAD.search(head[column]) or (column > 0 and TIMED_HEAD.search(olds[0])))
                self.text(f"{place}, row {row} ({olds[0]}), {head[column]}", before, after, timed)

    def text(self, place: str, old: str, new: str, timed: bool = False) -> None:
        """Lines whose words agree are compared number by number; the others are told as they are."""
        olds, news = (text.strip().splitlines() for text in (old, new))
        matcher = difflib.SequenceMatcher(None, list(map(words, olds)), list(map(words, news)), autojunk=False)
        for tag, from_old, to_old, from_new, to_new in matcher.get_opcodes():
            for i in range(max(to_old - from_old, to_new - from_new)):
                before = olds[from_old + i] if from_old + i < to_old else None
                after = news[from_new + i] if from_new + i < to_new else None
                where = f"{place}, line {from_old + i + 1}" if max(len(olds), len(news)) > 1 else place
                if tag == "equal":
                    self.line(where, before, after, timed)
                else:
                    self.add(where, "time" if timed else "words", before and brief(before), after and brief(after))

    def line(self, place: str, old: str, new: str, timed: bool) -> None:
        for before, after in zip(TOKEN.finditer(old), TOKEN.finditer(new), strict=True):
            if before.lastgroup == "number":
                self.number(place, read(before[0]), read(after[0]), timed, (before[0], after[0]))
            elif before.lastgroup == "time" and before[0] != after[0]:
                self.add(place, "time", before[0], after[0])

    def value(self, path: str, old: object, new: object, timed: bool = False) -> None:
        if isinstance(old, dict) and isinstance(new, dict):
            for key in [*old, *(key for key in new if key not in old)]:
                if key in NAMING_KEY or (path.endswith(".record") and key in CONDITION_KEY):
                    continue
                self.value(f"{path}.{key}", old.get(key), new.get(key), timed or bool(TIMED_KEY.search(key)))
        elif isinstance(old, list) and isinstance(new, list):
            if len(old) != len(new):
                self.add(f"{path}.length", "time" if timed else "number", len(old), len(new))
            for index, (before, after) in enumerate(zip(old, new, strict=False)):
                self.value(f"{path}[{index}]", before, after, timed)
        elif is_number(old) and is_number(new):
            self.number(path, old, new, timed, (old, new))
        elif isinstance(old, str) and isinstance(new, str):
            self.text(path, old, new, timed)
        elif old != new:
            self.add(path, "time" if timed else "words", brief(json.dumps(old)), brief(json.dumps(new)))

    def number(self, place: str, old: float, new: float, timed: bool, written: tuple[object, object]) -> None:
        self.compared += not (timed or self.loose)
        if old == new or (old != old and new != new):
            return
        try:
            relative = abs(new - old) / max(abs(old), abs(new))
        except OverflowError:
            relative = math.nan
        counts = isinstance(old, int) and isinstance(new, int)
        # Of what is not finite there is no relative difference, which is within no tolerance.
        if counts or timed or not relative <= self.tolerance:
            self.add(place, "time" if timed else "number", *written, None if math.isnan(relative) else relative)

    def add(self, place: str, kind: str, saved: object, now: object, relative: float | None = None) -> None:
        self.changes.append(Change(self.cell, place, "time" if self.loose else kind, saved, now, relative))


def printed(cell: nbformat.NotebookNode, name: str) -> str:
    return "".join(output.text for output in cell.outputs if output.output_type == "stream" and output.name == name)


def shown(cell: nbformat.NotebookNode) -> list[dict]:
    """What a cell shows, an error among it."""
    errors = ({"text/plain": f"{output.ename}: {output.evalue}"} if output.output_type == "error" else None for output in cell.outputs)
    return [error or output.data for error, output in zip(errors, cell.outputs, strict=True) if output.output_type != "stream"]


def text_of(data: dict) -> str:
    return data.get("text/plain", "")


def table_of(data: dict) -> list[list[str]]:
    """The rows of a table that is shown as Markdown too, its head first; empty where there is none."""
    lines = [line for line in data.get("text/markdown", "").splitlines() if line.startswith("|")]
    rows = [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]
    return rows[:1] + rows[2:]


def shape(table: list[list[str]]) -> list[object]:
    return [table[0], [len(row) for row in table]]


def words(line: str) -> str:
    """A line without what may differ in numbers, and without the spaces that align them."""
    return " ".join(TOKEN.sub(lambda found: f"⟨{found.lastgroup}⟩", line).split())


def read(number: str) -> int | float:
    plain = number.replace(",", "").replace("−", "-")
    # Python reads no more than 4300 digits as an integer at once.
    return int(Decimal(plain)) if re.fullmatch(r"[-+]?\d+", plain) else float(plain)


def is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def brief(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"


def compare(saved: nbformat.NotebookNode, now: nbformat.NotebookNode, tolerance: float = TOLERANCE) -> Comparison:
    comparison = Comparison(tolerance)
    comparison.notebooks(saved, now)
    return comparison


def differing(saved: dict[str, str], now: dict[str, str]) -> list[dict]:
    """Conditions of which both tell, and not the same."""
    return [{"name": name, "saved": saved[name], "now": now[name]} for name in saved if name in now and saved[name] != now[name]]


def report_of(source: Path, saved: nbformat.NotebookNode, now: nbformat.NotebookNode, tolerance: float) -> tuple[dict, Comparison]:
    """All that was found, as plain JSON."""
    comparison = compare(saved, now, tolerance)
    folder = source.parent
    then = conditions(saved, folder)
    report = {
        "notebook": source.name,
        "tolerance": tolerance,
        "compared": comparison.compared,
        "changed": [asdict(change) for change in comparison.changes if change.kind != "time"],
        "uncounted": [asdict(change) for change in comparison.changes if change.kind == "time"],
        "recorded": bool(then),
        "conditions": differing(then, conditions(now, folder)),
        "data": differing(data_sets(saved), data_sets(now)),
    }
    return report, comparison


def lines_of(report: dict, comparison: Comparison) -> Iterator[str]:
    changed = [change for change in comparison.changes if change.kind != "time"]
    numbers = sum(change.kind == "number" for change in changed)
    yield (
        f"{report['compared']:,} numbers compared, relative tolerance {report['tolerance']:g}, counts exactly: "
        f"{numbers} changed, and words in {len(changed) - numbers} places."
    )
    yield f"{len(report['uncounted'])} times, rates and outputs of cells tagged {LOOSE} differ, which is not counted."
    for cell, of_cell in groupby(changed, key=lambda change: change.cell):
        yield f"\ncell {cell}: {comparison.titles[cell]}"
        for place, found in groupby(of_cell, key=lambda change: re.sub(r"\[\d+\]", "[]", change.place)):
            yield from told(place, list(found))
    yield ""
    if not report["recorded"]:
        yield "The saved notebook holds no record of a run: it doesn't tell with which versions and on what machine it was made."
    elif not report["conditions"] and not report["data"]:
        yield "Versions, machine and data are those of the record, as far as it tells."
    for kind, found in [("", report["conditions"]), ("data ", report["data"])]:
        for each in found:
            yield f"then and now: {kind}{each['name']} {each['saved']} → {each['now']}"


def told(place: str, found: list[Change]) -> Iterator[str]:
    """One line for each change; of a list of numbers the count and the largest."""
    if len(found) > 3 and all(change.relative is not None for change in found):
        largest = max(found, key=lambda change: change.relative)
        yield f"  {place}: {len(found)} numbers, most at {largest.place}: {arrow(largest)}"
        return
    for change in found:
        yield f"  {change.place}: {arrow(change)}"


def arrow(change: Change) -> str:
    before, after = ("nothing" if value is None else value for value in (change.saved, change.now))
    return f"{before} → {after}" + ("" if change.relative is None else f" (relative {change.relative:.2g})")


def require(saved: nbformat.NotebookNode, source: Path) -> None:
    """Raises Problem where there is nothing to compare."""
    execute.require_kernel(saved, source)
    if not any(cell.outputs for cell in execute.code_cells(saved)):
        raise Problem(f"{source} has no outputs to compare with.", "Run it, save it, and ask again.")


def rerun_of(saved: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """A copy without outputs; cells that ended in an error may do so again."""
    rerun = copy.deepcopy(saved)
    for cell in execute.code_cells(rerun):
        if any(output.output_type == "error" for output in cell.outputs):
            cell.metadata.tags = [*(cell.metadata.get("tags") or []), "raises-exception"]
        cell.outputs, cell.execution_count = [], None
    return rerun


def tolerance_of(word: str) -> float:
    """Beyond what is finite no number would count as changed."""
    try:
        value = float(word)
    except ValueError:
        value = math.nan
    if not 0 <= value < float("inf"):
        raise argparse.ArgumentTypeError(f"got {word}, expected a number from 0 on, as 1e-6")
    return value


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("notebook", type=Path)
    parser.add_argument(
        "--tolerance", type=tolerance_of, default=TOLERANCE, metavar="RELATIVE", help=f"for numbers that are no counts; {TOLERANCE:g} by default"
    )
    parser.add_argument("--results", type=Path, help="folder for the rerun copy, its page and the report; reproduced/ beside the notebook")


def run(source: Path, tolerance: float, results: Path | None) -> int:
    results = results or source.parent / "reproduced"
    try:
        saved = read_notebook(source)
        require(saved, source)
        if results.resolve() == source.parent.resolve():
            raise Problem(f"In {results} the rerun would replace the notebook itself.", "Name another folder: --results FOLDER")
        execute.require_place(results)
    except Problem as problem:
        execute.say(str(problem))
        return NOT_COMPARED
    rerun = rerun_of(saved)
    code = execute.run_cells(rerun, source, results)
    if code != 0:
        execute.say("Nothing was compared, because the notebook did not run to its end.")
        return code if code == execute.STOPPED else NOT_COMPARED
    report, comparison = report_of(source, saved, rerun, tolerance)
    path = results / f"{source.stem}.changes.json"
    replace(path, json.dumps(report, indent=2, ensure_ascii=False) + "\n")
    execute.say(f"  Report:            {path}\n")
    for line in lines_of(report, comparison):
        execute.say(line)
    return CHANGED if report["changed"] else SAME
