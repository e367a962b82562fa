"""The chapters, run from top to bottom in one kernel each, and their exercises with readers' answers in them."""

import json
import math
import re
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from random import Random
from xml.etree import ElementTree

import nbformat
import pytest
from conftest import MIME_TYPE, NOTEBOOKS, ROOT, client_for, computed, outputs_of, stream_of, unexecuted, validation_errors

#: Seconds for one cell, on a machine that does much else.
PATIENCE = 1800
LARGEST_BYTES = 1_500_000

#: Stages of B0 as printed in Table 1 of arXiv 1905.11946: expansion, kernel, stride, channels, repeats.
B0_STAGES = [
    (1, 3, 1, 16, 1),
    (6, 3, 2, 24, 2),
    (6, 5, 2, 40, 2),
    (6, 3, 2, 80, 3),
    (6, 5, 1, 112, 3),
    (6, 5, 2, 192, 4),
    (6, 3, 1, 320, 1),
]


def rounded(filters: int, width: float) -> int:
    """The authors' rounding of channels."""
    scaled = filters * width
    nearest = max(8, int(scaled + 4) // 8 * 8)
    return nearest + 8 if nearest < 0.9 * scaled else nearest


def macs_of(width: float = 1.0, depth: float = 1.0, size: int = 224) -> dict[str, int]:
    """Multiply-accumulates of B0 scaled, counted a second time, in another language."""
    size = math.ceil(size / 2)
    channels = rounded(32, width)
    counts = {"conv": size**2 * 9 * 3 * channels, "depthwise": 0, "gates": 0}
    for expansion, kernel, stride, filters, repeats in B0_STAGES:
        for block in range(math.ceil(repeats * depth)):
            wide, narrow, out = expansion * channels, max(1, channels // 4), rounded(filters, width)
            counts["conv"] += size**2 * channels * wide if expansion != 1 else 0
            size = math.ceil(size / stride) if block == 0 else size
            counts["depthwise"] += size**2 * kernel**2 * wide
            counts["gates"] += 2 * wide * narrow
            counts["conv"] += size**2 * wide * out
            channels = out
    head = rounded(1280, width)
    counts["conv"] += size**2 * channels * head
    counts["total"] = sum(counts.values()) + head * 1000
    return counts


def macs_of_phi(phi: float) -> int:
    return macs_of(1.1**phi, 1.2**phi, math.floor(224 * 1.15**phi + 0.5))["total"]


def receptive_field(windows: list[tuple[int, int]]) -> int:
    field = jump = 1
    for kernel, stride in windows:
        field, jump = field + (kernel - 1) * jump, jump * stride
    return field


def blocks_of(depth: float) -> tuple[int, ...]:
    return tuple(math.ceil(repeats * depth) for *_, repeats in B0_STAGES)


def records_of(name: str) -> list[dict]:
    """Records that ship with the product, as their file has them."""
    folder = ROOT / "kernel-helpers" / "src" / "analysis" / "records" / "data"
    return json.loads((folder / f"{name}.json").read_text(encoding="utf8"))["records"]


def on_front(points: list[tuple[float, float]]) -> list[int]:
    """Places of cost and accuracy that nothing dominates, by the definition."""
    return [
        i
        for i, (cost, accuracy) in enumerate(points)
        if not any(c <= cost and a >= accuracy and (c < cost or a > accuracy) for c, a in points)
    ]


@dataclass(frozen=True)
class Answers:
    """What readers may write in place of an exercise's `NaN`: an answer that is right, and two that are not."""

    right: str
    wrong: tuple[str, str]


def number(right: float, *wrong: float) -> Answers:
    return Answers(repr(right), (repr(wrong[0]), repr(wrong[1])))


# Block 3b of B0 as exercise 02.5 puts it: each unit of t brings so many MACs to the block.
ONE_EXPANSION = 28**2 * 40 * (40 + 25 + 40) + 2 * 40 * 10
B0_MACS = macs_of()

ANSWERS = {
    "01.1": number(56**2 * 25 * 16 * 24, 112**2 * 25 * 16 * 24, 1),
    "01.2": Answers(
        "Math.ceil(size / stride) ** 2 * inputFilters * (kernelSize ** 2 + outputFilters)",
        ("(size / stride) ** 2 * inputFilters * (kernelSize ** 2 + outputFilters)", "size + stride"),
    ),
    "01.3": number(round(1 / (1 / 8 + 1 / 9), 2), 9, 17),
    "01.4": number(math.floor(1 / (0.25 - 1 / 9)) + 1, 7, 4),
    "01.5": number(1 / (1 / 64 + 1 / 9), 1 / (1 / 64 + 1 / 81), 9),
    "02.1": number(24 * 144 + 9 * 144 + (144 * 6 + 6) + (6 * 144 + 144) + 144 * 24 + 2 * (144 + 144 + 24), 10_086, 3),
    "02.2": Answers(
        "(expansionRatio === 1 ? 0 : size ** 2 * inputFilters * inputFilters * expansionRatio)"
        " + Math.ceil(size / stride) ** 2 * inputFilters * expansionRatio * (kernelSize ** 2 + outputFilters)"
        " + 2 * inputFilters * expansionRatio * squeezeExciteFilters",
        ("size ** 2 * expansionRatio * inputFilters * (2 * inputFilters + kernelSize ** 2)", "size"),
    ),
    "02.3": number(round(100 * B0_MACS["depthwise"] / B0_MACS["total"], 1), 0.09, 50),
    "02.4": number(receptive_field([(3, 2), (3, 1), (3, 2), (3, 1), (5, 2), (5, 1)]), 17, 81),
    "02.5": number(28**2 * 25 * 40 * 40 // ONE_EXPANSION, 28**2 * 25 * 40 * 40 // ONE_EXPANSION + 1, 2),
    "03.1": Answers(
        "Math.max(8, Math.floor((filters * width + 4) / 8) * 8)"
        " + (Math.max(8, Math.floor((filters * width + 4) / 8) * 8) < 0.9 * filters * width ? 8 : 0)",
        ("Math.ceil(filters * width / 8) * 8", "filters * width"),
    ),
    "03.2": number(sum(math.ceil(repeats * 1.2) for *_, repeats in B0_STAGES), 20, 16),
    "03.3": number(round(macs_of(width=2)["total"] / B0_MACS["total"], 2), 4, 2),
    "03.4": number(round(math.log(1.4) / math.log(1.1), 2), 4, 1.4),
    "03.5": number(max(step for step in range(-300, 300) if macs_of_phi(step / 100) <= 1e9) / 100, 1.45, 3),
    "04.1": Answers(
        "Math.sqrt(growth / alpha) / beta",
        ("growth / (alpha * beta ** 2)", "1"),
    ),
    "04.2": number(round(2**0.2, 3), round(4**0.2, 3), 2),
    "04.3": number(round(math.log(2) / math.log(1.3 * 1.1**2 * 1.15**2), 4), 1, 2),
    "04.4": number(len({blocks_of((100 + 5 * k) / 100) for k in range(11)}), 11, 2),
    "04.5": number(round(2.0106 * 9.5 / math.sqrt(3), 1), 19.1, 5.5),
    "04.6": number(math.ceil(2 * 9.5**2), 91, 19),
    "05.1": Answers(
        "Number(cost <= otherCost && accuracy >= otherAccuracy && (cost < otherCost || accuracy > otherAccuracy))",
        ("Number(cost <= otherCost && accuracy >= otherAccuracy)", "1"),
    ),
    "05.2": number(4, 2, 5),
    "05.3": number(10 * 6 + 20 * 9 + 10 * 11, 10 * 6 + 20 * 9, 1),
    "05.4": number(80.074, 81.648, 73.298),
    "05.5": number(4.8, 2.4, 1.2),
    "05.6": number(len(on_front([(r["costs"]["macs"], r["accuracy"]) for r in records_of("mnist")])), 5, 9),
    "06.1": number(round((79.1 - 77.1) / (0.70 - 0.39), 1), 2, 113),
    "06.2": Answers(
        "Math.max(0, Math.log(rate * amplitude / (threshold * base * Math.log(growth))) / (rate + Math.log(growth)))",
        ("Math.log(rate * amplitude / (threshold * base * Math.log(growth))) / (rate + Math.log(growth))", "2"),
    ),
    "06.3": number(round(math.log(2) / (0.37 + math.log(2)), 2), 1, 0.3),
    "06.4": number(round(85 * 0.37 / (0.37 + math.log(2)), 1), 42.5, 77.1),
    "06.5": number(round(0.3 * 2 ** (math.log(4) / 0.9), 2), 1.54, 1.2),
    "07.1": number(240 // 20 + 1, 12, 20),
    "07.2": Answers(
        "Math.sqrt((1 + (height * width - 1) * correlation) / (batchSize * height * width))",
        ("1 / Math.sqrt(batchSize * height * width)", "1"),
    ),
    "07.3": number(round(8 * 14**2 / (1 + 195 * 0.1), 1), 80, 8),
    "07.4": number(round((0.1**2 * 16 * 196 - 1) / 195, 3), 0.16, 0.1),
    "07.5": number(math.ceil(math.log(0.01) / math.log(0.95)), 20, 89),
    "07.6": number(round(4.303 * math.sqrt(26 / 2 / 3), 1), 4.08, 15.5),
    "08.1": number(12 * (1280 + 1), 12 * 1280, 1_281_000),
    "08.2": number(math.ceil(math.ceil(math.log(0.01) / math.log(0.99)) / (500 // 32)), 459, 30),
    "08.3": number(round(0.002 * 0.8**9, 6), 0.000336, 0.002),
    "08.4": number(round(2 * sum(math.comb(12, heads) for heads in range(4)) / 2**12, 4), 0.073, 0.25),
    "09.1": number(round(73 / 128, 2), 0.78, 1.31),
    "09.2": number(round(224**2 / (256 * (256 * 451 // 300)), 2), 0.67, 0.77),
    "09.3": number(9 * sum((512 // 2**level) ** 2 for level in range(3, 8)), 5456, 36_864),
    "09.4": number(96 * (25 - 5), 480, 20),
    "10.1": number(0.0456, 0.455, 0.9),
    "10.2": Answers(
        "gates.reduce((sum, gate, i) => sum + gate * magnitudes[i], 0) / gates.length * norm",
        ("gates.reduce((sum, gate, i) => sum + gate * magnitudes[i], 0) * norm", "norm"),
    ),
    "10.3": number(40 + 25 + 2 * 10 + 1 + 40 + 4, 129, 1),
    "10.4": number(round(-math.log(1 / 0.05 - 1), 4), round(math.log(0.05), 4), 0.05),
    # Block 2b takes in 24 channels at 56 px and has a kernel of 3 and six hidden units.
    "10.5": number(math.ceil(0.01 * B0_MACS["total"] / (56**2 * (24 + 9 + 24) + 2 * 6)), 21, 2),
    "10.6": number(round(2 * (1 + 11 + 55) / 2**11, 4), round(67 / 2048, 4), 0.0035),
}

#: Views that a chapter has to show at least, and checks in it that have to come out equal.
CHAPTERS = {
    "01-depthwise-separable": (["block-explorer", "block-explorer"], 3),
    "02-mbconv": (["block-explorer", "model-table", "tool-comparison"], 3),
    "03-compound-scaling": (["scaling-explorer", "scaling-explorer", "scaling-explorer", "model-table"], 3),
    "04-coefficient-search": (["search-explorer", "search-explorer", "sweep-dashboard", "front"], 8),
    "05-pareto": (["front", "front", "front", "front", "front", "front", "front"], 8),
    "06-stopping-point": (["stopping-point", "stopping-point", "stopping-point", "stopping-point"], 5),
    "07-batch-vs-group-norm": (["normalization-noise", "normalization-noise", "normalization-noise"], 7),
    "08-train-and-transfer": (["training-monitor", "training-monitor", "training-monitor"], 5),
    "09-applications": ([], 5),
    "10-se-gates": (["gates", "training-monitor", "gates", "training-monitor"], 10),
}


#: What takes too long for a test, and what stands in its place while the chapter runs. Of the search, two networks of its
#: twenty-four, one seed, two epochs, in a folder of its own; and the cell waits for them. Of the transfer, a quarter of the
#: epochs, and a fifth of the test images for all that follows. Their numbers stand in cells tagged `measured`.
SHORTENED = {
    "04-coefficient-search": [
        ("const folder = 'checkpoints/mnist-sweep';", "const folder = '{folder}';"),
        (
            "startSweep(definition, { folder })",
            "startSweep({ ...definition, candidates: { ...definition.candidates, most: 2 }, seeds: [1], rungs: [2] }"
            " as enet.SweepRequest, { folder })",
        ),
        ("void (await Promise.race([enet.sweeps.showSweep(sweep), aMoment]));", "void (await enet.sweeps.showSweep(sweep));"),
    ],
    "08-train-and-transfer": [
        ("const recipe = {", "data.test = enet.firstImages(data.test, 2000);\nconst recipe = {"),
        ("epochs: 16,", "epochs: 4,"),
    ],
}


def shortened(name: str, notebook: nbformat.NotebookNode, folder: str) -> None:
    for long, short in SHORTENED.get(name, []):
        (cell,) = [cell for cell in notebook.cells if long in cell.source]
        assert "measured" in cell.metadata.tags
        cell.source = cell.source.replace(long, short.replace("{folder}", folder))


def chapter_of(exercise: str) -> str:
    return next(name for name in CHAPTERS if name.startswith(exercise[:2]))


def exercise_cell(notebook: nbformat.NotebookNode, exercise: str) -> nbformat.NotebookNode:
    (cell,) = [cell for cell in notebook.cells if f"checkAnswer('{exercise}'" in cell.source]
    return cell


@dataclass(frozen=True)
class Run:
    """A chapter's cells with their outputs, and what its exercises said to the answers of `ANSWERS`."""

    notebook: nbformat.NotebookNode
    seconds: float
    #: Verdicts on the first wrong, the second wrong and the right answer.
    verdicts: dict[str, list[str]]


@cache
def ran(name: str) -> Run:
    """
    Runs a chapter and then, in the same kernel, its exercise cells again with answers in place of `NaN`: each in a block
    of its own in one cell, because what takes time is to compile a cell. Once for each chapter, however many tests look
    at it.
    """
    notebook = unexecuted(name)
    sources = [cell.source for cell in notebook.cells]
    asked: list[str] = []
    blocks: list[str] = []
    for exercise, answers in ANSWERS.items():
        if chapter_of(exercise) == name:
            source = exercise_cell(notebook, exercise).source
            assert source.count("NaN") == 1, f"exercise {exercise} has no placeholder"
            for answer in (*answers.wrong, answers.right):
                blocks.append(f"{{\n{source.replace('NaN', answer)}\n}}")
                asked.append(exercise)
    notebook.cells.append(nbformat.v4.new_code_cell("\n".join(blocks)))
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="chapter-") as folder:
        shortened(name, notebook, folder)
        client_for(notebook, timeout=PATIENCE).execute()
    seconds = time.monotonic() - began
    for cell, source in zip(notebook.cells, sources, strict=False):
        cell.source = source
    verdicts: dict[str, list[str]] = {exercise: [] for exercise in asked}
    for exercise, output in zip(asked, outputs_of(notebook.cells.pop()), strict=True):
        verdicts[exercise].append(output.data["text/plain"])
    return Run(notebook, seconds, verdicts)


@pytest.fixture(params=CHAPTERS, scope="module")
def name(request: pytest.FixtureRequest) -> str:
    return request.param


def shown(cell: nbformat.NotebookNode) -> str:
    """All that a cell prints and shows, as text."""
    return "\n".join([stream_of(cell), *(output.data["text/plain"] for output in outputs_of(cell))])


def results(notebook: nbformat.NotebookNode) -> str:
    """What the cells show, but for verdicts on exercises: those repeat the placeholder."""
    return "\n".join(shown(cell) for cell in notebook.cells if "checkAnswer" not in cell.source)


def test_every_cell_runs_without_a_complaint(name: str, record_property: Callable[[str, object], None]) -> None:
    chapter = ran(name)
    code = [cell for cell in chapter.notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    outputs = [output for cell in code for output in cell.outputs]
    assert [output for output in outputs if output.output_type == "error"] == []
    assert [output.text for output in outputs if output.output_type == "stream" and output.name == "stderr"] == []
    record_property("seconds", round(chapter.seconds, 1))


def test_every_check_comes_out_equal(name: str) -> None:
    printed = results(ran(name).notebook)
    assert "DIFFERENT" not in printed
    assert len(re.findall(r"\bequal\b", printed)) >= CHAPTERS[name][1]
    counted = re.findall(r"(\d+) of (\d+) \w+: .*\bequal\b", printed)
    assert [(found, all_) for found, all_ in counted if found != all_] == []


def test_numbers_that_cells_print_are_numbers(name: str) -> None:
    assert re.findall(r".*(?:NaN|undefined|Infinity).*", results(ran(name).notebook)) == []


def test_views_come_with_picture_text_and_a_valid_document(name: str) -> None:
    views = [output for cell in ran(name).notebook.cells for output in outputs_of(cell) if MIME_TYPE in output.data]
    documents = [output.data[MIME_TYPE] for output in views]
    shown = [document["view"] for document in documents]
    for view in set(CHAPTERS[name][0]):
        assert shown.count(view) >= CHAPTERS[name][0].count(view)
    assert validation_errors(documents) == []
    for output in views:
        assert ElementTree.fromstring(output.data["image/svg+xml"]).tag.endswith("svg")
        assert output.data["text/plain"].startswith(output.data[MIME_TYPE]["sentence"])


def test_what_is_saved_is_what_running_gives(name: str) -> None:
    """Readers without a kernel see the saved numbers."""
    saved = nbformat.read(NOTEBOOKS / f"{name}.ipynb", as_version=4)
    now = ran(name).notebook
    assert [cell.source for cell in saved.cells] == [cell.source for cell in now.cells]
    for before, after in zip(saved.cells, now.cells, strict=True):
        assert lasting(before) == lasting(after), f"run {name} and save it again: its saved results are old"
    assert len(json.dumps(saved)) < LARGEST_BYTES


def lasting(cell: nbformat.NotebookNode) -> list[str]:
    """
    Numbers that are the same on every machine: printed lines and tables without times and rounding errors, and the
    sentences of views, whose further text is their own business. Of cells tagged `measured`, only what kinds of output
    there are.
    """
    if "measured" in cell.metadata.get("tags", []):
        return [kind for output in outputs_of(cell) for kind in sorted(output.data)]
    sentences = [output.data[MIME_TYPE]["sentence"] for output in outputs_of(cell) if MIME_TYPE in output.data]
    tables = [output.data["text/plain"] for output in outputs_of(cell) if "text/markdown" in output.data]
    text = re.sub(r"(\d\.\d{10})\d+", r"\1", "\n".join([stream_of(cell), *tables]))
    return sentences + [line for line in text.splitlines() if not re.search(r" ms\b|largest", line)]


@pytest.mark.parametrize("exercise", ANSWERS)
def test_exercise_tells_right_from_wrong(exercise: str) -> None:
    chapter = ran(chapter_of(exercise))
    cell = exercise_cell(chapter.notebook, exercise)
    (unanswered,) = outputs_of(cell)
    assert unanswered.data["text/plain"].startswith("No answer yet.")
    first, second, right = chapter.verdicts[exercise]
    assert first.startswith("Not yet.")
    assert second.startswith("Not yet.")
    assert first.count("Hint:") == 1
    assert second.count("Hint:") == 2
    assert right.startswith("Right.")
    assert "Hint:" not in right
    for solution in spellings(ANSWERS[exercise].right):
        assert not re.search(rf"(?<![\d.,]){re.escape(solution)}(?![\d,]|\.\d)", second), "a hint tells the solution"


def spellings(answer: str) -> list[str]:
    """A number as a sentence may write it; a formula has too many ways to be looked for."""
    return [answer, f"{float(answer):,}".removesuffix(".0")] if re.fullmatch(r"[\d.]+", answer) else [answer]


@cache
def exercises() -> list[dict]:
    """All exercises as the helpers have them."""
    return computed("console.log(JSON.stringify(require('@efficientnet-lab/kernel-helpers').exercises()))")


def test_exercises_are_asked_as_they_are_judged(name: str) -> None:
    texts = "\n".join(cell.source for cell in ran(name).notebook.cells if cell.cell_type == "markdown")
    known = [exercise for exercise in exercises() if name.startswith(exercise["id"][:2])]
    assert 3 <= len(known) <= 6
    assert [exercise["id"] for exercise in known] == [each for each in ANSWERS if chapter_of(each) == name]
    for exercise in known:
        assert f"### Exercise {exercise['id']}: {exercise['title']}\n\n{exercise['prompt']}" in texts


# What chapters 04 to 06 say of the sweeps that ship with the product, by arithmetic of its own on their records.

SEARCH = "MNIST, a small baseline at twice its cost"


def accuracies_after(epochs: int, *, prefix: str = "") -> dict[str, list[float]]:
    """Accuracies of the seeds by the network's name, at a number of epochs."""
    found: dict[str, list[float]] = {}
    for record in records_of("mnist-runs"):
        if record["settings"]["epochs"] == epochs and record["name"].startswith(prefix):
            found.setdefault(record["name"], []).append(record["accuracy"])
    return found


def pooled_deviation(networks: dict[str, list[float]]) -> float:
    means = {name: sum(seeds) / len(seeds) for name, seeds in networks.items()}
    squares = sum((seed - means[name]) ** 2 for name, seeds in networks.items() for seed in seeds)
    return math.sqrt(squares / sum(len(seeds) - 1 for seeds in networks.values()))


def ranks(values: list[float]) -> list[float]:
    return [sum(other < value for other in values) + (values.count(value) + 1) / 2 for value in values]


def rank_correlation(one: list[float], other: list[float]) -> float:
    # By the distances of ranks where no two are equal, by covariance where some are.
    x, y = ranks(one), ranks(other)
    middle = (len(x) + 1) / 2
    products = [sum((a - middle) * (b - middle) for a, b in zip(u, v, strict=True)) for u, v in ((x, y), (x, x), (y, y))]
    return products[0] / math.sqrt(products[1] * products[2])


def row_of(text: str, *start: str) -> str:
    """The line of a table that begins with these cells."""
    (line,) = [line for line in text.splitlines() if re.match(r"\s*" + r"\s\s+".join(map(re.escape, start)) + r"(\s\s|$)", line)]
    return line


def test_the_search_in_the_notebook_is_the_one_that_was_run() -> None:
    notebook = unexecuted("04-coefficient-search")
    (cell,) = [cell for cell in notebook.cells if "enet.SweepRequest" in cell.source]
    literal = cell.source.split("= ", 1)[1].split(";\n")[0]
    assert computed(f"console.log(JSON.stringify({literal}))") == json.loads((ROOT / "docs" / "mnist-sweep.json").read_text())
    assert {record["family"] for record in records_of("mnist")} == {SEARCH, "MNIST, the winner scaled"}


@pytest.mark.parametrize("epochs", [2, 4, 9])
def test_what_each_rung_knows_of_its_winner(epochs: int) -> None:
    text = results(ran("04-coefficient-search").notebook)
    networks = accuracies_after(epochs, prefix="α")
    means = {name: sum(seeds) / 3 for name, seeds in networks.items()}
    winner = max(means, key=means.__getitem__)
    row = row_of(text, str(epochs), str(len(networks)), winner)
    assert f"{means[winner]:.2f}".rstrip("0").rstrip(".") in row
    assert f"{pooled_deviation(networks):.2f}".rstrip("0").rstrip(".") in row
    costs = {record["name"]: record["costs"]["macs"] for record in records_of("mnist-runs")}
    peers = sorted(means[name] for name in means if name != winner and abs(costs[name] / costs[winner] - 1) <= 0.15)
    if peers:
        median = (peers[(len(peers) - 1) // 2] + peers[len(peers) // 2]) / 2
        assert f"after {epochs} epochs, {winner}: its lead of {means[winner] - median:.1f} points" in text
    else:
        assert f"after {epochs} epochs, {winner}: no other network costs the same" in text


def test_how_the_surrogate_and_multiply_adds_order_the_search() -> None:
    text = results(ran("04-coefficient-search").notebook)
    networks = accuracies_after(2, prefix="α")
    means = [sum(seeds) / 3 for seeds in networks.values()]
    runs = {record["name"]: record for record in records_of("mnist-runs") if record["name"] in networks}
    # The surrogate as the chapter prints it: five rows of the paper's table 7 and one exponent.
    limit, exponent, amplitudes = 82.49, 5.233, {"alpha": 1.701, "beta": 1.644, "gamma": 1.849}
    predicted = [
        limit - sum(amplitude * runs[name]["settings"][key] ** -exponent for key, amplitude in amplitudes.items())
        for name in networks
    ]
    macs = [float(runs[name]["costs"]["macs"]) for name in networks]
    for order, values in (("the surrogate", predicted), ("multiply-adds", macs)):
        expected = rank_correlation(values, means)
        assert float(row_of(text, order).split()[2 if order == "the surrogate" else 1]) == pytest.approx(expected, abs=0.006)
        first = values.index(max(values))
        place = sum(mean > means[first] for mean in means) + 1
        assert re.search(rf"{order}: .*its first, {re.escape(list(networks)[first])}, is number {place} of 24 as measured", text)


def test_places_on_the_measured_front() -> None:
    text = results(ran("05-pareto").notebook)
    wobble = pooled_deviation({name: seeds for name, seeds in accuracies_after(9).items()}) / math.sqrt(3)
    assert f"a mean of three seeds is uncertain by {wobble:.2f} points" in text
    records = [r for r in records_of("mnist") if r["name"] != "α 1.05, β 1.3, γ 1"]
    one, other = (r["costs"]["latency-1"] for r in records_of("mnist") if r["name"] in ("α 1.05, β 1.3, γ 1", "φ = 1"))
    for cost, spread in (("macs", 0.0), ("latency-1", abs(math.log(one / other)) / math.sqrt(2))):
        shares = front_shares([(r["costs"][cost], r["accuracy"]) for r in records], wobble, spread)
        for record, share in zip(records, shares, strict=True):
            cells = row_of(text, record["name"]).split()
            assert float(cells[-2 if cost == "macs" else -1]) == pytest.approx(100 * share, abs=5)


def front_shares(points: list[tuple[float, float]], wobble: float, spread: float, draws: int = 4000) -> list[float]:
    random = Random(5)
    times = [0] * len(points)
    for _ in range(draws):
        drawn = [(c * math.exp(random.gauss(0, spread)), a + random.gauss(0, wobble)) for c, a in points]
        for place in on_front(drawn):
            times[place] += 1
    return [count / draws for count in times]


def test_the_curve_through_the_measured_family() -> None:
    text = results(ran("06-stopping-point").notebook)
    family = [r for r in records_of("mnist") if r["name"].startswith("φ")]
    phis = [math.log2(r["costs"]["macs"] / min(each["costs"]["macs"] for each in family)) for r in family]
    accuracies = [r["accuracy"] for r in family]
    rate = min((k / 2000 for k in range(20, 20_000)), key=lambda k: line_through(phis, accuracies, k)[2])
    limit, amplitude, _ = line_through(phis, accuracies, rate)
    rows = text[text.index("Five networks, and what leaves their curve open") :]
    assert float(row_of(rows, "A∞ (%)").split()[2]) == pytest.approx(limit, abs=0.02)
    assert float(row_of(rows, "k").split()[1]) == pytest.approx(rate, abs=0.02)
    assert float(re.split(r"\s\s+", row_of(rows, "φ* for ε = 0.1"))[1]) == pytest.approx(
        math.log(10) / (rate + math.log(2)), abs=0.02
    )
    for accuracy in (95, 96):
        reached = min(r["costs"]["macs"] for r in family if r["accuracy"] >= accuracy)
        (name,) = [r["name"] for r in family if r["costs"]["macs"] == reached]
        row = row_of(rows, str(accuracy))
        assert name in row
        cost = min(r["costs"]["macs"] for r in family) / 1e6 * 2 ** (-math.log((limit - accuracy) / amplitude) / rate)
        assert float(row.split()[1]) == pytest.approx(cost, abs=0.02)


def line_through(phis: list[float], accuracies: list[float], rate: float) -> tuple[float, float, float]:
    """A∞, B and the squares left, of the best A∞ − B·e^(−kφ) for a k."""
    decays = [math.exp(-rate * phi) for phi in phis]
    x, y = sum(decays) / len(decays), sum(accuracies) / len(accuracies)
    slope = sum((d - x) * (a - y) for d, a in zip(decays, accuracies, strict=True)) / sum((d - x) ** 2 for d in decays)
    squares = sum((a - y - slope * (d - x)) ** 2 for d, a in zip(decays, accuracies, strict=True))
    return y - slope * x, -slope, squares


def test_both_normalisations_are_compared_seed_by_seed() -> None:
    printed = results(ran("07-batch-vs-group-norm").notebook)
    errors: dict[tuple[str, int], dict[int, float]] = {}
    for record in records_of("mnist-batch-size"):
        settings = record["settings"]
        seeds = errors.setdefault((settings["normalization"], settings["batchSize"]), {})
        seeds[settings["seed"]] = 100 - record["accuracy"]

    def interval(values: list[float]) -> tuple[float, float]:
        middle = sum(values) / len(values)
        deviation = math.sqrt(sum((value - middle) ** 2 for value in values) / (len(values) - 1))
        # Student's t that holds 95 % of two degrees of freedom.
        half = 4.30265 * deviation / math.sqrt(len(values))
        return middle - half, middle + half

    sizes = sorted({size for _, size in errors})
    assert sizes == [2, 4, 8, 16, 32]
    differences = {
        size: [errors["batch", size][seed] - errors["group", size][seed] for seed in (1, 2, 3)] for size in sizes
    }
    ahead = {
        "Group": [size for size in sizes if interval(differences[size])[0] > 0],
        "Batch": [size for size in sizes if interval(differences[size])[1] < 0],
    }
    for norm, where in ahead.items():
        sentence = f"{norm} norm has the lower error at N = {', '.join(map(str, where))} (by"
        assert (sentence in printed) == bool(where)
    lost = [small - large for small, large in zip(differences[2], differences[32], strict=True)]
    assert interval(lost)[0] > 0
    assert f"batch norm loses {sum(lost) / 3:.1f} points more than group norm" in printed
