"""What keeps the product from working on a machine: what was found, and what to do."""


class Problem(Exception):
    """Something is missing or does not fit."""

    def __init__(self, found: str, remedy: str) -> None:
        super().__init__(f"{found} {remedy}")
        self.found = found
        self.remedy = remedy
