"""Run a notebook without a browser: progress for each cell, its results as text, then the executed copy and a page.

usage: python -m efficientnet_lab.execute NOTEBOOK [--results FOLDER] [-p NAME VALUE]...
"""

import argparse
import asyncio
import json
import re
import signal
import sys
import tempfile
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, DeadKernelError
from traitlets.config import Config

from .files import read_notebook, replace
from .interactive_page import page_of
from .problems import Problem
from .provenance import METADATA, here

KERNEL = "efficientnet-lab"
#: Names of kernels whose notebooks are ours; the second is that of version 0.1.
KERNELS = {KERNEL, "tslab"}
#: The tag of the cell whose values parameters replace, as papermill has it, and of the cell that does so.
PARAMETERS, INJECTED = "parameters", "injected-parameters"
FLAGS = ["-p", "--parameter"]
LIVE_SECONDS = 5.0
#: The exit code of programs that Ctrl-C ended.
STOPPED = 130


def duration(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds < 60 else f"{int(seconds // 60)} min {int(seconds % 60):02d} s"


def say(text: str) -> None:
    print(text, flush=True)


def title(source: str) -> str:
    """The cell's first line that is not blank or an import, shortened to fit beside the count."""
    lines = [line.strip() for line in source.splitlines() if line.strip()]
    chosen = next((line for line in lines if not line.startswith("import ")), lines[0] if lines else "")
    return chosen if len(chosen) <= 70 else chosen[:69] + "…"


def code_cells(notebook: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    """Those that are run and counted."""
    return [cell for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip()]


def text_of(output: nbformat.NotebookNode) -> str:
    if output.output_type == "stream":
        return output.text
    if output.output_type in ("display_data", "execute_result"):
        return output.data.get("text/plain", "[" + ", ".join(output.data) + "]")
    return ""


class Stopped(Exception):
    """Ctrl-C was pressed; the cell that ran has ended."""


class ReportingClient(NotebookClient):
    """Tells what runs, how long it takes and what it shows; Ctrl-C interrupts the cell as JupyterLab's button does."""

    def prepare(self) -> None:
        self.stopping = False
        self.total = len(code_cells(self.nb))
        self.done = 0
        self.on_cell_execute = self.begin
        self.on_cell_executed = self.end

    def begin(self, cell, cell_index: int) -> None:
        if self.stopping:
            raise Stopped
        if self.done == 0:
            loop = asyncio.get_running_loop()
            loop.add_signal_handler(signal.SIGINT, self.stop)
            loop.add_signal_handler(signal.SIGTERM, self.stop)
        self.done += 1
        self.began = self.said = time.monotonic()
        say(f"[{self.done}/{self.total}] {title(cell.source)}")

    def end(self, cell, cell_index: int, execute_reply) -> None:
        for output in cell.outputs:
            for line in text_of(output).rstrip().splitlines():
                say(f"    {line}")
        say(f"    {duration(time.monotonic() - self.began)}")

    def stop(self) -> None:
        """The first time, let the cell end by itself (a training keeps its checkpoint); the second time, end it."""
        act = self.km.shutdown_kernel(now=True) if self.stopping else self.km.interrupt_kernel()
        self.acting = asyncio.ensure_future(act)
        self.stopping = True

    def process_message(self, msg, cell, cell_index: int):
        """Besides collecting outputs, shows the first line of a changing one now and then."""
        if msg["msg_type"] == "update_display_data" and time.monotonic() - self.said >= LIVE_SECONDS:
            lines = msg["content"]["data"].get("text/plain", "").strip().splitlines()
            if lines:
                self.said = time.monotonic()
                say(f"    {duration(self.said - self.began)}: {lines[0]}")
        return super().process_message(msg, cell, cell_index)


def save(notebook: nbformat.NotebookNode, source: Path, results: Path) -> None:
    """Writes the executed copy, then the page: what goes wrong with that one takes nothing with it."""
    results.mkdir(parents=True, exist_ok=True)
    copy, page = results / source.name, results / f"{source.stem}.html"
    replace(copy, nbformat.writes(notebook) + "\n")
    say(f"  Executed notebook: {copy}")
    replace(page, page_of(notebook, source))
    say(f"  Page:              {page}")


def failure(error: BaseException, client: ReportingClient, notebook: nbformat.NotebookNode) -> str:
    where = f"cell {client.done} of {client.total}"
    if isinstance(error, CellExecutionError):
        # Of that cell: one before it may have been meant to fail, one behind it still has what it was saved with.
        outputs = code_cells(notebook)[client.done - 1].outputs
        trace = next(("\n".join(output.traceback) for output in outputs if output.output_type == "error"), "")
        if not sys.stdout.isatty():
            trace = re.sub(r"\x1b\[[0-9;]*m", "", trace)
        return f"{trace}\n\nThe notebook failed in {where}: {error.ename}: {error.evalue}"
    if isinstance(error, DeadKernelError):
        return f"The kernel died in {where}; memory may have run out. The doctor shows the kernel's state."
    return f"The notebook stopped in {where}: {type(error).__name__}: {error}"


def literal(value: str) -> str:
    """A value from the command line in TypeScript: what is JSON stands as it is, anything else is text."""
    try:
        # NaN and Infinity, which Python's reader takes beside JSON, are TypeScript's too.
        json.loads(value)
        return value
    except ValueError:
        return json.dumps(value, ensure_ascii=False)


def inject(notebook: nbformat.NotebookNode, parameters: list[tuple[str, str]]) -> None:
    """Declares parameters in a cell behind the one tagged `parameters`, or before the first cell with code.

    Raises Problem for what is no name.
    """
    wrong = next((name for name, _ in parameters if not re.fullmatch(r"[A-Za-z_$][\w$]*", name)), None)
    if wrong is not None:
        raise Problem(f'"{wrong}" is no name of a variable.', "Give each parameter as: -p NAME VALUE")
    tags = [cell.metadata.get("tags") or [] for cell in notebook.cells]
    old = next((index for index, found in enumerate(tags) if INJECTED in found), None)
    if old is not None:
        del notebook.cells[old], tags[old]
    if not parameters:
        return
    source = "\n".join(f"const {name} = {literal(value)};" for name, value in dict(parameters).items())
    tagged = next((index for index, found in enumerate(tags) if PARAMETERS in found), None)
    first = next((index for index, cell in enumerate(notebook.cells) if cell.cell_type == "code"), 0)
    cell = nbformat.v4.new_code_cell(source, metadata={"tags": [INJECTED]})
    if notebook.nbformat_minor < 5:
        # Cells have names of their own since then.
        del cell["id"]
    notebook.cells.insert(first if tagged is None else tagged + 1, cell)


def require_kernel(notebook: nbformat.NotebookNode, source: Path) -> None:
    """Raises Problem for cells in another language."""
    kernel = notebook.metadata.get("kernelspec", {}).get("name", KERNEL)
    if kernel not in KERNELS:
        raise Problem(f"{source} was saved for the kernel “{kernel}”.", f"Only notebooks of “{KERNEL}” are run.")


def require_place(results: Path) -> None:
    """Raises Problem before anything has run whose results could not be saved."""
    try:
        results.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=results):
            pass
    except OSError as error:
        raise Problem(f"Results can't be saved in {results}: {error}.", "Name another folder: --results FOLDER") from error


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("notebook", type=Path)
    parser.add_argument("--results", type=Path, help="folder for the executed copy and the page; results/ beside the notebook")
    parser.add_argument(
        *FLAGS, nargs=2, action="append", default=[], dest="parameters", metavar=("NAME", "VALUE"),
        help="a value in place of one that the cell tagged “parameters” gives",
    )


def arguments(parser: argparse.ArgumentParser, words: list[str]) -> argparse.Namespace:
    """Takes parameters out of the words first: the parser knows that -0.5 is no option, and takes -1e-3 for one."""
    rest, parameters = list(words), []
    while (at := next((i for i, word in enumerate(rest[:-2]) if word in FLAGS), None)) is not None:
        parameters.append(tuple(rest[at + 1 : at + 3]))
        del rest[at : at + 3]
    given = parser.parse_args(rest)
    given.parameters = [*parameters, *given.parameters]
    return given


def run(source: Path, results: Path | None, parameters: list[tuple[str, str]]) -> int:
    results = results or source.parent / "results"
    try:
        notebook = read_notebook(source)
    except Problem as problem:
        say(str(problem))
        return 1
    try:
        require_kernel(notebook, source)
        inject(notebook, parameters)
        require_place(results)
    except Problem as problem:
        say(str(problem))
        return 2
    return run_cells(notebook, source, results)


def run_cells(notebook: nbformat.NotebookNode, source: Path, results: Path) -> int:
    """Runs the cells in the notebook's folder and saves what came of them, of a run that failed or was stopped too."""
    client = ReportingClient(
        notebook,
        kernel_name=KERNEL,
        timeout=None,
        resources={"metadata": {"path": str(source.parent or ".")}},
        # A static copy of the views needs no stored state of ipywidgets.
        store_widget_state=False,
        coalesce_streams=True,
    )
    client.prepare()
    say(f"Running {source} ({client.total} cells)")
    began = time.monotonic()
    code, message = 0, ""
    # Any user of the machine may connect to a port; to sockets in our own folder nobody else can. Its path is whole,
    # because the kernel works in the notebook's folder and this program in another.
    with tempfile.TemporaryDirectory(prefix="efficientnet-lab-") as sockets:
        client.config = Config({"KernelManager": {"transport": "ipc", "ip": str(Path(sockets, "kernel"))}})
        try:
            client.execute()
        except KeyboardInterrupt:
            client.stopping = True
        except Exception as error:  # every way to fail ends in a message and a saved copy
            code, message = 1, failure(error, client, notebook)
    if client.stopping:
        code, message = STOPPED, f"Stopped in cell {client.done} of {client.total}."
    notebook.metadata[METADATA] = here()
    say("")
    say(message or f"All {client.total} cells ran in {duration(time.monotonic() - began)}.")
    try:
        save(notebook, source, results)
    except (OSError, ValueError, Problem) as error:
        say(f"What was computed was not all saved: {error}")
        return code or 1
    return code


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add_arguments(parser)
    given = arguments(parser, sys.argv[1:])
    return run(given.notebook, given.results, given.parameters)


if __name__ == "__main__":
    sys.exit(main())
