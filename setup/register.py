"""Makes the clone's package known to the environment's Python as an installed one: its path, name, version, entry points
and commands.

pip would have to build it, and copy what changes with each build.
"""

import shutil
import sys
import sysconfig
import tomllib
from pathlib import Path

COMMAND = """#!{python}
import sys

from {module} import {function}

sys.exit({function}())
"""


def register(root: Path, version: str) -> None:
    """Writes what an editable installation leaves; pip can take it away again."""
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    packages, commands = Path(sysconfig.get_path("purelib")), Path(sysconfig.get_path("scripts"))
    name = project["name"].replace("-", "_")
    groups = {"console_scripts": project["scripts"], **project["entry-points"]}
    files = {
        packages / "efficientnet-lab.pth": f"{root / 'extension'}\n",
        packages / f"{name}-{version}.dist-info" / "METADATA": f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {version}\n",
        packages / f"{name}-{version}.dist-info" / "entry_points.txt": "".join(
            f"[{group}]\n" + "".join(f"{entry} = {target}\n" for entry, target in entries.items()) for group, entries in groups.items()
        ),
    }
    for command, target in project["scripts"].items():
        module, function = target.split(":")
        files[commands / command] = COMMAND.format(python=sys.executable, module=module, function=function)
    record = packages / f"{name}-{version}.dist-info" / "RECORD"
    files[record] = "".join(f"{file},,\n" for file in [*files, record])
    for old in packages.glob(f"{name}-*.dist-info"):
        shutil.rmtree(old)
    for file, text in files.items():
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, "utf-8")
        if file.parent == commands:
            file.chmod(0o755)


if __name__ == "__main__":
    register(Path(sys.argv[1]), sys.argv[2])
