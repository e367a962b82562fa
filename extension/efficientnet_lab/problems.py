"""What keeps the product from working on a machine: what was found, and what to do."""

import sys
from collections.abc import Callable


class Problem(Exception):
    """Something is missing or does not fit."""

    def __init__(self, found: str, remedy: str) -> None:
        super().__init__(f"{found} {remedy}")
        self.found = found
        self.remedy = remedy


def told(work: Callable[[], object]) -> int:
    """The exit code of a program's work, whose problem is told in a sentence."""
    try:
        work()
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0
