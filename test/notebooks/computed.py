"""Asks the helpers, in a program of their own language."""

import json
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def computed(program: str, value: object = None) -> object:
    """What a program of the helpers' language prints as JSON; it finds `value` as `given`."""
    prologue = "const given = JSON.parse(require('fs').readFileSync(0, 'utf8'));"
    done = subprocess.run(
        ["node", "-e", f"{prologue} {program}"], input=json.dumps(value), capture_output=True, text=True, check=True, cwd=ROOT
    )
    return json.loads(done.stdout)
