"""Becomes the TypeScript kernel: the process that Jupyter starts turns into Node.js.

usage: python -m efficientnet_lab.kernel LAUNCHER CONNECTION_FILE
"""

import os
import sys

from . import excuse
from .node import environment, find_node
from .problems import Problem


def main() -> None:
    launcher, connection_file = sys.argv[1:]
    try:
        program, _ = find_node()
    except Problem as problem:
        excuse.answer(str(problem), connection_file)
        return
    os.execve(program, [program, launcher, connection_file], environment())


if __name__ == "__main__":
    main()
