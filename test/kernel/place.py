"""Where the tested kernel comes from and works: the repository's, among its notebooks, or one that a wheel has installed.

With LAB_KERNELS, the folder `share/jupyter/kernels` of the environment of a wheel, and LAB_FOLDER, a folder that knows
nothing of the clone, the tests of this folder try that one; they are to be run with that environment's Python.
"""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
INSTALLED = os.environ.get("LAB_KERNELS")
NOTEBOOKS = Path(os.environ.get("LAB_FOLDER", ROOT / "notebooks"))
KERNEL = "efficientnet-lab"
