"""What is installed, by the names that pip knows."""

import importlib.metadata

DISTRIBUTION = "efficientnet-lab-core"


def version_of(distribution: str) -> str | None:
    try:
        return importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return None
