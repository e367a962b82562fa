"""Code that pages and the helpers' own documentation show, run in a real kernel: the README, and every `@example`."""

import json
import re
import subprocess

import nbformat
import pytest
from conftest import ROOT, client_for, notebook_of, outputs_of, stream_of

SOURCES = ROOT / "kernel-helpers" / "src"
README = (ROOT / "README.md").read_text("utf8")
IMPORT = "import * as enet from '@efficientnet-lab/kernel-helpers';"
#: Seconds, on a machine that does much else.
PATIENCE = 1800
BLOCK = re.compile(r"^ \* @example\n \* ```ts\n((?: \*.*\n)*?) \* ```\n(?: \*.*\n)*? \*/\nexport (?:async )?function (\w+)", re.M)


def examples() -> dict[str, str]:
    """Code by the function that it shows."""
    found: dict[str, str] = {}
    for path in sorted(SOURCES.rglob("*.ts")):
        text = path.read_text("utf8")
        blocks = BLOCK.findall(text)
        assert text.count("@example") == len(blocks), f"{path} has an example that is not of a function"
        for code, name in blocks:
            assert name not in found
            found[name] = "\n".join(line.removeprefix(" *").removeprefix(" ") for line in code.splitlines())
    return found


EXAMPLES = examples()


def used_in_chapters() -> set[str]:
    """Functions that stand flat and that the chapters call."""
    sources = [cell.source for path in (ROOT / "notebooks").glob("*.ipynb") for cell in nbformat.read(path, as_version=4).cells]
    return set(re.findall(r"\benet\.([a-z]\w+)\(", "\n".join(sources)))


def test_main_functions_have_examples() -> None:
    # These need a folder of images and a network.
    assert used_in_chapters() - set(EXAMPLES) == {"loadImageFolder", "loadMedMnist"}
    assert len(EXAMPLES) >= 40


@pytest.fixture(scope="module")
def executed() -> dict[str, nbformat.NotebookNode]:
    """
    Each example in a block of its own, because what takes time is to compile a cell. Types are checked where they are
    compiled; what shows or prints something does so between two marks.
    """
    blocks = [f"{{\nconsole.log('begin {name}');\n{code}\nconsole.log('end {name}');\n}}" for name, code in EXAMPLES.items()]
    notebook = notebook_of(IMPORT, "\n".join(blocks))
    client_for(notebook, timeout=PATIENCE).execute()
    return {"cell": notebook.cells[1]}


def test_every_example_runs(executed: dict[str, nbformat.NotebookNode]) -> None:
    cell = executed["cell"]
    assert [output for output in cell.outputs if output.output_type == "error"] == []
    printed = stream_of(cell)
    assert [name for name in EXAMPLES if f"begin {name}\n" not in printed or f"end {name}\n" not in printed] == []


def test_examples_print_what_they_say(executed: dict[str, nbformat.NotebookNode]) -> None:
    """A comment behind `console.log(…);` is what it prints, up to a semicolon or colon with words behind."""
    printed = re.sub(r"\s+", " ", stream_of(executed["cell"]))
    for name, code in EXAMPLES.items():
        lines = [line for line in code.splitlines() if re.search(r"console\.log\(.*\); // ", line)]
        for line in lines:
            said = re.split(r"[;:] [a-z]", line.split("); // ")[1])[0]
            mine = printed[printed.index(f"begin {name} ") : printed.index(f"end {name} ")]
            assert f" {said} " in mine, f"{name} prints {mine}, and says {said}"


def test_examples_that_show_something_show_it(executed: dict[str, nbformat.NotebookNode]) -> None:
    showing = [code for code in EXAMPLES.values() for _ in re.findall(r"enet\.(?:show\w*|checkAnswer)\(", code)]
    assert len(outputs_of(executed["cell"])) >= len(showing)


def test_the_code_of_the_readme_runs() -> None:
    """On a part of the digits: it is there to be seen to work, and whole it takes minutes."""
    (code,) = re.findall(r"^```ts\n(.*?)^```", README, flags=re.S | re.M)
    whole = "const data = await enet.loadMnist();\n"
    assert code.count(whole) == 1
    part = (
        "const all = await enet.loadMnist({ validation: 0 });\n"
        "const data = enet.splitDataset('digits', enet.firstImages(all.train, 700), enet.firstImages(all.test, 200),"
        " { validation: 60, seed: 1 });\n"
    )
    notebook = notebook_of(code.replace(whole, part))
    client_for(notebook, timeout=PATIENCE).execute()
    shown = outputs_of(notebook.cells[0])
    assert len(shown) >= 5
    assert any("%" in output.data["text/plain"] for output in shown)


def commands() -> list[str]:
    """What the README asks to be typed into a terminal."""
    spans = re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", README, flags=re.S | re.M))
    return [span for span in spans if re.match(r"(?:npm|npx|pip|git|node|python3?|efficientnet-lab|jupyter) ", span)]


def test_every_command_of_the_readme_is_one_that_can_be_given() -> None:
    """
    Set-up, the whole tests and the wheel take minutes to an hour, and run elsewhere (`test/execute`, every run of these
    tests, `test/wheel`): here, that npm knows them, that they are programs which parse, and that `npm start` says how it
    is used. `pip install` of the wheel runs in `test/wheel`; here, that the wheel has the extra that is named.
    """
    scripts = json.loads((ROOT / "package.json").read_text("utf8"))["scripts"]
    meta = (ROOT / "setup" / "wheel" / "meta" / "pyproject.toml").read_text("utf8")
    given = commands()
    assert {"npm start", "npm test", "npm run wheel"} < set(given)
    for command in given:
        words = command.split()
        if words[0] == "npm":
            script = scripts[words[2] if words[1] == "run" else words[1]]
            program = script.removeprefix("exec ").removeprefix("node ").split()[0]
            if (ROOT / program).is_file():
                subprocess.run(["node", "--check", ROOT / program], check=True)
            else:
                subprocess.run([ROOT / "node_modules" / ".bin" / program, "--version"], check=True, stdout=subprocess.DEVNULL)
        else:
            assert command == 'pip install --find-links dist "efficientnet-lab[node]"'
            assert re.search(r'^name = "efficientnet-lab"$', meta, flags=re.M)
            assert re.search(r"^node = ", meta, flags=re.M)
    asked = subprocess.run(["npm", "start", "--", "--help"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "--execute" in asked.stdout
