"""The command `efficientnet-lab`."""

import argparse
import os
import shutil
import sys
from pathlib import Path

from . import cite, doctor, execute, interactive_page, lab, reproduce, samples
from .distribution import DISTRIBUTION, version_of
from .node import CARRIED, HERE, MODULES, environment, find_node
from .problems import Problem

#: The chapters: those of a wheel, or those of the clone.
#: What chapters lead to that lies elsewhere in the sources, and comes with them.
BESIDE = ["glossary.md", "statements.md", "mnist-sweep.json"]
CHAPTERS = next(
    (folder for folder in [CARRIED / "notebooks", HERE.parents[1] / "notebooks"] if folder.is_dir()), None
)


def led_beside(text: str) -> str:
    """A page or chapter whose links lead to what is copied beside it."""
    for name in BESIDE:
        text = text.replace(f"](../docs/{name})", f"]({name})")
    return text.replace("](../notebooks/", "](")


def copy_chapters(target: Path, with_samples: bool) -> int:
    """Copies the chapters and brings their photographs and weights; a chapter that is there already stays as it is."""
    sources = sorted(CHAPTERS.glob("*.ipynb")) if CHAPTERS is not None else []
    if not sources:
        raise Problem("The chapters are missing.", doctor.REINSTALL)
    try:
        target.mkdir(parents=True, exist_ok=True)
        kept = [source.name for source in sources if (target / source.name).exists()]
        for source in sources:
            if source.name not in kept:
                (target / source.name).write_text(led_beside(source.read_text("utf8")), "utf8")
        for name in BESIDE:
            (target / name).write_text(led_beside((CHAPTERS.parent / "docs" / name).read_text("utf8")), "utf8")
    except OSError as error:
        raise Problem(f"{target} was not filled: {error}.", "Name a folder that you may write to.") from error
    print(f"{len(sources) - len(kept)} chapters copied to {target}" + (f"; kept as they are: {', '.join(kept)}" if kept else ""), flush=True)
    if with_samples and not samples.are_whole(target / "samples"):
        print("Photographs and weights for chapters 08 and 09, from the packages that publish them:", flush=True)
        samples.bring(target / "samples", samples.requirements(DISTRIBUTION))
    return 0


def become(script: str, words: list[str]) -> int:
    """Becomes a program of the helpers, named by its place in their compiled folder."""
    if MODULES is None:
        raise Problem("The npm packages are missing.", doctor.REINSTALL)
    program, _ = find_node()
    path = MODULES / "@efficientnet-lab" / "kernel-helpers" / "lib" / script
    os.execve(program, [program, str(path), *words], environment())


def main() -> int:
    words = sys.argv[1:]
    # Their words are another program's, options like --help among them.
    if words[:1] == ["lab"]:
        lab.open_lab(words[1:])
    parser = argparse.ArgumentParser(prog="efficientnet-lab", description="EfficientNets in JupyterLab, in TypeScript.")
    parser.add_argument("--version", action="version", version=f"%(prog)s {version_of(DISTRIBUTION)}")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("lab", help="open JupyterLab; its own flags follow")
    running = commands.add_parser("run", help="run a notebook without a browser")
    execute.add_arguments(running)
    repeating = commands.add_parser("reproduce", help="rerun a notebook and list every number that came out another way")
    reproduce.add_arguments(repeating)
    citing = commands.add_parser("cite", help="how to cite, with versions, data and machine of a notebook")
    citing.add_argument("notebook", type=Path, nargs="?")
    commands.add_parser("sweep", help="train the networks of a sweep, or go on with it: sweep DEFINITION [options]")
    exporting = commands.add_parser("export", help="write a notebook as one HTML file whose views are alive")
    interactive_page.add_arguments(exporting)
    copying = commands.add_parser("notebooks", help="copy the chapters into a folder")
    copying.add_argument("folder", type=Path)
    copying.add_argument("--without-samples", action="store_true", help="without photographs and weights, some 50 MB, which come by the network")
    examining = commands.add_parser("doctor", help="tell what works here, and what to do about the rest")
    examining.add_argument("--build", action="store_true", help="compile the TensorFlow binding on this machine first")
    examining.add_argument("--json", action="store_true", help="for programs")
    examining.add_argument("--gpu", action="store_true", help="try the device in use for some ten minutes and write a report; --quick for one")
    try:
        if words[:1] == ["sweep"]:
            return become("search/sweep-process.js", words[1:])
        if words[:1] == ["doctor"] and "--gpu" in words:
            return become("device/device-process.js", [word for word in words[1:] if word != "--gpu"])
        given = execute.arguments(parser, words) if words[:1] == ["run"] else parser.parse_args(words)
        if given.command == "run":
            return execute.run(given.notebook, given.results, given.parameters)
        if given.command == "reproduce":
            return reproduce.run(given.notebook, given.tolerance, given.results)
        if given.command == "cite":
            return cite.run(given.notebook)
        if given.command == "export":
            return interactive_page.export(given.notebook, given.output)
        if given.command == "notebooks":
            return copy_chapters(given.folder, not given.without_samples)
        return doctor.build() if given.build else doctor.examine(given.json)
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return execute.STOPPED


if __name__ == "__main__":
    sys.exit(main())
