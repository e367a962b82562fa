"""The recipe of the container is built nowhere here: what it copies, runs and installs must at least exist."""

import json
import re
import shlex
import subprocess
import sys
import tomllib

from packaging.specifiers import SpecifierSet
from saved import ROOT

RECIPE = re.sub(r"\\\n", " ", (ROOT / ".binder/Dockerfile").read_text("utf-8"))
LINES = [line.split(" ", 1) for line in RECIPE.splitlines() if line and not line.startswith("#")]


def said(instruction):
    return [words for name, words in LINES if name == instruction]


def project(path):
    return tomllib.loads((ROOT / path).read_text("utf-8"))["project"]


def commands():
    return [shlex.split(command) for line in said("RUN") for command in line.split(" && ")]


def test_scripts_and_commands_exist():
    scripts = json.loads((ROOT / "package.json").read_text("utf-8"))["scripts"]
    assert [words[2] for words in commands() if words[:2] == ["npm", "run"]] == ["wheel"]
    assert "wheel" in scripts and (ROOT / scripts["wheel"].split()[-1]).is_file()
    (words,) = [words for words in commands() if words[0] == "efficientnet-lab"]
    done = subprocess.run([sys.executable, "-m", "efficientnet_lab.cli", *words[1:2], "--help"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_what_it_installs_is_what_the_wheels_offer():
    (words,) = [words for words in commands() if words[:2] == ["pip", "install"]]
    assert words[words.index("--find-links") + 1] == "/wheels"
    assert "--from=wheels /source/dist /wheels" in said("COPY")
    assert "join(ROOT, 'dist')" in (ROOT / "setup/wheel.mjs").read_text("utf-8")
    name, extra = re.fullmatch(r"([\w-]+)\[(\w+)\]", words[-3]).groups()
    meta = project("setup/wheel/meta/pyproject.toml")
    assert name == meta["name"] and extra in meta["optional-dependencies"]


def test_its_versions_are_among_those_that_are_supported():
    node, python = (re.search(r":(\d+(?:\.\d+)?)", image)[1] for image in said("FROM"))
    assert python in SpecifierSet(project("pyproject.toml")["requires-python"])
    # TensorFlow has no wheels for newer ones.
    checks = (ROOT / "setup/checks.mjs").read_text("utf-8")
    assert int(python.split(".")[1]) <= int(re.search(r"newest: (\d+)", checks)[1])
    assert int(node) in (20, 22) or int(node) >= 23


def test_it_is_served_by_a_user_without_rights_and_nothing_of_the_clone_goes_along():
    instructions = [name for name, _ in LINES]
    assert instructions[-1] == "CMD" and "USER" in instructions
    assert said("USER") == ["${NB_UID}"]
    assert json.loads(said("CMD")[0])[:2] == ["jupyter", "lab"]
    ignored = set((ROOT / ".dockerignore").read_text("utf-8").split())
    of_git = {line.strip("/") for line in (ROOT / ".gitignore").read_text("utf-8").splitlines() if line.startswith("/") or line.endswith("/")}
    # What tests leave in folders of the sources themselves.
    assert of_git - {".ipynb_checkpoints", "__pycache__", ".pytest_cache"} <= ignored
