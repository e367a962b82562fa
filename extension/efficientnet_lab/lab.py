"""JupyterLab as this product starts it: on the loopback address, its kernels out of reach of other users."""

import os
import sys
import tempfile
import uuid
from pathlib import Path

from jupyter_core.paths import jupyter_config_dir, jupyter_data_dir, jupyter_runtime_dir

#: Characters of a socket's path: macOS allows 103, Linux 107.
MAX_SOCKET_PATH = 103


def flags(given: list[str]) -> list[str]:
    """What is added to the flags that a person gave, which come last and decide."""

    def lacks(*names: str) -> bool:
        return not any(flag.startswith(names) for flag in given)

    added = []
    if lacks("--ip", "--ServerApp.ip"):
        added.append("--ip=127.0.0.1")
    if hasattr(os, "getuid") and os.getuid() == 0 and lacks("--allow-root"):
        added.append("--allow-root")
    # Any user of the machine may connect to a port; to sockets in our own folder nobody else can.
    if lacks("--KernelManager.transport", "--KernelManager.ip"):
        added.append("--KernelManager.transport=ipc")
    return [*added, *given]


def can_hold_files(folder: Path) -> bool:
    """Whether files can be written there, or the folder made where it is missing."""
    existing = next(place for place in [folder, *folder.parents] if place.exists())
    return existing.is_dir() and os.access(existing, os.W_OK)


def folders() -> dict[str, str]:
    """Variables for folders of our own: for all that Jupyter keeps where a person's own can't be written, and for kernels'
    sockets where their paths would be too long in the usual one."""
    refused = next((folder for folder in [jupyter_data_dir(), jupyter_config_dir()] if not can_hold_files(Path(folder))), None)
    if refused is not None:
        made = Path(tempfile.mkdtemp(prefix="jupyter-"))
        print(f"{refused} can't be written: settings and trust of this session are kept in {made} alone.", file=sys.stderr)
        return {f"JUPYTER_{name.upper()}_DIR": str(made / name) for name in ("data", "config", "runtime")}
    longest = Path(jupyter_runtime_dir(), f"kernel-{uuid.uuid4()}-ipc-5")
    if len(os.fsencode(longest)) <= MAX_SOCKET_PATH:
        return {}
    return {"JUPYTER_RUNTIME_DIR": tempfile.mkdtemp(prefix="jupyter-")}


def open_lab(given: list[str]) -> None:
    """Becomes JupyterLab; terminal and signals are its own then."""
    command = [sys.executable, "-m", "jupyterlab", *flags(given)]
    os.execve(sys.executable, command, {**os.environ, **folders()})
