"""The clone's package as an installed one, which leaves nothing of an earlier version."""

import importlib.metadata
import importlib.util
import os
import subprocess
import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SPEC = importlib.util.spec_from_file_location("register", ROOT / "setup" / "register.py")
MODULE = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(MODULE)


def test_registers_name_version_entry_points_and_commands(tmp_path, monkeypatch):
    places = {"purelib": tmp_path / "packages", "scripts": tmp_path / "bin"}
    for place in places.values():
        place.mkdir()
    monkeypatch.setattr(sysconfig, "get_path", lambda name: str(places[name]))
    MODULE.register(ROOT, "1.0.0")
    MODULE.register(ROOT, "2.0.0")
    (found,) = importlib.metadata.distributions(path=[str(places["purelib"])])
    assert (found.metadata["Name"], found.version) == ("efficientnet-lab-core", "2.0.0")
    assert {"console_scripts", "nbconvert.exporters"} <= {entry.group for entry in found.entry_points}
    # What pip would take away is all that there is.
    left = {path for place in places.values() for path in place.rglob("*") if path.is_file()}
    assert {Path(path.locate()).resolve() for path in found.files} == left
    command = places["scripts"] / "efficientnet-lab"
    done = subprocess.run([command, "--help"], capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(ROOT / "extension")})
    assert "reproduce" in done.stdout, done.stderr
