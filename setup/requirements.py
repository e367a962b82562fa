"""Print requirements of pyproject.toml, one a line, without those that are for other platforms.

usage: requirements.py base | <extra>
"""

import sys
import tomllib
from pathlib import Path

# The environment's pip brings the one parser of requirements that is there before anything is installed.
from pip._vendor.packaging.requirements import Requirement

wanted = sys.argv[1]
project = tomllib.loads((Path(__file__).parent.parent / "pyproject.toml").read_text())["project"]
lines = project["dependencies"] if wanted == "base" else project["optional-dependencies"][wanted]
for requirement in map(Requirement, lines):
    if requirement.marker is None or requirement.marker.evaluate():
        requirement.marker = None
        print(requirement)
