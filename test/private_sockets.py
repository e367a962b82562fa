"""Kernels of tests on sockets in a folder of their own: of free ports, another program of a busy machine may take one first."""

import itertools
import tempfile
from pathlib import Path

FOLDER = tempfile.TemporaryDirectory(prefix="lab-")
NUMBERS = itertools.count()


def private() -> dict[str, str]:
    """Settings of a kernel's manager."""
    return {"transport": "ipc", "ip": str(Path(FOLDER.name, f"kernel-{next(NUMBERS)}"))}
